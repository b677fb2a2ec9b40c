"""What a user declares of a shop: reads over HTTP, of SQLite and PostgreSQL, by a command; orders made before."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import postgresql_server
from assay.model import AssayError, UsageError
from assay.trials.place import may_be_called
from assay.trials.webhooks.effects import Ground, preparation, read
from assay.trials.webhooks.message import Facts

FACTS = Facts("evt_1", "pay/1", "o'1", 1990, "EUR", datetime(2026, 11, 20, 10, tzinfo=UTC))
ORDERS = {"/orders/o%271": {"captures": [1, 2], "state": "paid", "deep": {"a/b": [{"n": "3"}]}, "none": None}}


class Shop(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/broken":
            self.told(500, b"{}")
        elif self.path == "/page":
            self.told(200, b"<html>")
        else:
            found = ORDERS.get(self.path)
            self.told(200 if found else 404, json.dumps(found).encode())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.told(
            201, json.dumps({"order": f"made for {body['total']} by {self.headers['X-Who']}", "payment": 7}).encode()
        )

    def told(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgresql_server.running(tmp_path_factory.mktemp("pg")) as told:
        yield told


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    with closing(sqlite3.connect(tmp_path / "shop.db")) as db:
        db.execute("create table captures (payment text, minor integer)")
        db.executemany("insert into captures values (?, ?)", [("pay/1", 1990), ("pay/1", 5), ("other", 1)])
        db.commit()
    return Ground(tmp_path, lambda url: may_be_called(url, ()), {"X-Who": "tester"})


@pytest.mark.parametrize(
    ("pointer", "count", "state"),
    [
        ("/captures", 2, "[1, 2]"),
        ("/captures/1", 2, "2"),
        ("/state", None, "paid"),
        ("/deep/a~1b/0/n", 3, "3"),
        ("/none", 0, None),
        ("/not/there", 0, None),
    ],
)
def test_a_value_of_a_json_answer(
    address: str, ground: Ground, pointer: str, count: int | None, state: str | None
) -> None:
    one = read(f"GET {address}/orders/{{order}}#{pointer}", ground)
    assert one.state(FACTS) == state
    if count is not None:
        assert one.count(FACTS) == count
    else:
        with pytest.raises(AssayError, match="does not count"):
            one.count(FACTS)


def test_what_is_not_found_is_none_and_what_fails_is_told(address: str, ground: Ground) -> None:
    assert read(f"GET {address}/orders/unknown#/captures", ground).count(FACTS) == 0
    for path, why in {"broken": "was answered 500", "page": "was not answered in JSON"}.items():
        with pytest.raises(AssayError, match=why):
            read(f"GET {address}/{path}#/a", ground).count(FACTS)


@pytest.mark.parametrize("place", ["shop.db", "env:SHOP_DATABASE"])
def test_what_sqlite_says(ground: Ground, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_DATABASE", "sqlite:///shop.db")
    counted = read(f"SQL {place} select count(*) from captures where payment = {{payment}}", ground)
    assert counted.count(FACTS) == 2
    assert read(f"SQL {place} select 1 from captures where minor = {{amount}} and 0", ground).count(FACTS) == 0
    with pytest.raises(AssayError, match="no such table"):
        read(f"SQL {place} select count(*) from no_such_table", ground).count(FACTS)
    with pytest.raises(AssayError, match="readonly"):
        read(f"SQL {place} delete from captures", ground).count(FACTS)


def test_what_postgresql_says(ground: Ground, postgresql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_DATABASE", postgresql)
    known = Facts("e", "p", "o-2", 1990, "EUR", FACTS.occurred_at)
    one = read("SQL env:SHOP_DATABASE select count(*) from orders where number = {order}", ground)
    assert (one.count(known), one.count(FACTS)) == (1, 0)
    with pytest.raises(AssayError, match="read-only"):
        read("SQL env:SHOP_DATABASE delete from orders returning 1", ground).count(known)


def test_what_a_command_prints(ground: Ground) -> None:
    assert read("RUN printf %s {amount}", ground).count(FACTS) == 1990
    assert read("RUN echo {order}; {payment}", ground).state(FACTS) == "o'1; pay/1"  # no shell is between
    with pytest.raises(AssayError, match="ended with 1"):
        read("RUN false", ground).count(FACTS)
    with pytest.raises(AssayError, match="failed"):
        read("RUN no-such-program", ground).count(FACTS)


def test_an_order_is_made_before_and_known_by_what_the_shop_calls_it(address: str, ground: Ground) -> None:
    made = preparation(f'POST {address}/orders {{"total": "{{decimal}}"}}', ground)(FACTS)
    assert (made.order, made.payment, made.amount) == ("made for 19.90 by tester", "7", 1990)
    assert preparation("""RUN echo '{"order": "mine"}'""", ground)(FACTS).order == "mine"
    assert preparation("RUN echo made", ground)(FACTS) == FACTS


@pytest.mark.parametrize(
    ("stated", "why"),
    [
        ("how often", "is no read"),
        ("GET", "is no read"),
        ("GET https://shop.example/orders/{order}#/captures", "was not allowed"),
        ("SQL nothing.db select 1", "there is no such database"),
        ("SQL env:NOT_SET select 1", "NOT_SET is not set"),
        ("SQL shop.db select count(*) from captures where payment = '{payment}'", "quotes a placeholder"),
    ],
)
def test_what_cannot_be_read_is_refused_before_anything_is_sent(ground: Ground, stated: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        read(stated, ground)
