"""Planted drops are told where they are, since when and at what cost; seasons and mixes are none."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from shops import AS_OF, Planted, shop

from assay.analysis.payments.answer import Answer, answer, moment
from assay.analysis.payments.mix_rate import mix_rate
from assay.analysis.payments.usual import newcombe
from assay.pages import takings

ATTEMPTS = 40_000
BEGAN = datetime(2024, 7, 12, 9)


def asked(folder: Path, *drops: Planted, attempts: int = ATTEMPTS, days: int = 70, seed: int = 1) -> Answer:
    found = answer(shop(folder, attempts, *drops, days=days, seed=seed), AS_OF)
    assert found is not None
    return found


def near(hour: int, wanted: datetime, hours: int = 12) -> bool:
    return abs(moment(hour) - wanted) <= timedelta(hours=hours)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_mix_that_shifts_and_nights_that_are_worse_are_no_drop(tmp_path: Path, seed: int) -> None:
    found = asked(tmp_path, seed=seed)
    assert found.told == []
    # The whole rate did fall, by ever more vouchers: that is told as a mix.
    assert found.now[0] / found.now[1] < found.usual[0] / found.usual[1] - 0.01
    (by_method,) = [mix for mix in found.mixes if mix.dimension == "method"]
    assert sum(part.mix for part in by_method.parts) < 3 * abs(sum(part.rate for part in by_method.parts)) * -1
    assert any("nothing is wrong" in sentence for sentence in takings.sentences(found))


def test_a_drop_of_two_dimensions_with_its_path_and_cost(tmp_path: Path) -> None:
    place = f"method = 'card' and provider = 'adyen' and decided_at >= timestamp '{BEGAN}'"
    found = asked(tmp_path, Planted(place, 0.4, "error", "issuer_unavailable"))
    (told,) = found.told
    drop = told.drop
    assert set(drop.where) == {("method", "card"), ("provider", "adyen")}
    assert near(drop.stretch.since, BEGAN)
    assert drop.goes_on
    assert drop.stretch.fell == pytest.approx(0.4, abs=0.08)
    assert {(one.step, one.value) for one in told.paths} >= {("outcome", "error"), ("code", "issuer_unavailable")}
    euros, pounds = drop.costs
    assert (euros.currency, pounds.currency) == ("EUR", "GBP")
    # Amounts are 10 to 100, 55 in the mean; a seventh of the shoppers pays in pounds.
    assert euros.minor == pytest.approx(euros.wanting * 5500, rel=0.15)
    assert euros.low < euros.minor < euros.high
    lost = euros.wanting + pounds.wanting
    assert lost == pytest.approx(drop.stretch.wanting, rel=0.1)


def test_two_drops_of_different_times(tmp_path: Path) -> None:
    found = asked(
        tmp_path,
        Planted("device = 'tablet' and decided_at >= timestamp '2024-07-10 00:00:00'", 0.5),
        Planted(
            "country = 'NL' and method = 'ideal' and decided_at >= timestamp '2024-07-05 00:00:00' "
            "and decided_at < timestamp '2024-07-08 00:00:00'",
            0.7,
        ),
    )
    by_place = {frozenset(told.drop.where): told.drop for told in found.told}
    assert set(by_place) == {frozenset({("device", "tablet")}), frozenset({("method", "ideal"), ("country", "NL")})}
    tablets, ideal = (by_place[place] for place in sorted(by_place, key=len))
    assert near(tablets.stretch.since, datetime(2024, 7, 10))
    assert tablets.goes_on
    assert near(ideal.stretch.since, datetime(2024, 7, 5))
    assert near(ideal.stretch.until, datetime(2024, 7, 8))
    assert not ideal.goes_on


def test_a_drop_everywhere_is_one_of_all_attempts(tmp_path: Path) -> None:
    found = asked(tmp_path, Planted("decided_at >= timestamp '2024-07-14 00:00:00'", 0.3, "unknown"))
    (told,) = found.told
    assert told.drop.where == ()
    assert takings.where(told.drop) == "all attempts"
    assert ("outcome", "unknown") in {(one.step, one.value) for one in told.paths}


def test_where_too_little_is_known_it_is_said(tmp_path: Path) -> None:
    found = asked(tmp_path, attempts=20_000, days=20)
    assert "whole week" in found.unknown
    assert found.told == []
    few = asked(tmp_path, attempts=300)
    assert "attempts before the window" in few.unknown
    assert any("Too little is known" in sentence for sentence in takings.sentences(few))


def test_what_happened_later_is_not_known_yet(tmp_path: Path) -> None:
    evidence = shop(tmp_path, ATTEMPTS, Planted("decided_at >= timestamp '2024-07-12 00:00:00'", 0.5))
    found = answer(evidence, date(2024, 7, 11))
    assert found is not None
    assert found.told == []
    assert found.until <= datetime(2024, 7, 12)
    assert answer(evidence, date(2023, 1, 1)) is None


def test_mix_and_rate_add_up_to_the_change() -> None:
    before = {"card": (900.0, 1000.0), "voucher": (100.0, 200.0), "gone": (30.0, 40.0)}
    after = {"card": (400.0, 500.0), "voucher": (300.0, 600.0), "new": (10.0, 30.0)}
    parts = mix_rate(before, after)
    whole = [sum(good for good, _ in p.values()) / sum(tries for _, tries in p.values()) for p in (before, after)]
    assert sum(part.mix + part.rate for part in parts) == pytest.approx(whole[1] - whole[0], abs=1e-12)
    assert {part.value: part.rate for part in parts}["voucher"] == 0


def test_the_interval_of_a_difference() -> None:
    # Newcombe 1998, table II, example (a): 56/70 and 48/80, method 10.
    low, high = newcombe((48, 80), (56, 70))
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)
