"""What the shop, its providers and their settlements say of the same money, side by side."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from assay.model import Row

from .ledger import ENVIRONMENT, LINE


class ReconciledPayment(Row, frozen=True, kw_only=True):
    """One payment in one currency on three sides, as exports tell of it; null: that side tells nothing of it.

    A payment that two sides tell in two currencies is two rows, so that the sums of each currency are those of its
    exports. Amounts of a settlement in another currency are those before conversion: as told, else by its rate.
    """

    lifetime = "event"

    integration: Annotated[str | None, "unit of the payment, else of the settlement, else of the order"]
    environment: Annotated[str | None, ENVIRONMENT]
    provider: Annotated[str | None, "provider, lower case"]
    payment: Annotated[str | None, "the provider's id of the payment; null: an order for which none is known"]
    order_id: Annotated[str | None, "the shop's reference of the order"]
    currency: Annotated[str | None, "ISO 4217 code of all amounts but fee and net"]
    order_status: Annotated[str | None, "what the newest row of the order says: open, pending, paid, returned or ended"]
    ordered_minor: Annotated[int | None, "total of the orders that are paid or returned, 0 for others; null: no order"]
    order_refunded_minor: Annotated[int | None, "refunded by the shop's account; null: it does not tell"]
    authorized_minor: Annotated[int | None, "authorised at the provider"]
    captured_minor: Annotated[int | None, "captured at the provider"]
    refunded_minor: Annotated[int | None, "refunded at the provider"]
    settled_minor: Annotated[int | None, "captures in the settlement, gross"]
    settled_refund_minor: Annotated[int | None, "refunds in the settlement, gross, positive"]
    chargeback_minor: Annotated[int | None, "charged back in the settlement, less what was reversed, positive"]
    fee_minor: Annotated[int | None, "fees of its lines, minor units of settled_currency"]
    net_minor: Annotated[int | None, "what is paid out for it, minor units of settled_currency"]
    settled_currency: Annotated[str | None, "ISO 4217 code of fee and net"]
    slack_minor: Annotated[int, "by how much rounding may move what was converted by a rate"]
    orders: Annotated[int, "orders that name the payment"]
    lines: Annotated[int, "lines of the settlement that name it"]
    placed_at: Annotated[datetime | None, "when the order was placed, UTC"]
    captured_at: Annotated[datetime | None, "when it was captured, the last time, UTC"]
    refunded_at: Annotated[datetime | None, "when it was refunded, the last time, UTC"]
    settled_on: Annotated[date | None, "day of the payout of its last capture"]
    line: Annotated[int | None, LINE]


class ReconciliationBreak(Row, frozen=True, kw_only=True):
    """One difference between two sides of a payment, of what was paid or of what went back."""

    lifetime = "event"

    integration: Annotated[str | None, "unit of the payment"]
    environment: Annotated[str | None, ENVIRONMENT]
    provider: Annotated[str | None, "provider, lower case"]
    payment: Annotated[str | None, "the provider's id of the payment"]
    order_id: Annotated[str | None, "the shop's reference of the order"]
    currency: Annotated[str | None, "ISO 4217 code"]
    sides: Annotated[str, "shop and provider, or provider and settlement"]
    flow: Annotated[str, "paid or refunded"]
    kind: Annotated[
        str,
        "missing_at_provider, not_captured, unknown_to_shop, second_payment, missing_in_settlement, "
        "unknown_to_provider, settled_twice, currency, amount, or beyond_export: the other side's export does not "
        "reach that far",
    ]
    expected_minor: Annotated[int, "what the first of the sides says"]
    found_minor: Annotated[int, "what the second says"]
    difference_minor: Annotated[int, "found less expected"]
    expected: Annotated[str, "expected_minor as money: 12.50 EUR"]
    found: Annotated[str, "found_minor as money"]
    since: Annotated[datetime | None, "when the money moved, else when the order was placed, UTC"]
    covered_until: Annotated[datetime | None, "the last that the other side's exports tell of, UTC"]
    line: Annotated[int | None, LINE]
