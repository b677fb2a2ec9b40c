"""owner_rule -> owner_reach: which CODEOWNERS rules cover a file of the target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assay.model import Derivation, Row, Target
from assay.model.owner_pattern import OwnerPattern
from assay.model.paths import NEVER_READ
from assay.tables.workspace import OwnerReach

#: More looks than this at paths are not worth their time; what is left is not told.
_MAX_LOOKS = 2_000_000


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:
    """One row per pattern. What is no pattern gives no row."""
    paths = target.paths
    known = frozenset(paths) | {folder for path in paths for folder in _folders(path)}
    looks = 0
    for path, written, line in inputs["rules"]:
        try:
            pattern = OwnerPattern(written)
        except ValueError:
            continue
        place = pattern.place
        if place is not None:
            covers: bool | None = place in known
        elif looks < _MAX_LOOKS:
            covers = any(pattern.covers(each) for each in paths)
            looks += len(paths)
        else:
            covers = None
        if not covers and NEVER_READ.intersection(written.split("/")):
            covers = None
        yield OwnerReach(path=path, pattern=written, covers=covers, line=line)


def _folders(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


DERIVATION = Derivation(
    name="owners",
    about="Finds the files that each code owner rule covers.",
    fills=(OwnerReach,),
    reads={"rules": "select path, pattern, min(line) from owner_rule group by path, pattern order by 1, 3, 2"},
    derive=derive,
    files=True,
    domains=("component",),
)
