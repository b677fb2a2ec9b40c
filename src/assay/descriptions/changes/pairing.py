"""The operations of two APIs -> which of them are one: of one path, or of one address.

An address is a server's and a path's: what its servers say in one version may begin the paths of another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from assay.descriptions.openapi import Api, Operation
from assay.descriptions.routing import address_of
from assay.model.expressions import expression

_VARIABLE = expression(r"\{[^{}/]*\}")
_OPEN = "{}"
_Key = tuple[str, ...]


class Paired(NamedTuple):
    """The operations of both versions, those of one, and those of the other."""

    kept: list[tuple[Operation, Operation]]
    removed: list[Operation]
    added: list[Operation]

    @property
    def is_readdressed(self) -> bool:
        """Whether servers say in one version what paths say in the other."""
        return any(same_route(old.route) != same_route(new.route) for old, new in self.kept if old.kind == "path")


class _Whole(NamedTuple):
    """The segments of an address below its host; how many of them the server says."""

    segments: tuple[str, ...]
    stated: int

    def is_at(self, other: _Whole) -> bool:
        """Whether both are one: a variable of a path may be a value that the server of the other version is given."""
        return all(
            one == another or (one == _OPEN and place < other.stated) or (another == _OPEN and place < self.stated)
            for place, (one, another) in enumerate(zip(self.segments, other.segments, strict=True))
        )


def pair(old: Api, new: Api) -> Paired:
    """Those of one path first, as versions may lie side by side; of two alike the first."""
    before, after = _keyed(old), _keyed(new)
    kept = [(operation, after.pop(key)) for key, operation in list(before.items()) if key in after and before.pop(key)]
    removed, added = list(before.values()), list(after.values())
    ends: dict[tuple[str, str], list[Operation]] = defaultdict(list)
    for operation in added:
        ends[_end(operation)].append(operation)
    for one in list(removed):
        other = next((each for each in ends[_end(one)] if _is_readdressed(one, each)), None)
        if other is not None:
            kept.append((one, other))
            removed.remove(one)
            added.remove(other)
            ends[_end(one)].remove(other)
    return Paired(kept, removed, added)


def _end(operation: Operation) -> tuple[str, str]:
    return operation.method, same_route(operation.route).rpartition("/")[2]


def same_route(route: str) -> str:
    """A path template without the names of its variables, which are not on the wire."""
    return _VARIABLE.sub(_OPEN, route).rstrip("/") or "/"


def _keyed(api: Api) -> dict[_Key, Operation]:
    found: dict[_Key, Operation] = {}
    for operation in api.operations:
        found.setdefault(_key(operation), operation)
    return found


def _key(operation: Operation) -> _Key:
    if operation.kind == "callback":
        return operation.kind, operation.node.path, operation.node.pointer
    return operation.kind, operation.method, same_route(operation.route)


def _is_readdressed(old: Operation, new: Operation) -> bool:
    if old.kind != "path" or new.kind != "path":
        return False
    if not _ends_with(old.route, new.route) and not _ends_with(new.route, old.route):
        return False
    return any(
        len(one.segments) == len(other.segments) and one.is_at(other) for one in _wholes(old) for other in _wholes(new)
    )


def _ends_with(long: str, short: str) -> bool:
    return same_route(long).endswith(same_route(short))


def _wholes(operation: Operation) -> Iterator[_Whole]:
    for server in operation.servers or ("",):
        base, route = (_segments(each) for each in (address_of(server).base, operation.route))
        yield _Whole((*base, *route), len(base))


def _segments(path: str) -> list[str]:
    return [segment for segment in _VARIABLE.sub(_OPEN, path).split("/") if segment]
