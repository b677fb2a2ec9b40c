"""What a record tells, as rows of the ledger: what it does not tell is null, what may not be kept is sealed or left."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
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


class Told(msgspec.Struct, frozen=True, gc=False):
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
        text = stated if type(stated) is str else str(stated)
        if len(text) < 256 and text.isascii() and text.isidentifier():  # most are; cheaper than the expression
            return text
        return text if _IDENTIFIER.fullmatch(text) else self.seal(text)

    def sealed(self, stated: object) -> str | None:
        """The keyed fingerprint of a value that may not be kept."""
        return self.seal(str(stated)) if stated else None

    def event(self, provider: str, payment: object, said: str, **known: Any) -> PaymentEvent:
        """A change of state of a payment, as this side saw it. Errors: RecordError where no payment is named."""
        return PaymentEvent(**{**self.begun(provider, payment, said), **known})

    def begun(self, provider: str, payment: object, said: str) -> dict[str, Any]:
        """The columns of an event of which no more is known yet, for readers of millions. Errors: as `event`."""
        name = self.name(payment)
        if name is None:
            raise RecordError("payment", "it names no payment; the provider's identifier of the payment would be right")
        facts = _NONE[PaymentEvent].copy()
        facts["entry"], facts["line"], facts["side"] = self.entry, self.line, self.side
        facts["provider"], facts["payment"], facts["said"] = provider, name, said
        facts["received_at"] = self.received_at
        return facts

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
    rows: Callable[[bytes, Told], Iterable[Row]],
    seal: Seal,
    side: str = "report",
) -> Iterator[Row]:
    """The rows of each record; of one that cannot be taken the reason, in its place."""
    sealed = lru_cache(maxsize=65_536)(seal)  # cards come back, and so do keys in the events of one request
    for entry, line, text, error in found:
        try:
            if error is not None:
                raise RecordError(None, error)
            found_in = rows(text, Told(side, entry, line, sealed))
            # All or none: what a record tells before it turns out wrong is not taken either.
            yield from found_in if isinstance(found_in, list) else list(found_in)
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


@lru_cache(maxsize=4096)
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


@lru_cache(maxsize=1024)
def network(stated: str | None) -> str | None:
    """A card network in lower case, by one name whoever tells of it."""
    if not stated:
        return None
    name = stated.strip().lower().replace(" ", "_").replace("-", "_")
    return _NETWORKS.get(name, name)[:40]


def country(stated: str | None) -> str | None:
    """ISO 3166-1 alpha-2; None where it is none."""
    return stated.upper() if stated and len(stated) == 2 and stated.isalpha() else None
