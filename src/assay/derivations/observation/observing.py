"""Calls -> how each stands against its description; then what was seen in all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from assay.descriptions.batches import judged
from assay.descriptions.bodies import BodySchema
from assay.descriptions.parameters import ABSENT
from assay.descriptions.validating import UNSEEN, Checked, Exchange, Mismatch
from assay.model import Row
from assay.tables.api_observed import ApiBodyField, ApiMatch, ApiMismatch, ApiSeen

from .calls import ObservedCall, exchanges
from .credentials import Credentials
from .described import Described, Placed, Target

_MOST_NAMES = 200
_LONGEST = 200


class _Where(NamedTuple):
    """Whose elements are counted together: one recording, one side of one operation."""

    path: str
    origin: str
    environment: str | None
    api: str
    operation: str
    side: str
    status: str | None
    media_type: str | None
    kind: str


@dataclass(slots=True)
class _Counted:
    population: int = 0
    described: Counter[str] = field(default_factory=Counter)
    undescribed: Counter[str] = field(default_factory=Counter)
    lines: dict[str, int | None] = field(default_factory=dict)


class Observing:
    """Remembers what was seen, over all calls."""

    def __init__(self, described: Described, calls: Sequence[ObservedCall]) -> None:
        self._described = described
        self._credentials = Credentials(calls)
        self._counted: dict[_Where, _Counted] = defaultdict(_Counted)
        self._bodies: dict[tuple[str, str, str, str | None, str], tuple[Target, BodySchema]] = {}

    def some(self, calls: Sequence[ObservedCall]) -> Iterator[Row]:
        """Rows of each call in turn.

        None for a host that no description speaks of, and for questions of browsers (CORS preflight).
        """
        placed = [self._described.place(call) for call in calls]
        found = exchanges(calls, [one.parameters for one in placed])
        verdicts = judged([one.target.contract if one.target else None for one in placed], found)
        for number, (call, place, verdict) in enumerate(zip(calls, placed, verdicts, strict=True)):
            if place.target is not None and verdict is not None:
                yield from self._call(call, place, found.at(number), *verdict)
            elif place.hosted and call.method != "OPTIONS":
                yield _match(call, place, None, None)

    def _call(
        self, call: ObservedCall, placed: Placed, exchange: Exchange, asked: Checked, answered: Checked | None
    ) -> Iterator[Row]:
        target = placed.target
        assert target is not None
        yield _match(call, placed, asked, answered, self._credentials.sent(call, target))
        told: dict[tuple[Any, ...], Mismatch] = {}
        for one in (*asked.mismatches, *(answered.mismatches if answered else ())):
            # Ten items that lack the same are one thing to mend.
            told.setdefault((one.side, one.kind, one.name, one.message, one.sure), one)
        yield from (_mismatch(call, target, one) for one in told.values())
        self._count(call, target, exchange, asked, answered)

    def seen(self) -> Iterator[Row]:
        """How often what was seen, and what there is to be seen in the bodies that were."""
        for where, counted in self._counted.items():
            for described, names in ((True, counted.described), (False, counted.undescribed)):
                for name, times in names.most_common(_MOST_NAMES if not described else None):
                    yield ApiSeen(
                        **where._asdict(),
                        name=name[:_LONGEST],
                        described=described,
                        times=times,
                        population=counted.population,
                        line=counted.lines.get(name),
                    )
        for (api, operation, side, status, media_type), (target, schema) in self._bodies.items():
            for name in schema.fields.described() if schema.fields else ():
                yield ApiBodyField(
                    path=target.root,
                    api=api,
                    operation=operation,
                    side=side,
                    status=status,
                    media_type=media_type,
                    name=name[:_LONGEST],
                    pointer=schema.node.pointer,
                )

    def _count(
        self, call: ObservedCall, target: Target, exchange: Exchange, asked: Checked, answered: Checked | None
    ) -> None:
        query = {name for name, _ in exchange.sent.query}
        wrong = {one.name for one in asked.mismatches if one.kind == "query_undocumented"}
        self._add(call, target, "request", None, None, "query", query - wrong, wrong)
        self._count_body(call, target, "request", None, exchange.request_body, asked.body_schema)
        if answered is None or answered.status is None:
            return
        if exchange.response_headers is not None:
            stated = target.contract.header_names(exchange.status)
            names = set(exchange.response_headers)
            self._add(call, target, "response", answered.status, None, "header", names & stated, names - stated)
        self._count_body(call, target, "response", answered.status, exchange.response_body, answered.body_schema)

    def _count_body(
        self, call: ObservedCall, target: Target, side: str, status: str | None, body: Any, schema: BodySchema | None
    ) -> None:
        if schema is None or schema.fields is None or body is ABSENT or body is UNSEEN:
            return
        described: Counter[str] = Counter()
        undescribed: Counter[str] = Counter()
        schema.fields.count(body, described, undescribed)
        self._bodies[target.api, target.operation.operation, side, status, schema.media_type] = target, schema
        self._add(call, target, side, status, schema.media_type, "field", described, undescribed)

    def _add(
        self,
        call: ObservedCall,
        target: Target,
        side: str,
        status: str | None,
        media_type: str | None,
        kind: str,
        described: Any,
        undescribed: Any,
    ) -> None:
        where = _Where(
            *(call.path, call.origin, call.environment, target.api, target.operation.operation),
            *(side, status, media_type, kind),
        )
        counted = self._counted[where]
        counted.population += 1
        counted.described.update(described)
        counted.undescribed.update(undescribed)
        for name in (*described, *undescribed):
            counted.lines.setdefault(name, call.line)


def _own(call: ObservedCall) -> Mapping[str, Any]:
    return {name: getattr(call, name) for name in ("path", "origin", "environment", "entry", "line", "status")}


def _match(
    call: ObservedCall,
    placed: Placed,
    asked: Checked | None,
    answered: Checked | None,
    credentials: bool | None = None,
) -> ApiMatch:
    target = placed.target
    types = [one.type_described for one in (asked, answered) if one is not None and one.type_described is not None]
    return ApiMatch(
        **_own(call),
        api=placed.apis[0] if len(placed.apis) == 1 else None,
        operation=target.operation.operation if target else None,
        methods=" ".join(placed.methods) or None,
        method=call.method,
        host=call.host,
        route=call.route,
        described_status=answered.status if answered else None,
        status_described=answered.status is not None if answered else None,
        type_described=all(types) if types else None,
        parameters_valid=asked.parameters if asked else None,
        request_schema=_has_schema(asked),
        request_valid=asked.body if asked else None,
        headers_valid=answered.parameters if answered else None,
        response_schema=_has_schema(answered),
        response_valid=answered.body if answered else None,
        credentials=credentials,
        deprecated=target.operation.deprecated if target else None,
        description=target.operation.node.path if target else None,
        pointer=target.operation.node.pointer if target else None,
    )


def _has_schema(checked: Checked | None) -> bool:
    return checked is not None and checked.body_schema is not None and checked.body_schema.fields is not None


def _mismatch(call: ObservedCall, target: Target, one: Mismatch) -> ApiMismatch:
    return ApiMismatch(
        **_own(call),
        api=target.api,
        operation=target.operation.operation,
        side=one.side,
        kind=one.kind,
        name=one.name[:_LONGEST],
        message=one.message,
        sure=one.sure,
        body_pointer=one.pointer,
        description=one.node.path,
        pointer=one.node.pointer,
    )
