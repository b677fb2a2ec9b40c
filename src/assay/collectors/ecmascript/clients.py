"""The HTTP clients that a file speaks of, known or declared by the house, and the variables that hold one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tree_sitter import Node

from assay.model import Conventions
from assay.model.expressions import expression

from .syntax import File, call_at
from .values import arguments

VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "request")
_IMPORTED = (
    rb"""\bimport\s+(?:\*\s+as\s+)?(\w+)\b[^'"\n]*['"](?:node:)?%s['"]"""
    rb"""|\b(\w+)\s*=\s*require\(['"](?:node:)?%s['"]\)"""
)
_VARIABLE = expression(rb"([\w$]+)\s*[?!]?\s*(?::[^=;,(){}]*)?\s*$")


class Client(NamedTuple):
    """One HTTP client: how a file comes by it, and where its calls take their options."""

    name: str
    #: Module whose default export it is.
    module: str | None = None
    #: Types that mark a variable as one, functions that make one.
    types: tuple[str, ...] = ()
    factories: tuple[str, ...] = ()
    methods: tuple[str, ...] = VERBS
    #: Position of the options, by method; `None` for the rest and for a call of the client itself.
    options: Mapping[str | None, int] = {None: 1}
    timeouts: tuple[str, ...] = ("timeout", "signal")
    #: Where else than in the call's options a limit may be set; a client with a limit of its own matches everything.
    elsewhere: re.Pattern[str] | None = None


_CHAINED = expression(r"\.(?:setTimeout|timeout)\(|['\"]timeout['\"]")
_BODY_FIRST = {None: 1, "post": 2, "put": 2, "patch": 2}
_CLIENTS = (
    Client(
        "axios", "axios", factories=("axios.create",), options=_BODY_FIRST, elsewhere=re.compile(r"defaults\.timeout")
    ),
    Client("ky", "ky", factories=("ky.create", "ky.extend"), elsewhere=re.compile("")),
    Client("got", "got", factories=("got.extend",)),
    Client("superagent", "superagent", elsewhere=_CHAINED),
    Client("https", "https", methods=("get", "request"), elsewhere=_CHAINED),
    Client("http", "http", methods=("get", "request"), elsewhere=_CHAINED),
)


def known_clients(conventions: Conventions) -> Iterator[tuple[Client, tuple[bytes, ...]]]:
    """(client, how files that use it name it): those that are known, and those that the house declares."""
    yield from _KNOWN
    for client in _declared(conventions):
        yield client, _names(client)


def _names(client: Client) -> tuple[bytes, ...]:
    """How a file that uses the client names it."""
    module = (f"'{client.module}'", f'"{client.module}"') if client.module else ()
    return tuple(name.encode() for name in (*module, *client.types, *client.factories))


_KNOWN = tuple((client, _names(client)) for client in _CLIENTS)


def _declared(conventions: Conventions) -> Iterator[Client]:
    for stated in conventions.tables("http_clients"):
        yield Client(
            name=str(stated.get("name")),
            types=tuple(stated.get("types", ())),
            factories=tuple(stated.get("factories", ())),
            methods=tuple(stated.get("methods", VERBS)),
            options={None: int(stated.get("options", 1))},
            timeouts=tuple(stated.get("timeouts", ("timeout",))),
        )


def variables(client: Client, file: File) -> dict[str, Node | None]:
    """The variables of a file that hold the client -> the options that it was made with, if it was."""
    found: dict[str, Node | None] = {}
    if client.module is not None:
        module = re.escape(client.module.encode())
        for match in re.finditer(_IMPORTED % (module, module), file.data):
            found[(match[1] or match[2]).decode()] = None
    for name in client.types:
        for match in re.finditer(rb":\s*%s\b(?!\.)" % re.escape(name.encode()), file.data):
            found |= dict.fromkeys(_before(match.start(), file))
    for name in client.factories:
        for match in re.finditer(rb"=\s*%s(?=\()" % re.escape(name.encode()), file.data):
            call = call_at(match.end(), file)
            made = arguments(call)[0] if call is not None and arguments(call) else None
            found |= dict.fromkeys(_before(match.start(), file), made)
    return found


def _before(end: int, file: File) -> list[str]:
    """The variable that is declared before this byte, its type left out."""
    match = _VARIABLE.search(file.data, max(0, end - 120), end)
    return [match[1].decode()] if match else []
