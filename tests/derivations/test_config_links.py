"""Configurations followed to the files they take in."""

from __future__ import annotations

from assay.derivations import config_links
from assay.model import Target
from assay.tables.testing import ConfigLink


def _links(settings: list[tuple[str, str, str | None]], files: list[str]) -> list[tuple[str, str | None, str, int]]:
    inputs = {"files": [(path,) for path in sorted({path for path, _, _ in settings})], "settings": settings}
    rows = [row for row in config_links.derive(inputs, Target(files)) if isinstance(row, ConfigLink)]
    return [(row.path, row.to_path, row.relation, row.depth) for row in rows if row.relation != "self"]


def test_presets_of_presets_and_set_up_files() -> None:
    config, preset = "packages/a/jest.config.js", "jest.preset.js"
    settings = [
        (config, "preset", "../../jest.preset.js"),
        (config, "setupFilesAfterEnv", '["../../jest-setup.ts"]'),
        (preset, "...", "@nx/jest/preset"),
        (preset, "setupFiles", '["<rootDir>/own.js"]'),
    ]
    files = [config, preset, "jest-setup.ts", "packages/a/own.js"]
    assert [link for link in _links(settings, files) if link[0] == config] == [
        (config, preset, "extends", 1),
        (config, "jest-setup.ts", "setup", 0),
        (config, None, "extends", 2),
        (config, "packages/a/own.js", "setup", 1),
    ]


def test_what_is_computed_leads_nowhere() -> None:
    assert _links([("a/tsconfig.json", "extends", None)], ["a/tsconfig.json"]) == [
        ("a/tsconfig.json", None, "extends", 1)
    ]


def test_files_that_extend_each_other_end() -> None:
    settings = [("a.json", "extends", "./b.json"), ("b.json", "extends", "./a")]
    assert [link[:2] for link in _links(settings, ["a.json", "b.json"])] == [
        ("a.json", "b.json"),
        ("a.json", "a.json"),
        ("b.json", "a.json"),
        ("b.json", "b.json"),
    ]
