"""The operations of two APIs -> which of them are one: of one path, or of one address.

An address is a server's and a path's: what its servers say in one version may begin the paths of another.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from assay.descriptions.openapi import Api, Operation
from assay.descriptions.routing import servers_of
from assay.model.expressions import expression

_VARIABLE = expression(r"\{[^{}/]*\}")
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


def pair(old: Api, new: Api) -> Paired:
    """Those of one path first, as versions may lie side by side; of two alike the first."""
    before, after = _keyed(old), _keyed(new)
    kept = [(before.pop(key), after.pop(key)) for key in [key for key in before if key in after]]
    ends: dict[tuple[str, str], list[_Key]] = defaultdict(list)
    for key, operation in after.items():
        ends[_end(operation)].append(key)
    for key, operation in list(before.items()):
        candidates = [other for other in ends[_end(operation)] if other in after and key[0] == other[0] == "path"]
        here = _at(old, operation) if candidates else set()
        found = next((other for other in candidates if not here.isdisjoint(_at(new, after[other]))), None)
        if found is not None:
            kept.append((before.pop(key), after.pop(found)))
    return Paired(kept, list(before.values()), list(after.values()))


def _end(operation: Operation) -> tuple[str, str]:
    return operation.method, same_route(operation.route).rpartition("/")[2]


def same_route(route: str) -> str:
    """A path template without the names of its variables, which are not on the wire."""
    return without_names(route).rstrip("/") or "/"


def without_names(template: str) -> str:
    """A template whose variables have no names."""
    return _VARIABLE.sub("{}", template)


def _keyed(api: Api) -> dict[_Key, Operation]:
    found: dict[_Key, Operation] = {}
    for operation in api.operations:
        found.setdefault(_key(operation), operation)
    return found


def _key(operation: Operation) -> _Key:
    if operation.kind == "callback":
        return operation.kind, operation.node.path, operation.node.pointer
    return operation.kind, operation.method, same_route(operation.route)


def _at(api: Api, operation: Operation) -> set[str]:
    """Its addresses below the host."""
    bases = {server.base for server in servers_of(api, operation)} or {""}
    return {same_route(f"{base}/{operation.route.removeprefix('/')}") for base in bases}
