"""Checkout.com's financial actions reports (CSV) -> settlement lines: one for each action and part of it."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model import Row
from assay.tables.ledger import SettlementLine

from . import Format
from .amounts import minor_of
from .dated import kinds
from .sheets import Cells, is_sheet, sheet
from .told import RecordError, Seal, Told

FORMAT = Format("checkoutcom-actions", "checkoutcom", "Financial actions report, CSV")
_NEEDED = ("action_type", "breakdown_type", "payment_id")


def sniff(head: bytes) -> bool:
    """A line names its columns."""
    return is_sheet(head, *_NEEDED)


def read(data: bytes, seal: Seal) -> Iterator[Row]:
    """Amounts are decimals. Errors: SourceError where no line names the columns of this report."""
    yield from sheet(data, _NEEDED, "checkoutcom", SettlementLine, _rows, seal)


def _rows(cells: Cells, told: Told) -> Iterator[Row]:
    action, part = cells["action_type"], cells["breakdown_type"]
    if action is None:
        raise RecordError("said", "it has no action type")
    booked = cells.moment("processed_on", "action_date", "requested_on")
    currency = cells.first("processing_currency", "holding_currency")
    settled = cells.first("holding_currency", "processing_currency")
    # A part is of the action itself (Capture of a capture), or a fee that it costs.
    is_fee = part is not None and part.lower().endswith("fee")
    said = f"{action} {part}" if is_fee else action
    held = cells.amount("holding_currency_amount", "amount")
    net = minor_of(held, settled)
    if held is not None and net is None and not is_fee:
        raise RecordError("net_minor", "it is no whole number of minor units of its currency, or that is not known")
    yield told.settled(
        "checkoutcom",
        said,
        account=told.name(cells.first("entity_id", "client_entity_id")),
        line_id=told.name(cells.first("action_id", "financial_action_id")),
        payment=told.name(cells["payment_id"]),
        reference=told.name(cells["action_id"]),
        order_id=told.name(cells["reference"]),
        kind="fee" if is_fee else kinds("checkoutcom").get(action, booked),
        gross_minor=0 if is_fee else cells.minor(currency, "processing_currency_amount", "holding_currency_amount"),
        currency=currency,
        fee_minor=-net if is_fee and net is not None else None if is_fee else 0,
        net_minor=net,
        settled_currency=settled,
        exchange_rate=cells["fx_rate_applied"],
        batch=told.name(cells.first("payout_id", "settlement_id")),
        booked_at=booked,
        settled_on=cells.day("payout_date"),
    )
