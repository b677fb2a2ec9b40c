"""HAR recordings (1.1, 1.2, and the deviations that tools write) -> calls, headers, cookies, recordings, payments.

Nothing sensitive leaves this module: addresses, headers and bodies are masked, values are only compared by fingerprint.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from assay import masking
from assay.model import Collector, Origin, Role, Row, Source, SourceError, Target
from assay.tables.ledger import PaymentEvent
from assay.tables.payment import MoneyAmount, OrderState
from assay.tables.security import RecordingExposure, SensitiveDatum
from assay.tables.service import Call, CallCookie, CallHeader, CodeValue
from assay.tables.testing import Recording
from assay.tables.webhook import WebhookDelivery

from .exchange import Exchange, read_exchange
from .house import House
from .pages import page_views
from .payments import payments
from .sensitive import exposures

COLLECTOR = Collector(
    name="har",
    tool="HAR recordings (Polly.JS, Playwright, browsers, proxies)",
    about="Reads recorded HTTP exchanges.",
    fills=(
        *(Call, CallHeader, CallCookie, CodeValue, Recording),
        *(MoneyAmount, OrderState, SensitiveDatum, RecordingExposure),
        *(PaymentEvent, WebhookDelivery),
    ),
    roles=(Role.DOMAIN, Role.TESTING),
    domains=("service", "api", "payment", "data", "monitoring", "security", "testing"),
    origin=Origin.RECORDING,
    environment="test",
    max_bytes=60_000_000,
)


#: What stands between two entries, and nothing else does.
_COMMA = re.compile(rb"[\s,]*")


class _Log(msgspec.Struct):
    entries: list[msgspec.Raw] = []
    creator: Any = None
    pages: Any = None
    _recordingName: str | None = None  # noqa: N815


class _Har(msgspec.Struct):
    log: _Log


def find(target: Target) -> Iterator[str]:
    """Files that end in .har."""
    yield from target.suffixed("har")


def read(source: Source) -> Iterator[Row]:
    """Errors: SourceError when it is not a HAR."""
    data = source.data.removeprefix(b"\xef\xbb\xbf")
    try:
        log = msgspec.json.decode(data, type=_Har).log
    except (msgspec.DecodeError, RecursionError) as error:
        raise SourceError(f"is not a HAR: {error}", where=source.path, remedy="Record it again.") from error
    name = log._recordingName or source.path.rpartition("/")[2].removesuffix(".har")
    exchanges = list(_exchanges(log.entries, data, source.path))
    times = [exchange.started_at for exchange in exchanges if exchange.started_at]
    yield Recording(
        name=name,
        creator=_creator(log.creator),
        entries=len(exchanges),
        first_at=min(times, default=None),
        last_at=max(times, default=None),
    )
    sensitive = [datum for exchange in exchanges for datum in exchange.sensitive()]
    yield from sensitive
    yield from exposures(name, len(exchanges), sum(not exchange.searchable for exchange in exchanges), sensitive)
    house = House(_own_host(exchanges), source.conventions)
    views = page_views(exchanges)
    for exchange in exchanges:
        yield from exchange.rows(name, views.get(exchange.entry), house)
        yield from _shop(exchange, name)
        yield from payments(exchange)


def _shop(exchange: Exchange, recording: str) -> Iterator[Row]:
    """Money, codes and the state of orders. A request says what it asks for only where it is a payment operation."""
    entry, line = exchange.entry, exchange.line
    for pair in exchange.response.shop.amounts:
        yield MoneyAmount(entry=entry, line=line, **pair)
    seen: set[tuple[str, str]] = set()
    for side, body in (("request", exchange.request), ("response", exchange.response)):
        for kind, field, stated in body.shop.codes:
            if (field, stated) not in seen:
                seen.add((field, stated))
                shown = masking.mask_text(stated)[:20]
                yield CodeValue(entry=entry, side=side, code_list=kind, field=field, code=shown, line=line)
        for state in body.states if side == "response" or exchange.operation else ():
            digest = None if state.identity is None else masking.fingerprint(state.identity)
            yield OrderState(
                entry=entry, recording=recording, side=side, order_digest=digest, line=line, **state.fields
            )


def _exchanges(entries: list[msgspec.Raw], data: bytes, path: str) -> Iterator[Exchange]:
    start, end, line = 0, 0, 1
    for number, raw in enumerate(entries):
        text = bytes(raw)
        comma = _COMMA.match(data, end) if number else None
        before, start = start, comma.end() if comma else data.find(text)
        line += data.count(b"\n", before, start)
        end = start + len(text)
        try:
            entry = msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError) as error:
            raise SourceError(f"entry {number} cannot be read: {error}", where=path) from error
        if isinstance(entry, dict):
            yield read_exchange(entry, number, line)


def _creator(stated: object) -> str | None:
    if not isinstance(stated, dict):
        return None
    return " ".join(str(stated[name]) for name in ("name", "version") if stated.get(name)) or None


def _own_host(exchanges: list[Exchange]) -> str | None:
    """The shop's own host: that of the first page, else the one most called."""
    page = next(
        (e.host for e in exchanges if e.status == 200 and (e.response_type or "").startswith("text/html")), None
    )
    most = Counter(exchange.host for exchange in exchanges if exchange.host).most_common(1)
    return page or (most[0][0] if most else None)
