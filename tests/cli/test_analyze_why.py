"""`assay analyze why` on a small checkout: what it says of a change, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assay.cli import run

UNIT = "acme-integration"
STANDARD = "component/files_are_short"


class Told:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A workspace with one provider, and a standard of its own that its two files meet."""
    package = tmp_path / "packages" / UNIT
    (package / "src").mkdir(parents=True)
    (tmp_path / "package.json").write_text('{"name": "shop", "private": true, "workspaces": ["packages/*"]}')
    (package / "package.json").write_text('{"name": "@shop/acme-integration", "version": "1.0.0"}')
    for name in ("a", "b"):
        (package / "src" / f"{name}.ts").write_text("export const a = 1;\n")
    assert run(["standards", "--target", str(tmp_path), "new", STANDARD]) == 0
    return tmp_path


@pytest.fixture
def tell(shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(shop)
    monkeypatch.setenv("COLUMNS", "140")

    def call(*words: str) -> Told:
        capsys.readouterr()
        status = run(list(words))
        told = capsys.readouterr()
        return Told(status, told.out, told.err)

    return call


def check(tell: Any) -> dict[str, Any]:
    """All standards are asked for, so that the run counts as a whole one."""
    out: dict[str, Any] = json.loads(tell("check", "--as-of", "2024-07-15", "--json").out)
    return next(unit for unit in out["integrations"] if unit["name"] == UNIT)


def lengthen(shop: Path) -> None:
    (shop / "packages" / UNIT / "src" / "b.ts").write_text("export const b = 1;\n" * 600)


def test_a_change_is_told_with_its_standard_and_place(tell: Any, shop: Path) -> None:
    check(tell)
    lengthen(shop)
    check(tell)
    told = tell("analyze", "why", "--integration", UNIT)
    assert told.status == 0
    assert "The code changed: " in told.out
    assert "packages/acme-integration/src/b.ts changed" in told.out
    assert STANDARD in told.out
    assert "met → unmet" in told.out and "has 600 lines" in told.out
    assert "\x1b" not in told.out


def test_programs_get_parts_that_add_up_to_what_was_judged(tell: Any, shop: Path) -> None:
    before = check(tell)
    lengthen(shop)
    (shop / "packages" / UNIT / "src" / "c.ts").write_text("export const c = 1;\n")
    after = check(tell)
    out = json.loads(tell("analyze", "why", "--json").out)
    assert set(out) == {"from", "to", "units", "facts", "target", "integrations"}
    unit = next(unit for unit in out["integrations"] if unit["name"] == UNIT)
    for number, end in enumerate(("low", "high")):
        change = unit[end]
        judged = (before["score"][number], after["score"][number])
        assert (change["from"], change["to"]) == pytest.approx(judged, abs=0.05)  # `check` rounds
        assert sum(change["parts"].values()) == pytest.approx(change["to"] - change["from"], abs=1e-9)
        assert set(change["parts"]) == set(out["facts"]) == set(unit["carriers"])
    carried = unit["carriers"]["code"]
    assert [carrier["standard"] for carrier in carried][:1] == [STANDARD]
    assert carried[0]["findings"][0]["path"] == f"packages/{UNIT}/src/b.ts"
    assert out["facts"]["population"]["first"] == [{"what": f"packages/{UNIT}/src/c.ts came", "integration": UNIT}]


def test_nothing_changed_is_said_so(tell: Any) -> None:
    check(tell)
    check(tell)
    assert "No score changed." in tell("analyze", "why").out


def test_hostile_names_are_shown_and_not_obeyed(tell: Any, shop: Path) -> None:
    check(tell)
    (shop / "packages" / UNIT / "src" / "\x1b[31mred.ts").write_text("export const b = 1;\n" * 600)
    check(tell)
    assert "\x1b" not in tell("analyze", "why").out
    assert "\x1b" not in tell("analyze", "why", "--json").out


def test_what_cannot_be_told_is_told_kindly(tell: Any, shop: Path) -> None:
    never = tell("analyze", "why")
    assert (never.status, "has not been checked yet" in never.err) == (2, True)
    check(tell)
    once = tell("analyze", "why")
    assert (once.status, "no run to compare with" in once.err) == (2, True)
    check(tell)
    wrong = tell("analyze", "why", "--integration", "acme-integratoin")
    assert (wrong.status, "Did you mean acme-integration?" in wrong.err) == (2, True)
    unknown = tell("analyze", "why", "--from", "nowhere")
    assert (unknown.status, "no run is called nowhere" in unknown.err) == (2, True)
    (shop / "packages" / "bank-integration").mkdir()
    (shop / "packages" / "bank-integration" / "package.json").write_text('{"name": "@shop/bank-integration"}')
    check(tell)
    came = tell("analyze", "why", "--integration", "bank-integration")
    assert (came.status, "in one of the two runs only" in came.err) == (2, True)
