"""Checkout Sessions in mode `payment`: a page of the simulator takes the money. https://docs.stripe.com/api/checkout/sessions"""

from __future__ import annotations

import copy

from ..world import Object
from . import attempts, intents, payment_methods
from .books import Books
from .errors import RefusalError, malformed
from .money import currency
from .params import Params, Value

_SECONDS_OPEN = 86_400
_MOST_ITEMS = 100
#: The account that a debit is paid from on the page.
_ACCOUNTS = {"sepa_debit": "pm_sepaDebit_success_at", "us_bank_account": "pm_usBankAccount_success"}


def create(books: Books, params: Params, _ids: tuple[str, ...] = ()) -> Object:
    mode = params.needed("mode")
    if mode != "payment":
        raise malformed(f"Invalid mode: the simulator has sessions in mode payment alone, not {mode[:20]}", "mode")
    identifier = f"cs_test_{books.world.draw('cs', 58)}"
    items, code = _items(books, params, identifier)
    total = sum(item["amount_total"] for item in items)
    now = books.world.now()
    until = params.integer("expires_at", now + _SECONDS_OPEN) or now
    data = params.plain("payment_intent_data") or {}
    customer = params.text("customer")
    if customer:
        books.find("customer", customer, "customer")
    session: Object = {
        "id": identifier,
        "object": "checkout.session",
        **_nothing(),
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": params.text("cancel_url"),
        "client_reference_id": params.text("client_reference_id"),
        "currency": code,
        "custom_fields": [],
        "custom_text": dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")),
        "customer": customer,
        "customer_creation": "if_required",
        "customer_email": params.text("customer_email"),
        "expires_at": until,
        "metadata": params.metadata(),
        "mode": mode,
        "payment_intent": None,
        "payment_method_collection": "if_required",
        "payment_method_options": {},
        "payment_method_types": params.texts("payment_method_types") or ["card"],
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "success_url": params.text("success_url"),
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": params.text("ui_mode", "hosted_page"),
        "url": f"{books.world.url}/_assay/pages/{identifier}",
    }
    books.add(session, items=items, data=data)
    books.world.later(until - now, lambda: _end(books, session))
    return session


def _nothing() -> Object:
    """What a session can have, and the simulator's never has."""
    return dict.fromkeys(
        "adaptive_pricing after_expiration allow_promotion_codes billing_address_collection client_secret "
        "collected_information consent consent_collection currency_conversion customer_account customer_details "
        "discounts integration_identifier invoice invoice_creation locale managed_payments origin_context "
        "payment_link payment_method_configuration_details permissions recovered_from saved_payment_method_options "
        "setup_intent shipping_address_collection shipping_cost submit_type subscription wallet_options".split()
    )


def _items(books: Books, params: Params, session: str) -> tuple[list[Object], str]:
    """Lines with prices of their own, and the one currency. Errors: RefusalError."""
    said = params.items("line_items")
    if not 0 < len(said) <= _MOST_ITEMS:
        raise malformed("Missing required param: line_items.", "line_items", "parameter_missing")
    lines: list[Object] = []
    for item in said:
        price = item.inner("price_data")
        if price is None:
            raise malformed("The simulator has no prices: send line_items[][price_data]", "line_items")
        code = currency(price)
        unit, quantity = price.integer("unit_amount"), item.integer("quantity", 1) or 1
        if unit is None:
            price.needed("unit_amount")
        product = price.plain("product_data") or {}
        total = (unit or 0) * quantity
        lines.append(
            {
                "id": f"li_{books.world.draw('li')}",
                "object": "item",
                "amount_discount": 0,
                "amount_subtotal": total,
                "amount_tax": 0,
                "amount_total": total,
                "currency": code,
                "description": product.get("name"),
                "metadata": {},
                "price": None,
                "quantity": quantity,
                "_session": session,
            }
        )
    codes = {line["currency"] for line in lines}
    if len(codes) > 1:
        raise malformed("All line items of a session have the same currency", "line_items")
    return lines, codes.pop()


def retrieve(books: Books, _params: Params, ids: tuple[str, ...]) -> Object:
    return books.find("checkout.session", ids[0], "session")


def listed(books: Books, params: Params, _ids: tuple[str, ...] = ()) -> Object:
    return books.page("checkout.session", params, "/v1/checkout/sessions", ("payment_intent", "customer", "status"))


def line_items(books: Books, _params: Params, ids: tuple[str, ...]) -> Object:
    session = books.find("checkout.session", ids[0], "session")
    shown = [
        {name: value for name, value in item.items() if not name.startswith("_")}
        for item in books.hidden[session["id"]]["items"]
    ]
    url = f"/v1/checkout/sessions/{session['id']}/line_items"
    return {"object": "list", "data": shown, "has_more": False, "url": url}


def expire(books: Books, _params: Params, ids: tuple[str, ...]) -> Object:
    session = books.find("checkout.session", ids[0], "session")
    if session["status"] != "open":
        raise RefusalError(f"Only open Checkout Sessions can be expired; this one is {session['status']}.")
    _end(books, session)
    return session


def _end(books: Books, session: Object) -> None:
    if session["status"] == "open":
        session.update(status="expired", url=None)
        books.emit("checkout.session.expired", session)


def pay(books: Books, session: Object, method: str) -> Object | None:
    """The shopper pays on the session's page with a test method: the intent. Errors: RefusalError."""
    if session["status"] != "open":
        return None
    said = dict(books.hidden[session["id"]]["data"])
    said.update(amount=str(session["amount_total"]), currency=session["currency"])
    said["payment_method_types"] = list(session["payment_method_types"])
    intent = books.kept["payment_intent"].get(session["payment_intent"] or "")
    if intent is None:
        if session["customer"]:
            said["customer"] = session["customer"]
        intent = intents.create(books, Params(_values(said)))
        session["payment_intent"] = intent["id"]
    if method in session["payment_method_types"] and method not in ("card", *_ACCOUNTS):
        found = payment_methods.create(books, Params({"type": method, method: {"tax_id": "0"}}))
    else:
        found = payment_methods.resolve(books, _ACCOUNTS.get(method, method))
    intent.update(payment_method=found["id"], status="requires_confirmation")
    page = f"{books.world.url}/_assay/pages/{session['id']}"
    attempts.pay(books, intent, attempts.Asked(return_url=page))
    return intent


def _values(said: Object) -> dict[str, Value]:
    return copy.deepcopy(said)


def completed(books: Books, session: Object) -> None:
    """Tell that it is done, if its intent is."""
    intent = books.kept["payment_intent"].get(session["payment_intent"] or "")
    if session["status"] != "open" or intent is None:
        return
    if intent["status"] in ("succeeded", "requires_capture", "processing"):
        session["status"] = "complete"
        session["payment_status"] = "unpaid" if intent["status"] == "processing" else "paid"
        session["url"] = None
        books.emit("checkout.session.completed", session)


def settled(books: Books, kind: str, said: Object) -> None:
    """The intent of a session that was completed without money came to its end: tell that of the session, too."""
    good, bad = kind == "payment_intent.succeeded", kind == "payment_intent.payment_failed"
    if not (good or bad):
        return
    for session in books.of("checkout.session", payment_intent=said["id"], status="complete", payment_status="unpaid"):
        session["payment_status"] = "paid" if good else "unpaid"
        books.emit(f"checkout.session.async_payment_{'succeeded' if good else 'failed'}", session)
