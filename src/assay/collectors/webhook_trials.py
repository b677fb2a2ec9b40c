"""Logs that `assay test webhooks` writes -> each delivery and each question; masked already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assay.model import Collector, Origin, Role, Row, Source, Target
from assay.tables.webhook import WebhookDelivery, WebhookQuestion

from . import trial_lines
from .har.exchange import when

COLLECTOR = Collector(
    name="webhook_trials",
    tool="trials of webhooks (`assay test webhooks`)",
    about="Reads what came of trying a receiver of webhooks: assay-webhooks*.ndjson.",
    fills=(WebhookDelivery, WebhookQuestion),
    roles=(Role.DOMAIN, Role.TESTING),
    domains=("payment", "security", "testing"),
    origin=Origin.TRIAL,
    environment="test",
)
_VERSION = 1
#: Of a delivery in a trial nobody can tell.
_UNTOLD = {"kind": None, "environment": "test"}


def find(target: Target) -> Iterator[str]:
    """Files called assay-webhooks.ndjson, or assay-webhooks and something more."""
    yield from target.named("assay-webhooks*.ndjson")


def read(source: Source) -> Iterator[Row]:
    """Errors: SourceError when it is no log of such a trial, or one of another version."""
    lines = trial_lines.lines(source, "webhooks", "assay_webhooks", _VERSION)
    next(lines)
    entry = 0
    for number, told in lines:
        if isinstance(delivery := told.get("delivery"), dict):
            yield _row(WebhookDelivery, {**_UNTOLD, **delivery, "entry": entry}, number, source.path)
            entry += 1
        elif isinstance(question := told.get("question"), dict):
            yield _row(WebhookQuestion, question, number, source.path)


def _row(row_type: type[Row], stated: Mapping[str, Any], number: int, path: str) -> Row:
    times = {name: when(value) for name, value in stated.items() if name.endswith("_at")}
    return trial_lines.row(row_type, {**stated, **times, "line": number}, number, path)
