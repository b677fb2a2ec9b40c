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


class OrderTotal(Row, frozen=True, kw_only=True):
    """One order or cart in an exchange: its total and the parts that should add up to it."""

    lifetime = "event"

    entry: Annotated[int, "number of the exchange in the recording, from 0"]
    document: Annotated[str, "order, cart, checkout…"]
    currency: Annotated[str | None, "ISO 4217 code"]
    decimal_places: Annotated[int | None, "decimal places of the currency"]
    total: Annotated[str, "total as written, decimal"]
    parts: Annotated[str, "sum of the parts, decimal, computed exactly"]
    formula: Annotated[str, "which parts were added and subtracted"]
    status: Annotated[str | None, "status of the order"]
    line: Annotated[int | None, "line where the exchange starts"]
