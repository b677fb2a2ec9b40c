"""Amounts as Stripe takes them, and what each movement does to the balance."""

from __future__ import annotations

from functools import cache

from assay.masking.cards import reference

from ..world import Object
from .books import Books
from .errors import RefusalError, malformed
from .params import Params

#: Least amount of a charge, in minor units (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).
_LEAST = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250, "eur": 50,
    "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50,
    "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
}  # fmt: skip
_MOST = 99_999_999
#: What Stripe writes without decimals; ISO 4217 has UGX without as well, which Stripe takes in hundredths
#: (https://docs.stripe.com/currencies#special-cases).
_TWO_DECIMALS = {"ugx", "isk"}
#: Fees of the simulator: 2.9 % and 30 of the minor units.
_FEE_RATE, _FEE_FIXED = 0.029, 30
_CATEGORIES = {"payment": "charge", "adjustment": "dispute"}
_SECONDS_TO_AVAILABLE = 2 * 86_400


@cache
def _exponents() -> dict[str, int]:
    return {row["code"].lower(): int(row["exponent"]) for row in reference("currency") if row["exponent"].isdigit()}


def exponent(currency: str) -> int:
    return 2 if currency in _TWO_DECIMALS else _exponents().get(currency, 2)


def told(amount: int, currency: str) -> str:
    """12.50 eur, as Stripe's messages write it."""
    digits = exponent(currency)
    return f"{amount / 10**digits:.{digits}f} {currency}"


def currency(params: Params) -> str:
    """Errors: RefusalError for what is no currency."""
    code = params.needed("currency").lower()
    if code not in _exponents():
        message = f"Invalid currency: {code[:20]}. Stripe currently supports these currencies: "
        raise malformed(message + ", ".join(sorted(_LEAST)) + " and others", "currency")
    return code


def amount(params: Params, code: str) -> int:
    """The amount of a payment. Errors: RefusalError when it is too small, too large, or no whole number."""
    value = params.integer("amount")
    if value is None:
        params.needed("amount")
        raise malformed("Missing required param: amount.", "amount", "parameter_missing")
    if value < 1:
        message = "This value must be greater than or equal to 1."
        raise malformed(message, "amount", "parameter_invalid_integer")
    if value < _LEAST.get(code, 1):
        message = f"Amount must be at least {told(_LEAST[code], code)}"
        raise malformed(message, "amount", "amount_too_small")
    if value > _MOST:
        raise malformed(f"Amount must be no more than {told(_MOST, code)}", "amount", "amount_too_large")
    if exponent(code) == 3 and value % 10:
        message = "The amount of a three-decimal currency must end in 0: Stripe rounds to the nearest ten."
        raise malformed(message, "amount", "parameter_invalid_integer")
    return value


def optional_amount(params: Params, name: str, default: int) -> int:
    """Part of an amount, more than nothing. Errors: RefusalError."""
    value = params.integer(name)
    if value is None:
        return default
    if value < 1:
        message = "This value must be greater than or equal to 1."
        raise malformed(message, name, "parameter_invalid_integer")
    return value


def move(books: Books, kind: str, source: Object, gross: int, fee: int | None = None) -> str:
    """Book a movement of the balance: the id of its balance transaction. What is taken back is negative."""
    if fee is None:
        fee = round(gross * _FEE_RATE) + _FEE_FIXED if kind in ("charge", "payment") else 0
    now = books.world.now()
    code = source["currency"]
    details = [
        {"amount": fee, "application": None, "currency": code, "description": "Processing fees", "type": "stripe_fee"}
    ]
    booked = books.add(
        {
            "id": books.id("txn"),
            "object": "balance_transaction",
            "amount": gross,
            "available_on": now + _SECONDS_TO_AVAILABLE,
            "balance_type": "payments",
            "created": now,
            "currency": code,
            "description": source.get("description"),
            "exchange_rate": None,
            "fee": fee,
            "fee_details": details if fee else [],
            "net": gross - fee,
            "reporting_category": _CATEGORIES.get(kind, kind),
            "source": source["id"],
            "status": "pending",
            "type": kind,
        }
    )
    del booked["livemode"]
    return str(booked["id"])


def too_much(message: str, param: str, code: str | None = None) -> RefusalError:
    return RefusalError(message, param=param, code=code)
