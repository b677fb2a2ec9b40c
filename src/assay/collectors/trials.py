"""Logs that `assay test contract` writes -> the trial, its operations, exchanges, failures and probes.

An exchange is a HAR entry, which the collector `har` knows how to read; it is masked already, and is screened again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assay.model import Collector, Origin, Role, Row, Source, Target
from assay.tables.ledger import PaymentEvent
from assay.tables.service import Call, CallCookie, CallHeader
from assay.tables.trial import TrialExchange, TrialFailure, TrialOperation, TrialProbe, TrialRun
from assay.tables.webhook import WebhookDelivery

from . import trial_lines
from .har.exchange import read_exchange, when
from .har.house import House
from .har.payments import payments
from .trial_lines import row

COLLECTOR = Collector(
    name="trials",
    tool="trials (`assay test contract`)",
    about="Reads what came of trying a running system: assay-trial*.ndjson.",
    fills=(
        *(Call, CallHeader, CallCookie, TrialRun, TrialOperation, TrialExchange, TrialFailure, TrialProbe),
        *(PaymentEvent, WebhookDelivery),
    ),
    roles=(Role.DOMAIN, Role.TESTING),
    domains=("api", "service", "security", "testing"),
    origin=Origin.TRIAL,
    environment="test",
    max_bytes=400_000_000,
)
_VERSION = 1


def find(target: Target) -> Iterator[str]:
    """Files called assay-trial.ndjson, or assay-trial and something more."""
    yield from target.named("assay-trial*.ndjson")


def read(source: Source) -> Iterator[Row]:
    """Errors: SourceError when it is no log of a trial, or one of another version."""
    lines = trial_lines.lines(source, "an API", "assay_trial", _VERSION)
    _, first = next(lines)
    end: dict[str, Any] = {"ended": "cut off", "duration_s": None, "phases": ""}
    house: House | None = None
    entry = 0
    for number, told in lines:
        if isinstance(exchange := told.get("exchange"), dict):
            seen = read_exchange(exchange.pop("har", {}), entry, number)
            # Whoever is tried is the shop's own.
            house = house or House(seen.host, source.conventions)
            yield from seen.rows(str(first.get("api")), None, house)
            yield from payments(seen)
            yield row(TrialExchange, {**exchange, "entry": entry}, number, source.path)
            entry += 1
        elif isinstance(told.get("end"), dict):
            end = told["end"]
        else:
            yield from _others(told, number, source.path)
    yield row(TrialRun, {**first, **end, "started_at": when(first.get("started_at"))}, 1, source.path)


def _others(told: Mapping[str, Any], number: int, path: str) -> Iterator[Row]:
    kinds: dict[str, type[Row]] = {"operation": TrialOperation, "failure": TrialFailure, "probe": TrialProbe}
    for name, row_type in kinds.items():
        if isinstance(told.get(name), dict):
            yield row(row_type, {**told[name], "line": number}, number, path)
