"""assay test contract as a user calls it: what it refuses, what it prints, how it ends."""

from __future__ import annotations

import importlib.metadata
import json
from pathlib import Path
from typing import Any

import pytest

import seeding
from assay.cli import run
from trying import TOKENS

DESCRIPTION = ("--description", "services/shop-api/openapi.yaml")
QUICK = (
    *DESCRIPTION,
    "--app",
    "shop_api:app",
    "--once",
    "--phase",
    "probes",
    "--phase",
    "examples",
    "--max-time",
    "120",
)


@pytest.fixture
def tell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    root = seeding.copy_example(tmp_path / "checkout")
    monkeypatch.chdir(root)
    users = dict(zip(("ada", "bo"), TOKENS.items(), strict=True))
    monkeypatch.setenv("SHOP_API_TOKENS", ",".join(f"{name}:{token}" for name, (_, token) in users.items()))
    for name, token in TOKENS.items():
        monkeypatch.setenv(name, token)

    def call(*words: str) -> tuple[int, str, str]:
        status = run(["test", "contract", *words])
        told = capsys.readouterr()
        return status, told.out, told.err

    return call


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--url", "https://shop.harbour.example/v1"), "--allow-host shop.harbour.example"),
        ((), "either --url or --app is needed"),
        (("--url", "http://127.0.0.1:1", "--auth", "NO_SUCH_VARIABLE"), "NO_SUCH_VARIABLE is not set"),
        (("--url", "http://127.0.0.1:1", "--owns", "ada"), "is not NAME=VALUE"),
        (("--app", "shop_api:nothing_of_the_kind"), "did not start"),
    ],
)
def test_what_is_not_right_is_refused_before_anything_is_sent(tell: Any, words: tuple[str, ...], why: str) -> None:
    status, out, err = tell(*DESCRIPTION, *words)
    assert status in (2, 3) and out == ""
    assert why in " ".join(err.split())
    assert not Path("services/shop-api/assay-trial.ndjson").exists()


def test_without_schemathesis_it_says_how_to_install_it(tell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    status, _, err = tell("--url", "http://127.0.0.1:1")
    assert status == 2 and "pip install 'assay[contract]'" in err


def test_the_good_api_passes(tell: Any) -> None:
    status, out, err = tell(*QUICK, "--auth", "FIRST_TOKEN", "--second-auth", "SECOND_TOKEN")
    assert status == 0, out + err
    assert "Harbour shop API, tried at http://127.0.0.1:" in out
    assert "0 unmet" in out
    assert not any(token in out + err for token in TOKENS.values())


def test_a_defect_fails_the_gate_and_json_has_the_command_that_shows_it(
    tell: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_API_DEFECTS", "foreign_object")
    status, out, err = tell(*QUICK, "--auth", "FIRST_TOKEN", "--second-auth", "SECOND_TOKEN", "--json")
    assert status == 1 and "The gate does not hold" in err
    told = json.loads(out)
    assert told["holds"] is False and told["integration"] == "shop-api"
    unmet = {(one["standard"], one["subject"]) for one in told["findings"] if one["verdict"] == "unmet"}
    assert ("security/objects_are_closed_to_others", "GET /orders/{order_id}: read") in unmet
    shown = [one for one in told["trial"]["probes"] if one["probe"] == "objects" and one["held"] is False]
    assert all("${SECOND_TOKEN}" in one["curl"] for one in shown)
    assert not any(token in out + err for token in TOKENS.values())


def test_where_there_are_two_descriptions_one_is_to_be_named(tell: Any) -> None:
    Path("services/shop-api/openapi-0.9.yaml").write_text("openapi: 3.1.0", encoding="utf-8")
    status, _, err = tell("--url", "http://127.0.0.1:1")
    assert status == 2 and "openapi-0.9.yaml" in err and "--description" in err


@pytest.mark.parametrize(
    ("log", "why"), [("../elsewhere.ndjson", "outside of the target"), ("other.ndjson", "is not read")]
)
def test_a_gate_that_judged_nothing_does_not_hold(tell: Any, log: str, why: str) -> None:
    short = (*DESCRIPTION, "--app", "shop_api:app", "--once", "--phase", "examples", "--log", log)
    status, _, err = tell(*short)
    assert status == 1 and "Nothing was judged" in err and why in err
    assert tell(*short, "--fail-on", "never")[0] == 0
