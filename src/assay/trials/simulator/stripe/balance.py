"""The balance, its transactions, and payouts to the shop's bank."""

from __future__ import annotations

from collections import Counter

from ..world import Object
from .books import Books
from .errors import RefusalError
from .money import currency, move, optional_amount
from .params import Params

_SECONDS_UNDERWAY = 86_400


def retrieve(books: Books, _params: Params, _ids: tuple[str, ...] = ()) -> Object:
    available, pending = _sums(books)
    codes = sorted({*available, *pending}) or ["usd"]

    def told(sums: Counter[str]) -> list[Object]:
        return [{"amount": sums[code], "currency": code, "source_types": {"card": sums[code]}} for code in codes]

    return {"object": "balance", "available": told(available), "livemode": False, "pending": told(pending)}


def _sums(books: Books) -> tuple[Counter[str], Counter[str]]:
    """What is available and what is not yet, per currency."""
    available: Counter[str] = Counter()
    pending: Counter[str] = Counter()
    for booked in books.kept["balance_transaction"].values():
        ready = booked["available_on"] <= books.world.now()
        booked["status"] = "available" if ready else "pending"
        (available if ready else pending)[booked["currency"]] += booked["net"]
    return available, pending


def transaction(books: Books, _params: Params, ids: tuple[str, ...]) -> Object:
    _sums(books)
    return books.find("balance_transaction", ids[0], "id")


def transactions(books: Books, params: Params, _ids: tuple[str, ...] = ()) -> Object:
    _sums(books)
    payout = params.text("payout")
    if payout is not None:
        books.find("payout", payout, "payout")
        return books.page("balance_transaction", params, "/v1/balance_transactions", ("type",), _payout=payout)
    return books.page("balance_transaction", params, "/v1/balance_transactions", ("type", "source", "currency"))


def create_payout(books: Books, params: Params, _ids: tuple[str, ...] = ()) -> Object:
    code = currency(params)
    if not params.has("amount"):
        params.needed("amount")
    amount = optional_amount(params, "amount", 0)
    available, _ = _sums(books)
    if amount > available[code]:
        message = "You have insufficient funds in your Stripe account for this transfer."
        raise RefusalError(message, code="balance_insufficient")
    payout = books.add(
        {
            "id": books.id("po"),
            "object": "payout",
            "amount": amount,
            "application_fee": None,
            "application_fee_amount": None,
            "arrival_date": books.world.now() + _SECONDS_UNDERWAY,
            "automatic": False,
            "balance_transaction": None,
            "currency": code,
            "description": params.text("description"),
            "destination": f"ba_{books.world.draw('ba')}",
            "failure_balance_transaction": None,
            "failure_code": None,
            "failure_message": None,
            "metadata": params.metadata(),
            "method": params.choice("method", ("standard", "instant"), "standard"),
            "original_payout": None,
            "payout_method": None,
            "reconciliation_status": "not_applicable",
            "reversed_by": None,
            "source_type": "card",
            "statement_descriptor": params.text("statement_descriptor"),
            "status": "pending",
            "trace_id": None,
            "type": "bank_account",
        }
    )
    payout["balance_transaction"] = move(books, "payout", payout, -amount)
    books.kept["balance_transaction"][payout["balance_transaction"]]["available_on"] = books.world.now()
    books.emit("payout.created", payout)
    books.world.later(_SECONDS_UNDERWAY, lambda: _arrived(books, payout))
    return payout


def _arrived(books: Books, payout: Object) -> None:
    if payout["status"] == "pending":
        payout["status"] = "paid"
        books.emit("payout.paid", payout)


def payout(books: Books, _params: Params, ids: tuple[str, ...]) -> Object:
    return books.find("payout", ids[0], "payout")


def payouts(books: Books, params: Params, _ids: tuple[str, ...] = ()) -> Object:
    return books.page("payout", params, "/v1/payouts", ("status", "destination"))


def cancel_payout(books: Books, _params: Params, ids: tuple[str, ...]) -> Object:
    found = books.find("payout", ids[0], "payout")
    if found["status"] != "pending":
        raise RefusalError(f"Payouts with status {found['status']} cannot be canceled.", param="payout")
    found["status"] = "canceled"
    move(books, "payout_cancel", found, found["amount"], 0)
    books.emit("payout.canceled", found)
    return found
