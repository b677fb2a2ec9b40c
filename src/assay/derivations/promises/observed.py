"""An expectation held against observed calls of its operation that were answered with the status it expects.

Calls are of other data than the state that an expectation needs: what no rule speaks of is compared by its type.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from assay.descriptions.pact import (
    Interaction,
    Mismatch,
    Request,
    Response,
    State,
    loosened,
    match_request,
    match_response,
    observed_body,
    read_headers,
)
from assay.masking import may_be_masked
from assay.tables.pact import PactAgreement

from .expectations import Expectation

_MOST_CALLS = 2_000
_MOST_COMPARISONS = 200_000


class _Call(NamedTuple):
    path: str
    entry: int
    origin: str
    environment: str | None
    method: str
    host: str | None
    url: str
    status: int | None
    response_type: str | None
    response_body: str | None
    api: str | None
    operation: str | None


class Observed:
    """All observed calls, by the operation they go to and by their host."""

    def __init__(self, calls: Iterable[Sequence[Any]], headers: Iterable[Sequence[Any]]) -> None:
        self._by_operation: dict[tuple[str, str], list[_Call]] = defaultdict(list)
        self._by_host: dict[str, list[_Call]] = defaultdict(list)
        for row in calls:
            call = _Call(*row)
            if call.api and call.operation:
                self._by_operation[call.api, call.operation].append(call)
            if call.host:
                self._by_host[call.host].append(call)
        self._left = _MOST_COMPARISONS
        self._headers: dict[tuple[str, int], dict[str, str | None]] = defaultdict(dict)
        for path, entry, name, value, masked in headers:
            self._headers[path, entry][name.lower()] = None if masked else value

    def hold(
        self, one: Expectation, api: str | None, operation: str | None, hosts: Sequence[str]
    ) -> Iterator[PactAgreement]:
        """A row for each way and environment in which calls were observed; none where there were none."""
        interaction = one.interaction
        if interaction is None or interaction.response is None:
            return
        calls = self._by_operation[api, operation] if api and operation else []
        if not calls and interaction.request is not None:
            calls = [call for host in hosts for call in self._by_host[host] if _asks(interaction, call)]
        expected = loosened(interaction.response, one.version)
        groups: dict[tuple[str, str | None], list[list[Mismatch]]] = defaultdict(list)
        for call in islice((call for call in calls if _answers(expected, call)), min(_MOST_CALLS, self._left)):
            self._left -= 1
            groups[call.origin, call.environment].append(self._compare(expected, call))
        for (origin, environment), compared in groups.items():
            yield _row(one, api, operation, origin, environment, compared)

    def _compare(self, expected: Response, call: _Call) -> list[Mismatch]:
        recorded = self._headers.get((call.path, call.entry), {})
        kept = {name: value for name, value in recorded.items() if value is not None}
        # What a recorder takes out, or keeps masked, cannot be compared.
        asked = {
            name: values
            for name, values in expected.headers.items()
            if name in kept or (recorded and name not in recorded)
        }
        body = observed_body(call.response_body, "application/json" if call.response_body else call.response_type)
        wanted = Response(expected.status, asked, expected.body, expected.rules)
        actual = Response(call.status, read_headers(kept), body)
        if expected.body.state is State.PRESENT and call.response_body is None:
            unseen = Mismatch("body", "$", "the body was not recorded as JSON", unknown=True)
            bare = Response(expected.status, asked, rules=expected.rules)
            return [*match_response(bare, actual), unseen]
        return match_response(wanted, actual, may_be_masked)


def _answers(expected: Response, call: _Call) -> bool:
    """Whether a call was answered with the status that is expected."""
    if call.status is None:
        return False
    return not match_response(Response(expected.status, rules=expected.rules), Response(call.status))


def _asks(interaction: Interaction, call: _Call) -> bool:
    """Whether a call has the method and path that are expected: for providers that nobody described."""
    asked = interaction.request
    assert asked is not None
    try:
        path = urlsplit(call.url).path
    except ValueError:
        return False
    return not match_request(Request(asked.method, asked.path, rules=asked.rules), Request(call.method, path))


def _row(
    one: Expectation,
    api: str | None,
    operation: str | None,
    origin: str,
    environment: str | None,
    compared: list[list[Mismatch]],
) -> PactAgreement:
    broken = [mismatch for found in compared for mismatch in found if not mismatch.unknown]
    unclear = [mismatch for found in compared for mismatch in found if mismatch.unknown]
    kept = sum(not found for found in compared)
    told = next(iter(broken or unclear), None)
    place = f"{told.part} {told.place}: {told.message}" if told else ""
    count = sum(any(not mismatch.unknown for mismatch in found) for found in compared)
    if broken:
        message = f"{count} of {len(compared)} observed answers differ: {place}"
    elif unclear and not kept:
        message = f"none of {len(compared)} observed answers tells: {place}"
    else:
        message = f"{kept} of {len(compared)} observed answers are as expected"
    return one.agreement(
        False if broken else True if kept else None,
        message,
        against="traffic",
        api=api,
        operation=operation,
        origin=origin,
        environment=environment,
        kind="response" if broken else None if kept else "unclear",
        calls=len(compared),
        kept=kept,
    )
