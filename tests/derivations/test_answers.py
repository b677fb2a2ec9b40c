"""What of an answer no source names: the fields, their bytes, and where nothing can be said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.derivations.answers import derive
from assay.model import Target
from assay.syntax.words import as_word, source_words

ORDER = {
    "orderId": "a1",
    "total": 5,
    "lines": [{"sku": "x", "warehouse": {"aisle": 4}}, {"sku": "y", "warehouse": {}}],
    "auditTrail": ["made", "paid"],
}
SOURCE = "const { order_id, total, lines } = await read(); lines.map(line => line.sku)"
SITE = ("GET", "/api/orders/${id}")


def fields(*bodies: Any, source: str = SOURCE, sites: Any = (SITE,), more: tuple[str, ...] = ()) -> dict[str, Any]:
    """field -> (calls, bytes, named)."""
    inputs = {
        "sites": sites,
        "calls": [("a.har", 7, "shop.example", "GET", "/api/orders/{id}", json.dumps(body)) for body in bodies],
        "words": [(source_words(source.encode()).words,)],
    }
    return {row.field: (row.calls, row.bytes, row.named) for row in derive(inputs, Target(["a.ts", *more]))}  # type: ignore[attr-defined]


def test_what_nobody_names_is_told_with_all_that_lies_in_it() -> None:
    found = fields(ORDER)
    assert {name for name, (_, _, named) in found.items() if not named} == {"lines[].warehouse", "auditTrail"}
    assert found["auditTrail"][1] == len('"auditTrail":["made","paid"]')
    assert found["lines[].warehouse"][1] == len('"warehouse":{"aisle":4}') + len('"warehouse":{}')
    assert found["lines[].sku"] == (1, 2 * len('"sku":"x"'), True)


@pytest.mark.parametrize("body", [ORDER, [ORDER, ORDER], [], {"total": {}}, [[1, "é"], None, {"total": []}]])
def test_the_bytes_of_the_fields_add_up_to_those_of_the_answer(body: Any) -> None:
    whole = len(json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode())
    assert sum(size for _, size, _ in fields(body).values()) == whole


def test_answers_are_counted_once_for_each_field() -> None:
    assert fields(ORDER, ORDER, {"total": 1})["lines[].sku"][0] == 2


@pytest.mark.parametrize(
    ("url", "method", "asked"),
    [
        ("/api/orders/${id}", "GET", True),
        ("${base}/orders/${id}", None, True),
        ("https://${host}/api/orders/${id}", "GET", True),
        ("orders/${id}", "GET", True),
        ("/orders/${id}", "GET", False),
        ("/api/orders/${id}", "POST", False),
        ("/api/orders", "GET", False),
        ("/api/orders/${id}/lines", "GET", False),
        ("${url}", "GET", False),
        ("https://shop.example/", "GET", False),
    ],
)
def test_only_answers_that_source_of_the_target_asks_for_are_looked_at(url: str, method: str, asked: bool) -> None:
    assert bool(fields(ORDER, sites=[(method, url)])) is asked


def test_nothing_is_claimed_where_the_answer_may_be_handed_on_whole() -> None:
    found = fields(ORDER, source="sdk.start(await read())")
    assert {named for _, _, named in found.values()} == {None}


def test_nothing_is_claimed_where_source_is_not_read() -> None:
    assert {named for _, _, named in fields(ORDER, more=("src/Order.vue",)).values()} == {None}


@pytest.mark.parametrize("key", ["US", "4711", "valid-until", "naïve", "a1b2"])
def test_keys_that_may_be_data_are_no_names(key: str) -> None:
    assert as_word(key) is None
    assert fields({"total": 1, "lines": {key: 1}})[f"lines.{key}"][2] is True


def test_words_are_the_names_however_they_are_joined() -> None:
    words = source_words(b"order_total orderTotal $orderTotal['x-y'] // caf\xc3\xa9 a1b2").words.split()
    assert set(words) == {as_word("orderTotal"), as_word("x"), as_word("y"), as_word("caf")}


def test_no_word_of_a_source_can_be_read_from_what_is_kept() -> None:
    assert "ordertotal" not in source_words(b"orderTotal").words
    assert as_word("order_total") == as_word("orderTotal")
