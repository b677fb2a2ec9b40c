"""Accepting what is unmet, as a person would: on a real directory, with a real run, and read again by the next one."""

from __future__ import annotations

import json
import shutil
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from assay.engine.check import Options, check
from assay.engine.result import Result
from assay.model import UsageError
from assay.reviews.accepting import Draft, Terms, accept, approve, decline, revoke, write
from assay.reviews.waivers import list_waivers

PAYS = "own/nothing_pays"
SQL = """/*
title = "Nothing pays"
level = "must"
why = "w"
fix = "f"
reference = []
since = "1"
*/
select integration, path as subject, path not like '%/pay%' as met, 'pays' as reason, path from source_file
"""
TODAY = date(2026, 11, 20)
SOON = TODAY + timedelta(days=30)
FILES = {
    "package.json": json.dumps({"name": "shop", "workspaces": ["packages/*"]}),
    ".github/CODEOWNERS": "* @shop/all\n/packages/nordpay-integration @shop/cards @lee\n",
    f"assay/standards/{PAYS}.sql": SQL,
    "packages/nordpay-integration/package.json": json.dumps({"name": "@shop/nordpay-integration"}),
    "packages/nordpay-integration/src/[id]/pay.ts": "export const pay = () => 1;\n",
    "packages/nordpay-integration/src/i/pay.ts": "export const pay = () => 2;\n",
    "packages/core/package.json": json.dumps({"name": "@shop/core"}),
    "packages/core/src/pay.ts": "import '@shop/nordpay-integration';\n",
    "packages/core/src/index.ts": "import './pay';\n",
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("judged") / "shop"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    run(root).db.close()
    return root


@pytest.fixture
def shop(judged: Path, tmp_path: Path) -> Path:
    return shutil.copytree(judged, tmp_path / "shop")


def run(root: Path) -> Result:
    return check(root, Options(as_of=TODAY, only=("own/*", "component/waivers_*")))


def terms(what: str = PAYS, **stated: object) -> Terms:
    return Terms(**{"what": what, "reason": "for now", "until": SOON, "author": "kim@shop.example", **stated})


def accepted(root: Path, result: Result, **stated: object) -> Draft:
    draft = accept(root, result, terms(**stated), today=TODAY)
    write(root, draft)
    return draft


def test_what_is_accepted_is_counted_written_and_waived_by_the_next_run(shop: Path) -> None:
    first = run(shop)
    draft = accepted(shop, first, integration="nordpay-integration")
    assert draft.waiver.count == len(draft.findings) == 2
    assert tomllib.loads((shop / "assay.toml").read_text())["waiver"][0]["reason"] == "for now"
    waived = {f.path: f.waiver for f in run(shop).findings("unmet", standard=PAYS) if f.waived}
    assert set(waived.values()) == {draft.name}
    assert all(path.startswith("packages/nordpay") for path in waived)


def test_one_finding_is_accepted_by_its_fingerprint_and_no_other(shop: Path) -> None:
    first = run(shop)
    (one,) = [f for f in first.findings("unmet", standard=PAYS) if "[id]" in f.subject]
    draft = accepted(shop, first, what=one.fingerprint[:8])
    assert [f.fingerprint for f in draft.findings] == [one.fingerprint]
    assert [f.subject for f in run(shop).findings("unmet", standard=PAYS) if f.waived] == [one.subject]


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ({"reason": " \n"}, "needs a reason"),
        ({"until": TODAY - timedelta(days=1)}, "is past"),
        ({"until": TODAY + timedelta(days=367)}, "too far away"),
        ({"subject": "nothing*"}, "nothing that is unmet"),
        ({"integration": "nordpay"}, "no integration is called"),
        ({"what": "own/nothing_paid"}, "no standard"),
        ({"what": "0000000000"}, "no one finding"),
        ({"what": "component/waivers_end_in_time"}, "cannot be waived"),
    ],
)
def test_what_is_refused_says_why_and_writes_nothing(shop: Path, stated: dict[str, object], told: str) -> None:
    result = run(shop)
    with pytest.raises(UsageError, match=told) as refusal:
        accept(shop, result, terms(**stated), today=TODAY)
    assert refusal.value.remedy
    assert not (shop / "assay.toml").exists()


def test_what_is_met_or_waived_already_is_refused(shop: Path) -> None:
    result = run(shop)
    met = next(f for f in result.findings("met", standard=PAYS))
    with pytest.raises(UsageError, match="is met"):
        accept(shop, result, terms(met.fingerprint), today=TODAY)
    accepted(shop, result)
    with pytest.raises(UsageError, match="waived already"):
        accept(shop, result, terms(integration="core"), today=TODAY)


def test_how_long_a_waiver_may_last_is_configured(shop: Path) -> None:
    (shop / "assay.toml").write_text("[waivers]\nmax_days = 29\n", encoding="utf-8")
    with pytest.raises(UsageError, match="too far"):
        accept(shop, run(shop), terms(), today=TODAY)


def test_a_renewal_takes_the_place_and_has_to_be_approved_anew(shop: Path) -> None:
    (shop / "assay.toml").write_text('[waivers]\napprovers = "owners"\n', encoding="utf-8")
    result = run(shop)
    first = accepted(shop, result, integration="nordpay-integration")
    assert "@shop/cards or @lee" in first.why[0]
    write(shop, approve(shop, result, first.name, "@lee", today=TODAY))
    assert [f.waived for f in run(shop).findings("unmet", "nordpay-integration", PAYS)] == [True, True]
    again = accepted(shop, result, integration="nordpay-integration", until=SOON + timedelta(days=9))
    assert again.renews is not None and again.name != first.name
    (stated,) = tomllib.loads((shop / "assay.toml").read_text())["waiver"]
    assert stated["until"] == SOON + timedelta(days=9) and "approved_by" not in stated
    assert [f.waived for f in run(shop).findings("unmet", "nordpay-integration", PAYS)] == [False, False]


def test_only_owners_approve_where_owners_are_asked_for(shop: Path) -> None:
    (shop / "assay.toml").write_text('[waivers]\napprovers = "owners"\n', encoding="utf-8")
    result = run(shop)
    name = accepted(shop, result).name
    with pytest.raises(UsageError, match="owns nothing of what it covers"):
        approve(shop, result, name, "@kim", today=TODAY)
    write(shop, approve(shop, result, name, "@shop/cards", today=TODAY))
    found = run(shop)
    assert {(f.integration, f.waived) for f in found.findings("unmet", standard=PAYS)} == {
        ("nordpay-integration", True),
        ("core", False),
    }
    (waiting,) = found.findings("unknown", standard="component/waivers_are_approved")
    assert (waiting.integration, waiting.verdict.value) == ("shop", "unknown")
    assert waiting.reason == "waits for approval by @shop/all"
    assert (waiting.path, waiting.line) == ("assay.toml", 4)


def test_a_declined_waiver_covers_nothing_and_is_a_finding(shop: Path) -> None:
    result = run(shop)
    name = accepted(shop, result).name
    write(shop, decline(shop, result, name, "@lee", "mend it"))
    found = run(shop)
    assert not any(f.waived for f in found.findings())
    (told,) = found.findings("unmet", standard="component/waivers_are_approved")
    assert told.reason == "was declined by @lee: mend it"
    (listed,) = list_waivers(found, root=shop, as_of=TODAY)
    assert (listed.state, listed.covered, listed.declined_by) == ("declined", 0, "@lee")
    write(shop, approve(shop, result, name, "@lee", today=TODAY))
    assert all(f.waived for f in run(shop).findings("unmet", standard=PAYS))


def test_what_cannot_be_written_leaves_no_draft(shop: Path) -> None:
    draft = accept(shop, run(shop), terms(), today=TODAY)
    (shop / "assay.toml").mkdir()
    (shop / "assay.toml" / "taken").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        write(shop, draft)
    assert list(shop.glob(".assay-*")) == []


def test_what_is_revoked_is_gone_and_counts_again(shop: Path) -> None:
    (shop / "assay.toml").write_text("# ours\nexclude = []\n", encoding="utf-8")
    result = run(shop)
    draft = accepted(shop, result)
    write(shop, revoke(shop, result, draft.name))
    assert (shop / "assay.toml").read_text() == "# ours\nexclude = []\n"
    found = run(shop)
    assert not any(f.waived for f in found.findings())
    assert {f.verdict.value for f in found.findings(standard="component/waivers_end_in_time")} == {"met"}
    with pytest.raises(UsageError, match="no one waiver"):
        revoke(shop, result, draft.name)


def test_accepting_raises_no_floor(shop: Path) -> None:
    """Neither the unit's whose findings are accepted, nor the workspace's, whose waivers are in good order."""

    def floors() -> dict[str, float]:
        return {unit.name: unit.score_low for unit in run(shop).integrations}

    result, before = run(shop), floors()
    accepted(shop, result, integration="core")
    assert floors() == before
    accepted(shop, result, subject="*/[[]id]/*")
    assert floors() == before
    with (shop / "assay.toml").open("a", encoding="utf-8") as file:
        file.write('[[waiver]]\nstandard = "own/nothing_pays"\nauthor = "k"\nreason = "r"\nuntil = 2026-01-01\n')
    ended = floors()
    assert ended["shop"] < before["shop"]
    accepted(shop, result, subject="*/i/*")
    assert floors() == ended


def test_a_list_is_the_same_from_the_text_and_from_the_run(shop: Path) -> None:
    (shop / "assay.toml").write_text('[waivers]\napprovers = "owners"\nmax_days = 40\n', encoding="utf-8")
    result = run(shop)
    accepted(shop, result, integration="core")
    write(shop, approve(shop, result, accepted(shop, result, subject="*pay.ts").name, "@lee", today=TODAY))
    found = run(shop)
    assert list_waivers(found, as_of=TODAY) == list_waivers(found, root=shop, as_of=TODAY)
    ended = list_waivers(found, as_of=SOON + timedelta(days=1))
    assert [(one.state, one.days) for one in ended] == [("ended", -1), ("ended", -1)]
