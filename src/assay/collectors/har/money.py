"""Decoded JSON -> amounts given in two forms, codes of code lists, and the state of orders, carts and payments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from assay.model.expressions import expression

_MAX_DEPTH = 12
_MAX_ITEMS = 200
_MAX_NAME = 100
_MOST_NAMES = 20_000
#: Beyond this an amount is no money, and no engine has a type for it.
_MAX_DIGITS = 18
_COUNTRY = expression(r"country_?(code|iso|iso2)$|^issuing_?country$", re.IGNORECASE)
_CURRENCY = expression(r"(^|_)currency(_?code)?$|[a-z]Currency(Code)?$", re.IGNORECASE)
#: Names of an order's total, its lines, a line's amount, and what is added to or taken from their sum.
_TOTAL = ("orderAmount", "grandTotal", "grand_total", "total", "totalAmount", "total_price", "cartAmount")
_LINES = ("lines", "lineItems", "line_items")
_LINE = ("extendedSalePrice", "amount", "total", "line_total")
_ADDED = ("shippingCostTotal", "handlingCostTotal", "giftWrappingCostTotal", "taxTotal", "shipping", "tax")
_TAKEN = ("discountAmount", "discount")
#: What changes a total in ways of its own: where there is any, the parts do not show the whole sum.
_OTHER = ("coupons", "giftCertificates", "fees", "adjustments")
_TAX = ("taxTotal", "tax")
_IDS = ("orderId", "order_id", "id", "token")


class Code(NamedTuple):
    """A code of a code list: country or currency; the path of its field, and the code as stated."""

    code_list: str
    field: str
    stated: str


class Shop(NamedTuple):
    """What of a shop a body shows: amounts given in two forms, as fields of MoneyAmount, and codes."""

    amounts: list[dict[str, Any]]
    codes: list[Code]


class State(NamedTuple):
    """An order, cart or payment: its identifier, and fields of OrderState."""

    identity: str | None
    fields: dict[str, Any]


class _Roles(dict[str, str]):
    """Name of a field -> what it holds: a country or currency code, an amount in minor units, or nothing of these."""

    def __missing__(self, name: str) -> str:
        if len(name) > _MAX_NAME:
            return ""
        if len(self) > _MOST_NAMES:
            self.clear()
        self[name] = role = _role(name)
        return role


_roles = _Roles()


def _role(name: str) -> str:
    if name.endswith(("AsInteger", "_minor")):
        return "minor"
    return "country" if _COUNTRY.search(name) else "currency" if _CURRENCY.search(name) else ""


def shop(body: Any) -> Shop:
    """Each code once."""
    amounts: list[dict[str, Any]] = []
    codes: dict[tuple[str, str], Code] = {}
    for role, at, found, name in _mentions(body):
        if role != "minor":
            if stated := _code(at, found, name):
                codes.setdefault(stated, Code(role, *stated))
        elif pair := _amount_of(at, found, name):
            amounts.append(pair)
    return Shop(amounts, list(codes.values()))


def _mentions(body: Any) -> Iterator[tuple[str, str, dict[str, Any], str]]:
    """(minor, country or currency; path of the object; the object; name of the field); of lists the first 200 items."""
    roles = _roles
    waiting: list[tuple[Any, Any, int]] = [(body, None, 0)] if isinstance(body, (dict, list)) else []
    while waiting:
        value, trail, depth = waiting.pop()
        if type(value) is dict:
            for name, item in value.items():
                if role := roles[name]:
                    yield role, _path(trail), value, name
                if item and depth < _MAX_DEPTH and (type(item) is dict or type(item) is list):
                    waiting.append((item, (trail, name), depth + 1))
        elif depth < _MAX_DEPTH:
            at = (trail, "[]")
            waiting.extend((item, at, depth + 1) for item in value[:_MAX_ITEMS] if isinstance(item, (dict, list)))


def _path(trail: Any) -> str:
    names: list[str] = []
    while trail:
        trail, name = trail
        names.append(name)
    return ".".join(reversed(names)).replace(".[]", "[]")


def _amount_of(at: str, found: dict[str, Any], twin: str) -> dict[str, Any] | None:
    """The pair `x` and `xAsInteger` (or `x_minor`) in one object, with the currency beside it."""
    name = twin.removesuffix("AsInteger").removesuffix("_minor")
    value, minor = number(found.get(name)), found[twin]
    if value is None:
        return None
    code, places = _currency(found)
    return {
        "field": f"{at}.{name}".lstrip("."),
        "decimal": str(value),
        "minor": minor if isinstance(minor, int) and number(minor) is not None else None,
        "decimal_places": places,
        "currency": code,
    }


def _code(at: str, found: dict[str, Any], name: str) -> tuple[str, str] | None:
    """(field, code) of a country or currency; what is left empty is no code."""
    value = found[name]
    if isinstance(value, dict):
        name, value = f"{name}.code", value.get("code")
    return (f"{at}.{name}".lstrip("."), value) if isinstance(value, str) and value else None


def states(body: Any) -> Iterator[State]:
    """Orders, carts and payments that a body shows, at its top or one or two steps below."""
    for kind, found in _documents(body):
        names = ("amount",) if kind == "payment" else _TOTAL
        total = next((value for name in names if (value := _amount(found.get(name))) is not None), None)
        currency, places = _currency(found)
        status = found.get("status")
        if total is None and currency is None:
            continue
        parts, formula = _parts(found) if total is not None else (None, None)
        paid, payments = _paid(found)
        identity = next((found[name] for name in _IDS if isinstance(found.get(name), (str, int))), None)
        fields = {
            "document": kind,
            "currency": currency,
            "decimal_places": places,
            "total": None if total is None else str(total),
            "parts": None if parts is None else str(parts),
            "formula": formula,
            "paid": None if paid is None else str(paid),
            "payments": payments,
            "status": status[:60] if isinstance(status, str) else None,
        }
        yield State(None if identity is None else str(identity), fields)


def _documents(body: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """(order, cart or payment; the object). What an object is, its key says, else its own fields."""
    candidates: list[tuple[str, Any]] = [("", body)]
    for step in ("data", "checkout"):
        if isinstance(body, dict) and isinstance(body.get(step), dict):
            candidates.append(("", body[step]))
    for _, outer in list(candidates):
        if isinstance(outer, dict):
            candidates += [
                (kind, outer[kind]) for kind in ("order", "cart", "payment") if isinstance(outer.get(kind), dict)
            ]
    for kind, found in candidates:
        if not isinstance(found, dict):
            continue
        if (
            not kind
            and "status" in found
            and any(name in found for name in ("orderAmount", "orderId", "order_id", *_LINES))
        ):
            kind = "order"
        elif not kind and "amount" in found and _currency(found)[0]:
            kind = "payment"
        if kind:
            yield kind, found


def _parts(found: dict[str, Any]) -> tuple[Decimal | None, str | None]:
    """The sum of a document's parts and how it was formed; nothing when a part cannot be read."""
    name = next((name for name in _LINES if isinstance(found.get(name), (list, dict))), None)
    if name is None or any(found.get(other) for other in _OTHER):
        return None, None
    groups = found[name].values() if isinstance(found[name], dict) else [found[name]]
    lines = [line for group in groups if isinstance(group, list) for line in group if isinstance(line, dict)]
    values = [next((v for key in _LINE if (v := number(line.get(key))) is not None), None) for line in lines]
    added = [key for key in _ADDED if key in found and not (key in _TAX and found.get("isTaxIncluded") is True)]
    taken = [key for key in _TAKEN if key in found]
    more = {key: _amount(found[key]) for key in (*added, *taken)}
    if any(value is None for value in (*values, *more.values())):
        return None, None
    summed = sum((value for value in values if value is not None), Decimal(0))
    for key, value in more.items():
        summed += (value or Decimal(0)) * (-1 if key in taken else 1)
    return summed, " + ".join([name, *added]) + "".join(f" - {key}" for key in taken)


def _paid(found: dict[str, Any]) -> tuple[Decimal | None, int | None]:
    """The sum of an order's payments and their number; None when it does not list them."""
    payments = found.get("payments")
    if not isinstance(payments, list):
        return None, None
    values = [number(payment.get("amount")) if isinstance(payment, dict) else None for payment in payments]
    if not values or any(value is None for value in values):
        return None, len(values)
    return sum((value for value in values if value is not None), Decimal(0)), len(values)


def _currency(found: dict[str, Any]) -> tuple[str | None, int | None]:
    """Code and decimal places as stated beside an amount, or inside it."""
    stated = found.get("currency", found.get("currency_code", found.get("currencyCode")))
    if stated is None and isinstance(found.get("amount"), dict):
        return _currency(found["amount"])
    named = stated if isinstance(stated, dict) else {"code": stated}
    places = named.get("decimalPlaces", found.get("decimalPlaces"))
    code = named.get("code")
    exact = places if isinstance(places, int) and 0 <= places <= _MAX_DIGITS else None
    return (code[:20] if isinstance(code, str) and code else None), exact


def _amount(value: Any) -> Decimal | None:
    """A number, or an object that holds it as `amount`, `value` or `minor`."""
    if isinstance(value, dict):
        return next((v for name in ("amount", "value", "minor") if (v := number(value.get(name))) is not None), None)
    return number(value)


def number(value: object) -> Decimal | None:
    """Exact, from the shortest text of the number."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < _MAX_DIGITS else None
