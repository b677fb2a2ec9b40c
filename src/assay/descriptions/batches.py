"""Many exchanges -> how each of them stands: those that are alike are asked together, since nearly all are good.

Alike are exchanges of one operation with the same status and media types. Where not all of them hold, halves of them
are asked, in the end each by itself: the verdicts are those of `Contract.request` and `Contract.response`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec

from .parameters import Sent, cookies_of, pairs_of
from .validating import UNSEEN, Checked, Contract, Exchange

#: So many are rather looked at one by one than halved.
_FEW = 4

_Verdict = tuple[Checked, Checked | None]


class Exchanges(NamedTuple):
    """Columns of equal length, of what `Exchange` has of one.

    `parameters` are those of paths; they and queries are as sent. Bodies are JSON texts, ABSENT or UNSEEN.
    """

    methods: Sequence[str]
    parameters: Sequence[Mapping[str, str]]
    queries: Sequence[str]
    request_headers: Sequence[Mapping[str, str]]
    request_types: Sequence[str | None]
    request_bodies: Sequence[Any]
    statuses: Sequence[int]
    response_types: Sequence[str | None]
    response_headers: Sequence[Mapping[str, str] | None]
    response_bodies: Sequence[Any]

    def at(self, number: int) -> Exchange:
        """One of them."""
        headers = self.request_headers[number]
        return Exchange(
            method=self.methods[number],
            sent=Sent(
                self.parameters[number], pairs_of(self.queries[number]), headers, cookies_of(headers.get("cookie"))
            ),
            request_type=self.request_types[number],
            request_body=_value(self.request_bodies[number]),
            status=self.statuses[number],
            response_type=self.response_types[number],
            response_headers=self.response_headers[number],
            response_body=_value(self.response_bodies[number]),
        )


def judged(contracts: Sequence[Contract | None], exchanges: Exchanges) -> list[_Verdict | None]:
    """Of each exchange with a contract, how its request and its answer stand; one of status 0 has no answer."""
    kinds = zip(
        *(contracts, exchanges.request_types, exchanges.statuses, exchanges.response_types),
        # Whether there is a body, or are headers, and whether what they were is known.
        *(map(type, exchanges.request_bodies), map(type, exchanges.response_headers)),
        map(type, exchanges.response_bodies),
        strict=True,
    )
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for number, kind in enumerate(kinds):
        groups[kind].append(number)
    found: list[_Verdict | None] = [None] * len(contracts)
    for (contract, *_), numbers in groups.items():
        if contract is not None:
            for number, verdict in zip(numbers, _alike(contract, exchanges, numbers), strict=True):
                found[number] = verdict
    return found


def _alike(contract: Contract, exchanges: Exchanges, numbers: list[int]) -> Iterable[_Verdict]:
    first, count = numbers[0], len(numbers)
    pick: Callable[[Sequence[Any]], Sequence[Any]]
    pick = itemgetter(*numbers) if count > 1 else itemgetter(slice(first, first + 1))
    sent = exchanges.parameters, exchanges.queries, exchanges.request_headers, exchanges.request_bodies
    asked = _halved(
        partial(contract.requests_hold, exchanges.request_types[first]),
        list(map(pick, sent)),
        lambda number: contract.request(exchanges.at(numbers[number])),
        range(count),
    )
    if not exchanges.statuses[first]:
        return [(one, None) for one in asked]
    told = exchanges.methods, exchanges.response_headers, exchanges.response_bodies
    answered = _halved(
        partial(contract.responses_hold, exchanges.statuses[first], exchanges.response_types[first]),
        list(map(pick, told)),
        lambda number: contract.response(exchanges.at(numbers[number])),
        range(count),
    )
    return zip(asked, answered, strict=True)


def _halved(
    together: Callable[..., Checked | None],
    columns: Sequence[Sequence[Any]],
    single: Callable[[int], Checked],
    numbers: range,
) -> list[Checked]:
    count = len(numbers)
    verdict = together(*(column[numbers.start : numbers.stop] for column in columns))
    if verdict is not None:
        return [verdict] * count
    if count <= _FEW:
        return [single(number) for number in numbers]
    halves = numbers[: count // 2], numbers[count // 2 :]
    return [one for half in halves for one in _halved(together, columns, single, half)]


def _value(body: Any) -> Any:
    """A body decoded; what is no JSON by itself is not known."""
    if not isinstance(body, str):
        return body
    try:
        return msgspec.json.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return UNSEEN
