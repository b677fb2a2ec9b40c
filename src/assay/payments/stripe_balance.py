"""Stripe's itemised balance and payout reports (CSV) -> settlement lines."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model import Row
from assay.tables.ledger import SettlementLine

from . import Format
from .dated import kinds
from .sheets import Cells, is_sheet, sheet
from .told import RecordError, Seal, Told

FORMAT = Format("stripe-balance", "stripe", "Itemised balance change and payout reconciliation reports, CSV")
_NEEDED = ("balance_transaction_id", "reporting_category", "gross", "fee", "net", "currency")


def sniff(head: bytes) -> bool:
    """A line names its columns."""
    return is_sheet(head, *_NEEDED)


def read(data: bytes, seal: Seal) -> Iterator[Row]:
    """Amounts are decimals. Errors: SourceError where no line names the columns of these reports."""
    yield from sheet(data, _NEEDED, "stripe", SettlementLine, _rows, seal)


def _rows(cells: Cells, told: Told) -> Iterator[Row]:
    said = cells["reporting_category"]
    if said is None:
        raise RecordError("said", "it has no reporting category")
    settled = _code(cells["currency"])
    booked = cells.moment("created_utc", "created")
    gross, currency = cells.minor(settled, "gross"), settled
    shown = _code(cells["customer_facing_currency"])
    if shown is not None and shown != settled and cells["customer_facing_amount"] is not None:
        faced = cells.minor(shown, "customer_facing_amount")
        gross, currency = (-abs(faced) if (gross or 0) < 0 else faced) if faced is not None else None, shown
    yield told.settled(
        "stripe",
        said,
        line_id=told.name(cells["balance_transaction_id"]),
        payment=told.name(cells.first("payment_intent_id", "charge_id")),
        reference=told.name(cells.first("source_id", "refund_id", "charge_id")),
        order_id=told.name(cells.first("payment_metadata_order_id", "order_id")),
        kind=kinds("stripe").get(said, booked),
        gross_minor=gross,
        currency=currency,
        fee_minor=cells.minor(settled, "fee"),
        net_minor=cells.minor(settled, "net"),
        settled_currency=settled,
        batch=told.name(cells.first("automatic_payout_id", "payout_id")),
        booked_at=booked,
        settled_on=cells.day("automatic_payout_effective_at_utc", "automatic_payout_effective_at"),
    )


def _code(stated: str | None) -> str | None:
    return stated.upper() if stated else None
