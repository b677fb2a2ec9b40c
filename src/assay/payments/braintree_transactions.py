"""Braintree's export of a transaction search (CSV) -> payment events: the state that each transaction is in."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model import Row
from assay.tables.ledger import PaymentEvent

from . import Format
from .braintree import Card, Transaction, transaction
from .sheets import Cells, is_sheet, sheet
from .told import Seal, Told

FORMAT = Format("braintree-transactions", "braintree", "Export of a transaction search, CSV")
_NEEDED = ("transaction_id", "transaction_type", "transaction_status")


def sniff(head: bytes) -> bool:
    """A line names its columns."""
    return is_sheet(head, *_NEEDED)


def read(data: bytes, seal: Seal) -> Iterator[Row]:
    """Amounts are decimals. Errors: SourceError where no line names the columns of this export."""
    yield from sheet(data, _NEEDED, "braintree", PaymentEvent, _rows, seal)


def _rows(cells: Cells, told: Told) -> Iterator[Row]:
    amount = cells.amount("amount_submitted_for_settlement", "amount_authorized", "amount")
    status = cells["transaction_status"]
    instrument = cells["payment_instrument_type"]
    yield from transaction(
        Transaction(
            id=cells["transaction_id"],
            type=(cells["transaction_type"] or "").lower() or None,
            status=status.lower().replace(" ", "_") if status else None,
            amount=None if amount is None else str(amount),
            currency_iso_code=cells.first("currency_iso_code", "settlement_currency_iso_code", "currency"),
            order_id=cells["order_id"],
            merchant_account_id=cells["merchant_account"],
            created_at=cells.moment("created_datetime", "created_at"),
            payment_instrument_type=instrument.lower().replace(" ", "_") if instrument else None,
            credit_card=Card(
                card_type=cells["card_type"],
                country_of_issuance=cells["country_of_issuance"],
                unique_number_identifier=cells["unique_number_identifier"],
            ),
            gateway_rejection_reason=cells["gateway_rejection_reason"],
            processor_response_code=cells["processor_response_code"],
            refunded_transaction_id=cells["refunded_transaction_id"],
        ),
        told,
    )
