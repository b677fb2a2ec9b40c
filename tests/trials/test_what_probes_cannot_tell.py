"""A probe that could not exercise its question says so: a refusal for another reason is no pass, nor is silence."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from assay import masking
from assay.trials import api
from assay.trials.asking import Asking, Told
from assay.trials.caller import Caller
from assay.trials.exchange import Exchange, Request
from assay.trials.harvest import Harvest
from assay.trials.log import Log
from assay.trials.making import address_of
from assay.trials.probes import conditions, negotiation, objects, pages, replays
from assay.trials.users import NOBODY, User, Veil

BASE = "http://shop.test"
FIRST, SECOND = (User(name, {"Authorization": f"Bearer {name}"}, {}, ()) for name in ("first", "second"))
KEY = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
BODY = {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}


class Answer(NamedTuple):
    status: int
    body: Any = None
    headers: Mapping[str, str] = {}


class Scripted:
    """In the place of the caller: what a function of (request, user) answers."""

    def __init__(self, answer: Callable[[Request, User], Answer]) -> None:
        self.first, self.second, self._answer = FIRST, SECOND, answer
        self.sent: list[Request] = []

    def send(self, request: Request, phase: str, operation: str | None, user: User | None = None) -> Exchange:
        user = user or FIRST
        self.sent.append(request)
        status, body, headers = self._answer(request, user)
        return _seen(request, operation, status, body, user, headers, phase)


def _seen(
    request: Request,
    operation: str | None,
    status: int,
    body: Any,
    user: User = FIRST,
    headers: Mapping[str, str] | None = None,
    phase: str = "fuzzing",
) -> Exchange:
    given = {"content-type": "application/json", **(headers or {})}
    return Exchange(
        request, user, phase, "described", operation, status, given, json.dumps(body).encode(), 0.0, 0.0, None
    )


def _asking(
    folder: Path, paths: dict[str, Any], answer: Callable[[Request, User], Answer], *known: tuple[str, Any, Any]
) -> Asking:
    """`known`: operation, body that was sent, body that was answered with 201."""
    described: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "security": [{"user": []}],
        "components": {"securitySchemes": {"user": {"type": "http", "scheme": "bearer"}}},
        "paths": paths,
    }
    file = folder / "openapi.json"
    file.write_text(json.dumps(described), encoding="utf-8")
    harvest = Harvest()
    for operation, sent, answered in known:
        method, _, route = operation.partition(" ")
        headers = {"Content-Type": "application/json"}
        harvest.add(_seen(Request(method, BASE + route, headers, json.dumps(sent).encode()), operation, 201, answered))
    caller: Any = Scripted(answer)
    return Asking("probe", api.read(file, BASE), caller, harvest, {"idempotency-key"})


def _operation(*parameters: dict[str, Any], body: bool = False) -> dict[str, Any]:
    more = {"requestBody": BODY} if body else {}
    return {"parameters": list(parameters), "responses": {"200": {"description": "Well."}}, **more}


def _held(told: Iterator[Told]) -> dict[str, bool | None]:
    return {one.question: one.held for one in told}


def test_a_second_user_whom_nobody_lets_in_proves_nothing(tmp_path: Path) -> None:
    paths = {"/orders": {"get": _operation(), "post": _operation(body=True)}, "/orders/{id}": {"get": _operation(ID)}}

    def answer(request: Request, user: User) -> Answer:
        return Answer(401) if user is SECOND else Answer(200, {"id": "7"})

    asking = _asking(tmp_path, paths, answer, ("POST /orders", {"a": 1}, {"id": "7"}))
    assert set(_held(objects.ask(asking)).values()) == {None}


@pytest.mark.parametrize(("there", "held"), [(True, True), (False, None)])
def test_what_is_not_there_for_its_owner_is_not_guarded(tmp_path: Path, there: bool, held: bool | None) -> None:
    paths = {
        "/orders": {"get": _operation(), "post": _operation(body=True)},
        "/orders/{id}": {"get": _operation(ID), "delete": _operation(ID)},
        "/orders/{id}/notes": {"post": _operation(ID, body=True)},
    }

    def answer(request: Request, user: User) -> Answer:
        own = user is FIRST and there
        return Answer(200, {"id": "7"}) if request.url == f"{BASE}/orders" or own else Answer(404)

    known = [("POST /orders", {"a": 1}, {"id": "7"}), ("POST /orders/{id}/notes", {"a": 1}, {"id": "8"})]
    told = _held(objects.ask(_asking(tmp_path, paths, answer, *known)))
    assert told == {"read": held, "change": held, "post": held}


@pytest.mark.parametrize(
    ("named", "body", "held"), [("7", {"a": 1}, True), (None, {"a": 1}, None), ("ada", {"name": "ada"}, None)]
)
def test_an_answer_that_names_nothing_does_not_tell_whether_a_write_was_applied_again(
    tmp_path: Path, named: str | None, body: dict[str, Any], held: bool | None
) -> None:
    paths = {"/orders": {"post": _operation(KEY, body=True)}}
    answered = {"id": named} if named else {"status": "accepted"}
    asking = _asking(tmp_path, paths, lambda *_: Answer(202, answered), ("POST /orders", body, answered))
    assert _held(replays.ask(asking))["repeated"] is held


def test_a_write_without_its_optional_key_is_not_repeated(tmp_path: Path) -> None:
    paths = {"/orders": {"post": _operation(KEY, body=True)}}
    numbers = itertools.count()

    def answer(request: Request, _: User) -> Answer:
        return Answer(503) if request.header("Idempotency-Key") else Answer(201, {"id": next(numbers)})

    asking = _asking(tmp_path, paths, answer, ("POST /orders", {"a": 1}, {"id": "7"}))
    assert _held(replays.ask(asking)) == {"repeated": None, "key_with_another_body": None}


@pytest.mark.parametrize(("looks_at_keys", "held"), [(True, True), (False, None)])
def test_another_body_that_is_refused_for_its_own_sake_says_nothing_of_the_key(
    tmp_path: Path, looks_at_keys: bool, held: bool | None
) -> None:
    used: dict[str | None, bytes | None] = {}

    def answer(request: Request, _: User) -> Answer:
        key = request.header("Idempotency-Key")
        if looks_at_keys and used.setdefault(key, request.body) != request.body:
            return Answer(422)
        is_sold = json.loads(request.body or b"") == {"sku": "mug"}
        return Answer(201, {"id": "7"}) if is_sold else Answer(404 if looks_at_keys else 422)

    paths = {"/orders": {"post": _operation(KEY, body=True)}}
    asking = _asking(tmp_path, paths, answer, ("POST /orders", {"sku": "mug"}, {"id": "7"}))
    assert _held(replays.ask(asking))["key_with_another_body"] is held


@pytest.mark.parametrize(
    ("wrong", "right", "held"),
    [(415, 201, True), (422, 201, True), (422, 422, None), (500, 500, None), (500, 201, False), (201, 201, False)],
)
def test_a_body_that_is_refused_in_every_type_says_nothing_of_its_type(
    tmp_path: Path, wrong: int, right: int, held: bool | None
) -> None:
    def answer(request: Request, _: User) -> Answer:
        return Answer(right if request.header("content-type") == "application/json" else wrong, {"id": "7"})

    paths = {"/orders": {"post": _operation(body=True)}}
    asking = _asking(tmp_path, paths, answer, ("POST /orders", {"a": 1}, {"id": "7"}))
    assert _held(negotiation.ask(asking))["content_type"] is held


def test_all_that_comes_in_one_page_was_no_walk(tmp_path: Path) -> None:
    names = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in ("limit", "cursor")]
    items = [{"id": number} for number in range(5)]
    asking = _asking(tmp_path, {"/orders": {"get": _operation(*names)}}, lambda *_: Answer(200, {"items": items}))
    told = _held(pages.ask(asking))
    assert told and set(told.values()) == {None}


@pytest.mark.parametrize(("tagged", "looks", "held"), [(True, True, True), (True, False, False), (False, False, None)])
def test_what_was_applied_already_may_be_taken_though_it_is_stale(
    tmp_path: Path, tagged: bool, looks: bool, held: bool | None
) -> None:
    """RFC 9110 section 13.1.1 allows it: `looks` is a server that does so, and refuses what is stale and new."""
    kept = {"id": "7", "note": "old"}

    def answer(request: Request, _: User) -> Answer:
        tag = json.dumps(kept["note"])
        if request.method == "PUT":
            note = json.loads(request.body or b"")["note"]
            if looks and request.header("If-Match") != tag and note != kept["note"]:
                return Answer(412)
            kept["note"] = note
        return Answer(200, dict(kept), {"etag": json.dumps(kept["note"])} if tagged else {})

    match = {"name": "If-Match", "in": "header", "schema": {"type": "string"}}
    paths = {
        "/carts": {"post": _operation(body=True)},
        "/carts/{id}": {"get": _operation(ID), "put": _operation(ID, match, body=True)},
    }
    told = _held(conditions.ask(_asking(tmp_path, paths, answer, ("POST /carts", {"note": "old"}, {"id": "7"}))))
    assert (told["new_version"], told["stale_write"]) == (True if tagged else None, held)


@pytest.mark.parametrize(
    "where",
    ["http://shop.test.elsewhere.test/orders/7", "http://shop.test@elsewhere.test/orders/7", "//elsewhere.test/"],
)
def test_what_was_created_elsewhere_is_not_asked_for(tmp_path: Path, where: str) -> None:
    asking = _asking(tmp_path, {"/orders": {"post": _operation(body=True)}}, lambda *_: Answer(200))
    created = _seen(Request("POST", f"{BASE}/orders"), "POST /orders", 201, {}, headers={"location": where})
    assert address_of(asking, created, "id") is None


def test_an_answer_that_breaks_off_is_no_answer(tmp_path: Path) -> None:
    masking.set_key(b"trial" * 7)
    with _breaking_off() as address, Log(tmp_path / "log", Veil(()), {}, {}) as log:
        seen = Caller(log, NOBODY, None, None, float("inf")).send(Request("GET", address), "pages", None)
    assert seen.status is None and seen.error


@contextmanager
def _breaking_off() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"ff\r\nhalf")

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
