"""Addresses of calls and the operations they go to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.descriptions.routing import Address, Router, address_of, addresses_of

HOST = "shop.example"


def router(*routes: str, host: str = HOST, base: str = "") -> Router:
    made = Router()
    for route in routes:
        method, _, path = route.partition(" ")
        made.add([Address(host, base)], method, path, route)
    return made


def to(made: Router, call: str, host: str = HOST) -> str | None:
    method, _, path = call.partition(" ")
    found = made.match(method, host, path).found
    return found[0].target if found else None


@pytest.mark.parametrize(
    ("call", "operation"),
    [
        ("GET /orders/mine", "GET /orders/mine"),
        ("GET /orders/5", "GET /orders/{id}"),
        ("get /orders/5", "GET /orders/{id}"),
        ("DELETE /orders/mine", "DELETE /orders/{id}"),
        ("HEAD /orders/5", "GET /orders/{id}"),
        ("GET /orders/5/", "GET /orders/{id}"),
        ("GET /stock/", "GET /stock/"),
        ("GET /stock", "GET /stock/"),
        ("GET /orders/5/lines/7", "GET /orders/{id}/lines/{line}"),
        ("GET /orders/mine/lines/7", "GET /orders/mine/lines/{line}"),
        ("GET /orders/a%2Fb", "GET /orders/{id}"),
        ("GET /caf%C3%A9", "GET /café"),
        ("GET /files/a.tar.gz", "GET /files/{name}.{ext}"),
        ("GET /files/readme", "GET /files/{name}"),
        ("POST /orders/5:cancel", "POST /orders/{id}:cancel"),
        ("QUERY /orders", "QUERY /orders"),
        ("GET /", "GET /"),
        ("GET /orders//lines/7", None),
        ("GET /nowhere", None),
        ("PUT /orders/5", None),
    ],
)
def test_the_most_concrete_template_that_has_the_method(call: str, operation: str | None) -> None:
    made = router(
        *("GET /orders/{id}", "GET /orders/mine", "DELETE /orders/{id}", "GET /stock/", "GET /files/{name}", "GET /"),
        *("GET /orders/{id}/lines/{line}", "GET /orders/mine/lines/{line}", "GET /files/{name}.{ext}", "GET /café"),
        *("POST /orders/{id}:cancel", "QUERY /orders"),
    )
    assert to(made, call) == operation


_PARTS = ("a", "b", "{x}", "{x}.json", "v-{x}", "caf%C3%A9", "{x}-{y}")
_ROUTES = st.lists(st.sampled_from(_PARTS), min_size=1, max_size=3).map(lambda parts: f"GET /{'/'.join(parts)}")
_SENT = ("a", "b", "c.json", "v-1", "v-", "café", "caf%c3%a9", "%61", "1-2")


@settings(deadline=None)
@given(
    st.lists(_ROUTES, min_size=1, max_size=8, unique=True),
    st.lists(st.sampled_from(_SENT), min_size=1, max_size=3).map("/".join),
)
def test_among_others_a_template_fits_what_it_fits_alone(routes: list[str], path: str) -> None:
    alone = [found for route in routes for found in router(route).match("GET", HOST, f"/{path}").found]
    together = router(*routes).match("GET", HOST, f"/{path}").found
    assert sorted(together, key=lambda one: one.target) == sorted(alone, key=lambda one: one.target)


def test_all_that_fit_are_told_the_most_concrete_first() -> None:
    routes = ["GET /{x}/{y}", "GET /{x}/b", "GET /{x}.json/{y}", "GET /{x}.json/b"]
    found = router(*routes).match("GET", HOST, "/a.json/b").found
    assert [one.target for one in found] == [*("GET /{x}.json/b", "GET /{x}.json/{y}", "GET /{x}/b", "GET /{x}/{y}")]


def test_parameters_are_handed_on_as_sent() -> None:
    found = router("GET /orders/{id}/lines/{line}").match("GET", HOST, "/orders/a%2Fb/lines/;line=7").found
    assert found[0].parameters == {"id": "a%2Fb", "line": ";line=7"}


def test_what_a_path_does_have_is_told() -> None:
    match = router("GET /orders", "POST /orders").match("PUT", HOST, "/orders")
    assert (match.hosts, match.found, match.methods) == ((HOST,), (), ("GET", "POST"))
    assert not router("GET /orders").match("GET", "other.example", "/orders").hosts


def test_several_descriptions_may_be_at_one_host() -> None:
    made = Router()
    made.add([Address(HOST, "/a")], "GET", "/orders", "a")
    made.add([Address(HOST, "/b"), Address(HOST, "")], "GET", "/orders", "b")
    assert [to(made, f"GET {path}") for path in ("/a/orders", "/b/orders", "/orders")] == ["a", "b", "b"]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://Shop.Example:8443/v1/", Address("shop.example", "/v1")),
        ("https://{tenant}.shop.example:{port}/{version}", Address("{tenant}.shop.example", "/{version}")),
        ("/api", Address(None, "/api")),
        ("https://user:pw@shop.example", Address("shop.example", "")),
        ("https://[::1", Address(None, "")),
    ],
)
def test_addresses_of_servers(url: str, address: Address) -> None:
    assert address_of(url) == address


def test_variables_stand_for_what_they_may_be() -> None:
    made = router("GET /orders", host="{tenant}.shop.example", base="/{version}")
    assert to(made, "GET /v2/orders", "kiosk.shop.example") == "GET /orders"
    assert to(made, "GET /v2/orders", "shop.example") is None
    assert to(made, "GET /v2/orders", "kiosk.shop.example.evil.example") is None


def test_a_server_stands_for_all_that_its_variables_may_be() -> None:
    variables: dict[str, dict[str, object]] = {
        "region": {"enum": ["eu", "us"], "default": "eu"},
        "tenant": {"default": "demo"},
        "domain": {"default": "shop.example"},
    }
    found = list(addresses_of({"url": "https://{tenant}.{region}.shop.example/{version}", "variables": variables}))
    assert found == [Address(f"{{tenant}}.{region}.shop.example", "/{version}") for region in ("eu", "us")]
    assert list(addresses_of({"url": "https://{domain}/api", "variables": variables})) == [Address(HOST, "/api")]
    assert list(addresses_of({"url": "/api"})) == [Address(None, "/api")]
