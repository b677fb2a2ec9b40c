"""assay test payments as a user calls it: what it refuses, what it prints, how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import seeding
from assay.cli import run

SHOP = '[[shop]]\nname = "{name}"\nprovider = "stripe"\nfamilies = {{ card = "card" }}\n'


@pytest.fixture
def tell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def call(stated: str, *words: str) -> tuple[int, str, str]:
        (tmp_path / "assay.toml").write_text(stated, encoding="utf-8")
        status = run(["test", "payments", str(tmp_path), *words])
        told = capsys.readouterr()
        return status, told.out, told.err

    return call


@pytest.mark.parametrize(
    ("stated", "words", "why"),
    [
        ("", (), "no shop is declared"),
        (SHOP.format(name="a") + SHOP.format(name="b"), (), "Name one with --shop: a, b"),
        (SHOP.format(name="a"), ("--shop", "z"), "no shop is called z"),
        (SHOP.format(name="a"), ("--only", "nothing"), "names no cell"),
        (SHOP.format(name="a").replace("card =", "shells ="), (), "there is no family shells"),
        (SHOP.format(name="a"), (), "is not declared far enough"),
        (SHOP.format(name="a") + 'url = "https://shop.example"\n', (), "--allow-host shop.example"),
        (SHOP.format(name="a") + 'app = "a:b"\nurl = "http://127.0.0.1:1"\n', (), "both `app` and `url`"),
        (SHOP.format(name="a").replace("stripe", "nobody") + 'app = "a:b"\n', (), "nobody cannot be simulated"),
        (SHOP.format(name="a") + '[shop.steps.pay]\ncall = "pay please"\n', (), "assay.toml:"),
    ],
)
def test_what_is_declared_wrongly_is_refused_with_what_to_do(
    tell: Any, stated: str, words: tuple[str, ...], why: str
) -> None:
    status, out, err = tell(stated, *words)
    assert (status, out) == (2, "")
    assert why in err


def test_a_shop_is_played_with_and_judged(tell: Any, tmp_path: Path) -> None:
    text = (seeding.EXAMPLE / "assay.toml").read_text(encoding="utf-8")
    stated = text[text.index('[[integration]]\npath = "services/pay-shop"') :]
    place = tmp_path / "services" / "pay-shop"
    place.mkdir(parents=True)
    (place / "src").symlink_to(seeding.EXAMPLE / "services" / "pay-shop" / "src")
    status, out, err = tell(
        stated,
        "--only",
        "card/soft_decline",
        "--only",
        "pay_later/approve",
        "--only",
        "script_fails",
        "--seed",
        "7",
        "--json",
    )
    assert (status, err) == (0, "")
    told = json.loads(out)
    cells = {one["scenario"]: one["outcome"] for one in told["trial"]["cells"]}
    assert cells == {"soft_decline": "passed", "approve": "passed", "script_fails": "not_exercised"}
    assert (told["holds"], told["trial"]["seed"], told["trial"]["required"]) == (True, 7, 2)
    assert {one["verdict"] for one in told["findings"] if one["standard"] == "payment/required_scenarios_pass"} == {
        "met"
    }
    kept = (place / "assay-payments.ndjson").read_text(encoding="utf-8")
    assert "sk_" + "test" not in kept and "_secret_" not in kept
    # What the shop told its provider of the shopper.
    assert "Ida" not in kept and "ida@" not in kept


PYTHON = """
class Shop:
    def create(self, amount_minor, **_):
        return {"order": "A1", "meaning": "open", "total": amount_minor}

    def pay(self, **_):
        return {"refused": "closed on Sundays"}

    def read(self, order):
        return {"order": order, "meaning": "open"}
"""


def test_a_shop_that_python_drives_fails_where_it_does_and_says_what_was_expected(tell: Any, tmp_path: Path) -> None:
    (tmp_path / "sunday_shop.py").write_text(PYTHON, encoding="utf-8")
    stated = SHOP.format(name="a") + 'driver = "sunday_shop:Shop"\n'
    status, out, _ = tell(stated, "--only", "card/server_error", "--only", "card/fraud_block")
    assert status == 0  # its refusal takes no money, and a sandbox cannot be made to fail
    assert "a sandbox cannot be made to fail: card server error (required)" in " ".join(out.split())
    assert "1 of 2 required cells passed" in out


@pytest.mark.parametrize(
    ("more", "words", "why"),
    [
        ('exclude = ["*.ndjson"]\n', (), "is not read. Is it ignored?"),
        ("", ("--log", "../elsewhere.ndjson"), "outside of the target"),
    ],
)
def test_a_gate_that_judged_nothing_does_not_hold(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    more: str,
    words: tuple[str, ...],
    why: str,
) -> None:
    target = tmp_path / "target"
    target.mkdir()
    monkeypatch.chdir(target)
    (target / "sunday_shop.py").write_text(PYTHON, encoding="utf-8")
    (target / "assay.toml").write_text(more + SHOP.format(name="a") + 'driver = "sunday_shop:Shop"\n')
    short = ("test", "payments", "--only", "card/fraud_block", *words)
    assert run(list(short)) == 1
    out, err = capsys.readouterr()
    assert "Nothing was judged" in err and why in err and "Standards on it" not in out
    assert run([*short, "--fail-on", "never"]) == 0
