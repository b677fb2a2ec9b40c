"""The cells of one unit: what each cause is worth against every order played out, and that nothing is left over."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from orders import by_orders

from assay.analysis.split.acceptance import Acceptance, Waiver
from assay.analysis.split.causes import Cause, Cell, Said
from assay.analysis.split.moving import moving
from assay.analysis.split.worths import Amount, Moving, Worth, score, split, worth

VERDICTS = ("met", "unmet", "unknown")
LEVELS = {"must": 4, "should": 2, "may": 1}


def cell(standard: str, level: str, **verdicts: str) -> Cell:
    return {
        subject: Said(standard, level, "shop", subject, verdict, None, None, None, f"{standard} {subject}", False)
        for subject, verdict in verdicts.items()
    }


@st.composite
def cells(draw: st.DrawFn, standard: str) -> Cell:
    level = draw(st.sampled_from(list(LEVELS)))
    return cell(standard, level, **draw(st.dictionaries(st.sampled_from("abcd"), st.sampled_from(VERDICTS))))


@st.composite
def waivers(draw: st.DrawFn, standard: str) -> Acceptance:
    """Some that only the old run has, some that only the new one has."""
    kept = [Waiver(standard, None, draw(st.sampled_from("ab*")), None, None, 0, "in force") for _ in range(2)]
    return Acceptance({}, {}, (kept[: draw(st.integers(0, 1))], kept[draw(st.integers(0, 2)) :]))


NO_WAIVER = Acceptance({}, {}, ((), ()))


@st.composite
def movers(draw: st.DrawFn) -> dict[str, Moving]:
    """Cells that are, for each standard, something else by code and population, and by standards."""
    found = {}
    for name in ("x", "y", "z")[: draw(st.integers(1, 3))]:
        asked = draw(st.sampled_from([(), (Cause.STANDARDS,), (Cause.STANDARDS, Cause.EVIDENCE)]))
        judged = {
            frozenset(acted): (draw(cells(name)), draw(cells(name)))
            for acted in ({c for n, c in enumerate(asked) if some >> n & 1} for some in range(2 ** len(asked)))
        }
        found[name] = moving(judged, draw(waivers(name)), stays=True)
    return found


def total(cells: list[Cell]) -> tuple[Fraction, Fraction, Fraction]:
    """Both ends of the score and the unmet musts, told from the verdicts alone."""
    weight = low = high = unmet = Fraction(0)
    for found in filter(None, cells):
        said = list(found.values())
        heavy = LEVELS[said[0].level]
        weight += heavy
        low += Fraction(heavy * sum(one.verdict == "met" for one in said), len(said))
        high += Fraction(heavy * sum(one.verdict != "unmet" or one.waived for one in said), len(said))
        unmet += heavy == 4 and any(one.verdict == "unmet" and not one.waived for one in said)
    return (100 * low / weight, 100 * high / weight, unmet) if weight else (Fraction(0), Fraction(100), unmet)


@settings(max_examples=60, deadline=None)
@given(movers(), cells("fixed"))
def test_each_cause_is_worth_its_mean_step_over_all_orders(found: dict[str, Moving], still: Cell) -> None:
    parts = split(worth(still), found)
    players = sorted({cause for mover in found.values() for cause in mover.causes})
    for end in range(3):

        def value(acted: frozenset[Cause], end: int = end) -> Fraction:
            return total([still, *(mover.cell(acted & mover.causes) for mover in found.values())])[end]

        expected = by_orders(players, value)
        for cause in players:
            amount = sum(part[end] for part in parts.get(cause, {}).values())
            assert abs(amount - expected[cause]) < 1e-9


@settings(max_examples=60, deadline=None)
@given(movers(), cells("fixed"))
def test_the_parts_add_up_to_the_change_to_the_last_digit(found: dict[str, Moving], still: Cell) -> None:
    states = [
        [mover.cell(mover.causes if acted else frozenset()) for mover in found.values()] for acted in (False, True)
    ]
    before, after = (score(_sum([worth(still), *map(worth, cells)])) for cells in states)
    whole = Amount()
    for carried in split(worth(still), found).values():
        for amount in carried.values():
            whole = whole.plus(amount)
    assert whole == after.plus(before, -1)


def _sum(worths: list[Worth]) -> Worth:
    whole = Worth()
    for one in worths:
        whole = whole.plus(one)
    return whole


def test_a_standard_that_comes_carries_all_that_it_moves() -> None:
    """Of 100 with one must met, a second must unmet makes 50: the other is not blamed for its smaller share."""
    comes = moving({frozenset(): ({}, cell("new", "must", a="unmet"))}, NO_WAIVER, stays=True)
    found = split(worth(cell("old", "must", a="met")), {"new": comes})
    assert found == {Cause.POPULATION: {"new": Amount(Fraction(-50), Fraction(-50), Fraction(1))}}


def test_where_nothing_is_judged_any_more_nothing_is_known() -> None:
    goes = moving({frozenset(): (cell("only", "must", a="met"), {})}, NO_WAIVER, stays=True)
    assert split(Worth(), {"only": goes}) == {
        Cause.POPULATION: {"only": Amount(Fraction(-100), Fraction(0), Fraction(0))}
    }
