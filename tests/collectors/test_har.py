"""What recorded exchanges say: whose they are, how they went, which page they belong to, what money they show."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from assay.collectors import har
from assay.model import Conventions, Row, Source
from assay.tables.payment import OrderState
from assay.tables.service import Call, CodeValue

SHOP = "https://shop.example"


def entry(url: str, response: Any = None, at: str = "10:00:01.000", **more: Any) -> dict[str, Any]:
    request = more.get("request")
    text = response if isinstance(response, str) else json.dumps(response)
    return {
        "startedDateTime": f"2024-07-01T{at}Z",
        "time": 40,
        "request": {
            "method": more.get("method", "GET"),
            "url": url if url.startswith("http") else SHOP + url,
            "headers": [{"name": name, "value": value} for name, value in more.get("sent", {}).items()],
            **({"postData": {"text": request if isinstance(request, str) else json.dumps(request)}} if request else {}),
        },
        "response": {
            "status": more.get("status", 200),
            "headers": [{"name": name, "value": value} for name, value in more.get("got", {}).items()],
            "content": {"size": more.get("size", len(text)), "mimeType": "application/json", "text": text},
        },
    }


def read(*entries: dict[str, Any], **conventions: Any) -> list[Row]:
    data = json.dumps({"log": {"entries": list(entries)}}).encode()
    return list(har.read(Source("flow/recording.har", data, Conventions(conventions))))


def calls(*entries: dict[str, Any], **conventions: Any) -> list[Call]:
    return [row for row in read(*entries, **conventions) if isinstance(row, Call)]


def states(*entries: dict[str, Any]) -> list[OrderState]:
    return [row for row in read(*entries) if isinstance(row, OrderState)]


def said(body: Any, status: int = 200) -> str | None:
    return calls(entry("/pay", body, method="POST", status=status))[0].outcome


def test_what_a_body_says_of_the_request() -> None:
    assert said({"status": "ok", "errors": []}) == "success"
    assert said({"status": "ok", "errors": [{"code": "x"}]}) == "error"
    assert (
        said({"status": "additional_action_required", "errors": [{"code": "additional_action_required"}]}) == "action"
    )
    assert said({"success": False}) == "error"
    assert said({"state": "pending"}) == "pending"
    assert said({"error": None, "status": "teleported"}) is None
    assert said([{"status": "ok"}]) is None


def test_where_to_look_next() -> None:
    nowhere, located, linked = calls(
        entry("/pay", {"status": "pending", "callback_url": None}, method="POST", status=202),
        entry("/pay", {"status": "pending"}, method="POST", status=202, got={"location": "/pay/1"}),
        entry("/pay", {"next": {"redirectUrl": "https://bank.example/3ds"}}, method="POST", status=202),
    )
    assert [call.says_where_next for call in (nowhere, located, linked)] == [False, True, True]


def test_problem_details_by_member_and_type() -> None:
    whole, other, fine = calls(
        entry("/a", {"type": "about:blank", "title": "No", "status": 400}, status=400),
        entry("/a", {"status": "declined", "title": 7}, status=402),
        entry("/a", {"title": "Lamp", "status": 1}),
    )
    assert (whole.problem, whole.problem_status) == ("type, status, title", 400)
    assert (other.problem, other.problem_status) == (None, None)
    assert (fine.problem, fine.problem_status) == (None, None)


def test_the_form_of_a_request_is_seen_in_the_body_not_in_what_the_recorder_says() -> None:
    bodies = ({"a": 1}, "a=1&b=2", "--x\r\nContent-Disposition: form-data", "<a/>", "hello there")
    found = calls(*(entry("/a", {}, method="POST", request=body) for body in bodies))
    assert [call.request_form for call in found] == ["json", "form", "multipart", "xml", "text"]


def test_own_hosts_and_internal_operations_are_declared_by_the_house_or_by_the_path() -> None:
    recorded = (
        entry("/api/cart", {}),
        entry("https://pay.platform.example/orders", {}),
        entry("/internalapi/v1/order", {}),
        entry("/api/flags", {}, sent={"X-Api-Internal": "for us"}),
    )
    assert [call.party for call in calls(*recorded)] == ["first", "third", "first", "first"]
    assert [call.internal for call in calls(*recorded)] == [False, False, True, False]
    told = calls(*recorded, own_hosts=["pay.*"], internal_headers=["x-api-internal"])
    assert [call.party for call in told] == ["first"] * 4
    assert [call.internal for call in told] == [False, False, True, True]


def test_page_loads_are_told_by_the_first_reads_coming_again() -> None:
    found = calls(
        entry("/settings?cart=1", {}, "10:00:01.000"),
        entry("/fields", {}, "10:00:01.100"),
        entry("/orders/7", {}, "10:00:05.000"),
        entry("/orders/7", {}, "10:00:09.900"),
        entry("/settings", {}, "10:00:10.000"),
        entry("/fields", {}, "10:00:10.100"),
    )
    assert [call.page for call in found] == ["load 1"] * 3 + ["load 2"] * 3


def test_one_read_that_comes_again_is_no_page_load() -> None:
    found = calls(
        entry("/cart", {}, "10:00:01.000"), entry("/me", {}, "10:00:01.100"), entry("/cart", {}, "10:00:09.000")
    )
    assert {call.page for call in found} == {"load 1"}


def test_a_page_that_the_recorder_names_stands() -> None:
    named = entry("/cart", {}) | {"pageref": "page_1"}
    assert [call.page for call in calls(named, entry("/me", {}))] == ["page_1", None]


def test_the_clock_of_the_server_unless_a_cache_answered() -> None:
    date = "Mon, 01 Jul 2024 12:00:01 +0200"
    plain, cached, broken = calls(
        entry("/a", {}, got={"date": date}),
        entry("/a", {}, got={"date": date, "age": "10"}),
        entry("/a", {}, got={"date": "yesterday"}),
    )
    assert (plain.server_at, cached.server_at, broken.server_at) == (datetime(2024, 7, 1, 10, 0, 1), None, None)


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("Mon, 01 Jul 2024 10:00:01 GMT", datetime(2024, 7, 1, 10, 0, 1)),
        ("Sun, 29 Feb 2032 23:59:59 GMT", datetime(2032, 2, 29, 23, 59, 59)),
        ("Monday, 01-Jul-24 10:00:01 GMT", datetime(2024, 7, 1, 10, 0, 1)),
        ("Mon, 31 Jun 2024 10:00:01 GMT", None),
        ("Mon, 01 Jul 2024 24:00:01 GMT", None),
    ],
)
def test_the_clock_of_the_server_in_every_form_of_a_date(date: str, at: datetime | None) -> None:
    (found,) = calls(entry("/a", {}, got={"date": date}))
    assert found.server_at == at


def test_a_body_that_was_cut_after_recording() -> None:
    cut = calls(entry("/countries", [], size=42447))[0]
    assert (cut.response_bytes, cut.stored_bytes) == (42447, 2)


ORDER = {
    "orderId": 7,
    "status": "INCOMPLETE",
    "currency": {"code": "EUR", "decimalPlaces": 2},
    "isTaxIncluded": False,
    "orderAmount": 24.9,
    "lineItems": {"physicalItems": [{"extendedSalePrice": 20}], "digitalItems": [{"extendedSalePrice": 2.4}]},
    "shippingCostTotal": 3,
    "taxTotal": 1,
    "discountAmount": 1.5,
    "payments": [{"amount": 20}, {"amount": 4.9}],
}


def test_an_order_its_parts_and_its_payments() -> None:
    (order,) = states(entry("/orders/7", ORDER))
    assert (order.document, order.status, order.currency, order.total) == ("order", "INCOMPLETE", "EUR", "24.9")
    assert order.parts == "24.9"
    assert order.formula == "lineItems + shippingCostTotal + taxTotal - discountAmount"
    assert (order.paid, order.payments) == ("24.9", 2)


def test_tax_that_is_in_the_prices_is_not_added_and_coupons_leave_the_sum_open() -> None:
    (included,) = states(entry("/orders/7", ORDER | {"isTaxIncluded": True}))
    assert included.parts == "23.9"
    (couponed,) = states(entry("/orders/7", ORDER | {"coupons": [{"code": "SPRING"}]}))
    assert couponed.parts is None


def test_an_order_is_the_same_in_the_write_and_in_the_read() -> None:
    written = {
        "data": {
            "order": {
                "orderId": 7,
                "status": "ORDER_STATUS_INCOMPLETE",
                "currency": "EUR",
                "grandTotal": {"amount": 24.9},
            }
        }
    }
    first, second = states(entry("/order", written, method="POST", status=201), entry("/orders/7", ORDER))
    assert first.order_digest == second.order_digest
    assert (first.total, first.payments) == ("24.9", None)


def test_what_a_payment_asks_for_and_only_a_payment() -> None:
    asks = {"amount": {"minor": 1990, "currency": "EUR"}}
    (payment,) = states(entry("/api/payments", {}, method="POST", request=asks))
    assert (payment.side, payment.document, payment.total, payment.currency) == ("request", "payment", "1990", "EUR")
    assert states(entry("/api/wishes", {}, method="POST", request=asks)) == []


def test_codes_of_countries_and_currencies_once_each() -> None:
    body = {
        "address": {"countryCode": "SE", "country": "Sweden"},
        "geoCountryCode": "",
        "cart": {"currency": {"code": "SEK"}, "merchant_currency": "eur"},
        "again": [{"countryCode": "NO"}, {"countryCode": "NO"}],
    }
    found = {(row.code_list, row.field, row.code) for row in read(entry("/a", body)) if isinstance(row, CodeValue)}
    assert found == {
        ("country", "address.countryCode", "SE"),
        ("country", "again[].countryCode", "NO"),
        ("currency", "cart.currency.code", "SEK"),
        ("currency", "cart.merchant_currency", "eur"),
    }


def test_numbers_that_are_no_money_are_left_out() -> None:
    body = ORDER | {
        "orderAmount": 1e300,
        "orderAmountAsInteger": 2**70,
        "currency": {"code": "E" * 500, "decimalPlaces": 2**70},
        "payments": [{"amount": "9E+999999"}, {"amount": "NaN"}],
    }
    (order,) = states(entry("/orders/7", body))
    assert (order.total, order.parts, order.paid, order.payments) == (None, None, None, 2)
    assert (order.decimal_places, len(order.currency or "")) == (None, 20)


def test_each_entry_has_its_own_line_also_where_entries_are_alike() -> None:
    data = json.dumps({"log": {"entries": [entry("/a"), entry("/a"), {}]}}, indent=0).encode()
    begins = [number for number, text in enumerate(data.split(b"\n"), 1) if text.startswith((b"{", b'"entries": ['))]
    found = [row.line for row in har.read(Source("a.har", data)) if isinstance(row, Call)]
    assert len(set(found)) == 3
    assert set(found) <= set(begins)
