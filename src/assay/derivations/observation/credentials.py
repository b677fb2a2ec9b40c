"""Whether a call sends the credentials that its operation is described to ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assay.descriptions.document import Node
from assay.descriptions.parameters import cookies_of, pairs_of

from .calls import ObservedCall
from .described import Target

_BY_AUTHORIZATION = frozenset({"http", "oauth2", "openIdConnect", "basic"})


class Credentials:
    """Knows which credentials each recording keeps at all: where a recorder takes them out, nothing can be told."""

    def __init__(self, calls: Iterable[ObservedCall]) -> None:
        self._kept: dict[str, set[tuple[str, str]]] = {}
        for call in calls:
            self._kept.setdefault(call.path, set()).update(_carried(call))

    def sent(self, call: ObservedCall, target: Target) -> bool | None:
        """True: all of one alternative are sent. None: none are needed, or it cannot be told."""
        stated = target.operation.security
        if not stated or any(not alternative for alternative in stated):
            return None
        carried, kept = _carried(call), self._kept.get(call.path, set())
        told = False
        for alternative in stated:
            needed = [_credential(target.schemes.get(name)) for name in alternative]
            if all(one in carried for one in needed):
                return True
            told = told or any(one is None or (one not in carried and one not in kept) for one in needed)
        return None if told else False


def _carried(call: ObservedCall) -> set[tuple[str, str]]:
    headers = call.request_headers
    names = {("header", name) for name in headers} | {("cookie", name) for name in cookies_of(headers.get("cookie"))}
    return names | {("query", name) for name, _ in pairs_of(call.query)}


def _credential(scheme: Node | None) -> tuple[str, str] | None:
    """(place, name) of what a scheme has a client send; None where that leaves no trace in an exchange."""
    stated: Mapping[str, Any] = scheme.value if scheme is not None else {}
    kind, name = stated.get("type"), stated.get("name")
    if kind == "apiKey" and isinstance(name, str):
        place = str(stated.get("in"))
        return place, name.lower() if place == "header" else name
    return ("header", "authorization") if kind in _BY_AUTHORIZATION else None
