"""Money as it was observed."""

from __future__ import annotations

from typing import Annotated

from assay.model import Row


class MoneyAmount(Row, frozen=True, kw_only=True):
    """One amount in an exchange that is given both as a decimal and in minor units, or in a form that can be judged."""

    lifetime = "event"

    entry: Annotated[int, "number of the exchange in the recording, from 0"]
    field: Annotated[str, "path of the decimal form in the body"]
    decimal: Annotated[str, "the decimal form as written"]
    minor: Annotated[int | None, "the same amount in minor units, as given beside it"]
    decimal_places: Annotated[int | None, "decimal places of the currency, as given beside it"]
    currency: Annotated[str | None, "ISO 4217 code"]
    line: Annotated[int | None, "line where the exchange starts"]


class OrderState(Row, frozen=True, kw_only=True):
    """One order, cart or payment as an exchange shows it: its state, its total and what should agree with it."""

    lifetime = "event"

    entry: Annotated[int, "number of the exchange in the recording, from 0"]
    recording: Annotated[str, "name of the recording"]
    side: Annotated[str, "request or response"]
    document: Annotated[str, "order, cart or payment"]
    order_digest: Annotated[str | None, "keyed hash of its identifier"]
    status: Annotated[str | None, "status as written; its meaning stands in the reference table order_status"]
    currency: Annotated[str | None, "ISO 4217 code as written"]
    decimal_places: Annotated[int | None, "decimal places of the currency, as given beside it"]
    total: Annotated[str | None, "total, or the amount of a payment, as written"]
    parts: Annotated[str | None, "sum of the parts, computed exactly; null where not all are shown"]
    formula: Annotated[str | None, "which parts were added and subtracted"]
    paid: Annotated[str | None, "sum of the payments it lists, computed exactly"]
    payments: Annotated[int | None, "how many payments it lists; null where it says nothing of payments"]
    line: Annotated[int | None, "line where the exchange starts"]
