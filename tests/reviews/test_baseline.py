"""The baseline: what is unmet today is let pass, may become less, and never more unasked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reviewed import Shop

from assay.cli import run
from assay.engine.check import Options, check
from assay.engine.result import Result
from assay.model import Level, UsageError
from assay.reviews import baseline
from assay.reviews.change_gate import USUAL, gate_change
from assay.reviews.gate import FailOn, gate
from seeding import AS_OF

TIMEOUTS, UNIT = "service/outbound_calls_time_out", "lumen-address-integration"
LOOKUP = f"packages/{UNIT}/src/lookup.ts"


def judged(shop: Shop) -> Result:
    return check(shop.root, Options(lake=shop.lake, as_of=AS_OF))


def test_what_is_there_today_is_let_pass_and_what_is_beyond_is_not(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "assay-baseline.json"
    file.write_text(baseline.text(baseline.counts(judged(shop))))
    allowed = baseline.read(file)
    assert not gate(judged(shop), FailOn.MAY).holds
    assert gate(judged(shop), FailOn.MAY, allowed=allowed).holds
    shop.edit(LOOKUP, lambda text: text + "export const ping = () => fetch('/api/ping', { method: 'POST' });\n")
    beyond = baseline.beyond(allowed, judged(shop), tuple(Level))
    assert [(more.standard, more.unit, more.found - more.allowed) for more in beyond if more.standard == TIMEOUTS] == [
        (TIMEOUTS, UNIT, 1)
    ]
    held = gate(judged(shop), FailOn.MUST, allowed=allowed)
    assert any(reason.startswith(f"{TIMEOUTS} in {UNIT}: 2 unmet, 1 allowed") for reason in held.reasons)


def test_it_shrinks_where_today_is_better_and_never_grows(shop: Shop) -> None:
    allowed = baseline.counts(judged(shop))
    shop.edit(LOOKUP, lambda text: text.replace("`);", "`, { signal: AbortSignal.timeout(5000) });"))
    shop.edit(
        "packages/nordpay-integration/src/status.ts",
        lambda text: text.replace(", { signal: AbortSignal.timeout(5000) }", ""),
    )
    less = baseline.smaller(allowed, judged(shop))
    assert less[TIMEOUTS] == {UNIT: 0}
    assert TIMEOUTS not in json.loads(baseline.text(less))["unmet"]
    assert all(count <= allowed[name][unit] for name, units in less.items() for unit, count in units.items())


def test_what_could_not_be_judged_stays_in_it(shop: Shop) -> None:
    allowed = baseline.counts(judged(shop))
    (recording,) = (shop.root / "packages/kvitto-integration/e2e").rglob("*.har")
    recording.write_bytes(recording.read_bytes()[:-200])
    less = baseline.smaller(allowed, judged(shop))
    idempotency = "payment/writes_carry_an_idempotency_key"
    assert less[idempotency]["kvitto-integration"] == allowed[idempotency]["kvitto-integration"] > 0


def test_a_renamed_unit_keeps_what_it_was_allowed(shop: Shop) -> None:
    allowed = baseline.counts(shop.review().head)
    shop.everywhere(f"packages/{UNIT}", "packages/lumen-places-integration")
    shop.git("mv", f"packages/{UNIT}", "packages/lumen-places-integration")
    found = shop.review()
    assert gate_change(found, USUAL, allowed=allowed).holds
    assert not gate_change(found, USUAL, allowed={}).holds


def test_the_commands_write_hold_and_shrink_it(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    where = [str(shop.root), "--lake", str(shop.lake), "--as-of", AS_OF.isoformat()]
    file = shop.root / baseline.FILE
    assert run(["review", "baseline", *where]) == 0
    first = file.read_text()
    assert f'"{TIMEOUTS}"' in first
    assert run(["check", *where, "--baseline"]) == 0
    assert run(["check", *where]) == 1
    capsys.readouterr()
    assert run(["review", "baseline", *where]) == 2
    assert "--update makes it smaller" in capsys.readouterr().err
    shop.edit(LOOKUP, lambda text: text.replace("`);", "`, { signal: AbortSignal.timeout(5000) });"))
    assert run(["check", *where, "--baseline", "--update"]) == 0
    assert TIMEOUTS not in file.read_text()
    assert "smaller now" in capsys.readouterr().err
    shop.edit(LOOKUP, lambda text: text.replace(", { signal: AbortSignal.timeout(5000) }", ""))
    assert run(["check", *where, "--baseline", "--update"]) == 1
    assert TIMEOUTS not in file.read_text()
    assert run(["review", "--target", *where, "--base", "main", "--baseline", str(file)]) == 1
    assert run(["review", "--target", *where, "--base", "main"]) == 0


def test_what_is_no_baseline_is_told_kindly(tmp_path: Path) -> None:
    for text in ("", "[]", '{"unmet": {"a/b": {"unit": "many"}}}', '{"unmet": {}, "more": 1}'):
        (tmp_path / "b.json").write_text(text)
        with pytest.raises(UsageError, match="is no baseline"):
            baseline.read(tmp_path / "b.json")
    with pytest.raises(UsageError, match="cannot be read"):
        baseline.read(tmp_path / "none.json")
