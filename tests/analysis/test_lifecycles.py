"""What payments go through: changes, variants, constraints and one number for all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assay.analysis.lifecycles import Lifecycles, lifecycles
from payment_events import BEGIN, event, evidence


def _payments(ways: list[tuple[str, int]]) -> Iterator[dict[str, Any]]:
    """So many payments of each way, a day after one another; states a minute apart."""
    number = 0
    for way, times in ways:
        for _ in range(times):
            number += 1
            for place, state in enumerate(way.split()):
                yield event(state, 1440 * number + place, 100, payment=f"p{number}")


def _of(events: Iterator[dict[str, Any]] | list[dict[str, Any]], draft: Path, **asked: Any) -> Lifecycles:
    options: dict[str, Any] = {"environment": None, "units": (), "split": None, "most": 10}
    found = lifecycles(evidence(events, draft), **options | asked)
    assert found is not None
    return found


def test_changes_are_counted_with_their_money_and_time(tmp_path: Path) -> None:
    found = _of(_payments([("authorized captured", 7), ("authorized voided captured", 2)]), tmp_path)
    changes = {(change.before, change.after): change for change in found.changes}
    assert {way: (change.count, change.legal) for way, change in changes.items()} == {
        (None, "authorized"): (9, None),
        ("authorized", "captured"): (7, True),
        ("authorized", "voided"): (2, True),
        ("voided", "captured"): (2, False),
    }
    captured = changes["authorized", "captured"]
    assert captured.money == {"EUR": 700}
    assert captured.median_s.value == 60
    assert captured.p95_s.value is None


def test_fitness_is_that_of_token_replay(tmp_path: Path) -> None:
    """By hand: 20 steps of 9 payments consume and produce 29 tokens, of which 2 are missing and 2 remain."""
    found = _of(_payments([("authorized captured", 7), ("authorized voided captured", 2)]), tmp_path)
    assert (found.judged, found.illegal) == (20, 2)
    assert found.fitness == pytest.approx(0.5 * (1 - 2 / 29) + 0.5 * (1 - 2 / 29))


def test_variants_tell_how_their_share_moved(tmp_path: Path) -> None:
    split = BEGIN + timedelta(days=60.5)
    ways = [("authorized captured", 50), ("declined", 10), ("authorized captured", 20), ("declined", 40)]
    found = _of(_payments(ways), tmp_path, split=split)
    assert found.began == (60, 60)
    told = {variant.states: variant for variant in found.variants}
    declined = told["declined",]
    assert (declined.payments, declined.before, declined.after) == (50, 10 / 60, 40 / 60)
    assert declined.moved
    assert declined.money == {"EUR": 5000}
    assert not any(variant.moved for variant in _of(_payments([("declined", 9)]), tmp_path).variants)


def test_rare_variants_that_are_illegal_are_told_too(tmp_path: Path) -> None:
    found = _of(_payments([("authorized captured", 5), ("declined", 4), ("voided captured", 1)]), tmp_path, most=1)
    assert [variant.states for variant in found.variants] == [("authorized", "captured"), ("voided", "captured")]
    assert found.varieties == 3


def test_populations_are_not_mixed(tmp_path: Path) -> None:
    told = [event("captured", n, 5, payment=f"p{n}") for n in range(3)]
    told += [event("voided", 0, payment="t", environment="test"), event("declined", 0, payment="x", origin="trial")]
    found = _of(told, tmp_path)
    assert (found.population.environment, found.population.payments) == ("production", 3)
    assert found.population.others == (("production", "trial", 1), ("test", "report", 1))
    assert _of(told, tmp_path, environment="test").variants[0].states == ("voided",)
    assert lifecycles(evidence(told, tmp_path), environment="sandbox", units=(), split=None, most=1) is None


def test_constraints_count_what_calls_for_them(tmp_path: Path) -> None:
    ways = [("unknown captured", 2), ("unknown", 1), ("refunded captured", 1), ("authorized voided captured", 1)]
    told = {one.name: (one.called, one.broken) for one in _of(_payments(ways), tmp_path).constraints}
    assert told["response(unknown, known)"] == (3, 1)
    assert told["precedence(captured, refunded)"] == (1, 1)
    assert told["not succession(voided, captured)"] == (1, 1)
