"""The operations of two APIs -> which came, which went and how they changed."""

from __future__ import annotations

from collections.abc import Iterator

from assay.descriptions.document import Node
from assay.descriptions.openapi import Api, Operation

from .bodies import compare_bodies
from .lifecycle import compare_life, compare_stability, is_promised, removal, stability_of
from .pairing import pair, same_route
from .parameters import compare_parameters
from .security import compare_operation_security
from .telling import Telling


def compare_operations(old: Api, new: Api, telling: Telling) -> None:
    """Tell what happened to each operation."""
    paired = pair(old, new)
    routes = {(operation.kind, same_route(operation.route)) for operation in new.operations}
    for one, other in paired.kept:
        _compare(one, other, telling)
    for operation in paired.removed:
        if operation.kind == "path":
            _removed(operation, ("path", same_route(operation.route)) in routes, telling)
    for operation in paired.added:
        if operation.kind == "path":
            telling.say("operation-added", "", None, operation.node, operation=operation.operation)
    _compare_called_back(old, new, telling)


def _removed(operation: Operation, path_stays: bool, telling: Telling) -> None:
    if stability_of(operation.node.value) is None:
        telling.say("operation-stability-unknown", "", operation.node, None, operation=operation.operation)
    elif is_promised(operation.node.value, telling.policy):
        said = removal(operation.node.value, telling.policy)
        prefix = "operation" if path_stays else "path"
        telling.say_all([said], prefix, "", operation.node, None, operation.operation)


def _compare_called_back(old: Api, new: Api, telling: Telling) -> None:
    """Webhooks and callbacks that came or went as a whole."""
    for kind in ("webhook", "callback"):
        before, after = ({_whole(each): each for each in api.operations if each.kind == kind} for api in (old, new))
        for name, operation in before.items():
            if name not in after:
                telling.say(f"{kind}-removed", "", operation.node, None, operation=operation.operation)
        for name, operation in after.items():
            if name not in before:
                telling.say(f"{kind}-added", "", None, operation.node, operation=operation.operation)


def _whole(operation: Operation) -> str:
    return operation.node.pointer.rpartition("/")[0] if operation.kind == "callback" else operation.route


def _compare(old: Operation, new: Operation, telling: Telling) -> None:
    one, other, policy = old.node.value, new.node.value, telling.policy
    stability = stability_of(other)
    telling.say_all(compare_stability(one, other, policy), "operation", "", old.node, new.node, new.operation)
    if not (is_promised(one, policy) or is_promised(other, policy)):
        return
    if stability is not None:
        said = compare_life(one, other, policy, stability)
        telling.say_all(said, "operation", "", old.node, new.node, new.operation)
    for name, before, after in _named(old, new):
        telling.say(name, "", old.node, new.node, operation=new.operation, values=(before, after))
    number = telling.operation(new.operation)
    compare_parameters(old, new, telling, number)
    compare_bodies(old, new, telling, number)
    compare_operation_security(old, new, telling)
    _servers(old, new, telling)


def _named(old: Operation, new: Operation) -> Iterator[tuple[str, str | None, str | None]]:
    if old.operation_id != new.operation_id:
        verb = "added" if not old.operation_id else "removed" if not new.operation_id else "changed"
        yield f"operation-id-{verb}", old.operation_id, new.operation_id
    for tag in old.tags:
        if tag not in new.tags:
            yield "operation-tag-removed", tag, None
    for tag in new.tags:
        if tag not in old.tags:
            yield "operation-tag-added", None, tag


def _servers(old: Operation, new: Operation, telling: Telling) -> None:
    if "servers" not in old.node.value and "servers" not in new.node.value:
        return
    for name, values, node in server_changes(old.servers, new.servers, old.node, new.node):
        telling.say(f"operation-{name}", "", *node, operation=new.operation, values=values)


def server_changes(
    old: tuple[str, ...], new: tuple[str, ...], before: Node, after: Node
) -> Iterator[tuple[str, tuple[str | None, str | None], tuple[Node | None, Node | None]]]:
    """(name, values, places) of addresses that went or came."""
    for url in old:
        if url not in new:
            yield "server-removed", (url, None), (before, None)
    for url in new:
        if url not in old:
            yield "server-added", (None, url), (None, after)
