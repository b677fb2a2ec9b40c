"""Receivers that verify with the providers' own libraries have no finding; each planted defect has its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assay.trials.webhooks.schemes import schemes
from assay.trials.webhooks.trying import Pace
from hooked import RECEIVERS, SECRETS, hooked, judged, running, targeted, tried

ONCE = {"replayed: the same bytes twice", "duplicated: delivered three times", "parallel: 8 at once"}
PARALLEL = {"parallel: 8 at once"}
ORDER = {"reordered: the earlier event after the later"}
STALE = {"stale: signed 15 minutes ago"}
OTHERWISE = {"valid: written otherwise"}
LATE = {"late: it happened two days ago"}
ROTATED = {"valid: two signatures, one of them right"}
LARGE = {"oversized: 8 MiB, not signed"}
UNSIGNED = {"unsigned: no signature"}
WRONG = {f"wrongly_signed: {name}" for name in ("another secret", "another body", "cut short", "empty")}
BOTH_WRONG = {"wrongly_signed: two signatures, both wrong"}
MALFORMED = {f"malformed: {name}" for name in ("cut in half", "no object", "no JSON", "no JSON, not signed")}
AUTHENTIC = "payment/webhooks_are_accepted_only_when_authentic"
FRESH = "payment/stale_webhooks_have_no_effect"
APPLIED_ONCE = "payment/webhook_events_are_applied_once"
ORDERED = "payment/late_webhooks_do_not_roll_back"
REFUSED = "payment/malformed_webhooks_are_refused"
ARRIVED = "payment/webhook_events_arrive"
BOUNDED = "payment/webhook_receivers_bound_what_they_read"
ACKNOWLEDGED = "payment/webhooks_are_acknowledged_in_time"


def test_every_scheme_has_a_receiver() -> None:
    assert schemes().keys() == SECRETS.keys()


@pytest.mark.parametrize("scheme", sorted(SECRETS))
def test_a_good_receiver_has_no_finding(scheme: str, tmp_path: Path) -> None:
    good = hooked(tmp_path, scheme)
    assert good.not_held() == set()
    assert good.unmet() == set()
    assert {AUTHENTIC, APPLIED_ONCE, ORDERED, REFUSED, ARRIVED, BOUNDED, ACKNOWLEDGED} <= {
        one.standard for one in good.findings if one.verdict == "met"
    }
    assert all(one["reason"] for one in good.outcome.questions if one["held"] is None)
    assert good.outcome.ended == "completed"


def test_a_receiver_that_asks_paypal_has_no_finding(tmp_path: Path) -> None:
    good = hooked(tmp_path, "paypal", asks=True, asked=("unsigned", "wrongly_signed", "replayed"))
    assert (good.not_held(), good.unmet()) == (set(), set())


#: What hides nothing of the others is planted together: scheme, defects, what is not held, what is unmet.
PLANTED = [
    (
        "stripe",
        ("no_check", "any_size", "malformed_accepted"),
        UNSIGNED | WRONG | BOTH_WRONG | STALE | MALFORMED | LARGE,
        {AUTHENTIC, FRESH, REFUSED, BOUNDED},
    ),
    (
        "stripe",
        ("applied_first", "noted_too_late", "malformed_fails"),
        UNSIGNED | WRONG | BOTH_WRONG | STALE | PARALLEL | MALFORMED,
        {AUTHENTIC, FRESH, APPLIED_ONCE, REFUSED},
    ),
    (
        "stripe",
        ("no_tolerance", "no_dedupe", "one_signature", "order_ignored"),
        ROTATED | STALE | ONCE | ORDER,
        {FRESH, APPLIED_ONCE, ORDERED, ARRIVED},
    ),
    (
        "standard-webhooks",
        ("no_tolerance", "no_dedupe", "order_ignored"),
        STALE | ONCE | ORDER,
        {FRESH, APPLIED_ONCE, ORDERED},
    ),
    ("adyen", ("applied_first", "noted_too_late"), UNSIGNED | WRONG | PARALLEL, {AUTHENTIC, APPLIED_ONCE}),
    (
        "square",
        ("reserialised", "no_dedupe", "order_ignored"),
        OTHERWISE | ONCE | ORDER,
        {APPLIED_ONCE, ORDERED, ARRIVED},
    ),
    (
        "paypal",
        ("any_certificate", "reserialised"),
        {"wrongly_signed: a key that nobody trusts"} | OTHERWISE,
        {AUTHENTIC, ARRIVED},
    ),
]


@pytest.mark.parametrize(
    ("scheme", "defects", "not_held", "unmet"), PLANTED, ids=[f"{one[0]}-{one[1][0]}" for one in PLANTED]
)
def test_planted_defects_are_found_and_no_other(
    scheme: str, defects: tuple[str, ...], not_held: set[str], unmet: set[str], tmp_path: Path
) -> None:
    bad = hooked(tmp_path, scheme, *defects)
    assert bad.not_held() == not_held
    assert bad.unmet() == unmet


def test_a_receiver_that_works_before_it_answers_or_asks_how_old_the_news_is(tmp_path: Path) -> None:
    limits = f'[limits."{ACKNOWLEDGED}"]\nmax_s = 1\n'
    bad = hooked(tmp_path, "stripe", "slow", "old_events_refused", asked=("late",), limits=limits)
    assert bad.not_held() == LATE
    assert bad.unmet() == {ACKNOWLEDGED, ARRIVED}


def test_where_a_valid_one_is_refused_no_refusal_proves_anything(tmp_path: Path) -> None:
    shop = hooked(tmp_path, "stripe", "reserialised", "one_signature", asked=("unsigned", "replayed", "slow"))
    assert shop.not_held() == OTHERWISE | ROTATED


def test_a_receiver_that_listens_to_one_sender_at_a_time_keeps_the_valid_one_waiting(tmp_path: Path) -> None:
    target = targeted(tmp_path, "stripe")
    with running(sys.executable, str(RECEIVERS / "one_at_a_time.py")) as root:
        outcome = tried(tmp_path, "stripe", root, ("slow", "replayed"), timeout=4, applied=None)
    bad = judged(target, outcome)
    assert {name.partition(":")[0] for name in bad.not_held()} == {"slow"}
    assert bad.unmet() == {BOUNDED, ARRIVED, ACKNOWLEDGED}
    assert "declare one with --applied" in bad.reason("replayed")


def test_a_trial_keeps_to_its_rate_and_ends_when_its_time_is_over(tmp_path: Path) -> None:
    target = targeted(tmp_path, "stripe")
    with running(sys.executable, str(RECEIVERS / "one_at_a_time.py")) as root:
        pace = Pace(rate=4, seconds=1.2)
        outcome = tried(tmp_path, "stripe", root, ("late", "wrongly_signed", "stale"), applied=None, pace=pace)
    assert outcome.ended == "max_time"
    assert 4 <= outcome.deliveries <= 7
    assert (outcome.questions[-1]["held"], outcome.questions[-1]["reason"]) == (
        None,
        "the time was over before it was asked",
    )
    assert judged(target, outcome).unmet() == set()


@pytest.fixture(scope="session")
def stripe_for_node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Stripe's library for Node in it; a visible skip where it cannot be had."""
    npm, folder = shutil.which("npm"), tmp_path_factory.mktemp("node")
    if npm is None or shutil.which("node") is None:
        pytest.skip("needs node and npm")
    words = [npm, "install", "stripe@^17", "--no-audit", "--no-fund", "--no-package-lock", "--silent"]
    try:
        done = subprocess.run(words, cwd=folder, capture_output=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("npm took too long to install stripe")
    if done.returncode:
        pytest.skip("npm cannot install stripe here")
    return folder


@pytest.mark.parametrize(
    ("defects", "not_held"),
    [("", set()), ("reserialised,no_tolerance,no_dedupe,order_ignored", OTHERWISE | STALE | ONCE | ORDER)],
    ids=["good", "bad"],
)
def test_a_receiver_in_node(stripe_for_node: Path, defects: str, not_held: set[str], tmp_path: Path) -> None:
    target = targeted(tmp_path, "stripe")
    with running("node", str(RECEIVERS / "receiver.mjs"), str(stripe_for_node), defects) as root:
        outcome = tried(tmp_path, "stripe", root, applied="GET {root}/orders/{order}#/captures")
    seen = judged(target, outcome)
    assert seen.not_held() == not_held
    assert bool(seen.unmet()) == bool(not_held)
