"""Decoded JSON -> amounts given in two forms, and totals with the parts that should add up to them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

_MAX_DEPTH = 12


def amounts(body: Any, path: str = "", depth: int = 0) -> Iterator[dict[str, Any]]:
    """Pairs `x` and `xAsInteger` (or `x_minor`) in one object, with the currency beside them."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(body, list):
        for inner in body[:200]:
            yield from amounts(inner, f"{path}[]", depth + 1)
    if not isinstance(body, dict):
        return
    for name, value in body.items():
        minor = next((body[twin] for twin in (f"{name}AsInteger", f"{name}_minor") if twin in body), None)
        if minor is not None and _number(value) is not None:
            currency = body.get("currency")
            stated = currency if isinstance(currency, dict) else {}
            places = stated.get("decimalPlaces", body.get("decimalPlaces"))
            code = stated.get("code") or (currency if isinstance(currency, str) else None)
            yield {
                "field": f"{path}.{name}".lstrip("."),
                "decimal": str(_number(value)),
                "minor": minor if isinstance(minor, int) else None,
                "decimal_places": places if isinstance(places, int) else None,
                "currency": code if isinstance(code, str) else None,
            }
        elif isinstance(value, (dict, list)):
            yield from amounts(value, f"{path}.{name}", depth + 1)


def totals(body: Any) -> Iterator[dict[str, Any]]:
    """Orders whose total and lines are all given: `orderAmount` or `total`, with `lines` of `amount`."""
    document = body.get("order", body) if isinstance(body, dict) else None
    if not isinstance(document, dict) or not isinstance(document.get("lines"), list):
        return
    total = _number(document.get("total"))
    parts = [_number(line.get("amount")) for line in document["lines"] if isinstance(line, dict)]
    extra = {name: _number(document[name]) for name in ("shipping", "tax", "discount") if name in document}
    if total is None or any(part is None for part in (*parts, *extra.values())):
        return
    summed = sum((part for part in parts if part is not None), Decimal(0))
    for name, value in extra.items():
        summed += (-1 if name == "discount" else 1) * (value or Decimal(0))
    currency = document.get("currency")
    yield {
        "document": "order",
        "currency": currency if isinstance(currency, str) else None,
        "decimal_places": None,
        "total": str(total),
        "parts": str(summed),
        "formula": " + ".join(["lines", *(name for name in extra if name != "discount")])
        + (" - discount" if "discount" in extra else ""),
        "status": document["status"] if isinstance(document.get("status"), str) else None,
    }


def _number(value: object) -> Decimal | None:
    """Exact, from the shortest text of the number."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
