"""Configuration files of each family as settings."""

from __future__ import annotations

import time

import pytest

from assay.collectors import settings
from assay.model import Source, SourceError, Target
from assay.tables.workspace import Setting


def _rows(path: str, text: str) -> list[Setting]:
    return [row for row in settings.read(Source(path, text.encode())) if isinstance(row, Setting)]


def _said(path: str, text: str) -> dict[str, str | None]:
    return {row.key: row.value for row in _rows(path, text)}


def test_a_preset_that_spreads_another() -> None:
    rows = _rows(
        "jest.preset.js",
        """const nxPreset = require('@nx/jest/preset');

module.exports = {
    ...nxPreset,
    coverageThreshold: { global: {
        lines: 80 } },
    reporters: ['default', "jest-junit"],
    transform: { '^.+\\\\.(ts|tsx)?$': ['ts-jest', { isolatedModules: true }] },
};
""",
    )
    assert [(row.tool, row.key, row.value, row.line) for row in rows] == [
        ("jest", "...", "@nx/jest/preset", 4),
        ("jest", "coverageThreshold.global.lines", "80", 6),
        ("jest", "reporters", '["default","jest-junit"]', 7),
        ("jest", "transform.^.+\\.(ts|tsx)?$[0]", "ts-jest", 8),
        ("jest", "transform.^.+\\.(ts|tsx)?$[1].isolatedModules", "true", 8),
    ]


def test_a_typed_configuration_under_a_name() -> None:
    text = """import { devices, PlaywrightTestConfig } from '@playwright/test';
const video = process.env.WEBM ? { slowMo: 8 } : null;
const config: PlaywrightTestConfig = {
    retries: process.env.CI ? 2 : 0,
    forbidOnly: !!process.env.CI,
    reuse: !process.env.CI,
    workers: process.env.OTHER ? 1 : 2,
    timeout: 60 * 1000,
    use: { ...devices['Desktop Chrome'], ...video },
};
export default config;
"""
    assert _said("playwright.config.ts", text) == {
        "retries": "2",
        "forbidOnly": "true",
        "reuse": "false",
        "workers": None,
        "timeout": None,
        "use....": None,
    }


def test_wrappers_and_functions_are_followed() -> None:
    text = """import { defineConfig, mergeConfig } from 'vitest/config';
import shared from './vite.shared';
export default mergeConfig(shared, defineConfig(({ mode }) => ({
    plugins: [react(), new Budget({ limit: 5 })],
    test: { coverage: { thresholds: { lines: 80 } } },
})));
"""
    assert _said("vite.config.ts", text) == {
        "...": "./vite.shared",
        "plugins[0]": "react()",
        "plugins[1]": "new Budget",
        "plugins[1].limit": "5",
        "test.coverage.thresholds.lines": "80",
    }


def test_promises_of_several_configurations() -> None:
    text = """const base = require('./webpack.base');
const NAME = 'app';
function one(options) {
    return version().then(v => { return { ...base, entry: { [NAME]: './a.ts' }, performance: { hints: 'error' } }; });
}
async function two() { const shared = await base.get(); return { ...shared, performance: { hints: false } }; }
module.exports = function (options, argv) { return Promise.all([one(options), two()]); };
"""
    assert _said("webpack.config.js", text) == {
        "[0]....": "./webpack.base",
        "[0].entry.app": "./a.ts",
        "[0].performance.hints": "error",
        "[1]....": "./webpack.base",
        "[1].performance.hints": "false",
    }


def test_flat_eslint_configuration() -> None:
    text = """import js from '@eslint/js';
import base from '../../eslint.config.mjs';
export default [js.configs.recommended, ...base, { files: ['**/*.ts'], rules: { 'no-console': 'error' } }];
"""
    assert _said("eslint.config.mjs", text) == {
        "[0]": "@eslint/js",
        "[1]....": "../../eslint.config.mjs",
        "[2].files": '["**/*.ts"]',
        "[2].rules.no-console": "error",
    }


def test_paths_put_together_are_relative_to_the_file() -> None:
    text = (
        "module.exports = { setupFiles: [path.join(__dirname, 'test', 'setup.js'), require.resolve('whatwg-fetch')] };"
    )
    assert _said("jest.config.js", text) == {"setupFiles": '["./test/setup.js","whatwg-fetch"]'}


def test_json_with_comments_and_trailing_commas() -> None:
    text = """// house rules
{
  "extends": "../../tsconfig.base.json",
  "compilerOptions": { /* on */ "strict": true, "paths": { "@a/*": ["b/*"] }, }, // end
}
"""
    rows = _rows("packages/a/tsconfig.spec.json", text)
    assert [(row.tool, row.key, row.value, row.line) for row in rows] == [
        ("typescript", "extends", "../../tsconfig.base.json", 3),
        ("typescript", "compilerOptions.strict", "true", 4),
    ]


def test_eslint_in_yaml_and_without_a_suffix() -> None:
    assert _said(".eslintrc.yml", "root: true\nrules:\n  no-eval: [error, {allow: x}]\n") == {
        "root": "true",
        "rules.no-eval[0]": "error",
        "rules.no-eval[1].allow": "x",
    }
    assert _said(".eslintrc", '{"root": true} // all') == {"root": "true"}
    assert [row.line for row in _rows(".eslintrc.yaml", "root: true\nrules:\n  a: off\n")] == [1, 3]


def test_package_json_holds_the_settings_of_tools() -> None:
    text = """{"name": "x", "engines": {"node": "20"}, "packageManager": "npm@10.2.3",
        "jest": {"passWithNoTests": true}, "eslintConfig": {"root": true},
        "size-limit": [{"path": "a.js", "limit": "9 kB"}]}"""
    assert [(row.tool, row.key, row.value) for row in _rows("package.json", text)] == [
        ("npm", "engines.node", "20"),
        ("npm", "packageManager", "npm@10.2.3"),
        ("jest", "passWithNoTests", "true"),
        ("eslint", "root", "true"),
        ("size-limit", "[0].path", "a.js"),
        ("size-limit", "[0].limit", "9 kB"),
    ]
    assert _rows("package.json", '{"name": "plain"}') == []


def test_credentials_of_npmrc_are_left_out() -> None:
    secret = "npm" + "_" + "q7" * 18
    text = f"//registry.example/:_authToken={secret}\n_password = {secret}\n; note\nignore-scripts=true\n"
    assert _said(".npmrc", text) == {
        "//registry.example/:_authToken": None,
        "_password": None,
        "ignore-scripts": "true",
    }


@pytest.mark.parametrize(
    ("path", "text", "tool", "key", "value"),
    [
        (".nvmrc", "# ours\n\nv18.17\n", "node", "version", "v18.17"),
        (".node-version", "lts/iron", "node", "version", "lts/iron"),
        (".tool-versions", "nodejs 20.6.0\n", "asdf", "nodejs", "20.6.0"),
        ("setup.cfg", "[tool:pytest]\naddopts = -x\n[other]\na = 1\n", "pytest", "addopts", "-x"),
        (".coveragerc", "[report]\nfail_under = 90\n", "coverage", "report.fail_under", "90"),
        ("pyproject.toml", "[tool.coverage.report]\nfail_under = 90\n", "coverage", "report.fail_under", "90"),
        ("pyproject.toml", '[tool.ruff.lint]\nselect = ["E"]\n', "ruff", "lint.select", '["E"]'),
        ("pytest.ini", "[pytest]\nxfail_strict = true\n", "pytest", "xfail_strict", "true"),
    ],
)
def test_plain_formats(path: str, text: str, tool: str, key: str, value: str) -> None:
    (row,) = _rows(path, text)
    assert (row.tool, row.key, row.value) == (tool, key, value)
    assert row.line == text[: text.index(value.strip('[]"'))].count("\n") + 1


@pytest.mark.parametrize("path", ["tsconfig.json", ".eslintrc.json", "package.json", "pyproject.toml", "setup.cfg"])
def test_another_format_is_refused(path: str) -> None:
    with pytest.raises(SourceError):
        _rows(path, '<html>"jest"</html>')


def test_names_that_lead_to_names_end() -> None:
    circle = "const a = [b, b, b], b = [c, c, c], c = [a, a, a], z = z;\nmodule.exports = { x: a, y: { ...z }, ok: 1 };"
    started = time.monotonic()
    assert _said("jest.config.js", circle).keys() <= {"x", "ok", "y...."}
    assert time.monotonic() - started < 2


def test_files_are_found_by_their_names() -> None:
    paths = ["jest.config.js", "a/jest.config.ts", "src/jest.ts", "webpack.prod.js", "tsconfig.app.json", "data.json"]
    assert sorted(settings.find(Target(paths))) == [
        "a/jest.config.ts",
        "jest.config.js",
        "tsconfig.app.json",
        "webpack.prod.js",
    ]
