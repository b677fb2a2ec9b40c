"""Logs that `assay test webhooks` writes -> each delivery and each question; masked already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from assay.model import Collector, Origin, Role, Row, Source, SourceError, Target
from assay.tables.webhook import WebhookDelivery, WebhookQuestion

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
    lines = source.data.splitlines()
    if lines and not source.data.endswith(b"\n"):
        lines.pop()  # the trial was cut off while it wrote
    first = _decoded(lines[0], 1, source.path) if lines else {}
    if first.get("assay_webhooks") != _VERSION:
        what = "is no log of a trial of webhooks that this version reads"
        raise SourceError(what, where=source.path, remedy="Try it again.")
    entry = 0
    for number, line in enumerate(lines[1:], 2):
        told = _decoded(line, number, source.path)
        if isinstance(delivery := told.get("delivery"), dict):
            yield _row(WebhookDelivery, {**_UNTOLD, **delivery, "entry": entry}, number, source.path)
            entry += 1
        elif isinstance(question := told.get("question"), dict):
            yield _row(WebhookQuestion, question, number, source.path)


def _decoded(line: bytes, number: int, path: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise SourceError(f"line {number} cannot be read: {error}", where=path, remedy="Try it again.") from error


def _utc(stated: object) -> datetime | None:
    """ISO 8601 -> UTC without zone; None when it is no time."""
    try:
        moment = datetime.fromisoformat(stated) if isinstance(stated, str) else None
    except ValueError:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment and moment.tzinfo else moment


def _row(row_type: type[Row], stated: Mapping[str, Any], number: int, path: str) -> Row:
    times = {name: _utc(value) for name, value in stated.items() if name.endswith("_at")}
    try:
        return msgspec.convert({**stated, **times, "line": number}, row_type)
    except msgspec.ValidationError as error:
        raise SourceError(f"line {number} is not as expected: {error}", where=path, remedy="Try it again.") from error
