"""Credentials come from the environment and go nowhere; only this machine is tried unasked."""

from __future__ import annotations

import base64
import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from assay import masking
from assay.collectors import trials
from assay.model import AssayError, Source, UsageError
from assay.tables.service import Call
from assay.tables.trial import TrialExchange, TrialProbe, TrialRun
from assay.trials.exchange import Exchange, Request, curl
from assay.trials.log import Log
from assay.trials.place import may_be_called, served
from assay.trials.users import Veil, user_of, wrong

SECRET = "s3cret/" + "k" * 12


def test_a_variable_is_a_bearer_token_a_header_or_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", SECRET)
    monkeypatch.setenv("LOGIN", f"ada:{SECRET}")
    bearer, header, basic = (user_of("first", [text]) for text in ("TOKEN", "X-Api-Key=TOKEN", "basic=LOGIN"))
    assert bearer and bearer.headers == {"Authorization": f"Bearer {SECRET}"}
    assert header and header.headers == {"X-Api-Key": SECRET}
    assert basic and basic.headers["Authorization"] == "Basic " + base64.b64encode(f"ada:{SECRET}".encode()).decode()
    assert user_of("first", []) is None


def test_a_variable_that_is_not_set_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOKEN", raising=False)
    with pytest.raises(UsageError, match="TOKEN is not set"):
        user_of("first", ["TOKEN"])


def test_wrong_credentials_have_the_shape_of_the_right_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", SECRET)
    user = user_of("first", ["TOKEN"])
    assert user is not None
    value = wrong(user).headers["Authorization"]
    assert value.startswith("Bearer ") and SECRET not in value and len(value) == len(f"Bearer {SECRET}")


def test_a_secret_is_taken_out_in_every_form_in_which_it_travels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", SECRET)
    user = user_of("first", ["TOKEN"])
    assert user is not None
    encoded = base64.b64encode(SECRET.encode()).decode()
    text = f"?key={SECRET.replace('/', '%2F')} Bearer {SECRET} {encoded}"
    assert Veil([user]).over(text) == "?key=* Bearer * *"


@pytest.mark.parametrize("value", ["s3cret-token\n", " s3cret-token", "s3cret\x00token"])
def test_what_no_header_can_carry_is_refused_and_not_told(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"TOKEN": value})
    with pytest.raises(UsageError) as told:
        user_of("first", ["TOKEN"])
    assert "TOKEN" in str(told.value) and "s3cret" not in str(told.value)


@pytest.mark.parametrize(
    ("auth", "value", "part"),
    [
        ("Cookie=PROOF", "session=s3cret-one; csrf=s3cret-two", "s3cret-one"),
        ("X-Api-Key=PROOF", "s3cret-one s3cret-two", "s3cret-one"),
        ("Authorization=PROOF", "Token s3cret-one", "s3cret-one"),
        ("basic=PROOF", "ada:s3cret-one", "s3cret-one"),
    ],
)
def test_no_part_of_a_secret_is_told_nor_sent_as_wrong(
    auth: str, value: str, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROOF", value)
    user = user_of("first", [auth])
    assert user is not None
    assert part not in json.dumps([dict(wrong(user).headers), dict(wrong(user).shown)])
    if " " not in value or auth.startswith(("Cookie", "Auth")):
        assert Veil([user]).over(f"it said {part}!") == "it said *!"


@pytest.mark.parametrize("secret", ['quo"ted\\secret', "it's/secret", "1234", "true", "probe"])
def test_a_log_holds_no_secret_and_can_be_read_whatever_the_secret_is(
    secret: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    masking.set_key(b"trial" * 7)
    monkeypatch.setenv("TOKEN", secret)
    user = user_of("first", ["X-Odd=TOKEN"])
    assert user is not None
    body = msgspec.json.encode({"said": secret})
    request = Request("POST", "http://127.0.0.1/orders", {"Content-Type": "application/json"}, body)
    seen = Exchange(request, user, "objects", "probe", "POST /orders", 200, {}, body, 0.0, 1.1234)
    about = {"api": "Shop", "description": "openapi.yaml", "tried_at": "http://127.0.0.1", "tool": "none", "seed": 1234}
    more = {"started_at": "2026-05-01T10:00:00+00:00", "budget_s": 1234.0, "second_user": True}
    with Log(tmp_path / "assay-trial.ndjson", Veil([user]), about | more, {}) as log:
        log.exchange(seen)
        log.probe("objects", "read", "POST /orders", True, f"it said {secret}", [seen])
        log.end([], "completed", 1234.5, ["probes"])
    text = (tmp_path / "assay-trial.ndjson").read_bytes()
    rows = list(trials.read(Source("assay-trial.ndjson", text)))
    assert {type(row) for row in rows} >= {Call, TrialExchange, TrialProbe, TrialRun}
    told = [value for line in text.splitlines() for value in texts(msgspec.json.decode(line))]
    assert not any(secret in one or json.dumps(secret)[1:-1] in one for one in told)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("auth", ["TOKEN", "X-Api-Key=TOKEN", "basic=TOKEN"])
def test_the_command_line_sends_the_same_and_holds_no_secret(auth: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", SECRET)
    user = user_of("first", [auth])
    assert user is not None
    request = Request("POST", "http://127.0.0.1/a?b='c", {"X-Odd": "it's $HOME", "X-Empty": ""}, b'{"a":"it\'s"}')
    line = curl(request, user)
    assert SECRET not in line
    echoed = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {line.removeprefix('curl')}"], capture_output=True, text=True, check=True
    )
    words = echoed.stdout.split("\0")
    sent = {f"{name}: {value}" for name, value in user.headers.items()}
    assert sent | {"X-Odd: it's $HOME", "X-Empty;", request.url, '{"a":"it\'s"}'} <= set(words)
    assert shlex.split(line)[0] == "curl"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/v1/", "http://localhost", "https://[::1]:8443"])
def test_this_machine_may_be_tried(url: str) -> None:
    assert may_be_called(url, ()) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "https://api.shop.example/v1",
        "http://10.0.0.8",
        "http://127.0.0.1.shop.example",
        "http://0.0.0.0",
        "ftp://localhost",
    ],
)
def test_other_hosts_are_refused_unless_they_are_allowed_by_name(url: str) -> None:
    with pytest.raises(UsageError):
        may_be_called(url, ("shop.example",))


def test_an_address_with_credentials_is_refused_and_not_told() -> None:
    with pytest.raises(UsageError) as told:
        may_be_called("http://ada:s3cret@127.0.0.1:8000/v1", ())
    assert "s3cret" not in repr(told.value) + str(told.value)


def test_a_host_that_is_named_may_be_tried() -> None:
    assert may_be_called("https://test.shop.example/v1", ("test.shop.example",)) == "https://test.shop.example/v1"


def test_an_application_that_does_not_start_tells_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("raise RuntimeError('no database here')", encoding="utf-8")
    with pytest.raises(AssayError, match="no database here"), served("broken:app", tmp_path):
        pass
