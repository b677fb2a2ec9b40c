"""What flows could do without, on recordings whose times and bytes are known."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path
from typing import Any

import pytest

from analysis.recorded import call, recorded
from assay.analysis.caching import lifetime
from assay.analysis.savings import identifiers
from assay.engine.result import Result
from assay.reviews.performance import Item, performance

CART = "7a24f69b-7dc1-4d74-96dc-cdc2baad482a"
WORDS = json.dumps([{"name": f"country {n}", "code": "XX", "states": ["north", "south"]} for n in range(200)])


@pytest.fixture
def shop(tmp_path: Path) -> Any:
    root = tmp_path / "shop"
    root.mkdir()
    return lambda **recordings: recorded(root, **recordings)


def found(result: Result, kind: str) -> list[Item]:
    plan = performance(result)
    return list({item.cause: item for item in (*plan.time, *plan.bytes) if item.kind == kind}.values())


def test_a_read_that_repeats_saves_the_time_in_which_nothing_else_went_on(shop: Any) -> None:
    result = shop(
        pay=[
            call("/order", 0, 100, body='{"a": 1}'),
            call("/order", 150, 80, body='{"a": 1}'),
            call("/other", 200, 100),
        ]
    )
    (item,) = found(result, "repeated read")
    assert item.ms == 50  # from 150 to 200; then /other is under way
    assert item.bytes == 8
    assert item.places == (("pay.har", item.places[0][1]),)


def test_a_read_after_a_write_or_with_another_answer_is_no_repeat(shop: Any) -> None:
    result = shop(
        written=[call("/o", 0, 9), call("/w", 10, 9, method="POST"), call("/o", 20, 9)],
        changed=[call("/o", 0, 9, body="[1]"), call("/o", 13, 9, body="[2]")],
    )
    assert found(result, "repeated read") == []


def test_without_a_clock_the_servers_own_time_counts(shop: Any) -> None:
    slow = {"x-runtime": "0.250"}
    result = shop(pay=[call("/order", n * 1000, 40 + n, headers=slow) for n in range(5)])
    (item,) = found(result, "repeated read")
    assert item.times == ("server",)
    assert item.ms == 4 * 250


def test_reads_in_a_row_that_need_nothing_of_each_other_could_run_side_by_side(shop: Any) -> None:
    result = shop(
        pay=[
            call(f"/settings?cart={CART}", 0, 300),
            call("/countries", 350, 200),
            call(f"/methods?cart={CART}", 600, 500),
        ]
    )
    (item,) = found(result, "serial reads")
    assert item.ms == (300 + 200 + 500) - 500
    assert item.about.at_most
    assert [name for name, _ in item.calls] == ["GET /settings", "GET /countries", "GET /methods"]


@pytest.mark.parametrize(
    "second",
    [
        call(f"/methods?cart={CART}", 350, 200),  # the cart is first named here: it may come from the answer before
        call("/late", 1400, 200),  # more than a second later
        call("/page", 350, 200, type="text/html", body="<p>"),  # names what else is to be loaded
        call("/settings", 350, 200, body="[2]"),  # read again, to be fresh
        call("/write", 350, 200, method="POST"),
    ],
    ids=["identifier", "pause", "page", "again", "write"],
)
def test_what_may_need_the_answer_before_is_left_where_it_is(shop: Any, second: dict[str, Any]) -> None:
    assert found(shop(pay=[call("/settings", 0, 300), second]), "serial reads") == []


def test_a_redirect_saves_its_own_time(shop: Any) -> None:
    result = shop(pay=[call("/old", 0, 70, status=302), call("/older", 75, 20, status=301), call("/new", 100, 50)])
    assert {(item.cause, item.ms) for item in found(result, "redirect")} == {
        ("GET /old of shop.example", 70),
        ("GET /older of shop.example", 20),
    }


def test_what_every_page_view_reads_alike_could_be_kept_unless_it_is_somebodys_own(shop: Any) -> None:
    def views(page: str, at: float) -> list[dict[str, Any]]:
        return [
            call("/countries", at, 90, page=page, body=WORDS, headers={"cache-control": "no-store"}),
            call(f"/cart/{CART}", at + 100, 40, page=page, body='{"mine": 1}'),
            call("/kept", at + 150, 30, page=page, body="[3]", headers={"cache-control": "private, max-age=600"}),
        ]

    (item,) = found(shop(pay=[*views("one", 0), *views("two", 5000)]), "cacheable read")
    assert item.cause == "GET /countries of shop.example"
    assert (item.ms, item.bytes) == (90, len(WORDS))


def test_bytes_that_compression_saves_are_measured(shop: Any) -> None:
    result = shop(
        pay=[
            call("/countries", 0, 90, body=WORDS),
            call("/squeezed", 100, 90, body=WORDS, headers={"content-encoding": "br"}),
            call("/cut", 205, 90, body=WORDS[:2000], size=len(WORDS)),
            call("/small", 300, 9),
        ]
    )
    (item,) = found(result, "uncompressed text")
    assert item.calls == (("GET /countries", 1),)
    assert item.bytes is not None
    assert abs(item.bytes - (len(WORDS) - len(gzip.compress(WORDS.encode(), 6)))) <= 2
    assert item.bytes > len(WORDS) * 0.9


def test_assets_that_live_less_than_a_week_are_fetched_again(shop: Any) -> None:
    def asset(name: str, at: float, **headers: str) -> dict[str, Any]:
        return call(f"/{name}", at, 40, type="text/css", body="p{}", size=50_000, headers=headers)

    result = shop(
        pay=[
            call("/", 0, 10, type="text/html", body="<p>"),
            asset("day.css", 10, **{"cache-control": "max-age=86400"}),
            asset("year.css", 61, **{"cache-control": "public, max-age=31536000"}),
            call("https://cdn.example/x.css", 130, 40, type="text/css", size=9_000),
        ]
    )
    (item,) = found(result, "short-lived asset")
    assert (item.ms, item.bytes) == (40, 50_000)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "private, max-age=600"}, 600),
        ({"cache-control": 'public, MAX-AGE="60"'}, 60),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": "s-maxage=600"}, 0),
        ({"expires": "Thu, 01 Jan 2015 01:00:00 GMT", "date": "Thu, 01 Jan 2015 00:00:00 GMT"}, 3600),
        ({"expires": "0", "date": "Thu, 01 Jan 2015 00:00:00 GMT"}, 0),
        ({"last-modified": "Thu, 01 Jan 2015 00:00:00 GMT", "date": "Sun, 11 Jan 2015 00:00:00 GMT"}, 86_400),
        ({"expires": "Thu Jan  1 01:00:00 2015", "date": "Thu, 01 Jan 2015 00:00:00 GMT"}, 3600),
        ({"expires": "Fri, 31 Dec 9999 23:59:59 -2300", "date": "Fri, 31 Dec 9999 23:59:59 -2300"}, 0),
        ({"cache-control": "max-age=0", "expires": "Thu, 01 Jan 2099 00:00:00 GMT"}, 0),
    ],
)
def test_freshness_lifetimes_are_those_of_rfc_9111(
    headers: dict[str, str], seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")  # where somebody reads them matters to none
    time.tzset()
    try:
        assert lifetime(headers) == seconds
    finally:
        monkeypatch.undo()
        time.tzset()


def test_flows_of_thousands_of_calls_take_a_moment(shop: Any) -> None:
    named = [str(n).translate(str.maketrans("0123456789", "abcdefghij")) for n in range(2000)]
    result = shop(pay=[call(f"/{name}?id={n % 50}1a", n * 100 + n % 3, 90 - n % 7) for n, name in enumerate(named)])
    began = time.process_time()
    (item,) = found(result, "serial reads")
    assert len(item.calls) == 2000 - 49  # each of the others names what another had named before it
    assert time.process_time() - began < 10


def test_what_names_one_thing_of_many() -> None:
    assert identifiers(f"https://a.example/v1/cart/{CART}?include=items&page=2&id=4711") == {CART, "4711"}


def test_a_plan_without_recordings_is_empty_and_says_so(shop: Any) -> None:
    plan = performance(shop())
    assert (plan.flows, plan.time, plan.bytes, plan.paths) == (0, (), (), ())
