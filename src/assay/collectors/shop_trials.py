"""Logs that `assay test payments` writes -> cells of the matrix, what the provider and the shop had, their exchanges.

A line holds a row by the name of its table (an object, or the values of the columns that were named before), or an
exchange of the shop with its provider as a HAR entry; all is masked already, and exchanges are screened again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from assay.model import Collector, Origin, Role, Row, Source, Target, table_name
from assay.tables.ledger import PaymentEvent, ShopOrder
from assay.tables.scenario import Scenario
from assay.tables.service import Call, CallHeader
from assay.tables.webhook import WebhookDelivery

from . import trial_lines
from .har.exchange import read_exchange
from .har.house import House
from .trial_lines import row

COLLECTOR = Collector(
    name="shop_trials",
    tool="trials (`assay test payments`)",
    about="Reads what came of playing the scenarios of payments through with a shop: assay-payments*.ndjson.",
    fills=(Scenario, PaymentEvent, ShopOrder, WebhookDelivery, Call, CallHeader),
    roles=(Role.DOMAIN, Role.TESTING),
    domains=("payment", "testing", "service"),
    origin=Origin.TRIAL,
    environment="test",
    max_bytes=400_000_000,
)
_VERSION = 1
_TABLES: dict[str, type[Row]] = {
    table_name(row_type): row_type for row_type in (Scenario, PaymentEvent, ShopOrder, WebhookDelivery)
}


def find(target: Target) -> Iterator[str]:
    """Files called assay-payments.ndjson, or assay-payments and something more."""
    yield from target.named("assay-payments*.ndjson")


def read(source: Source) -> Iterator[Row]:
    """Errors: SourceError when it is no log of such a trial, or one of another version."""
    lines = trial_lines.lines(source, "payments", "assay_shop_trial", _VERSION)
    _, first = next(lines)
    house = House(None, source.conventions)
    entries: Counter[str] = Counter()
    columns: dict[str, Any] = {}
    for number, told in lines:
        for name, stated in told.items():
            if name == "columns" and isinstance(stated, dict):
                columns |= stated
                continue
            entry, entries[name] = entries[name], entries[name] + 1
            if name == "exchange" and isinstance(stated, dict):
                yield from read_exchange(stated, entry, number).rows(str(first.get("shop")), None, house)
            elif name in _TABLES:
                about = _named(stated, columns.get(name)) | {"entry": entry, "line": number}
                yield row(_TABLES[name], about, number, source.path)


def _named(stated: Any, columns: Any) -> dict[str, Any]:
    """Values by their columns; nothing where they do not fit."""
    if isinstance(stated, list) and isinstance(columns, list) and len(stated) == len(columns):
        return dict(zip(map(str, columns), stated, strict=True))
    return stated if isinstance(stated, dict) else {}
