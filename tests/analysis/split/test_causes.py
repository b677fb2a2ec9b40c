"""Findings of two runs held against each other: whose each difference is, and what is accepted of them."""

from __future__ import annotations

from assay.analysis.split.acceptance import Acceptance, Waiver
from assay.analysis.split.causes import Cause, Cell, Said, differences, mixed
from assay.analysis.split.moving import moving


def cell(*, reason: str = "", waived: bool = False, **verdicts: str) -> Cell:
    return {
        subject: Said("pay/x", "must", "shop", subject, verdict, reason, None, None, subject, waived)
        for subject, verdict in verdicts.items()
    }


UNJUDGED = cell(shop="unknown", reason="no evidence of call; add HAR recordings")


def test_known_subjects_are_code_and_others_population() -> None:
    old, new = cell(a="met", b="met", c="met"), cell(a="met", b="unmet", d="met")
    found = differences(old, new, stays=True)
    assert found == {"b": Cause.CODE, "c": Cause.POPULATION, "d": Cause.POPULATION}
    assert {name: said.verdict for name, said in mixed(old, new, found, {Cause.POPULATION}).items()} == {
        "a": "met",
        "b": "met",
        "d": "met",
    }


def test_where_there_was_nothing_to_judge_all_is_evidence_gained() -> None:
    found = differences(UNJUDGED, cell(a="met", b="unmet"), stays=True)
    assert found == {"shop": Cause.EVIDENCE, "a": Cause.EVIDENCE, "b": Cause.EVIDENCE}


def test_of_a_unit_that_comes_all_is_population_also_what_it_lacks() -> None:
    assert differences({}, UNJUDGED, stays=False) == {"shop": Cause.POPULATION}


def test_another_line_or_reason_is_no_difference() -> None:
    assert differences(cell(a="unmet", reason="of 3"), cell(a="unmet", reason="of 4"), stays=True) == {}


def causes(old: Cell, new: Cell, *waivers: list[Waiver]) -> set[Cause]:
    said = ({"pay/x": {"shop": found}} for found in (old, new))
    before, after = waivers
    return set(moving({frozenset(): (old, new)}, Acceptance(*said, (before, after)), stays=True).causes)


def waiver(**other: object) -> Waiver:
    return Waiver(
        **{
            "standard": "pay/x",
            "integration": None,
            "subject": "a*",
            "fingerprint": None,
            "accepted": None,
            "matched": 0,
            "state": "in force",
            **other,
        }
    )  # type: ignore[arg-type]


def test_a_waiver_that_comes_for_what_was_unmet_is_a_waivers_doing() -> None:
    assert causes(cell(a="unmet"), cell(a="unmet", waived=True), [], [waiver()]) == {Cause.WAIVERS}


def test_what_is_mended_under_a_waiver_that_stays_is_the_codes_alone() -> None:
    stays = [waiver(matched=1)], [waiver(state="matches nothing")]
    assert causes(cell(a="unmet", waived=True), cell(a="met"), *stays) == {Cause.CODE}


def test_what_comes_with_a_waiver_of_its_own_is_both() -> None:
    assert causes(cell(a="met"), cell(a="unmet", waived=True), [], [waiver(matched=1)]) == {Cause.CODE, Cause.WAIVERS}


def test_a_waiver_that_would_not_have_covered_it_does_not_stand_for_the_old_run() -> None:
    old, new = cell(a="met"), cell(a="unmet", waived=True)
    for other in (
        waiver(subject="b*"),
        waiver(integration="bank"),
        waiver(state="declined"),
        waiver(accepted=0),
        waiver(fingerprint="b"),
        waiver(standard="pay/y"),
    ):
        assert Cause.WAIVERS in causes(old, new, [other], [waiver(matched=1)])
    assert Cause.WAIVERS not in causes(old, new, [waiver(fingerprint="a")], [waiver(matched=1)])
