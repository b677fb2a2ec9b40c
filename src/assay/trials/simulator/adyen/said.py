"""JSON of a request, asked for by name and type; and what Adyen refuses, in the shape of its errors.

Source: https://docs.adyen.com/development-resources/error-codes
"""

from __future__ import annotations

import json
from typing import Any

from assay.masking.cards import reference

from ..world import Object

_LONGEST = 2_000
_MOST = 10**12


class ServiceError(Exception):
    """Answered instead of a result."""

    def __init__(self, code: str, message: str, status: int = 422, kind: str = "validation") -> None:
        super().__init__(message)
        self.status = status
        self.body: Object = {"errorCode": code, "errorType": kind, "message": message, "status": status}


def read(body: bytes) -> Object:
    """Errors: ServiceError for what is no JSON object."""
    try:
        said = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise ServiceError("702", "Unable to decode the JSON of the request", 400) from error
    if not isinstance(said, dict):
        raise ServiceError("702", "The request is no JSON object", 400)
    return said


def text(said: Object, name: str, default: str = "") -> str:
    value = said.get(name, default)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ServiceError(
            "702", f"Structure of the request contains the following unknown or wrong field: {name}", 400
        )
    return str(value)[:_LONGEST]


def needed(said: Object, name: str, code: str, message: str) -> str:
    value = text(said, name)
    if not value:
        raise ServiceError(code, message)
    return value


def inner(said: Object, name: str) -> Object:
    value = said.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ServiceError(
            "702", f"Structure of the request contains the following unknown or wrong field: {name}", 400
        )
    return value


def money(said: Object) -> Object:
    """The amount of a request. Errors: ServiceError when there is none, or it is no amount."""
    amount: Any = said.get("amount")
    if not isinstance(amount, dict):
        raise ServiceError("100", "No amount specified")
    value, currency = amount.get("value"), amount.get("currency")
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST:
        raise ServiceError("137", "Invalid amount specified")
    if not isinstance(currency, str) or currency not in {row["code"] for row in reference("currency")}:
        raise ServiceError("138", f"Unsupported currency specified: {str(currency)[:10]}")
    return {"currency": currency, "value": value}
