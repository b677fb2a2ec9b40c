"""Exports in providers' formats, which assay.toml declares -> payments, orders, settlements, disputes, webhooks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

import msgspec

from assay import masking
from assay.model import Collector, Origin, Row, Source, SourceError, Target
from assay.model.globs import glob_expression
from assay.payments import HEAD, formats
from assay.tables.ledger import Dispute, PaymentEvent, RejectedRow, SettlementLine, ShopOrder
from assay.tables.webhook import WebhookDelivery

COLLECTOR = Collector(
    name="exports",
    tool="exports of providers ([[export]] in assay.toml)",
    about="Reads the files that [[export]] in assay.toml declares, in the formats of providers.",
    fills=(PaymentEvent, ShopOrder, SettlementLine, Dispute, WebhookDelivery, RejectedRow),
    domains=("payment",),
    origin=Origin.REPORT,
    max_bytes=400_000_000,
)
#: What a declaration says of all rows, where they do not say it themselves.
_DECLARED = ("integration", "environment")


def find(target: Target) -> Iterator[str]:
    """Files that an [[export]] without a table names."""
    declared = _declared(target.conventions.tables("export"))
    if declared:
        yield from (path for path in (*target.paths, *target.beside) if any(_names(one, path) for one in declared))


def read(source: Source) -> Iterator[Row]:
    """Errors: SourceError where no format is stated, and none is recognised."""
    exports = _declared(source.conventions.tables("export"))
    declared = next((one for one in exports if _names(one, source.path)), {})
    stated = {name: value for name in _DECLARED if (value := declared.get(name))}
    for row in _format(source, declared).read(source.data, masking.fingerprint):
        missing = {name: value for name, value in stated.items() if getattr(row, name, "") is None}
        yield msgspec.structs.replace(row, **missing) if missing else row


def _declared(exports: tuple[Mapping[str, Any], ...]) -> list[Mapping[str, Any]]:
    return [one for one in exports if one.get("path") and not one.get("table")]


def _names(declared: Mapping[str, Any], path: str) -> bool:
    return re.match(glob_expression(str(declared["path"])), path) is not None


def _format(source: Source, declared: Mapping[str, Any]) -> ModuleType:
    known, named = formats(), declared.get("format")
    if named in known:
        return known[str(named)]
    head, provider = source.data[:HEAD], declared.get("provider")
    able = (module for module in known.values() if provider in (None, module.FORMAT.provider))
    if found := next((module for module in able if module.sniff(head)), None):
        return found
    remedy = f"State its `format` ({', '.join(known)}), or a `table` with [export.columns]."
    raise SourceError(f"is in no format that is known. {remedy}", where=source.path, remedy=remedy)
