"""Klarna's settlement report (CSV, after a summary at its top) -> settlement lines."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model import Row
from assay.tables.ledger import SettlementLine

from . import Format
from .dated import kinds
from .sheets import Cells, is_sheet, sheet
from .told import RecordError, Seal, Told

FORMAT = Format("klarna-settlement", "klarna", "Settlement report, CSV")
_NEEDED = ("type", "order_id", "short_order_id", "amount")
#: What is taken from the shop, whatever sign it is written with.
_TAKEN = frozenset({"RETURN", "REVERSAL", "REVERSAL_MERCHANT_PROTECTION", "FEE", "CHARGE", "HOLDBACK"})


def sniff(head: bytes) -> bool:
    """A line names its columns."""
    return is_sheet(head, *_NEEDED)


def read(data: bytes, seal: Seal) -> Iterator[Row]:
    """Amounts are decimals. Errors: SourceError where no line names the columns of this report."""
    yield from sheet(data, _NEEDED, "klarna", SettlementLine, _rows, seal)


def _rows(cells: Cells, told: Told) -> Iterator[Row]:
    stated = cells["type"]
    if stated is None:
        raise RecordError("said", "it has no type")
    said = stated.upper()
    currency = cells.first("currency_code", "posting_currency", "settlement_currency", "currency")
    booked = cells.moment("capture_date", "sale_date", "transaction_date")
    amount = cells.minor(currency, "amount")
    signed = None if amount is None else -abs(amount) if said in _TAKEN else amount
    kind = kinds("klarna").get(said, booked)
    fee = kind == "fee"
    yield told.settled(
        "klarna",
        said,
        account=told.name(cells["merchant_id"]),
        payment=told.name(cells["order_id"]),
        reference=told.name(cells.first("refund_id", "capture_id")),
        order_id=told.name(cells.first("merchant_reference1", "merchant_reference2")),
        kind=kind,
        gross_minor=0 if fee and signed is not None else signed,
        currency=currency,
        fee_minor=-signed if fee and signed is not None else 0 if signed is not None else None,
        net_minor=signed,
        settled_currency=currency,
        batch=told.name(cells["payment_reference"]),
        booked_at=booked,
        settled_on=cells.day("payout_date", "settlement_date"),
    )
