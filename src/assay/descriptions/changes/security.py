"""Who may call: requirements of two versions and the schemes they name -> what changed in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assay.descriptions.document import Node
from assay.descriptions.openapi import Api, Operation, Security

from .reading import at
from .telling import Telling

_URLS = {
    "authorizationUrl": "authorization-url",
    "tokenUrl": "token-url",
    "refreshUrl": "refresh-url",
}


def compare_operation_security(old: Operation, new: Operation, telling: Telling) -> None:
    """Tell what changed in what an operation itself asks for."""
    if "security" not in old.node.value and "security" not in new.node.value:
        return
    places = _place(old.node), _place(new.node)
    for name, before, after in _requirements(old.security, new.security):
        values = (before, after)
        telling.say(f"security-{name}", "security", *places, operation=new.operation, values=values)


def compare_api_security(old: Api, new: Api, telling: Telling) -> None:
    """Tell what changed in what the API asks for as a whole, and in its schemes."""
    roots = old.document.root_node(), new.document.root_node()
    places = [_place(root) for root in roots]
    for name, before, after in _requirements(*(_stated(root.value.get("security")) for root in roots)):
        telling.say(f"api-security-{name}", "security of the API", *places, values=(before, after))
    one, other = old.security_schemes, new.security_schemes
    for name, node in one.items():
        if name in other:
            _scheme(name, node, other[name], telling)
        else:
            telling.say("security-scheme-removed", f"security scheme {name}", node, None)
    for name, node in other.items():
        if name not in one:
            telling.say("security-scheme-added", f"security scheme {name}", None, node)


def _place(node: Node) -> Node:
    """Where an API or an operation says what it asks for; else the whole of it."""
    return at(node, "security") if "security" in node.value else node


def _stated(value: Any) -> Security | None:
    if not isinstance(value, list):
        return None
    return tuple(
        {str(name): tuple(map(str, scopes)) if isinstance(scopes, list) else () for name, scopes in one.items()}
        for one in value
        if isinstance(one, dict)
    )


def _requirements(old: Security | None, new: Security | None) -> Iterator[tuple[str, str | None, str | None]]:
    """(name, old value, new value) of alternatives that went or came, and of scopes in those that stayed."""
    before, after = ({frozenset(each): each for each in stated or () if each} for stated in (old, new))
    open_before, open_after = (not stated or {} in stated for stated in (old, new))
    for key in after:
        if key not in before:
            yield "now-required" if open_before and not open_after else "added", None, _shown(key)
    for key in before:
        if key not in after:
            yield "removed" if open_after else "alternative-removed", _shown(key), None
    for key in before.keys() & after.keys():
        for scheme in key:
            one, other = before[key][scheme], after[key][scheme]
            yield from (("scope-removed", f"{scheme} {scope}", None) for scope in one if scope not in other)
            yield from (("scope-added", None, f"{scheme} {scope}") for scope in other if scope not in one)


def _shown(schemes: frozenset[str]) -> str:
    return " and ".join(sorted(schemes))


def _scheme(name: str, old: Node, new: Node, telling: Telling) -> None:
    subject, one, other = f"security scheme {name}", old.value, new.value

    def say(what: str, before: Any, after: Any) -> None:
        telling.say(f"security-scheme-{what}", subject, old, new, values=(before, after))

    kinds = [(str(each.get("type", "")), str(each.get("scheme", "")).lower()) for each in (one, other)]
    if kinds[0] != kinds[1]:
        say("type-changed", *(" ".join(filter(None, kind)) for kind in kinds))
    places = [f"{each.get('in')} {each.get('name')}" for each in (one, other)]
    if places[0] != places[1] and one.get("type") == other.get("type") == "apiKey":
        say("place-changed", *places)
    if one.get("openIdConnectUrl") != other.get("openIdConnectUrl"):
        say("discovery-url-changed", one.get("openIdConnectUrl"), other.get("openIdConnectUrl"))
    before, after = _flows(one), _flows(other)
    for flow in before.keys() | after.keys():
        if flow in before and flow in after:
            for what, was, is_now in _flow(before[flow], after[flow]):
                say(what, was, is_now)
        else:
            say(f"flow-{'added' if flow in after else 'removed'}", *((None, flow) if flow in after else (flow, None)))


def _flows(scheme: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The OAuth 2 flows of a scheme by name; Swagger 2.0 has one, spelled out in the scheme."""
    if isinstance(scheme.get("flow"), str):
        return {scheme["flow"]: scheme}
    stated = scheme.get("flows")
    return {name: flow for name, flow in stated.items() if isinstance(flow, dict)} if isinstance(stated, dict) else {}


def _flow(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for key, what in _URLS.items():
        if old.get(key) != new.get(key):
            yield f"{what}-changed", old.get(key), new.get(key)
    before, after = _scopes(old), _scopes(new)
    for scope in before:
        if scope not in after:
            yield "scope-removed", scope, None
        elif before[scope] != after[scope]:
            yield "scope-changed", f"{scope}: {before[scope]}", f"{scope}: {after[scope]}"
    yield from (("scope-added", None, scope) for scope in after if scope not in before)


def _scopes(flow: Mapping[str, Any]) -> Mapping[str, Any]:
    stated = flow.get("scopes")
    return stated if isinstance(stated, dict) else {}
