"""Decisions in the lake and the audit trail, on a real directory under git."""

from __future__ import annotations

import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

from assay.engine.check import Options, check
from assay.engine.result import Result
from assay.model import UsageError
from assay.reviews import accepting, decisions
from assay.reviews.decisions import listed
from assay.reviews.trail import trail
from assay.store.lake import Lake

SQL = """/*
title = "Nothing pays"
level = "must"
why = "w"
fix = "f"
reference = []
since = "1"
*/
select integration, path as subject, path not like '%pay%' as met, 'pays' as reason, path from source_file
"""
TODAY = date(2026, 11, 20)
SOON = TODAY + timedelta(days=30)


def git(root: Path, *words: str, who: str = "kim") -> None:
    author = ["-c", f"user.name={who.title()}", "-c", f"user.email={who}@shop.example"]
    subprocess.run(["git", *author, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    for name, text in {
        "package.json": '{"name": "shop"}',
        ".github/CODEOWNERS": "* @lee\n",
        ".gitignore": ".assay/\n",
        "src/pay.ts": "export const pay = () => 1;\n",
        "assay/standards/own/nothing_pays.sql": SQL,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    git(root, "init", "-q")
    return root


def run(root: Path) -> Result:
    return check(root, Options(as_of=TODAY, only=("own/*", "component/waivers_are_approved")))


def unmet(result: Result) -> str:
    (one,) = result.findings("unmet", standard="own/nothing_pays")
    return one.fingerprint


def waived(root: Path) -> list[bool]:
    return [f.waived for f in run(root).findings("unmet", standard="own/nothing_pays")]


def test_what_is_proposed_waives_once_it_is_approved_and_until_it_is_declined(shop: Path) -> None:
    result, lake = run(shop), Lake(shop / ".assay")
    asked = decisions.propose(lake, result, unmet(result), who="kim", why="in May", until=SOON, today=TODAY)
    assert [one.state for one in listed(lake, result, as_of=TODAY)] == ["waits for approval"]
    assert waived(shop) == [False]
    decisions.approve(lake, result, asked.id, who="ann", today=TODAY)
    found = run(shop)
    assert waived(shop) == [True]
    (one,) = listed(lake, found, as_of=TODAY)
    assert (one.state, one.origin, one.approved_by, one.reason) == ("in force", "lake", "ann", "in May")
    decisions.decline(lake, found, asked.id[:6], who="lee", why="no", today=TODAY)
    assert waived(shop) == [False]
    (told,) = run(shop).findings("unmet", standard="component/waivers_are_approved")
    assert told.reason == "was declined by lee: no"


def test_an_approved_proposal_ends_on_its_day(shop: Path) -> None:
    result, lake = run(shop), Lake(shop / ".assay")
    asked = decisions.propose(lake, result, unmet(result), who="kim", why="w", until=SOON, today=TODAY)
    decisions.approve(lake, result, asked.id, who="ann", today=TODAY)
    later = check(shop, Options(as_of=SOON + timedelta(days=1), only=("own/*",)))
    assert [f.waived for f in later.findings("unmet")] == [False]
    assert "ended on" in later.run.warnings[0]


def test_owners_approve_in_the_lake_too(shop: Path) -> None:
    (shop / "assay.toml").write_text('[waivers]\napprovers = "owners"\nmax_days = 31\n', encoding="utf-8")
    result, lake = run(shop), Lake(shop / ".assay")
    with pytest.raises(UsageError, match="more than 31 days"):
        decisions.propose(lake, result, unmet(result), who="kim", why="w", until=SOON + timedelta(days=9), today=TODAY)
    asked = decisions.propose(lake, result, unmet(result), who="kim", why="w", until=SOON, today=TODAY)
    with pytest.raises(UsageError, match="owns nothing"):
        decisions.approve(lake, result, asked.id, who="@kim", today=TODAY)
    decisions.approve(lake, result, asked.id, who="@Lee", today=TODAY)
    assert waived(shop) == [True]


def test_what_cannot_be_proposed_says_why(shop: Path) -> None:
    result, lake = run(shop), Lake(shop / ".assay")
    terms = {"who": "kim", "why": "w", "until": SOON, "today": TODAY}
    for wrong in ({"who": " "}, {"why": ""}, {"why": "x" * 3000}, {"until": TODAY - timedelta(days=1)}):
        with pytest.raises(UsageError):
            decisions.propose(lake, result, unmet(result), **{**terms, **wrong})
    with pytest.raises(UsageError, match="nothing that is unmet"):
        decisions.propose(lake, result, "0" * 16, **terms)
    decisions.propose(lake, result, unmet(result), **terms)
    with pytest.raises(UsageError, match="asked for already"):
        decisions.propose(lake, result, unmet(result), **terms)
    with pytest.raises(UsageError, match="no one waiver"):
        decisions.approve(lake, result, "ffffff", who="kim")
    assert len(lake.catalog.decisions(result.run.target)) == 1


def test_a_waiver_of_the_text_is_declined_from_afar(shop: Path) -> None:
    draft = accepting.accept(
        shop,
        run(shop),
        accepting.Terms(what="own/nothing_pays", reason="w", until=SOON, author="kim"),
        today=TODAY,
    )
    accepting.write(shop, draft)
    result, lake = run(shop), Lake(shop / ".assay")
    assert waived(shop) == [True]
    decisions.decline(lake, result, draft.name, who="lee", why="mend it", today=TODAY)
    assert waived(shop) == [False]


def test_the_trail_tells_who_wrote_what_and_whom_it_names(shop: Path) -> None:
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "the shop")
    result, lake = run(shop), Lake(shop / ".assay")
    terms = accepting.Terms(what="own/nothing_pays", reason="in May", until=SOON, author="kim@shop.example")

    def commit(draft: accepting.Draft, who: str) -> str:
        accepting.write(shop, draft)
        git(shop, "add", "-A")
        git(shop, "commit", "-qm", "decide", who=who)
        return draft.name

    name = commit(accepting.accept(shop, result, terms, today=TODAY), "kim")
    commit(accepting.approve(shop, result, name, "@lee", today=TODAY), "kim")
    commit(accepting.decline(shop, result, name, "@lee", "no"), "lee")
    (shop / "assay.toml").write_text("broken = [", encoding="utf-8")
    git(shop, "commit", "-qam", "broken for a while")
    git(shop, "revert", "--no-edit", "HEAD")
    commit(accepting.revoke(shop, None, name), "ann")
    decisions.propose(lake, result, unmet(result), who="kim", why="again", until=SOON, today=TODAY)
    told = trail(shop, lake.catalog.decisions(result.run.target))
    newest, *written = told
    assert (newest.what, newest.who, newest.where) == ("propose", "kim", "lake")
    said = [(entry.what, entry.who.split()[0], entry.named, entry.why) for entry in written]
    assert said[0] == ("revoke", "Ann", None, None)
    assert said[-3:] == [
        ("decline", "Lee", "@lee", "no"),
        ("approve", "Kim", "@lee", None),
        ("waive", "Kim", "kim@shop.example", "in May"),
    ]
    assert {entry.name for entry in written} == {name}


def test_without_git_there_is_the_lake_only(tmp_path: Path) -> None:
    assert trail(tmp_path) == []
