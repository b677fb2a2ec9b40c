"""A trial of an application that is started for it: what it is asked, by whom, and what that is held against."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

import seeding
from assay import masking
from assay.engine.check import Options, check
from assay.trials import api, caller, place, trial
from assay.trials.trial import Plan

APP = """
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

app = Starlette(routes=[Route("/v1/stock", lambda request: JSONResponse({"left": "three"}))])
"""
DESCRIPTION = """
openapi: 3.1.0
info: {title: Stock, version: "1"}
servers: [{url: /v1}]
paths:
  /stock:
    get:
      responses:
        '200':
          description: How much is left.
          content: {application/json: {schema: {type: object, properties: {left: {type: integer}}}}}
"""


@pytest.fixture
def proxy() -> Iterator[tuple[str, list[str]]]:
    """Its address, and the addresses that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(502)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def test_nothing_goes_through_a_proxy(
    tmp_path: Path, proxy: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    masking.set_key(b"trial" * 7)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, proxy[0])
    (tmp_path / "stock.py").write_text(APP, encoding="utf-8")
    file = tmp_path / "openapi.yaml"
    file.write_text(DESCRIPTION, encoding="utf-8")
    with place.served("stock:app", tmp_path) as at:
        plan = Plan(phases=("coverage", "probes"), once=True, seed=1)
        outcome = trial.run(api.read(file, f"{at}/v1"), plan, tmp_path / trial.LOG, "openapi.yaml")
    assert proxy[1] == [] and outcome.exercised == 1
    assert "NO_PROXY" not in os.environ


def test_every_request_waits_for_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    masking.set_key(b"trial" * 7)
    now = [100.0]
    monkeypatch.setattr(caller.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(caller.time, "sleep", lambda seconds: now.append(now.pop() + seconds))
    pace = caller.Pace(1.6)
    for _ in range(9):
        pace.wait()
    assert now[0] - 100 == pytest.approx(8 / 1.6)
    monkeypatch.undo()
    waited: list[None] = []
    monkeypatch.setattr(caller.Pace, "wait", lambda _: waited.append(None))
    (tmp_path / "stock.py").write_text(APP, encoding="utf-8")
    file = tmp_path / "openapi.yaml"
    file.write_text(DESCRIPTION, encoding="utf-8")
    with place.served("stock:app", tmp_path) as at:
        plan = Plan(phases=("coverage", "negative", "probes"), once=True, seed=1, rate=1.6)
        outcome = trial.run(api.read(file, f"{at}/v1"), plan, tmp_path / trial.LOG, "openapi.yaml")
    assert len(waited) >= outcome.exchanges > 5


def test_an_application_that_ends_leaves_nobody_waiting(tmp_path: Path) -> None:
    text = APP.replace("lambda request:", "lambda request: os._exit(1) or").replace("\nfrom", "\nimport os\nfrom", 1)
    (tmp_path / "dying.py").write_text(text, encoding="utf-8")
    with place.served("dying:app", tmp_path) as at, requests.Session() as session:
        session.trust_env = False
        for _ in range(2):
            with pytest.raises(requests.ConnectionError):
                session.get(f"{at}/v1/stock", timeout=5)


def test_answers_of_a_trial_are_held_against_it(tmp_path: Path) -> None:
    masking.set_key(b"trial" * 7)
    (tmp_path / "stock.py").write_text(APP, encoding="utf-8")
    file = tmp_path / "openapi.yaml"
    file.write_text(DESCRIPTION, encoding="utf-8")
    with place.served("stock:app", tmp_path) as at:
        plan = Plan(phases=("coverage", "probes"), once=True, seed=1)
        outcome = trial.run(api.read(file, f"{at}/v1"), plan, tmp_path / trial.LOG, "openapi.yaml")
    assert [failure["what"] for failure in outcome.failures] == ["body"]
    result = check(tmp_path, Options(lake=tmp_path / ".assay", as_of=seeding.AS_OF, profiles=("system",)))
    unmet = {(one.standard, one.subject) for one in result.findings(verdict="unmet")}
    result.db.close()
    assert ("api/answers_keep_their_schema", "Stock GET /stock") in unmet
