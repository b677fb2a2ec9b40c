"""The matrix and how its scenarios are played belong together."""

from __future__ import annotations

import pytest

from assay.trials.scenarios.cells import cells
from assay.trials.scenarios.matrix import matrix, meanings, selected

#: They take a browser, which this trial has none of.
BROWSER = {"embedded_checkout", "script_fails"}


def test_every_scenario_of_the_matrix_is_explained_and_played() -> None:
    named = {cell.scenario for cell in matrix()}
    assert named == set(meanings())
    assert set(cells()) == named - BROWSER


def test_what_takes_a_browser_is_required_of_no_family() -> None:
    assert not [cell for cell in matrix() if cell.required and cell.scenario in BROWSER]


def test_no_cell_stands_there_twice() -> None:
    places = [(cell.family, cell.scenario) for cell in matrix()]
    assert len(places) == len(set(places))


@pytest.mark.parametrize(
    ("only", "cell"), [("card/void", ("card", "void")), ("void", ("pay_later", "void")), ("card", ("card", "approve"))]
)
def test_cells_are_chosen_by_family_by_scenario_or_both(only: str, cell: tuple[str, str]) -> None:
    found = [(one.family, one.scenario) for one in selected([only])]
    assert cell in found
    assert all(only in (family, scenario, f"{family}/{scenario}") for family, scenario in found)
