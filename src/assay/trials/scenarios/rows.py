"""What was seen of one cell, by the provider and at the shop -> rows of the ledger's tables and exchanges, logged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from assay.engine.stated import Shop
from assay.model import AssayError
from assay.tables.ledger import ShopOrder
from assay.tables.scenario import Scenario
from assay.tables.webhook import WebhookDelivery

from .driver import Driver, Seen
from .events import ENVIRONMENT, of_asked, of_delivered, payment_of
from .log import Log, utc
from .play import Play
from .provider import Delivered, Provider


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
        applied = {order.order_id: _applied(play, order.order_id, seen) for order, seen in shown if play}
        self._log.rows(order for order, _ in shown)
        self._log.rows(self._delivery(one, applied) for one in sent)

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

    def _delivery(self, sent: Delivered, applied: dict[str, int | None]) -> WebhookDelivery:
        payment, order = payment_of(sent.payload)
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
            intent=sent.intent,
            status=sent.status,
            error=sent.error,
            applied=applied.get(order or "") if sent.kind in ("payment_intent.succeeded",) else None,
            state=None,
            occurred_at=None,
            sent_at=sent.sent_at,
            received_at=sent.sent_at,
            answered_at=sent.answered_at,
            applied_at=None,
            entry=0,
            line=None,
        )


def _applied(play: Play | None, order_id: str, seen: Seen) -> int | None:
    """How often the payment of an order was counted by the shop, by what it shows as paid."""
    amount = next((amount for number, amount, _ in play.orders if number == order_id), None) if play else None
    return round(seen.paid / amount) if amount and seen.paid is not None else None
