"""What could be asked for at once, or need not be sent: saved milliseconds and bytes, by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.recorded import call, recorded
from assay.analysis.chatty import paged
from assay.reviews.performance import Item, performance


@pytest.fixture
def items(tmp_path: Path) -> Any:
    """kind -> its items, of recordings and further files of a checkout."""

    def made(kind: str, files: dict[str, str] | None = None, **recordings: list[dict[str, Any]]) -> list[Item]:
        root = tmp_path / "shop"
        root.mkdir()
        for name, text in (files or {}).items():
            (root / name).write_text(text)
        plan = performance(recorded(root, "api/*", **recordings))
        return [item for item in {id(one): one for one in (*plan.time, *plan.bytes)}.values() if item.kind == kind]

    return made


def test_things_read_one_by_one_could_be_read_as_soon_as_the_longest_of_them(items: Any) -> None:
    # 0–100, 110–260, 270–350 and 360–450 of a flow that is busy for 100 + 150 + 80 + 90 ms; 150 would be left.
    reads = [(0, 100), (110, 150), (270, 80), (360, 90)]
    (item,) = items("one by one", pay=[call(f"/api/items/10{n}", *span) for n, span in enumerate(reads)])
    assert (item.ms, item.bytes, item.about.at_most) == (270, None, True)
    assert item.cause == "GET /api/items/{id} of shop.example"
    assert item.calls == (("GET /api/items/{id}", 3),)


def test_what_runs_beside_saves_what_goes_beyond_the_longest(items: Any) -> None:
    reads = [(0, 100), (1, 101), (3, 250), (7, 90)]
    assert items("one by one", pay=[call(f"/api/items/10{n}", *span) for n, span in enumerate(reads)])[0].ms == 3


@pytest.mark.parametrize(
    "reads",
    [
        [("/api/items/101", 0), ("/api/items/102", 200)],
        [("/api/items/101", 0), ("/api/items/101", 200), ("/api/items/102", 401)],
        [("/api/items/101?a=1", 0), ("/api/items/101?a=2", 200), ("/api/items/101?a=3", 401)],
        [("/api/items/101", 0), ("/api/items/102", 1500), ("/api/items/103", 3001)],
        [("/api/a", 0), ("/api/b", 200), ("/api/c", 401)],
    ],
    ids=["two", "two, one of them twice", "one in three ways", "a person's pace", "other kinds of things"],
)
def test_what_is_no_reading_one_by_one(reads: list[tuple[str, int]], items: Any) -> None:
    assert items("one by one", pay=[call(path, at, 90 + at % 7) for path, at in reads]) == []


def test_pages_that_follow_one_another_could_be_one(items: Any) -> None:
    pages = [call(f"/api/orders?sort=new&page={n}", n * 200 + n * n, 100 + n) for n in range(4)]
    other = [call("/api/orders?sort=old&page=9", 5000, 70)]
    (item,) = items("small pages", pay=[*pages, *other])
    assert item.ms == 100 + 101 + 102
    assert item.cause == "GET /api/orders of shop.example"


@pytest.mark.parametrize(
    ("query", "rest"),
    [
        ("page=2", ""),
        ("sort=a&page=2&x=1", "sort=a&x=1"),
        ("page%5Bnumber%5D=2&page[size]=3", "page[size]=3"),
        ("starting_after=x", ""),
        ("pageToken=x&limit=9", "limit=9"),
    ],
)
def test_what_says_where_to_go_on(query: str, rest: str) -> None:
    assert paged(query) == (rest, True)


@pytest.mark.parametrize("query", ["", "pages=1", "homepage=1", "limit=3", "frompage=2"])
def test_what_does_not(query: str) -> None:
    assert paged(query) == (query, False)


def test_an_answer_that_did_not_change_need_not_be_sent_again(items: Any) -> None:
    big, other = json.dumps({"a": "x" * 2000}), json.dumps({"a": "y" * 2000})
    reads = [
        call("/api/orders/4711", 0, 100, body=big),
        call("/api/orders/4711", 200, 100, body=big),  # needless: nothing was written
        call("/api/orders/4711/lines", 301, 100, method="POST"),
        call("/api/orders/4711", 450, 100, body=big),  # had to be read again, and is what it was
        call("/api/orders/4711/lines", 602, 100, method="POST"),
        call("/api/orders/4711", 750, 100, body=other),
        call("/api/small/4711", 900, 10),
        call("/api/small/4711/lines", 1000, 11, method="POST"),
        call("/api/small/4711", 1100, 12),
    ]
    (item,) = items("unchanged answer", pay=reads)
    assert (item.ms, item.bytes, item.places) == (None, len(big), ((item.places[0][0], item.places[0][1]),))


SOURCE = """
export async function order(id: string) {
  const { total, lines } = await (await fetch(`/api/orders/${id}`)).json();
  return `${total}: ${lines.length}`;
}
"""


def test_fields_that_no_source_names_are_bytes_that_need_not_be_sent(items: Any) -> None:
    body = json.dumps({"total": 5, "lines": [1], "auditTrail": "x" * 2961}, separators=(",", ":"))
    assert len(body) == 3000
    (item,) = items(
        "unread fields",
        {"order.ts": SOURCE, "order.test.ts": "expect(order.auditTrail)"},
        pay=[call("/api/orders/4711", 0, 100, body=body), call("/api/orders/4712", 900, 100, body=body)],
    )
    assert item.cause == "GET /api/orders/{id} of shop.example: auditTrail"
    assert item.bytes == 2 * len('"auditTrail":""' + "x" * 2961)
    assert item.about.at_most


@pytest.mark.parametrize(
    "files",
    [
        {"order.ts": SOURCE + "// auditTrail"},
        {"order.ts": SOURCE, "show.html": "<p>{{ auditTrail }}</p>"},
        {"order.ts": SOURCE, "show.py": "order['audit_trail']"},
        {"order.ts": SOURCE, "Show.vue": ""},
        {"order.ts": "send(await (await fetch(`/api/orders/${id}`)).json())"},
        {"order.ts": "const { total, lines } = await sdk.order(id)"},
    ],
    ids=["named", "in a page", "in Python", "a language that is not read", "handed on whole", "asked for elsewhere"],
)
def test_nothing_is_claimed_where_it_may_be_read(files: dict[str, str], items: Any) -> None:
    body = json.dumps({"total": 5, "lines": [1], "auditTrail": "x" * 2961})
    assert items("unread fields", files, pay=[call("/api/orders/4711", 0, 100, body=body)]) == []
