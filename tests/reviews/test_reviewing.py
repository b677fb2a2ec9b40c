"""Whole reviews of changes to the example: what is new, fixed, unchanged, and what cannot be told any more."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tree_sitter
import tree_sitter_typescript
from reviewed import Shop, rows, told

from assay.engine.check import Options, check
from assay.model import UsageError
from assay.reviews.change_gate import FailOnChange, gate_change
from assay.reviews.comparison import Status, Touched
from assay.reviews.reviewing import Asked, Review, review
from seeding import AS_OF

APPEARED = (Status.NEW, Status.REAPPEARED)
LOOKUP = "packages/lumen-address-integration/src/lookup.ts"
TIMEOUTS = "service/outbound_calls_time_out"


def with_timeout(text: str) -> str:
    changed = text.replace("`);", "`, { signal: AbortSignal.timeout(5000) });")
    assert changed != text
    return changed


def unmet(shop: Shop) -> int:
    """How many findings of the base are unmet: what a change that changes nothing must leave unchanged."""
    return len(shop.review().base.findings(verdict="unmet"))


def test_a_change_of_nothing_changes_nothing(shop: Shop) -> None:
    found = shop.review()
    assert {row.status for row in found.comparison.rows} == {Status.UNCHANGED}
    assert not [unit.name for unit in found.comparison.units if unit.changed]
    assert gate_change(found).holds


def test_what_a_change_breaks_is_new_and_on_its_own_lines(shop: Shop) -> None:
    text = "export const ping = () => fetch('https://api.lumen.example/ping', { method: 'POST' });\n"
    (shop.root / "packages/lumen-address-integration/src/ping.ts").write_text(text)
    found = shop.review()
    new = [row for row in rows(found, Status.NEW) if row.finding.standard == TIMEOUTS]
    assert [(row.finding.path, row.finding.line, row.touched) for row in new] == [
        ("packages/lumen-address-integration/src/ping.ts", 1, Touched.LINE)
    ]
    assert found.comparison.rows[0].touched is Touched.LINE
    held = gate_change(found)
    assert not held.holds and "new unmet must" in held.reasons[0]
    assert gate_change(found, [FailOnChange.NEVER]).holds
    shop.commit()
    assert told(shop.review(), Status.NEW) == told(found, Status.NEW)


def test_a_fit_unit_that_becomes_unfit_is_named_and_so_is_a_floor_that_fell(shop: Shop) -> None:
    unit = "nordpay-integration"
    text = "export const ping = () => fetch('/api/ping', { method: 'POST' });\n"
    (shop.root / f"packages/{unit}/src/ping.ts").write_text(text)
    found = shop.review()
    assert gate_change(found, [FailOnChange.UNFIT]).reasons == (f"became unfit: {unit}",)
    assert unit in gate_change(found, [FailOnChange.FLOOR_FELL]).reasons[0]
    assert gate_change(found, [FailOnChange.NOT_JUDGED]).holds
    assert not gate_change(found, [FailOnChange.NEW_MAY]).holds


def test_what_a_change_mends_is_fixed(shop: Shop) -> None:
    (before,) = shop.review().base.findings("unmet", standard=TIMEOUTS)
    shop.edit(LOOKUP, with_timeout)
    found = shop.review()
    (fixed,) = [row for row in rows(found, Status.FIXED) if row.finding.standard == TIMEOUTS]
    assert fixed.finding.fingerprint == before.fingerprint
    assert fixed.because.startswith("met: gives up")


def test_what_is_deleted_is_fixed_for_it_is_gone(shop: Shop) -> None:
    (shop.root / LOOKUP).unlink()
    (fixed,) = [row for row in rows(shop.review(), Status.FIXED) if row.finding.standard == TIMEOUTS]
    assert fixed.because.startswith("gone")


def move(shop: Shop, old: str, new: str) -> None:
    (shop.root / new).parent.mkdir(parents=True, exist_ok=True)
    shop.everywhere(old, new)
    shop.git("mv", old, new)


def test_a_moved_directory_makes_nothing_new(shop: Shop) -> None:
    before = unmet(shop)
    move(shop, "packages/lumen-address-integration/src", "packages/lumen-address-integration/lib")
    found = shop.review()
    assert told(found, *APPEARED, Status.FIXED, Status.NOT_JUDGED) == []
    assert len(rows(found, Status.UNCHANGED)) == before
    shop.commit()
    assert told(shop.review(), *APPEARED, Status.FIXED, Status.NOT_JUDGED) == []


def test_a_moved_package_makes_nothing_new(shop: Shop) -> None:
    before = unmet(shop)
    move(shop, "packages/lumen-address-integration", "packages/lumen-places-integration")
    shop.commit()
    found = shop.review()
    assert dict(found.comparison.moves.units) == {"lumen-address-integration": "lumen-places-integration"}
    assert told(found, *APPEARED, Status.FIXED, Status.NOT_JUDGED) == []
    assert len(rows(found, Status.UNCHANGED)) == before


def test_a_renamed_package_makes_nothing_new(shop: Shop) -> None:
    before = unmet(shop)
    name = json.loads((shop.root / "packages/nordpay-integration/package.json").read_text())["name"]
    shop.everywhere(f'"{name}', '"@harbour/northern-payments')
    shop.everywhere(f"'{name}", "'@harbour/northern-payments")
    shop.commit()
    found = shop.review()
    assert dict(found.comparison.moves.packages) == {name: "@harbour/northern-payments"}
    assert told(found, *APPEARED, Status.FIXED, Status.NOT_JUDGED) == []
    assert len(rows(found, Status.UNCHANGED)) == before


def reformatted(source: bytes) -> bytes:
    """A line break after each comma, semicolon, opening brace and parenthesis of the code, and other indentation."""
    tree = tree_sitter.Parser(tree_sitter.Language(tree_sitter_typescript.language_tsx())).parse(source)
    ends, waiting = [], [tree.root_node]
    while waiting:
        node = waiting.pop()
        if node.type not in ("template_string", "jsx_text", "string", "regex", "comment"):
            waiting += node.children
            if not node.children and node.type in (",", ";", "{", "(") and "jsx" not in node.parent.type:
                ends.append(node.end_byte)
    for end in sorted(ends, reverse=True):
        source = source[:end] + b"\n      " + source[end:].lstrip(b" ")
    return source


def test_a_reformatted_tree_makes_nothing_new(shop: Shop) -> None:
    before = unmet(shop)
    files = [path for path in shop.git("ls-files", "packages").splitlines() if path.endswith((".ts", ".tsx"))]
    for path in files:
        file = shop.root / path
        file.write_bytes(reformatted(file.read_bytes()))
    assert len(shop.git("diff", "--name-only").splitlines()) > 20
    shop.commit()
    found = shop.review()
    assert told(found, *APPEARED, Status.FIXED, Status.NOT_JUDGED) == []
    assert len(rows(found, Status.UNCHANGED)) == before


def test_what_counts_lines_is_not_new_where_only_the_layout_changed(shop: Shop) -> None:
    files = ["packages/core/src/steps.ts", "packages/nordpay-integration/src/steps.ts"]
    text = "".join(f"export const step{n} = (a: number, b: number) => a * {n} + b;\n" for n in range(80))
    for file, laid_out in zip(files, (text, text.replace(" => ", " =>\n  ")), strict=True):
        (shop.root / file).write_text(laid_out)
    base = shop.commit("two files that differ in layout")
    (shop.root / files[1]).write_text(text)
    found = shop.review(base=base, exact=True)
    copied = [row for row in found.comparison.rows if row.layout]
    assert {row.finding.standard for row in copied} >= {"component/files_are_not_copied"}
    assert {(row.status, row.counts) for row in copied} == {(Status.UNCHANGED, False)}
    assert not [row for row in rows(found, *APPEARED) if row.finding.path == files[1]]
    (shop.root / files[1]).write_text(text + "export const last = 1;\n")
    assert not [row for row in shop.review(base=base, exact=True).comparison.rows if row.layout]


RECORDED = "packages/kvitto-integration/e2e"


def recording(shop: Shop) -> Path:
    (file,) = (shop.root / RECORDED).rglob("*.har")
    return file


def recorded(found: Review) -> set[str]:
    """Standards that the base has unmet findings of in this recording."""
    return {f.standard for f in found.base.findings("unmet") if f.path and f.path.startswith(f"{RECORDED}/__har__")}


@pytest.mark.parametrize("harm", ["cut", "delete", "hide"])
def test_a_tool_that_could_not_read_closes_nothing(shop: Shop, harm: str) -> None:
    file = recording(shop)
    if harm == "cut":
        file.write_bytes(file.read_bytes()[:-200])
    elif harm == "delete":
        file.unlink()
    else:
        (shop.root / ".gitignore").write_text("*.har\n")
    found = shop.review()
    lost = {row.finding.standard: row.because for row in rows(found, Status.NOT_JUDGED)}
    assert recorded(found) and recorded(found) <= lost.keys()
    assert not recorded(found) & {row.finding.standard for row in rows(found, Status.FIXED)}
    assert gate_change(found, [FailOnChange.NOT_JUDGED]).reasons
    expected = {"cut": "could not be read", "delete": "not there any more", "hide": "not read any more"}[harm]
    assert any(expected in because for because in lost.values()), lost


def test_a_unit_that_is_gone_takes_its_findings_with_it(shop: Shop) -> None:
    shop.git("rm", "-r", "--quiet", "packages/kvitto-integration")
    found = shop.review()
    mine = {f.fingerprint for f in found.base.findings("unmet", integration="kvitto-integration")}
    fixed = {row.finding.fingerprint for row in rows(found, Status.FIXED)}
    assert mine and mine <= fixed


def test_what_the_base_could_not_judge_is_told_apart_from_what_the_change_did(shop: Shop) -> None:
    file, text = recording(shop), recording(shop).read_text()
    file.unlink()
    base = shop.commit("no recording")
    file.write_text(text)
    found = shop.review(base=base)
    unseen = [row for row in rows(found, Status.NEW) if row.unseen]
    assert unseen and all(row.touched is not Touched.NOTHING for row in unseen if row.finding.path)


def test_the_base_is_where_the_branch_left_it_unless_the_tip_is_asked_for(shop: Shop) -> None:
    main = shop.git("rev-parse", "main")
    shop.git("checkout", "--quiet", "-B", "later", "main")
    (shop.root / "notes.md").write_text("later\n")
    tip = shop.commit("main went on")
    shop.git("checkout", "--quiet", shop.branch)
    found = shop.review(base="later")
    assert found.base.run.commit == main
    assert "where it was left" in found.told[0]
    assert shop.review(base="later", exact=True).base.run.commit == tip


def test_a_base_that_the_lake_lacks_is_judged_in_a_worktree_that_goes_away(shop: Shop, tmp_path: Path) -> None:
    shop.edit(LOOKUP, lambda text: text + "// touched\n")
    known = shop.review()
    assert "judged by run" in known.told[0]
    options = Options(lake=tmp_path / "lake", as_of=AS_OF)
    found = review(shop.root, Asked(base="main"), options)
    assert "judged by the standards" in found.told[0]
    assert found.base.fresh < found.head.fresh / 4, "what both share is read once"
    assert [(row.status, row.finding) for row in found.comparison.rows] == [
        (row.status, row.finding) for row in known.comparison.rows
    ]
    assert shop.git("worktree", "list").count("\n") == 0
    assert list((tmp_path / "lake" / "tmp").iterdir()) == []


def test_a_dirty_run_of_the_base_is_not_taken_for_the_base(shop: Shop, tmp_path: Path) -> None:
    options = Options(lake=tmp_path / "lake", as_of=AS_OF)
    shop.git("checkout", "--quiet", "-B", "dirty", "main")
    (shop.root / LOOKUP).unlink()
    check(shop.root, options)
    shop.git("checkout", "--quiet", "--force", shop.branch)
    assert "judged by the standards" in review(shop.root, Asked(base="main"), options).told[0]


def test_a_run_of_the_base_with_the_reports_of_its_tests_is_taken(shop: Shop, tmp_path: Path) -> None:
    options = Options(lake=tmp_path / "lake", as_of=AS_OF)
    shop.git("checkout", "--quiet", "-B", "reported", "main")
    shop.edit("assay.toml", lambda text: 'include = ["out/*.xml"]\n' + text)
    (shop.root / ".gitignore").write_text("out/\n")
    base = shop.commit("reports are read though they are ignored")
    report = shop.root / "out" / "junit.xml"
    report.parent.mkdir()
    report.write_text('<testsuites><testsuite name="a"><testcase classname="a" name="b"/></testsuite></testsuites>')
    check(shop.root, options)
    shop.edit(LOOKUP, lambda text: text + "// touched\n")
    found = review(shop.root, Asked(base=base, exact=True), options)
    assert "judged by run" in found.told[0]
    assert "out/junit.xml" in {collected["path"] for collected in found.base.collections()}


def test_two_commits_can_be_reviewed_whatever_is_checked_out(shop: Shop) -> None:
    shop.edit(LOOKUP, with_timeout)
    shop.commit()
    shop.git("checkout", "--quiet", "main")
    found = shop.review(base="main", head=shop.branch)
    assert TIMEOUTS in {row.finding.standard for row in rows(found, Status.FIXED)}
    assert found.head.run.commit == shop.git("rev-parse", shop.branch)


def test_the_configuration_of_the_head_judges_both(shop: Shop) -> None:
    stated = f'\n[[integration]]\npath = "packages/new-integration"\n\n[limits."{TIMEOUTS}"]\nmax_ms = 1\n'
    (shop.root / "packages/new-integration").mkdir()
    (shop.root / "packages/new-integration/index.ts").write_text("export const a = 1;\n")
    shop.edit("assay.toml", lambda text: text + stated)
    found = shop.review()
    assert any("edits assay.toml" in text for text in found.told)
    late = [row for row in found.comparison.rows if row.finding.standard == TIMEOUTS and row.finding.path != LOOKUP]
    assert late and {row.status for row in late} == {Status.UNCHANGED}


def test_a_shallow_clone_says_how_to_get_the_base(shop: Shop, tmp_path: Path) -> None:
    shop.edit(LOOKUP, lambda text: text + "// touched\n")
    shop.commit()
    clone = tmp_path / "clone"
    words = ["git", "clone", "--quiet", "--depth=1", f"--branch={shop.branch}", f"file://{shop.root}", str(clone)]
    subprocess.run(words, check=True, capture_output=True)
    with pytest.raises(UsageError) as told_:
        review(clone, Asked(base="main"), Options(lake=tmp_path / "lake", as_of=AS_OF))
    assert "main" in told_.value.what
    assert "fetch-depth: 0" in (told_.value.remedy or "")


def test_no_repository_and_no_such_base_are_told_kindly(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="git repository"):
        review(tmp_path, Asked(base="main"), Options(lake=tmp_path / "lake"))
    with pytest.raises(UsageError, match="no commit is called nowhere"):
        shop.review(base="nowhere")
    with pytest.raises(UsageError, match="no commit is called --output"):
        shop.review(base="--output=x")


def test_an_interrupted_review_leaves_no_worktree(shop: Shop, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    words = [sys.executable, "-m", "assay", "review", "--base", "main", "--lake", str(lake)]
    with subprocess.Popen(words, cwd=shop.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        deadline = time.monotonic() + 60
        while not list((lake / "tmp").glob("review-*/packages")) and running.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        told_ = running.communicate(timeout=60)[1]
    assert running.returncode == 3, told_
    assert "stopped" in told_
    assert list((lake / "tmp").iterdir()) == []
    assert shop.git("worktree", "list").count("\n") == 0


def test_what_was_mended_and_is_back_has_reappeared(shop: Shop, tmp_path: Path) -> None:
    options = Options(lake=tmp_path / "lake", as_of=AS_OF)
    shop.git("checkout", "--quiet", "-B", "trunk", "main")
    check(shop.root, options)
    broken = (shop.root / LOOKUP).read_text()
    shop.edit(LOOKUP, with_timeout)
    shop.commit("mended")
    check(shop.root, options)
    shop.git("checkout", "--quiet", "-B", shop.branch)
    (shop.root / LOOKUP).write_text(broken)
    found = review(shop.root, Asked(base="trunk"), options)
    (back,) = rows(found, Status.REAPPEARED)
    assert back.finding.standard == TIMEOUTS and back.counts
    assert not gate_change(found).holds
    assert rows(review(shop.root, Asked(base="trunk"), options), Status.REAPPEARED) == [back]
