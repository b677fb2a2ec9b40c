"""What probes share: requests that work, sent again as somebody else or a little otherwise."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from assay.descriptions.openapi import Operation

from . import making
from .api import Tried
from .caller import Caller
from .exchange import Exchange, Request
from .harvest import Harvest
from .users import User

SAFE = ("GET", "HEAD")
_MOST_TRIED = 4


class Told(NamedTuple):
    """What came of a question. `held` is None where it could not be exercised; `seen` is what shows it, in order."""

    question: str
    operation: str | None
    held: bool | None
    reason: str
    seen: Sequence[Exchange] = ()


@dataclass
class Asking:
    """One probe's hands: `probe` is its name, `shared` are operations whose objects are for all, `owned` are path
    parameters with the values by which the first user's own objects are known.
    """

    probe: str
    tried: Tried
    caller: Caller
    harvest: Harvest
    key_headers: Collection[str]
    shared: Collection[str] = ()
    owned: Mapping[str, str] = field(default_factory=dict)

    def send(self, request: Request, operation: Operation | None, user: User | None = None) -> Exchange:
        return self.caller.send(request, self.probe, operation.operation if operation else None, user)

    def keys(self, operation: Operation) -> list[str]:
        """Headers of the operation that make a write repeatable."""
        known = {name.lower() for name in self.key_headers}
        return [one.name for one in operation.parameters if one.location == "header" and one.name.lower() in known]

    def renewed(self, request: Request, operation: Operation) -> Request:
        """The same write under a key of its own, whatever the seed: a key that was used before makes a replay."""
        fresh = {name: uuid.uuid4().hex for name in self.keys(operation)}
        kept = {k: v for k, v in request.headers.items() if k.lower() not in {name.lower() for name in fresh}}
        return Request(request.method, request.url, {**kept, **fresh}, request.body)

    def apart(self, refused: Exchange, right: Request, operation: Operation) -> bool:
        """Whether the first user's request, when all is right with it, is answered otherwise: that is why it was
        refused.
        """
        seen = self.send(self.renewed(right, operation), operation)
        return seen.status is not None and seen.status != refused.status

    def plain(self, seen: Exchange) -> Request:
        """The request without what makes it conditional."""
        return seen.request.having(If_None_Match=None, If_Modified_Since=None)

    def alive(self, operation: Operation) -> Exchange | None:
        """A read that is answered with 2xx now."""
        for known in list(self.harvest.of(operation.operation))[:_MOST_TRIED]:
            seen = self.send(self.plain(known), operation)
            if seen.ok:
                return seen
        return next(iter(self._read_fresh(operation)), None)

    def _read_fresh(self, operation: Operation) -> Iterator[Exchange]:
        """What asks for nothing is asked for as it is; else what was made for it."""
        asks = any(one.required for one in operation.parameters)
        made = self.made(operation) if asks else None
        address = made[0] if made else None if asks else self.tried.base + operation.route
        if address is not None:
            seen = self.send(Request("GET", address, {"Accept": "*/*"}), operation)
            if seen.ok:
                yield seen

    def made(self, operation: Operation) -> tuple[str, Exchange] | None:
        """A new object at the operation's route, created by the first user: its address, and what created it.

        Only where the route ends in the one parameter that a POST on the route above gives a value to.
        """
        above, _, last = operation.route.rstrip("/").rpartition("/")
        creating = next((one for one in self.tried.operations if one.operation == f"POST {above}"), None)
        if creating is None or "{" in above or not (last.startswith("{") and last.endswith("}")):
            return None
        seen = making.write(self, creating)
        address = making.address_of(self, seen, last[1:-1]) if seen is not None else None
        return (address, seen) if address and seen is not None else None

    def beside(self, operation: Operation, method: str) -> Operation | None:
        """The operation of another method at the same route."""
        return next((one for one in self.tried.operations if one.operation == f"{method} {operation.route}"), None)


def told_of(seen: Exchange) -> str:
    """'answered 404 as application/problem+json'."""
    if seen.status is None:
        return f"did not answer ({seen.error})"
    return f"answered {seen.status}" + (f" as {seen.media_type}" if seen.media_type else "")


def same(one: Exchange, other: Exchange) -> bool:
    """The bodies say the same."""
    a, b = one.json(), other.json()
    return one.body == other.body if a is None else bool(a == b)


def encoded(body: Any) -> bytes:
    return msgspec.json.encode(body)


def variants(value: Any) -> Iterator[Any]:
    """Decoded JSON -> the same with one value of it changed a little, again and again."""
    if isinstance(value, dict):
        for name, inner in value.items():
            for other in variants(inner):
                yield {**value, name: other}
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            for other in variants(inner):
                yield [*value[:number], other, *value[number + 1 :]]
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value + 1, value - 1)
    elif isinstance(value, str) and value:
        swapped = value[-1].translate(str.maketrans("0123456789abcdefABCDEF", "1032547698badcfeBADCFE"))
        yield from (value + "a", value[:-1] + swapped, value[:-1])
