"""What is asked of a receiver, in this order: the first tells whether anything can be told from the others.

A module has `ask(trying)`, which delivers what it needs and yields what came of it. What it cannot exercise it says,
with the reason; it never passes for held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..trying import Told, Trying
from . import accepting, refusing, reordering, repeating, unfitting, waiting

#: Questions by what is tried, in order.
QUESTIONS: dict[str, Callable[[Trying], Iterator[Told]]] = {
    "valid": accepting.valid,
    "late": accepting.late,
    "unsigned": refusing.unsigned,
    "wrongly_signed": refusing.wrongly_signed,
    "stale": refusing.stale,
    "replayed": repeating.replayed,
    "duplicated": repeating.duplicated,
    "parallel": repeating.parallel,
    "reordered": reordering.reordered,
    "malformed": unfitting.malformed,
    "oversized": unfitting.oversized,
    "slow": waiting.slow,
}
