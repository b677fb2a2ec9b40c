"""What a Spectral ruleset states, in order."""

from __future__ import annotations

import pytest

from assay.collectors import spectral
from assay.model import Conventions, Source, SourceError, Target
from assay.tables.rulesets import RulesetStatement


def _read(text: str, path: str = ".spectral.yaml") -> list[tuple[str, str, str | None, str | None]]:
    rows = [row for row in spectral.read(Source(path, text.encode())) if isinstance(row, RulesetStatement)]
    assert [row.number for row in rows] == list(range(len(rows)))
    return [(row.kind, row.name, row.setting, row.files) for row in rows]


def test_rules_in_every_notation() -> None:
    stated = """
extends: [spectral:oas, [./house.yml, off]]
rules:
  a: off
  b: false
  c: warn
  d: true
  e: {severity: hint}
  f: {given: $, then: {function: truthy}, severity: error}
  g: -1
aliases: {X: [$.a]}
"""
    assert _read(stated) == [
        ("file", "unasked", None, None),
        ("extends", "spectral:oas", None, None),
        ("extends", "./house.yml", "off", None),
        ("rule", "a", "off", None),
        ("rule", "b", "off", None),
        ("rule", "c", "warn", None),
        ("rule", "d", "on", None),
        ("rule", "e", "hint", None),
        ("rule", "f", "own", None),
        ("rule", "g", "off", None),
        ("key", "aliases", None, None),
    ]


def test_what_holds_for_some_files_only() -> None:
    stated = """{
  "overrides": [
    {"files": ["legacy/*.yaml", "v1.yaml#/paths/~1x"], "rules": {"a": "off"}},
    {"files": ["*.json"], "extends": "spectral:oas"}
  ],
  "except": {"old.yaml": ["b"], "old.yaml#/info": ["c"]}
}"""
    assert _read(stated, "api/.spectral.json")[1:] == [
        ("rule", "b", "off", "old.yaml"),
        ("exception", "c", "off", "old.yaml#/info"),
        ("rule", "a", "off", "legacy/*.yaml"),
        ("exception", "a", None, None),
        ("key", "overrides.extends", None, None),
    ]


def test_what_may_be_extended_is_found_beside_and_by_its_name_and_is_no_error_when_it_is_none() -> None:
    paths = [".spectral.yml", "openapi.yaml", "base.json", "lint/our-rules.yaml", "lint/other.yaml", "README.md"]
    assert sorted(spectral.find(Target(paths))) == [".spectral.yml", "base.json", "lint/our-rules.yaml", "openapi.yaml"]
    assert list(spectral.find(Target(["openapi.yaml", "our-rules.yaml"]))) == []
    assert _read("openapi: 3.1.0\npaths: {}\nrules: {}\n", "openapi.yaml") == []
    assert _read('{"name": "x", "rules": 5}', "base.json") == []
    assert _read('{"rules": {"a": "off"}}', "base.json") == [
        ("file", "extended", None, None),
        ("rule", "a", "off", None),
    ]


def test_one_that_is_named_in_assay_toml_is_read_wherever_it_lies() -> None:
    conventions = Conventions({"spectral_rulesets": ["tools/style.yml"]})
    assert list(spectral.find(Target(["tools/style.yml"], conventions))) == ["tools/style.yml"]
    (row, *_) = spectral.read(Source("tools/style.yml", b"rules: {a: off}", conventions))
    assert isinstance(row, RulesetStatement) and row.name == "named"


def test_a_program_is_told_not_run() -> None:
    assert _read("module.exports = {}", ".spectral.js")[1:] == [("program", ".spectral.js", None, None)]


@pytest.mark.parametrize("text", ["- a list", "rules: [", "5"])
def test_what_is_no_ruleset_under_its_name_is_an_error(text: str) -> None:
    with pytest.raises(SourceError):
        list(spectral.read(Source(".spectral.yaml", text.encode())))
