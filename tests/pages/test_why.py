"""The page of causes says what the split says, and its parts add up however it is narrowed."""

from __future__ import annotations

import pytest

from assay.analysis.split import Cause, Split, split
from assay.engine.result import Result
from assay.pages import site, why
from assay.pages.overview import domains


@pytest.fixture(scope="module")
def found(two: tuple[Result, Result]) -> Split:
    before, after = two
    assert after.lake is not None
    return split(after.lake, before.run, after.run)


def rendered(view: why.WhyPage) -> str:
    return site.environment(lambda kind, name="", part="": f"#{kind}").get_template("why.html").render(view=view)


def test_every_cause_that_moved_a_score_is_told_with_its_carriers(found: Split) -> None:
    view = why.why(found)
    assert {part.cause for part in view.causes} == {cause for cause in Cause if found.target.carriers.get(cause)}
    assert sum(part.standards for part in view.causes) == sum(map(len, found.target.carriers.values()))
    assert [unit.name for unit in view.units] == ["farol-integration"]
    page = rendered(view)
    assert "packages/farol-integration/src/offer.ts changed" in page and "unmet musts +1" in page


def test_domains_share_the_standards_that_carried_the_change(found: Split, two: tuple[Result, Result]) -> None:
    parts = [part for name in domains(two[1]) for part in why.why(found, domain=name).causes]
    assert sum(part.standards for part in parts) == sum(part.standards for part in why.why(found).causes)
    low = sum(row.carrier.low for part in parts for row in part.carriers)
    assert low == pytest.approx(found.target.low.difference)


def test_one_unit_is_told_alone(found: Split) -> None:
    view = why.why(found, unit="farol-integration")
    assert view.low.new < view.low.old and view.causes and not view.units
    quiet = why.why(found, unit="nordpay-integration")
    assert not quiet.causes and "Its score did not change." in rendered(quiet)
    with pytest.raises(KeyError):
        why.why(found, unit="nobody")


def test_amounts_leave_out_what_did_not_move() -> None:
    assert why.amount(0, 0, 0) == "nothing in all"
    assert why.amount(1.5, 1.5, 0) == "score +1.50"
    assert why.amount(-0.001, 0, 2) == "low end -0.001, unmet musts +2"
