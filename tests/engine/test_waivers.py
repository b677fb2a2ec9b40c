"""Waivers held against findings: what each covers, how it stands, and who has to agree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import duckdb
import pytest

from assay.engine.evidence import load_rows, open_database
from assay.engine.outcomes import FINDING
from assay.engine.stated import Waiver, Waivers
from assay.engine.waivers import Standing, State, Weighed, mark, named, standing, weigh

TODAY = date(2026, 11, 20)
ANYBODY = Waivers()
OWNERS = Waivers(approvers="owners")


class Decided(NamedTuple):
    id: str
    at: str
    who: str
    what: str
    about: str
    why: str = ""
    until: str | None = None


@pytest.fixture
def db(tmp_path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_database() as opened:
        rows = [
            {"standard": "a/b", "integration": unit, "subject": subject, "verdict": verdict, "fingerprint": print_}
            for unit, subject, verdict, print_ in (
                ("cards", "GET /a", "unmet", "f1"),
                ("cards", "GET /b[1]", "unmet", "f2"),
                ("cards", "GET /c", "met", "f3"),
                ("wallet", "GET /a", "unmet", "f4"),
                ("wallet", "GET /d", "unknown", "f5"),
            )
        ]
        load_rows(opened, "finding", FINDING, ({**row, "waived": False} for row in rows), tmp_path)
        opened.execute(
            "create table integration as select * from (values ('cards', '@shop/Cards @lee'), ('wallet', null)) "
            "t(integration, owner)"
        )
        yield opened


def waiver(**stated: object) -> Standing:
    terms = {"standard": "a/b", "author": "Kim", "reason": "r", "until": date(2026, 12, 1), **stated}
    return Standing(name="n1", **terms)


def weighed(db: duckdb.DuckDBPyConnection, one: Standing, rules: Waivers = ANYBODY, judged: str = "a/b") -> Weighed:
    (found,) = weigh(db, [one], TODAY, {judged}, rules)
    return found


@pytest.mark.parametrize(
    ("stated", "state", "covered"),
    [
        ({}, State.IN_FORCE, ("f1", "f2", "f4")),
        ({"count": 3}, State.IN_FORCE, ("f1", "f2", "f4")),
        ({"count": 2}, State.MATCHES_MORE, ()),
        ({"integration": "cards", "subject": "GET /b[[]1]"}, State.IN_FORCE, ("f2",)),
        ({"subject": "GET /c"}, State.MATCHES_NOTHING, ()),
        ({"subject": "GET /d"}, State.NOT_JUDGED, ()),
        ({"until": TODAY}, State.IN_FORCE, ("f1", "f2", "f4")),
        ({"until": date(2026, 11, 19)}, State.ENDED, ()),
        ({"until": None}, State.ENDED, ()),
        ({"declined_by": "@lee"}, State.DECLINED, ()),
    ],
)
def test_what_a_waiver_covers(db, stated: dict[str, object], state: State, covered: tuple[str, ...]) -> None:
    found = weighed(db, waiver(**stated))
    assert (found.state, found.covered) == (state, covered)


def test_a_standard_that_was_not_judged_is_not_spoken_of(db) -> None:
    assert weighed(db, waiver(subject="GET /c"), judged="c/d").state is State.NOT_JUDGED


def test_owners_approve_what_is_theirs(db) -> None:
    assert weighed(db, waiver(), OWNERS).covered == ()
    half = weighed(db, waiver(approved_by=("@shop/cards",)), OWNERS)
    assert (half.state, half.covered) == (State.WAITS, ("f1", "f2"))
    assert half.waits_for == ("",), "nobody owns the wallet"
    whole = weighed(db, waiver(integration="cards", approved_by=("@LEE",)), OWNERS)
    assert (whole.state, whole.covered) == (State.IN_FORCE, ("f1", "f2"))
    stranger = weighed(db, waiver(integration="cards", approved_by=("@kim",)), OWNERS)
    assert (stranger.state, stranger.waits_for) == (State.WAITS, ("@shop/Cards @lee",))


def test_what_is_waived_names_its_waiver(db) -> None:
    mark(db, weigh(db, [waiver(subject="GET /a"), waiver(count=1)], TODAY, {"a/b"}, ANYBODY))
    marked = db.execute("select fingerprint, waiver from finding where waived order by 1").fetchall()
    assert marked == [("f1", "n1"), ("f4", "n1")]


TEXT = Waiver(standard="a/b", author="Kim", reason="r", until=date(2026, 12, 1), integration="cards")


def stands(tmp_path, *decisions: Decided) -> list[Standing]:
    facts = 'standard = "a/b"\nauthor = "Kim"\nreason = "r"\nuntil = 2026-12-01\nintegration = "cards"\n'
    (tmp_path / "assay.toml").write_text(f"# ours\n[[waiver]]\n{facts}", encoding="utf-8")
    return standing(tmp_path, [TEXT], decisions)


def test_the_last_word_about_a_waiver_counts(tmp_path) -> None:
    name = named(TEXT)
    yes = Decided("d1", "2026-11-01T10:00:00", "@lee", "approve", name)
    no = Decided("d2", "2026-11-02T10:00:00", "@ann", "decline", name, "not again")
    again = Decided("d3", "2026-11-03T10:00:00", "@lee", "approve", name)
    (one,) = stands(tmp_path, yes)
    assert (one.line, one.approved_by, one.declined_by) == (2, ("@lee",), None)
    (one,) = stands(tmp_path, no, yes)
    assert (one.approved_by, one.declined_by, one.declined_reason) == ((), "@ann", "not again")
    (one,) = stands(tmp_path, again, yes, no)
    assert (one.approved_by, one.declined_by) == (("@lee",), None)


def test_an_approval_is_of_these_terms_only() -> None:
    assert named(TEXT) == named(Waiver(**{**_terms(TEXT), "approved_by": ("@lee",)}))
    for field, value in {"until": date(2027, 12, 1), "count": 5, "subject": "*", "reason": "s"}.items():
        assert named(Waiver(**{**_terms(TEXT), field: value})) != named(TEXT)


def _terms(of: Waiver) -> dict[str, object]:
    return {field: getattr(of, field) for field in of.__struct_fields__}


def test_a_proposal_covers_its_finding_once_it_is_approved(db, tmp_path) -> None:
    asked = Decided("d1", "2026-11-01T10:00:00", "@kim", "propose", "f4", "the provider mends it", "2026-12-01")
    _, one = stands(tmp_path, asked)
    assert (one.origin, one.until, one.reason) == ("lake", date(2026, 12, 1), "the provider mends it")
    assert weighed(db, one).state is State.WAITS
    _, one = stands(tmp_path, asked, Decided("d2", "2026-11-02T10:00:00", "@lee", "approve", "d1"))
    assert (weighed(db, one).state, weighed(db, one).covered) == (State.IN_FORCE, ("f4",))
    assert weighed(db, one, OWNERS).state is State.WAITS, "nobody owns the wallet"
