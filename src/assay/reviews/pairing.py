"""The findings of two runs -> pairs that speak of the same thing, where either is unmet.

By name first, the older one's put into the words of the newer; what is left over by the source text at its place, so
that a small renaming makes nothing new.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from assay.engine.moves import Moves
from assay.engine.result import Finding, Result
from assay.engine.states import state_of
from assay.model import Verdict
from assay.model.paths import owner_of

if TYPE_CHECKING:
    import duckdb

#: Reads the source from a line on, in the state it was made for; empty where it cannot be told.
Reads = Callable[[str, int], str]
Key = tuple[str, str, str]
_VARIES = re.compile(r"\S*/\S*|\d+")


class Pair(NamedTuple):
    """What both runs say of one thing; `home` is the unit of the newer run that it belongs to."""

    before: Finding | None
    after: Finding | None
    home: str

    @property
    def was_unmet(self) -> bool:
        return self.before is not None and self.before.verdict is Verdict.UNMET

    @property
    def is_unmet(self) -> bool:
        return self.after is not None and self.after.verdict is Verdict.UNMET


def pair(base: Result, head: Result, moved: Moves) -> list[Pair]:
    """A pair for each unmet finding of the base, then for each of the head that is in none yet."""
    forth, back = _Words(base, head, moved), _Words(head, base, moved.reversed())
    were, are = base.findings(verdict=Verdict.UNMET), head.findings(verdict=Verdict.UNMET)
    there = _find(head.db, [key for finding in were for key in forth.keys(finding)])
    pairs, used = [], set[str]()
    for before in were:
        found = (there.get(key) for key in forth.keys(before))
        after = next((f for f in found if f and f.fingerprint not in used), None)
        if after:
            used.add(after.fingerprint)
        pairs.append(Pair(before, after, forth.home(before)))
    taken = {finding.fingerprint for finding in were}
    fresh = [finding for finding in are if finding.fingerprint not in used]
    here = _find(base.db, [key for finding in fresh for key in back.keys(finding)])
    for finding in fresh:
        said = (here.get(key) for key in back.keys(finding))
        earlier = next((f for f in said if f and f.fingerprint not in taken), None)
        pairs.append(Pair(earlier, finding, finding.integration))
    return pairs


def by_text(pairs: Sequence[Pair], moved: Moves, old: Reads, new: Reads) -> list[Pair]:
    """The same pairs, but what one side alone has, matched where standard, unit, kind of subject and source agree."""
    went: dict[tuple[str, ...], list[Pair]] = defaultdict(list)
    for one in pairs:
        if one.before and one.after is None and (key := _key(one.before, one.home, old, moved)):
            went[key].append(one)
    found: dict[int, Pair] = {}
    gone = set[int]()
    for one in pairs:
        if one.before is None and one.after and (key := _key(one.after, one.home, new, None)) and went.get(key):
            match = went[key].pop(0)
            gone.add(id(match))
            found[id(one)] = Pair(match.before, one.after, one.home)
    return [found.get(id(one), one) for one in pairs if id(one) not in gone]


def _key(finding: Finding, home: str, read: Reads, moved: Moves | None) -> tuple[str, ...] | None:
    text = read(finding.path, finding.line) if finding.path and finding.line else ""
    subject = moved.subject(finding.subject, finding.path) if moved else finding.subject
    return (finding.standard, home, _VARIES.sub("·", subject), text) if text else None


class _Words:
    """One run's findings in the other run's words."""

    def __init__(self, of: Result, to: Result, moved: Moves) -> None:
        self._moved = moved
        old, new = state_of(of.db).owners, state_of(to.db)
        owners = new.owners
        self._was = cache(lambda path: owner_of(path, old))
        self._is = cache(lambda path: owner_of(moved.path(path), owners) if moved.path(path) in new.files else None)

    def home(self, finding: Finding) -> str:
        """The unit: whose the file is now, if it was the file's unit before."""
        if finding.path and self._was(finding.path) == finding.integration and (home := self._is(finding.path)):
            return home
        return self._moved.units.get(finding.integration, finding.integration)

    def keys(self, finding: Finding) -> tuple[Key, ...]:
        """By which names to look for it: translated, then as it was."""
        home = self.home(finding)
        subject = self._moved.subject(finding.subject, finding.path)
        return (finding.standard, home, subject), (finding.standard, home, finding.subject)


def _find(db: duckdb.DuckDBPyConnection, keys: Iterable[Key]) -> dict[Key, Finding]:
    wanted = list(dict.fromkeys(keys))
    names = Finding.__struct_fields__
    listed = ", ".join(f'f."{name}"' for name in names)
    lists = zip(*wanted, strict=True) if wanted else ((), (), ())
    columns = dict(zip(("standards", "units", "subjects"), map(list, lists), strict=True))
    rows = db.execute(
        f"select {listed} from finding f join (select "
        "unnest($standards::varchar[]) as standard, unnest($units::varchar[]) as integration, "
        "unnest($subjects::varchar[]) as subject) using (standard, integration, subject)",
        columns,
    ).fetchall()
    found = msgspec.convert([dict(zip(names, row, strict=True)) for row in rows], list[Finding])
    return {(finding.standard, finding.integration, finding.subject): finding for finding in found}
