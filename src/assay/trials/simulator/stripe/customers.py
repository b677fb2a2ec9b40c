"""Customers, as far as payments need them."""

from __future__ import annotations

from ..world import Object
from .books import Books
from .errors import missing
from .params import Params

_TEXTS = ("description", "email", "name", "phone")


def create(books: Books, params: Params, _ids: tuple[str, ...] = ()) -> Object:
    customer = books.add(
        {
            "id": f"cus_{books.world.draw('cus', 14)}",
            "object": "customer",
            "address": params.plain("address"),
            "balance": 0,
            "currency": None,
            "default_source": None,
            "delinquent": False,
            "discount": None,
            "invoice_prefix": books.world.draw("prefix", 8).upper(),
            "invoice_settings": {
                "custom_fields": None,
                "default_payment_method": None,
                "footer": None,
                "rendering_options": None,
            },
            "metadata": params.metadata(),
            "next_invoice_sequence": 1,
            "preferred_locales": params.texts("preferred_locales"),
            "shipping": params.plain("shipping"),
            "tax_exempt": "none",
            "test_clock": None,
            **{name: params.text(name) for name in _TEXTS},
        }
    )
    _settings(books, customer, params)
    books.emit("customer.created", customer)
    return customer


def _settings(books: Books, customer: Object, params: Params) -> None:
    said = params.inner("invoice_settings")
    method = said.text("default_payment_method") if said else None
    if method:
        found = books.find("payment_method", method, "invoice_settings[default_payment_method]")
        customer["invoice_settings"]["default_payment_method"] = found["id"]


def retrieve(books: Books, _params: Params, ids: tuple[str, ...]) -> Object:
    return books.find("customer", ids[0], "id")


def update(books: Books, params: Params, ids: tuple[str, ...]) -> Object:
    customer = _living(books, ids[0])
    before = {name: customer[name] for name in _TEXTS if params.has(name)}
    for name in _TEXTS:
        customer[name] = params.text(name, None if params.has(name) else customer[name])
    for name in ("address", "shipping"):
        if params.has(name):
            customer[name] = params.plain(name)
    customer["metadata"] = params.metadata(customer["metadata"])
    _settings(books, customer, params)
    books.emit("customer.updated", customer, before)
    return customer


def _living(books: Books, identifier: str) -> Object:
    customer = books.find("customer", identifier, "id")
    if customer.get("deleted"):
        raise missing("customer", identifier, "id")
    return customer


def delete(books: Books, _params: Params, ids: tuple[str, ...]) -> Object:
    customer = _living(books, ids[0])
    books.emit("customer.deleted", customer)
    gone: Object = {"id": customer["id"], "object": "customer", "deleted": True}
    books.kept["customer"][customer["id"]] = gone
    return gone


def listed(books: Books, params: Params, _ids: tuple[str, ...]) -> Object:
    return books.page("customer", params, "/v1/customers", ("email",), deleted=None)
