"""What a ruleset comes to with those that it extends, as Spectral itself merges them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import duckdb

from assay.collectors import spectral
from assay.derivations import rulesets
from assay.engine.standards import load_standards
from assay.model import Conventions, Row, Source, Target
from assay.tables.rulesets import Ruleset, RulesetGap, RulesetRule


def _derived(files: Mapping[str, str], conventions: Conventions | None = None) -> list[Row]:
    conventions = conventions or Conventions()
    target, statements = Target(files, conventions), []
    for path in spectral.find(target):
        for row in spectral.read(Source(path, files[path].encode(), conventions)):
            statements.append((path, row.number, row.kind, row.name, row.setting, row.files))  # type: ignore[attr-defined]
    ordered = sorted(statements, key=lambda row: row[:2])
    return list(rulesets.derive({"statements": [(path, *said) for path, _, *said in ordered]}, target))


def _decided(files: Mapping[str, str]) -> dict[str, str]:
    rules = [row for row in _derived(files) if isinstance(row, RulesetRule) and row.files is None]
    return {row.rule.removeprefix("spectral:"): row.decision for row in rules}


def _gaps(files: Mapping[str, str]) -> set[tuple[str, str]]:
    return {(row.what, row.name) for row in _derived(files) if isinstance(row, RulesetGap)}


def test_severities_become_levels_and_what_is_unasked_decides_nothing() -> None:
    stated = "operation-tags: off, info-contact: error, path-params: warn, info-license: true, oas3-schema: hint"
    assert _decided({".spectral.yaml": f"extends: spectral:oas\nrules: {{{stated}, typed-enum: info}}"}) == {
        "operation-tags": "off",
        "info-contact": "must",
        "path-params": "should",
        "oas3-schema": "may",
        "typed-enum": "may",
    }


def test_a_later_ruleset_takes_the_place_of_an_earlier_and_the_own_words_come_last() -> None:
    files = {
        ".spectral.yaml": "extends: [./a.yaml, ./b.yaml]\nrules: {info-contact: warn, openapi-tags: true}",
        "a.yaml": "extends: spectral:oas\nrules: {operation-tags: off, info-contact: off, info-description: off}",
        "b.yaml": "rules: {info-contact: error, openapi-tags: off, operation-tags: error}",
    }
    assert _decided(files) == {"operation-tags": "must", "info-contact": "should", "info-description": "off"}
    files[".spectral.yaml"] = "extends: [./a.yaml, spectral:oas]"
    assert _decided(files) == {}, "the whole set again, as it comes"
    files[".spectral.yaml"] = "extends: [[./a.yaml, off]]\nrules: {typed-enum: true}"
    assert _decided(files)["path-params"] == "off"
    assert "typed-enum" not in _decided(files)


def test_rules_are_known_by_their_former_names() -> None:
    assert _decided({".spectral.json": '{"rules": {"oas3-valid-oas-content-example": "off"}}'}) == {
        "oas3-valid-media-example": "off"
    }


def test_what_cannot_be_followed_is_told() -> None:
    stated = """
extends: [https://rules.example/all.yaml, "@house/ruleset", ./missing.yaml, spectral:nothing, ./.spectral.yaml]
functions: [ours]
rules:
  house-rule: {given: $, then: {function: ours}}
  operation-tags: {given: $, then: {function: truthy}}
  of-the-house: error
overrides: [{files: ["a.yaml#/info"], rules: {info-contact: off}}]
"""
    assert _gaps({".spectral.yaml": stated}) == {
        ("extended rulesets that are not read", "https://rules.example/all.yaml"),
        ("extended rulesets that are not read", "@house/ruleset"),
        ("extended rulesets that are not read", "./missing.yaml"),
        ("rulesets that are not known", "spectral:nothing"),
        ("further keys", "functions"),
        ("rules that say themselves what they judge", "house-rule"),
        ("rules that say themselves what they judge", "operation-tags"),
        ("rules that are not known", "of-the-house"),
        ("exceptions for one place in a file", "info-contact"),
    }
    assert _decided({".spectral.yaml": stated}) == {}
    assert _gaps({"api/.spectral.js": "module.exports = 1"}) == {("rulesets that are programs", "api/.spectral.js")}


def test_overrides_hold_for_their_files_and_an_extended_ruleset_has_none() -> None:
    files = {
        "api/.spectral.yaml": 'extends: ./base.yaml\noverrides: [{files: ["*.v1.yaml", old/**/a.yaml], rules: '
        "{info-contact: off, operation-tags: true}}]",
        "api/base.yaml": 'rules: {operation-tags: off}\noverrides: [{files: ["*"], rules: {info-license: off}}]',
    }
    rows = [row for row in _derived(files) if isinstance(row, RulesetRule) and row.files]
    assert {(row.rule, row.decision) for row in rows} == {
        ("spectral:info-contact", "off"),
        ("spectral:operation-tags", "own"),
    }
    (pattern,) = {row.files or "" for row in rows}
    matching = ["api/x.v1.yaml", "api/deep/x.v1.yaml", "api/old/a.yaml", "api/old/b/a.yaml"]
    assert all(re.fullmatch(pattern, path) for path in matching)
    assert not any(re.fullmatch(pattern, path) for path in ("x.v1.yaml", "api/a.yaml", "api/v1.yaml"))


def test_a_ruleset_holds_below_itself_and_one_that_is_named_everywhere() -> None:
    files = {"api/.spectral.yaml": "rules: {path-params: off}", "tools/style.yml": "rules: {path-params: warn}"}
    conventions = Conventions({"spectral_rulesets": ["tools/style.yml"]})
    found = {row.path: (row.folder, row.rules) for row in _derived(files, conventions) if isinstance(row, Ruleset)}
    assert found == {"api/.spectral.yaml": ("api", 1), "tools/style.yml": ("", 1)}


def test_standards_answer_rules_that_there_are() -> None:
    answered = {rule for standard in load_standards().values() for rule in standard.answers}
    assert {rule for rule in answered if rule.startswith("spectral:")} <= {
        f"spectral:{rule}" for rule in rulesets.known_rules()
    }
    assert all(":" in rule for rule in answered)


def test_rulesets_that_extend_each_other_often_are_merged_once() -> None:
    files = {f"rule{number}.yaml": f"extends: {[f'./rule{number + 1}.yaml'] * 4}" for number in range(18)}
    files |= {".spectral.yaml": "extends: ./rule0.yaml", "rule18.yaml": "rules: {info-contact: off}"}
    assert _decided(files) == {"info-contact": "off"}


def test_an_override_for_more_files_than_can_be_looked_for_is_told() -> None:
    files = [f"{number}/{'?' * 490}" for number in range(20)]
    stated = json.dumps({"overrides": [{"files": files, "rules": {"info-contact": "off"}}]})
    (row,) = (row for row in _derived({".spectral.json": stated}) if isinstance(row, RulesetRule))
    assert duckdb.connect().execute("select regexp_full_match('a', ?)", [row.files]).fetchall() == [(False,)]
    stated = json.dumps({"overrides": [{"files": files * 9, "rules": {"info-contact": "off"}}]})
    assert _gaps({".spectral.json": stated}) == {("overrides for more files than can be looked for", "info-contact")}
