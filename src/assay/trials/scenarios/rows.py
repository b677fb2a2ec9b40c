"""What was seen of one cell, by the provider and at the shop -> rows of the ledger's tables and exchanges, logged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from assay.engine.stated import Shop
from assay.model import AssayError
from assay.tables.ledger import ShopOrder
from assay.tables.scenario import Scenario
from assay.tables.webhook import WebhookDelivery

from .driver import Driver, Seen
from .events import ENVIRONMENT, of_asked, of_delivered, payment_of
from .log import Log, moment, utc
from .play import Play
from .provider import Delivered, Provider

#: Events by which a payment is paid.
_PAID = ("payment_intent.succeeded",)
#: What an order means -> the state that its payment is in at the shop.
_STATES = {"open": "created", "pending": "pending", "paid": "captured", "returned": "refunded", "ended": "voided"}


class Rows:
    """Writes what came since the cell before."""

    def __init__(self, shop: Shop, provider: Provider, driver: Driver, log: Log) -> None:
        self.exchanges = 0
        self.notifications = 0
        self._shop, self._provider, self._driver, self._log = shop, provider, driver, log

    def add(self, cell: Scenario, play: Play | None) -> None:
        self._log.rows([cell])
        asked = self._provider.asked()[self.exchanges :]
        sent = self._provider.delivered()[self.notifications :]
        self.exchanges += len(asked)
        self.notifications += len(sent)
        for one in asked:
            self._log.exchange(one)
        self._log.rows(of_asked(self._shop, asked))
        self._log.rows(of_delivered(self._shop, sent))
        shown = list(self._orders(play, cell.started_at)) if play else []
        self._log.rows(order for order, _ in shown)
        after = _After(play, {order.order_id: seen for order, seen in shown}) if play else None
        self._log.rows(self._delivery(one, last, after) for one, last in _with_last(sent))

    def _orders(self, play: Play, placed_at: datetime | None) -> Iterator[tuple[ShopOrder, Seen]]:
        """The orders of a cell as the shop shows them at its end."""
        for number, amount, currency in play.orders:
            try:
                seen = self._driver.do("read", order=number)
            except (AssayError, LookupError):
                continue
            decimal = Decimal(amount).scaleb(-play.decimals[currency])
            row = ShopOrder(
                integration=self._shop.integration,
                environment=ENVIRONMENT,
                provider=self._shop.provider,
                order_id=number,
                payment=seen.payment,
                session=None,
                said=seen.status,
                status=seen.meaning,
                total_minor=seen.total,
                total=str(decimal) if seen.total is not None else None,
                refunded_minor=seen.refunded,
                parts_minor=None,
                currency=seen.currency,
                method=play.method,
                country=None,
                placed_at=placed_at,
                changed_at=utc(),
                entry=0,
                line=None,
            )
            yield row, seen

    def _delivery(self, sent: Delivered, last: bool, after: _After | None) -> WebhookDelivery:
        payment, order = payment_of(sent.payload)
        created = sent.payload.get("created")
        return WebhookDelivery(
            integration=self._shop.integration,
            environment=ENVIRONMENT,
            provider=self._shop.provider,
            scheme=self._shop.provider,
            endpoint=self._shop.webhook,
            delivery=None,
            event=sent.event,
            kind=sent.kind,
            payment=payment,
            object_version=None,
            attempt=sent.attempt,
            signed=sent.signed,
            authentic=sent.authentic,
            skew_s=0.0 if sent.signed else None,
            intent=None,
            status=sent.status,
            error=sent.error,
            applied=after.applied(sent, order) if after else None,
            state=after.state(sent, order, last=last) if after else None,
            occurred_at=moment(created) if isinstance(created, int | float) else None,
            sent_at=sent.sent_at,
            received_at=sent.sent_at,
            answered_at=sent.answered_at,
            applied_at=None,
            entry=0,
            line=None,
        )


class _After:
    """What the shop shows of a cell's orders at its end, as the effect of what it was notified of."""

    def __init__(self, play: Play, shown: Mapping[str, Seen]) -> None:
        self._play, self._shown = play, shown

    def applied(self, sent: Delivered, order: str | None) -> int | None:
        """How often the payment was counted, by what the shop shows as paid; null of other events."""
        seen, amount = self._shown.get(order or ""), _received(sent)
        if not sent.authentic or seen is None or seen.paid is None or not amount:
            return None
        return round(seen.paid / amount)

    def state(self, sent: Delivered, order: str | None, *, last: bool) -> str | None:
        """The state of the order where a cell looked at it: before its notifications came, and after the last."""
        seen = self._shown.get(order or "") if last else self._play.marked
        if self._play.marked is None or seen is None or not sent.authentic:
            return None
        return _STATES.get(seen.meaning or "")


def _received(sent: Delivered) -> int:
    """The money that a notification says has come, minor units; 0 of other notifications."""
    about = sent.payload.get("data", {}).get("object", {})
    return about.get("amount_received", 0) if sent.kind in _PAID else 0


def _with_last(sent: Sequence[Delivered]) -> Iterator[tuple[Delivered, bool]]:
    """Each delivery, and whether it is the last about its payment."""
    last = {payment_of(one.payload)[0]: number for number, one in enumerate(sent)}
    for number, one in enumerate(sent):
        yield one, last[payment_of(one.payload)[0]] == number
