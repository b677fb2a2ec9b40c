"""Whether a version may go to an environment: what contracts, agreement, changes and fitness say for and against it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import seeding
from assay.cli import run
from assay.engine.check import Options, check
from assay.engine.result import IntegrationResult
from assay.model import Fitness, UsageError, Verdict
from assay.reviews import shipping
from assay.reviews.contracts import Agreement, Contracts, Hit, Verified, read_contracts
from assay.reviews.shipping import About, Answer, can_ship

FIT = IntegrationResult("web", "component", None, "core", None, "web", "", Fitness.FIT, musts=3)


def agreement(agrees: bool | None, against: str = "description", message: str = "is described so") -> Agreement:
    return Agreement("web", "orders", "an order", against, agrees, message, "web/p.json", "recording", "test")


def ask(
    monkeypatch: pytest.MonkeyPatch,
    unit: str = "web",
    *,
    version: str | None = None,
    running: dict[str, dict[str, tuple[str, ...]]] | None = None,
    results: list[Verified] | None = None,
    agreements: tuple[Agreement, ...] = (),
    hits: tuple[Hit, ...] = (),
    listed: tuple[str, ...] = ("production",),
    pairs: dict[tuple[str, str], str] | None = None,
    **run: Any,
) -> Answer:
    """Ask of `web` 1.0.0, which has a pact with `orders` 2.0.0; both are units."""
    known = Contracts(
        pairs={("web", "orders"): "web/p.json"} if pairs is None else pairs,
        units={"web": "web", "orders": "orders"},
        running=RUNNING if running is None else running,
        environments=frozenset(listed),
        verified=tuple([GOOD] if results is None else results),
        agreements=agreements,
        hits=hits,
        declared={"web": "1.0.0", "orders": "2.0.0"}.get(unit),
    )
    units = [FIT, IntegrationResult(**{**{f: getattr(FIT, f) for f in FIT.__slots__}, "name": "orders"})]
    usual = {"id": "r", "as_of": "2026-11-20", "narrowed": False, "commit": "0123456789abcdef"}
    result: Any = SimpleNamespace(integrations=units, run=SimpleNamespace(**{**usual, **run}), findings=lambda *_: [])
    monkeypatch.setattr(shipping, "read_contracts", lambda *_: known)
    return can_ship(result, unit, version, "production", max_age=90)


def told(answer: Answer, about: About) -> list[tuple[Verdict, bool, str]]:
    return [(reason.verdict, reason.blocks, reason.said) for reason in answer.reasons if reason.about is about]


def verified(consumer: str | None, provider: str | None, success: bool, at: datetime | None) -> Verified:
    return Verified("web", "orders", consumer, provider, success, at)


RUNNING = {"orders": {"production": ("2.0.0",)}, "web": {"production": ("1.0.0",)}}
GOOD = verified("1.0.0", "2.0.0", True, datetime(2026, 11, 18, 10))
OLD = verified("1.0.0", "2.0.0", True, datetime(2026, 1, 18, 10))
BAD = verified("1.0.0", "2.0.0", False, datetime(2026, 11, 19, 10))
PAIR = "orders 2.0.0 and what web 1.0.0 expects"


@pytest.mark.parametrize(
    ("running", "results", "verdict", "said"),
    [
        (RUNNING, [OLD, GOOD], "met", "orders 2.0.0 in production: verified 2 days ago"),
        (RUNNING, [BAD, GOOD], "unmet", f"{PAIR}: the verification failed 1 day ago"),
        (RUNNING, [OLD], "unknown", f"{PAIR}: verified 306 days ago, longer ago than 90 days"),
        (RUNNING, [GOOD._replace(at=None)], "unknown", f"{PAIR}: verified on a day that is not stated"),
        (RUNNING, [GOOD._replace(consumer_version="0.9.0")], "unknown", f"{PAIR}: never verified"),
        (
            RUNNING,
            [GOOD._replace(consumer_version=None)],
            "unknown",
            f"{PAIR}: verified, but for which versions is not stated",
        ),
        ({"orders": {"test": ("2.0.0",)}}, [GOOD], "unmet", "orders, which it calls, does not run in production"),
        ({}, [GOOD], "unknown", "nobody says which version of orders runs in production"),
    ],
)
def test_a_consumer_needs_every_provider_it_meets(
    monkeypatch: pytest.MonkeyPatch, running: Any, results: list[Verified], verdict: str, said: str
) -> None:
    answer = ask(monkeypatch, running=running, results=results)
    assert told(answer, About.CONTRACT) == [(Verdict(verdict), verdict != "met", said)]
    assert answer.can_ship is (verdict == "met")


@pytest.mark.parametrize(
    ("running", "results", "verdict", "said"),
    [
        (RUNNING, [GOOD], "met", "web 1.0.0 in production: verified 2 days ago"),
        (RUNNING, [], "unknown", f"{PAIR}: never verified"),
        ({"other": {"production": ("1",)}}, [], "met", "web, its consumer, does not run in production"),
    ],
)
def test_a_provider_needs_no_consumer_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, running: Any, results: list[Verified], verdict: str, said: str
) -> None:
    answer = ask(monkeypatch, "orders", running=running, results=results)
    assert told(answer, About.CONTRACT) == [(Verdict(verdict), verdict != "met", said)]
    assert answer.can_ship is (verdict == "met")


def test_a_description_of_production_does_not_list_all_that_runs_there(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = ask(monkeypatch, "orders", running={"orders": {"production": ("1",)}}, listed=())
    said = "nobody says what runs in production, web may"
    assert told(answer, About.CONTRACT) == [(Verdict.UNKNOWN, True, said)]
    assert not answer.can_ship


def test_each_of_several_versions_that_run_has_to_understand_it(monkeypatch: pytest.MonkeyPatch) -> None:
    two = {"orders": {"production": ("2.0.0", "1.9.0")}}
    answer = ask(monkeypatch, running=two)
    assert [reason[0] for reason in told(answer, About.CONTRACT)] == [Verdict.UNKNOWN, Verdict.MET]
    assert not answer.can_ship


def test_a_disagreement_is_a_no_whatever_was_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = ask(
        monkeypatch, agreements=(agreement(False, "traffic", "1 of 2 observed answers differ"), agreement(True))
    )
    assert told(answer, About.AGREEMENT) == [
        (
            Verdict.UNMET,
            True,
            "web of orders, an order: observed traffic (recording, test) disagrees: 1 of 2 observed answers differ",
        ),
        (Verdict.MET, False, "1 expectation is described so"),
    ]
    assert not answer.can_ship


def test_what_no_description_tells_is_no_reason_against_a_verified_version(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = ask(monkeypatch, agreements=(agreement(None, message="nobody described what orders provides"),))
    said = "1 of 1 expectations cannot be told: nobody described what orders provides"
    assert told(answer, About.AGREEMENT) == [(Verdict.UNKNOWN, False, said)]
    assert answer.can_ship


def test_a_change_in_place_that_breaks_a_call_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    hit = Hit("GET /o", "orders.yaml", 1, 0, "the field went", "web/a.ts", 7, in_place=True)
    answer = ask(monkeypatch, hits=(hit,))
    assert [(reason.said, reason.path, reason.line) for reason in answer.reasons if reason.about is About.CHANGE] == [
        ("GET /o of orders.yaml: the field went", "web/a.ts", 7)
    ]
    assert not answer.can_ship
    assert ask(monkeypatch, hits=(hit._replace(in_place=False),)).can_ship


def test_what_was_judged_is_the_version_that_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    results = [GOOD._replace(consumer_version=version) for version in ("1.1.0", "0123456", "v1.0.0")]
    answer = ask(monkeypatch, version="1.1.0", results=results)
    assert told(answer, About.CONTRACT)[0][0] is Verdict.MET
    said = "what was judged is version 1.0.0, commit 0123456789, not 1.1.0: check out 1.1.0, and ask with --fresh"
    assert told(answer, About.FITNESS)[0] == (Verdict.UNKNOWN, True, said)
    assert ask(monkeypatch, version="0123456", results=results).can_ship
    assert ask(monkeypatch, version="v1.0.0", results=results).can_ship


def test_a_run_of_a_selection_proves_no_fitness(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = ask(monkeypatch, narrowed=True)
    assert told(answer, About.FITNESS)[0][:2] == (Verdict.UNKNOWN, True)
    assert not answer.can_ship


def test_a_unit_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="no integration is called shop"):
        ask(monkeypatch, "shop")


def test_the_example_can_ship_what_was_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of one real run: what a consumer and a provider may do, and what it takes from them."""
    root = seeding.copy_example(tmp_path / "checkout")
    result = check(root, Options(lake=tmp_path / "lake", as_of=seeding.AS_OF))
    known = read_contracts(result, "core")
    assert known.pairs == {("core", "shop-api"): "packages/core/pacts/core-shop-api.json"}
    assert known.versions("shop-api", "production") == ("1.4.0",)
    assert "production" in known.environments
    answer = can_ship(result, "core", None, "production", max_age=90)
    contracts = told(answer, About.CONTRACT)
    assert contracts == [(Verdict.MET, False, "shop-api 1.4.0 in production: verified 4 days ago")]
    assert {reason[0] for reason in told(answer, About.AGREEMENT)} == {Verdict.MET}
    assert (
        told(can_ship(result, "shop-api", "1.5.0", "production", max_age=90), About.CONTRACT)[0][0] is Verdict.UNKNOWN
    )
    assert date.fromisoformat(answer.judged) == seeding.AS_OF
    place = ["--target", str(root), "--lake", str(tmp_path / "lake")]
    asked = ["review", "can-ship", "core", "--to", "production", *place]
    assert run(asked) == int(not answer.can_ship)
    assert "✓ contract  shop-api 1.4.0 in production: verified 4 days ago" in capsys.readouterr().out
    assert run([*asked, "--as-of", "2027-11-20"]) == 2
    assert "--as-of goes with --fresh" in capsys.readouterr().err
