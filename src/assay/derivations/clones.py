"""clone_fingerprint -> clone: windows with equal fingerprints, joined to the longest stretches that stand twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from assay.model import Derivation, Row, Target
from assay.tables.component import Clone

#: A window that stands in many places is compared with this many of the others only: cost stays linear.
_PARTNERS = 8
_Key = tuple[str, int, str, int]


class _Window(NamedTuple):
    path: str
    line: int
    end_line: int
    position: int


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:  # noqa: ARG001
    """Two rows per pair of stretches, one for each side; stretches that overlap themselves are left out."""
    pairs = dict(_pairs(inputs["fingerprints"]))
    for (path, position, other, other_position), (first, second) in pairs.items():
        if (path, position - 1, other, other_position - 1) in pairs:
            continue
        last = (path, position, other, other_position)
        while (following := (path, last[1] + 1, other, last[3] + 1)) in pairs:
            last = following
        end, other_end = (window.end_line for window in pairs[last])
        if path == other and second.line <= end:
            continue
        yield _clone(path, first.line, end, other, second.line)
        yield _clone(other, second.line, other_end, path, first.line)


def _pairs(fingerprints: Sequence[tuple[Any, ...]]) -> Iterator[tuple[_Key, tuple[_Window, _Window]]]:
    """Windows of equal hash, the earlier first; the position of a window is its number in its file."""
    alike: dict[int, list[_Window]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for path, line, end_line, fingerprint in sorted(fingerprints):
        alike[fingerprint].append(_Window(path, line, end_line, counts[path]))
        counts[path] += 1
    for windows in alike.values():
        for number, first in enumerate(windows):
            for second in windows[number + 1 : number + 1 + _PARTNERS]:
                yield (first.path, first.position, second.path, second.position), (first, second)


def _clone(path: str, line: int, end_line: int, other_path: str, other_line: int) -> Clone:
    lines = end_line - line + 1
    return Clone(path=path, line=line, end_line=end_line, other_path=other_path, other_line=other_line, lines=lines)


DERIVATION = Derivation(
    name="clones",
    about="Finds code that stands twice, tests left out.",
    fills=(Clone,),
    reads={"fingerprints": "select path, line, end_line, hash from clone_fingerprint"},
    derive=derive,
    domains=("component",),
)
