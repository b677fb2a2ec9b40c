"""The example's shop passes every scenario; each bug planted in it is caught by the standard meant for it."""

from __future__ import annotations

import importlib.util
import multiprocessing
import shutil
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

import seeding
from assay import masking
from assay.engine import configuration
from assay.engine.check import Options, check
from assay.engine.result import Finding
from assay.engine.stated import Shop
from assay.trials.scenarios import trial
from assay.trials.scenarios.log import FILE
from assay.trials.scenarios.matrix import selected

pytest.importorskip("stripe")

#: Bug -> the cells that bring it about, and the standard that is meant for it.
CAUGHT_BY = {
    "no_key": (("card/approve",), "payment/writes_carry_an_idempotency_key"),
    "key_per_attempt": (("card/answer_lost",), "payment/retries_keep_their_key"),
    "webhook_twice": (("card/webhook_duplicate",), "payment/webhook_events_are_applied_once"),
    "webhook_unsigned": (("card/webhook_forged",), "payment/webhooks_are_accepted_only_when_authentic"),
    "webhook_rolls_back": (("card/webhook_out_of_order",), "payment/late_webhooks_do_not_roll_back"),
    "float_amounts": (("card/zero_decimal_currency",), "payment/tried_orders_agree_with_their_payments"),
    "capture_after_void": (("card/void",), "payment/payments_keep_to_their_lifecycle"),
    "over_capture": (("card/partial_capture",), "payment/captures_stay_within_authorizations"),
    "over_refund": (("card/partial_refund",), "payment/refunds_stay_within_captures"),
    "unknown_is_failed": (("card/answer_lost",), "payment/orders_are_charged_once"),
    "unknown_forever": (("card/answer_lost",), "payment/tried_orders_agree_with_their_payments"),
    "confirmed_early": (("card/threeds_challenge_failed",), "payment/paid_orders_rest_on_a_payment_that_stands"),
    "decline_retried": (("card/hard_decline",), "payment/final_declines_end"),
    "throttle_ignored": (("card/throttled",), "service/throttled_calls_wait_as_told"),
    "wrong_currency": (("card/zero_decimal_currency",), "payment/tried_orders_agree_with_their_payments"),
    "refund_elsewhere": (("card/full_refund",), "payment/tried_orders_agree_with_their_payments"),
}
GOOD = "good"
_AT_ONCE = 6


class Judged(NamedTuple):
    """The outcomes of the good shop's cells, and the findings of each shop by its bug."""

    good: dict[tuple[str, str], str]
    findings: dict[str, list[Finding]]


def _declared() -> Shop:
    (shop,) = configuration.stated(seeding.EXAMPLE).shop
    return shop


def _played(root: Path, number: int, bug: str, only: tuple[str, ...]) -> trial.Outcome:
    """Play these cells with a shop of its own that has this bug; the logs beside each other make a unit of it."""
    place = root / bug
    place.mkdir(exist_ok=True)
    shop = msgspec.structs.replace(
        _declared(),
        integration=bug,
        directory=str(seeding.EXAMPLE / "services" / "pay-shop"),
        environment={
            **_declared().environment,
            "PAY_SHOP_DEFECTS": "" if bug == GOOD else bug,
            "PAY_SHOP_FIRST_ORDER": str(1_000 * (number + 1)),
        },
    )
    log = place / FILE.replace(".", f"-{number}.")
    return trial.run(shop, root, selected(only), log, seed=number)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    root = tmp_path_factory.mktemp("shops")
    # The good shop plays each family in a process of its own: it waits most of the time.
    tried = [(GOOD, (f"{family}/*",)) for family in _declared().families]
    tried += [(bug, cells) for bug, (cells, _) in CAUGHT_BY.items()]
    with ProcessPoolExecutor(
        _AT_ONCE, multiprocessing.get_context("spawn"), masking.set_key, (b"shops" * 7,)
    ) as several:
        outcomes = list(several.map(_played, repeat(root), range(len(tried)), *zip(*tried, strict=True)))
    bugs = (GOOD, *CAUGHT_BY)
    units = "".join(f'[[integration]]\npath = "{bug}"\nname = "{bug}"\nkind = "payment"\n' for bug in bugs)
    (root / "assay.toml").write_text(units, encoding="utf-8")
    result = check(root, Options(lake=root / ".assay", profiles=("system",)))
    found = {bug: [one for one in result.findings() if str(one.path).startswith(f"{bug}/")] for bug in bugs}
    result.db.close()
    shutil.rmtree(root / ".assay")
    good = [one for (bug, _), outcome in zip(tried, outcomes, strict=True) if bug == GOOD for one in outcome.cells]
    return Judged({(one.family, one.scenario): one.outcome for one in good}, found)


def _planted() -> dict[str, str]:
    file = seeding.EXAMPLE / "services" / "pay-shop" / "src" / "pay_shop" / "defects.py"
    spec = importlib.util.spec_from_file_location("pay_shop_defects", file)
    assert spec is not None and spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return dict(module.DEFECTS)


def test_every_bug_that_can_be_planted_is_tried() -> None:
    assert sorted(CAUGHT_BY) == sorted(_planted())


def test_the_good_shop_passes_every_required_scenario(judged: Judged) -> None:
    required = [(cell.family, cell.scenario) for cell in selected(()) if cell.required]
    offered = [place for place in required if place[0] in _declared().families]
    assert [place for place in offered if judged.good[place] != "passed"] == []


def test_no_standard_is_unmet_by_the_good_shop(judged: Judged) -> None:
    assert judged.findings[GOOD]
    assert [(one.standard, one.subject, one.reason) for one in judged.findings[GOOD] if one.verdict == "unmet"] == []


@pytest.mark.parametrize("bug", CAUGHT_BY)
def test_a_planted_bug_is_caught_by_the_standard_meant_for_it(judged: Judged, bug: str) -> None:
    unmet = {one.standard for one in judged.findings[bug] if one.verdict == "unmet"}
    assert CAUGHT_BY[bug][1] in unmet
    # What is caught by itself fails in its cell, too; a missing key harms only when an answer is lost.
    assert bug == "no_key" or "payment/required_scenarios_pass" in unmet
