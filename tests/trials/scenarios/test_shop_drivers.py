"""Shops are spoken to as they are declared, and understood as they answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from assay.engine.stated import Shop, Step
from assay.model import AssayError, UsageError
from assay.trials.scenarios.driver import driver_of, filled

STEPS = {
    name: Step(call=f"POST /{name}/{{order}}", body={"sum": "{amount_minor}"}) for name in ("create", "pay", "read")
}
POINTERS = {"order": "/order/number", "status": "/state", "paid": "/lines/0/paid"}


class Answers(BaseHTTPRequestHandler):
    body = b""
    status = 200
    asked: ClassVar[list[tuple[str, bytes]]] = []

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append((self.path, sent))
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Nobody listens."""


@pytest.fixture
def server() -> Iterator[tuple[type[Answers], str]]:
    kind = type("Told", (Answers,), {"asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield kind, f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def shop(**more: object) -> Shop:
    stated: dict[str, object] = {"name": "s", "provider": "p", "families": {"card": "card"}, "steps": STEPS}
    return Shop(**{**stated, "answers": POINTERS, **more})  # type: ignore[arg-type]


def test_a_declared_step_is_one_request_and_its_answer_is_read_by_pointers(server: tuple[type[Answers], str]) -> None:
    kind, url = server
    kind.body = b'{"order": {"number": "A 1"}, "state": "Betaald", "lines": [{"paid": 1999}]}'
    told = shop(statuses={"paid": ("Betaald",)})
    seen = driver_of(told, Path(), url).do("pay", order="A1", amount_minor=1999)
    assert kind.asked == [("/pay/A1", b'{"sum": 1999}')]
    assert (seen.order, seen.status, seen.meaning, seen.paid) == ("A 1", "Betaald", "paid", 1999)


def test_a_status_that_nobody_explains_has_no_meaning(server: tuple[type[Answers], str]) -> None:
    kind, url = server
    kind.body = b'{"state": "zzz"}'
    assert driver_of(shop(), Path(), url).do("read", order="1").meaning is None


def test_a_refusal_is_told_and_a_failure_is_an_error(server: tuple[type[Answers], str]) -> None:
    kind, url = server
    kind.status, kind.body = 409, b'{"error": "it is paid"}'
    driver = driver_of(shop(), Path(), url)
    assert driver.do("pay", order="1").refused == "409 it is paid"
    kind.status = 503
    with pytest.raises(AssayError, match="answered pay with 503"):
        driver.do("pay", order="1")


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b'{"lines": {}}', b"[" * 10_000])
def test_an_answer_that_shows_nothing_is_no_error(server: tuple[type[Answers], str], body: bytes) -> None:
    kind, url = server
    kind.body = body
    seen = driver_of(shop(), Path(), url).do("read", order="1")
    assert (seen.order, seen.status, seen.paid, seen.refused) == (None, None, None, None)


def test_an_answer_of_the_wrong_type_names_the_field(server: tuple[type[Answers], str]) -> None:
    kind, url = server
    kind.body = b'{"lines": [{"paid": "19.99"}]}'
    with pytest.raises(AssayError, match="paid"):
        driver_of(shop(), Path(), url).do("read", order="1")


def test_a_shop_that_does_not_answer_is_an_error_that_says_so() -> None:
    with pytest.raises(AssayError, match="did not answer read"):
        driver_of(shop(), Path(), "http://127.0.0.1:9").do("read", order="1")


def test_placeholders_keep_their_type_where_they_stand_alone_and_go_where_there_is_nothing() -> None:
    stated = {"sum": "{sum}", "note": "order {order}", "token": "{token}", "lines": [{"n": 1, "id": "{order}"}]}
    values = {"sum": 5, "order": "A1", "token": None}
    assert filled(stated, values) == {"sum": 5, "note": "order A1", "lines": [{"n": 1, "id": "A1"}]}


PYTHON = """
class Shop:
    def create(self, amount_minor, **_):
        return {"order": "A1", "status": "open", "meaning": "open", "total": amount_minor}

    def pay(self, **_):
        raise ValueError("no such card")

    def read(self, order):
        return {"order": order, "meaning": "paid"}


def steps(step, **values):
    if step == "void":
        raise NotImplementedError
    return {"order": step, "meaning": "open"}
"""


def test_a_python_class_or_function_drives_a_shop(tmp_path: Path) -> None:
    (tmp_path / "some_shop_driver.py").write_text(PYTHON)
    by_class = driver_of(shop(driver="some_shop_driver:Shop"), tmp_path, None)
    assert by_class.do("create", amount_minor=5, currency="EUR").total == 5
    assert by_class.do("read", order="A1").meaning == "paid"
    assert not by_class.has("void")
    with pytest.raises(AssayError, match="ValueError: no such card"):
        by_class.do("pay", order="A1")
    by_function = driver_of(shop(driver="some_shop_driver:steps"), tmp_path, None)
    assert by_function.do("create").order == "create"
    with pytest.raises(LookupError):
        by_function.do("void")


@pytest.mark.parametrize("driver", ["nothing", "no_such_module:Shop", "json:NoSuchName"])
def test_a_driver_that_there_is_not_is_refused(driver: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        driver_of(shop(driver=driver), tmp_path, None)


def test_a_shop_that_cannot_be_spoken_to_is_refused() -> None:
    with pytest.raises(UsageError, match="not declared far enough"):
        driver_of(shop(steps={"create": STEPS["create"]}), Path(), "http://127.0.0.1:1")
