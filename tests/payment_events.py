"""Payment events as few words -> the tables of an evidence, for tests of what is computed from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from assay.derivations.payment_steps import DERIVATION
from assay.engine.evidence import Evidence, load_rows, open_database
from assay.model import all_columns
from assay.tables.ledger import PaymentEvent
from assay.tables.lifecycle import PaymentStep

BEGIN = datetime(2026, 3, 2, 10)


def event(state: str | None, minutes: float | None = None, amount: int | None = None, **more: Any) -> dict[str, Any]:
    """An event of the payment `p`, so many minutes after it began; `more` are columns of payment_event."""
    row: dict[str, Any] = {
        "integration": "shop",
        "path": "events.csv",
        "origin": "report",
        "environment": "production",
        "provider": "nordpay",
        "payment": "p",
        "side": "webhook",
        "said": state or "?",
        "state": state,
        "amount_minor": amount,
        "currency": "EUR" if amount is not None else None,
        "family": "card",
        "occurred_at": None if minutes is None else BEGIN + timedelta(minutes=minutes),
    }
    return row | more


def evidence(events: Iterable[Mapping[str, Any]], draft: Path) -> Evidence:
    """Evidence with these events, each numbered as it comes, and the steps that follow from them."""
    db = open_database()
    found = Evidence(db, {})
    rows = [{"entry": number, "line": number + 1, **row} for number, row in enumerate(events)]
    load_rows(db, "payment_event", all_columns(PaymentEvent), rows, draft)
    found.state_made("payment_event")
    found.require(["payment_state", "payment_edge", "payment_status"])
    listed = ", ".join(f'"{column.name}"' for column in all_columns(PaymentStep))
    db.execute(f"create table payment_step as select {listed} from ({DERIVATION.reads['steps']})")
    found.state_made("payment_step")
    return found


def steps(events: Iterable[Mapping[str, Any]], draft: Path) -> list[dict[str, Any]]:
    """The steps of all payments, in order."""
    with evidence(events, draft).db as db:
        cursor = db.execute("select * from payment_step order by provider, payment, origin, environment, step")
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
