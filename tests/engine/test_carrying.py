"""What a team decided about another tool's rules holds for the standards that answer them."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from assay.engine.check import Options, check
from assay.engine.result import Result
from assay.reports import terminal

STANDARD = """/*
title = "t"
level = "should"
why = "w"
fix = "f"
reference = []
since = "1"
evidence = []
answers = ["spectral:operation-tags", "spectral:info-contact"]
*/
select path as subject, path not like '%.bad' as met, 'seen' as reason, path,
    case when path like '%tags%' then 'spectral:operation-tags' when path like '%contact%' then 'spectral:info-contact'
    end as answers
from target_file where path like '%.good' or path like '%.bad'
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    standards = tmp_path / "assay" / "standards" / "own"
    standards.mkdir(parents=True)
    (standards / "described.sql").write_text(STANDARD, encoding="utf-8")
    (tmp_path / "package.json").write_text('{"name": "shop"}', encoding="utf-8")
    for name in ("tags.bad", "contact.bad", "both.bad", "tags.good", "api/tags.bad", "api/v1/tags.bad"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def judged(root: Path, ruleset: str, place: str = ".spectral.yaml") -> dict[str, str]:
    (root / place).write_text(ruleset, encoding="utf-8")
    return {finding.subject: f"{finding.level} {finding.verdict}" for finding in run(root).findings()}


def run(root: Path) -> Result:
    return check(root, Options(as_of=date(2026, 11, 20), only=("own/*",)))


UNDECIDED = dict.fromkeys(("tags.bad", "contact.bad", "both.bad", "api/tags.bad", "api/v1/tags.bad"), "should unmet")


def test_what_is_off_is_not_judged_and_a_severity_is_a_level(root: Path) -> None:
    assert {f.subject: f"{f.level} {f.verdict}" for f in run(root).findings()} == {
        **UNDECIDED,
        "tags.good": "should met",
    }
    assert judged(root, "extends: spectral:oas") == {**UNDECIDED, "tags.good": "should met"}
    assert judged(root, "rules: {operation-tags: off}") == {
        "contact.bad": "should unmet",
        "both.bad": "should unmet",
    }, "what answers another rule, too, stays"
    assert judged(root, "rules: {operation-tags: off, info-contact: hint}") == {
        "contact.bad": "may unmet",
        "both.bad": "may unmet",
    }
    assert judged(root, "rules: {operation-tags: off, info-contact: off}") == {}
    assert judged(root, "rules: {operation-tags: error}") == {
        **dict.fromkeys(("tags.bad", "both.bad", "api/tags.bad", "api/v1/tags.bad"), "must unmet"),
        "contact.bad": "should unmet",
        "tags.good": "must met",
    }


def test_the_nearest_ruleset_holds_and_its_overrides_for_their_files(root: Path) -> None:
    judged(root, "rules: {operation-tags: off, info-contact: off}")
    nearer = "rules: {operation-tags: error}\noverrides: [{files: ['v1/**'], rules: {operation-tags: info}}]"
    assert judged(root, nearer, "api/.spectral.yaml") == {
        "api/tags.bad": "must unmet",
        "api/v1/tags.bad": "may unmet",
    }


def test_a_unit_is_as_fit_as_the_team_made_it(root: Path) -> None:
    (unit,) = run(root).integrations
    assert unit.musts_unmet == 0
    (root / ".spectral.yaml").write_text("rules: {operation-tags: error}", encoding="utf-8")
    (unit,) = run(root).integrations
    assert unit.musts_unmet == 1


def test_what_carries_over_and_what_does_not_is_said(root: Path) -> None:
    (root / ".spectral.yaml").write_text(
        "extends: ['@house/rules']\nrules:\n  operation-tags: off\n  info-contact: error\n  path-params: error\n"
        "  own-rule: {given: $, then: {function: truthy}}\n",
        encoding="utf-8",
    )
    result = run(root)
    (carried,) = result.run.rulesets
    assert (carried.path, carried.folder) == (".spectral.yaml", "")
    assert carried.off == ("spectral:operation-tags",)
    assert carried.levels[0] == ("spectral:info-contact", "must")
    assert carried.lost["extended rulesets that are not read"] == ["@house/rules"]
    assert carried.lost["rules that say themselves what they judge"] == ["own-rule"]
    shown = Console(file=StringIO(), width=200)
    terminal.show(result, console=shown)
    assert isinstance(shown.file, StringIO)
    text = " ".join(shown.file.getvalue().split())
    assert ".spectral.yaml holds for the whole target: 1 rule (operation-tags) not judged;" in text
    assert "extended rulesets that are not read (@house/rules)" in text
    again = run(root)
    assert again.run.rulesets == result.run.rulesets, "a run of the same files says the same"
