"""(method, host, path) of a call -> the described operation it goes to, with the parameters of its path as sent.

In: addresses at which descriptions say they are, and their path templates. Out: candidates, the most concrete first
(OpenAPI 3.1 section 4.8.8.2: what is concrete goes before what is templated).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from assay.model.expressions import expression

if TYPE_CHECKING:
    from .openapi import Api, Operation

_VARIABLE = expression(r"\{([^{}]*)\}")
_WHOLE_HOST = expression(r"(?:[\w+.-]*:)?//\{([^{}]*)\}(?::[^/]*)?(?:/|$)")
_MOST_KNOWN = 50_000
_MOST_ADDRESSES = 200
#: Of a segment: all of it is written, some of it, nothing.
_LITERAL, _MIXED, _OPEN = 0, 1, 2


class Found(NamedTuple):
    """One operation that an address may mean. `parameters` are as sent: encoded, in their style."""

    target: Any
    parameters: Mapping[str, str]


class Match(NamedTuple):
    """What is known of an address: which stated hosts it is at, what it may mean; if nothing, which methods it has."""

    hosts: tuple[str, ...]
    found: tuple[Found, ...]
    methods: tuple[str, ...]


class Address(NamedTuple):
    """Where an API is: a host (None: wherever the description itself is) and the path that all its paths begin with.

    Variables that no value was given for stay in braces; in a host each stands for one label or more.
    """

    host: str | None
    base: str


class _Template(NamedTuple):
    """`segments` are as written, decoded, None where one is open; `open` has where that is, and how more is written."""

    rank: tuple[tuple[int, int], ...]
    segments: tuple[str | None, ...]
    open: tuple[tuple[int, re.Pattern[str] | None], ...]
    names: tuple[str, ...]
    targets: dict[str, Any]


class _Table:
    """Templates of one length, found by what is written in them; what stands first goes first."""

    def __init__(self, templates: Iterable[_Template]) -> None:
        self._written: dict[tuple[int, ...], tuple[Any, dict[Any, list[tuple[int, _Template]]]]] = {}
        for order, template in enumerate(templates):
            written = tuple(number for number, one in enumerate(template.segments) if one is not None)
            # Where nothing is written all have the same: their length.
            pick = itemgetter(*written) if written else len
            _, found = self._written.setdefault(written, (pick, {}))
            found.setdefault(pick(template.segments), []).append((order, template))

    def fits(self, parts: Sequence[str], plain: Sequence[str]) -> list[tuple[_Template, Mapping[str, str]]]:
        """Those that have these parts, with the parameters as sent; `plain` are the parts decoded."""
        found: list[tuple[int, _Template]] = []
        for pick, by_text in self._written.values():
            found += by_text.get(pick(plain), ())
        if len(found) > 1:
            found.sort(key=itemgetter(0))
        return [(template, sent) for _, template in found if (sent := _fit(template, parts)) is not None]


def address_of(url: str) -> Address:
    """The address that a server's URL states. The host keeps no port; a relative URL has none."""
    # Braces are no characters of a host: they stand aside while it is split.
    shown = url.replace("{", "\x01").replace("}", "\x02")
    try:
        parts = urlsplit(shown)
    except ValueError:
        return Address(None, "")
    host = re.sub(r":(\d*|\x01[^\x02]*\x02)$", "", parts.netloc.rpartition("@")[2]).lower()
    back = str.maketrans({"\x01": "{", "\x02": "}"})
    return Address(host.translate(back) or None, parts.path.translate(back).rstrip("/"))


def addresses_of(server: Mapping[str, Any]) -> Iterator[Address]:
    """The addresses that a server object of OpenAPI 3 stands for.

    A variable that lists its values has each of them; one that does not may be anything, unless it is the whole host:
    then it is its default, for else it would speak of every host there is.
    """
    stated = server.get("variables")
    variables = {
        str(name): one
        for name, one in (stated if isinstance(stated, Mapping) else {}).items()
        if isinstance(one, Mapping)
    }
    used = _VARIABLE.findall(str(server.get("url")))
    choices = {name: variables[name].get("enum") for name in used if name in variables}
    listed = {name: values for name, values in choices.items() if isinstance(values, list) and values}
    for values in islice(product(*listed.values()), _MOST_ADDRESSES):
        url = str(server.get("url"))
        for name, value in zip(listed, values, strict=True):
            url = url.replace(f"{{{name}}}", str(value))
        if (whole := _WHOLE_HOST.match(url)) and "default" in variables.get(whole[1], {}):
            url = url.replace(f"{{{whole[1]}}}", str(variables[whole[1]]["default"]))
        yield address_of(url)


def servers_of(api: Api, operation: Operation | None = None) -> list[Address]:
    """The addresses at which an API is, or one operation of it: what a variable may be stays open."""
    root = api.document.root_node().value
    listed = root.get("servers") if "swagger" not in root else None
    if operation is not None and operation.servers != api.servers:
        return [address_of(server) for server in operation.servers]
    if not isinstance(listed, list):
        return [address_of(server) for server in api.servers]
    return [address for server in listed if isinstance(server, Mapping) for address in addresses_of(server)]


class Router:
    """All described operations by where they are. What is asked again is remembered."""

    def __init__(self) -> None:
        self._hosts: dict[str, dict[tuple[str, ...], _Template]] = {}
        self._wild: list[tuple[re.Pattern[str], str]] = []
        self._tables: dict[tuple[str, int], tuple[tuple[str, ...], _Table]] = {}
        self._known: dict[tuple[str, str, str], Match] = {}

    def add(self, addresses: Iterable[Address], method: str, route: str, target: Any) -> None:
        """One operation; `route` is its path template. Addresses without a host are not matched with any."""
        for address in addresses:
            if address.host is None:
                continue
            parts = _parts(address.base + (route.partition("?")[0].partition("#")[0] or "/"))
            templates = self._templates(address.host)
            shape = tuple(_VARIABLE.sub("{}", part) for part in parts)
            template = templates.get(shape)
            if template is None:
                template = templates[shape] = _template(parts)
            template.targets.setdefault(method.upper(), target)
        self._tables.clear()
        self._known.clear()

    def match(self, method: str, host: str, path: str) -> Match:
        """The operations that the call may mean; `path` is as sent, percent-encoded, without a query."""
        key = method, host, path
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[key] = self._match(method.upper(), host.lower(), path)
        return known

    def _match(self, method: str, host: str, path: str) -> Match:
        hosts, fits = self._fits(host, path or "/")
        if not fits:
            _, fits = self._fits(host, path.rstrip("/") if path.endswith("/") and len(path) > 1 else path + "/")
        # What a GET answers is described for HEAD as well (RFC 9110 section 9.3.2).
        wanted = (method, "GET") if method == "HEAD" else (method,)
        found = [Found(t.targets[name], sent) for t, sent in fits for name in wanted if name in t.targets]
        others = () if found else sorted({name for template, _ in fits for name in template.targets})
        return Match(hosts, tuple(found), tuple(others))

    def _fits(self, host: str, path: str) -> tuple[tuple[str, ...], list[tuple[_Template, Mapping[str, str]]]]:
        parts = path.removeprefix("/").split("/")
        hosts, table = self._tables.get((host, len(parts))) or self._table(host, len(parts))
        return hosts, table.fits(parts, [unquote(part) for part in parts] if "%" in path else parts)

    def _table(self, host: str, length: int) -> tuple[tuple[str, ...], _Table]:
        """The stated hosts that this one is, itself and patterns that it has, and their templates of a length."""
        if len(self._tables) >= _MOST_KNOWN:
            self._tables.clear()
        wild = (name for form, name in self._wild if form.fullmatch(host))
        hosts = tuple(name for name in (host, *wild) if name in self._hosts)
        by_host = (sorted(self._hosts[name].values(), key=lambda template: template.rank) for name in hosts)
        table = _Table(one for templates in by_host for one in templates if len(one.segments) == length)
        self._tables[host, length] = hosts, table
        return hosts, table

    def _templates(self, host: str) -> dict[tuple[str, ...], _Template]:
        if host not in self._hosts and ("{" in host or "*" in host):
            pieces = re.split(r"(\{[^{}]*\}|\*)", host)
            pattern = "".join("[^/]+" if number % 2 else re.escape(piece) for number, piece in enumerate(pieces))
            self._wild.append((re.compile(pattern), host))
        return self._hosts.setdefault(host, {})


def _parts(path: str) -> list[str]:
    return path.removeprefix("/").split("/")


def _template(parts: Sequence[str]) -> _Template:
    rank: list[tuple[int, int]] = []
    segments: list[str | None] = []
    variables: list[tuple[int, re.Pattern[str] | None]] = []
    names: list[str] = []
    for number, part in enumerate(parts):
        pieces = _VARIABLE.split(part)
        if len(pieces) == 1:
            rank.append((_LITERAL, 0))
            segments.append(unquote(part))
            continue
        segments.append(None)
        names += pieces[1::2]
        written = sum(map(len, pieces[::2]))
        rank.append((_MIXED, -written) if written else (_OPEN, 0))
        if len(pieces) == 3 and not written:
            variables.append((number, None))
            continue
        form = "".join("(.+?)" if n % 2 else re.escape(piece) for n, piece in enumerate(pieces))
        variables.append((number, re.compile(form, re.DOTALL)))
    return _Template(tuple(rank), tuple(segments), tuple(variables), tuple(names), {})


def _fit(template: _Template, parts: Sequence[str]) -> Mapping[str, str] | None:
    values: list[str] = []
    for number, form in template.open:
        part = parts[number]
        if form is not None:
            match = form.fullmatch(part)
            if match is None:
                return None
            values += match.groups()
        elif part:
            values.append(part)
        else:
            return None
    return dict(zip(template.names, values))  # noqa: B905 (as many by their making)
