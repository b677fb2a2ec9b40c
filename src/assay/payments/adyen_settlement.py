"""Adyen's settlement detail report (CSV) -> settlement lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assay.model import Row
from assay.tables.ledger import SettlementLine

from . import Format
from .amounts import added, minor_of
from .dated import kinds
from .sheets import Cells, is_sheet, sheet
from .told import RecordError, Seal, Told, utc

FORMAT = Format("adyen-settlement", "adyen", "Settlement detail report, CSV")
_NEEDED = ("psp_reference", "type", "gross_currency", "net_currency", "gross_debit_gc", "gross_credit_gc")
_FEES = ("commission_nc", "markup_nc", "scheme_fees_nc", "interchange_nc")
#: Names of zones in reports that no database of zones has.
_ZONES = {"CEST": "Europe/Paris", "BST": "Europe/London", "EDT": "America/New_York", "PDT": "America/Los_Angeles"}


def sniff(head: bytes) -> bool:
    """A line names its columns."""
    return is_sheet(head, *_NEEDED)


def read(data: bytes, seal: Seal) -> Iterator[Row]:
    """Amounts are decimals. Errors: SourceError where no line names the columns of this report."""
    yield from sheet(data, _NEEDED, "adyen", SettlementLine, _rows, seal)


def _rows(cells: Cells, told: Told) -> Iterator[Row]:
    said = cells["type"]
    if said is None:
        raise RecordError("said", "it has no type")
    currency, settled = _code(cells["gross_currency"]), _code(cells["net_currency"])
    booked = _moment(cells)
    fee = added([cells.amount(name) for name in _FEES])
    kind = kinds("adyen").get(said, booked)
    yield told.settled(
        "adyen",
        said,
        account=told.name(cells["merchant_account"]),
        payment=told.name(cells["psp_reference"]),
        reference=told.name(cells["modification_reference"]),
        order_id=told.name(cells["merchant_reference"]),
        kind=kind,
        gross_minor=_net(cells, "gross_credit_gc", "gross_debit_gc", currency),
        currency=currency,
        fee_minor=minor_of(fee, settled),
        net_minor=_net(cells, "net_credit_nc", "net_debit_nc", settled),
        settled_currency=settled,
        exchange_rate=cells["exchange_rate"],
        batch=told.name(cells["batch_number"]),
        booked_at=booked,
        settled_on=cells.day("payout_date"),
    )


def _net(cells: Cells, credit: str, debit: str, currency: str | None) -> int | None:
    """Credits less debits: what is taken back is negative."""
    given, taken = cells.minor(currency, credit), cells.minor(currency, debit)
    return None if given is None and taken is None else (given or 0) - (taken or 0)


def _moment(cells: Cells) -> datetime | None:
    """When the transaction was booked; the zone stands beside it."""
    moment, zone = cells.moment("booking_date", "creation_date"), cells.first("booking_date_timezone", "timezone")
    if moment is None or zone is None:
        return moment
    try:
        return utc(moment.replace(tzinfo=ZoneInfo(_ZONES.get(zone, zone))))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return moment


def _code(stated: str | None) -> str | None:
    return stated.upper() if stated else None
