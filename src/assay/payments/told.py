"""What a record tells, as rows of the ledger: what it does not tell is null, what may not be kept is sealed or left."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from assay.model import Row, table_name
from assay.tables.ledger import Dispute, PaymentEvent, RejectedRow, SettlementLine, ShopOrder
from assay.tables.webhook import WebhookDelivery

from .records import Record

#: A text of a provider that is kept: an identifier, a status, a code.
Word = Annotated[str, Meta(max_length=255)]
#: A currency: ISO 4217's codes have three letters.
Currency = Annotated[str, Meta(pattern="^[A-Za-z]{3}$")]
#: An amount in a provider's smallest unit.
Units = Annotated[int, Meta(ge=-(10**15), le=10**15)]
#: A number of something, a status, a version.
Count = Annotated[int, Meta(ge=0, le=10**12)]
#: Seconds since 1970.
Seconds = Annotated[int, Meta(ge=0, le=32_503_680_000)]
Seal = Callable[[str], str]

#: An identifier has no blanks and is nobody's address; what is none is kept as a fingerprint.
_IDENTIFIER = re.compile(r"[A-Za-z0-9#][\w.:/#=+~|-]{0,254}")
_NONE: dict[type[Row], dict[str, Any]] = {
    table: dict.fromkeys(table.__struct_fields__)
    for table in (PaymentEvent, ShopOrder, SettlementLine, Dispute, WebhookDelivery)
}


class RecordError(ValueError):
    """A record that cannot be taken: the field, and what is wrong with it (never its value)."""

    def __init__(self, field: str | None, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


#: What reading a record may end in, whatever stands in it.
UNREADABLE = (RecordError, msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError)


@dataclass(frozen=True, slots=True)
class Told:
    """How a record came: by which side, where it stands, and with which key values are sealed."""

    side: str
    entry: int
    line: int | None
    seal: Seal
    received_at: datetime | None = None

    def name(self, stated: object) -> str | None:
        """An identifier as it is kept; None where there is none."""
        if stated is None or stated == "":
            return None
        text = str(stated)
        return text if _IDENTIFIER.fullmatch(text) else self.seal(text)

    def sealed(self, stated: object) -> str | None:
        """The keyed fingerprint of a value that may not be kept."""
        return self.seal(str(stated)) if stated not in (None, "") else None

    def event(self, provider: str, payment: object, said: str, **known: Any) -> PaymentEvent:
        """A change of state of a payment, as this side saw it. Errors: RecordError where no payment is named."""
        name = self.name(payment)
        if name is None:
            raise RecordError("payment", "it names no payment; the provider's identifier of the payment would be right")
        stated = {"entry": self.entry, "line": self.line, "side": self.side, "received_at": self.received_at}
        return PaymentEvent(
            **{**_NONE[PaymentEvent], **stated, "provider": provider, "payment": name, "said": said, **known}
        )

    def order(self, **known: Any) -> ShopOrder:
        """An order of the shop."""
        return ShopOrder(**{**_NONE[ShopOrder], "entry": self.entry, "line": self.line, **known})

    def settled(self, provider: str, said: str, **known: Any) -> SettlementLine:
        """A line of a settlement."""
        stated = {"provider": provider, "said": said, "entry": self.entry, "line": self.line}
        return SettlementLine(**{**_NONE[SettlementLine], **stated, **known})

    def dispute(self, provider: str, dispute: object, said: str, **known: Any) -> Dispute:
        """A dispute as it stands. Errors: RecordError without an identifier of the dispute."""
        name = self.name(dispute)
        if name is None:
            raise RecordError("dispute", "it names no dispute; the provider's identifier of the dispute would be right")
        stated = {"provider": provider, "dispute": name, "said": said, "entry": self.entry, "line": self.line}
        return Dispute(**{**_NONE[Dispute], **stated, **known})

    def delivery(self, provider: str, **known: Any) -> WebhookDelivery:
        """A delivery of a notification."""
        stated = {"provider": provider, "entry": self.entry, "line": self.line, "received_at": self.received_at}
        return WebhookDelivery(**{**_NONE[WebhookDelivery], **stated, **known})


def taken(
    found: Iterable[Record],
    provider: str | None,
    intended: type[Row],
    rows: Callable[[bytes, Told], Iterator[Row]],
    seal: Seal,
    side: str = "report",
) -> Iterator[Row]:
    """The rows of each record; of one that cannot be taken the reason, in its place."""
    for entry, line, text, error in found:
        try:
            if error is not None:
                raise RecordError(None, error)
            yield from list(rows(text, Told(side, entry, line, seal)))
        except UNREADABLE as why:
            yield rejected(provider, intended, why, entry, line)


_AT = re.compile(r" - at `\$\.?([^`]*)`$")
_GOT = re.compile(r"got `(\w+)`")


def rejected(provider: str | None, intended: type[Row], why: Exception, entry: int, line: int | None) -> RejectedRow:
    """Why a record could not be taken, without anything that it said."""
    field = shape = None
    if isinstance(why, RecordError):
        field, reason = why.field, why.reason
    elif isinstance(why, msgspec.ValidationError):
        at, got = _AT.search(str(why)), _GOT.search(str(why))
        field, shape = at[1][:100] if at else None, got[1] if got else None
        reason = _AT.sub("", str(why)).replace("`", "")[:200]
    else:
        reason = "it is nested too deep" if isinstance(why, RecursionError) else "it is no JSON, or cut off"
    return RejectedRow(
        integration=None,
        provider=provider,
        intended=table_name(intended),
        field=field,
        shape=shape,
        reason=reason,
        entry=entry,
        line=line,
    )


def at(seconds: int | None) -> datetime | None:
    """Seconds since 1970 -> UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)


def utc(moment: datetime | None) -> datetime | None:
    """A time with or without a zone -> UTC."""
    if moment is None or moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        raise RecordError(None, "a time is out of range; ISO 8601 would be right") from None


#: Names of card networks that providers shorten or write out, as this house calls them.
_NETWORKS = {"mc": "mastercard", "american_express": "amex", "cup": "unionpay", "china_unionpay": "unionpay"}


def network(stated: str | None) -> str | None:
    """A card network in lower case, by one name whoever tells of it."""
    if not stated:
        return None
    name = stated.strip().lower().replace(" ", "_").replace("-", "_")
    return _NETWORKS.get(name, name)[:40]


def country(stated: str | None) -> str | None:
    """ISO 3166-1 alpha-2; None where it is none."""
    return stated.upper() if stated and len(stated) == 2 and stated.isalpha() else None
