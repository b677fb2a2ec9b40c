"""Fixes of tests and what runs them: marks, hooks, retries, guards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import asdict

from assay.collectors import settings
from assay.fixes import assertion_guards, focus_guards, focused_tests, retries
from assay.model import Source
from assay.tables.workspace import Setting

Mended = Callable[..., dict[str, str]]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("it.only('pays', () => {});", "it('pays', () => {});"),
        ("fit('pays', () => {});", "it('pays', () => {});"),
        ("fdescribe('card', () => { it('pays', f); });", "describe('card', () => { it('pays', f); });"),
        ("test.describe.only('card', () => {});", "test.describe('card', () => {});"),
        ("test.describe.serial.only('card', f);", "test.describe.serial('card', f);"),
        ("it.only.each([1])('pays %d', f);", "it.each([1])('pays %d', f);"),
        (
            "describe.only('a', () => { it.only('b', f); fit('c', f); });",
            "describe('a', () => { it('b', f); it('c', f); });",
        ),
        ("it\n  // the one\n  .only('pays', f);", "it('pays', f);"),
    ],
)
def test_a_mark_goes_and_nothing_else(written: str, wanted: str, mended: Mended) -> None:
    assert mended(focused_tests, {"a.test.ts": written}, "a.test.ts", "a.test.ts pays", 1) == {"a.test.ts": wanted}


@pytest.mark.parametrize(
    "written",
    [
        "cards.only('visa');",
        "const only = it;",
        "if (sqljs) { it.only('is left out', f); }",
        "// it.only('pays', f)",
        "it.only('x', (",
    ],
)
def test_what_is_no_mark_or_cannot_be_read_stays(written: str, mended: Mended) -> None:
    assert mended(focused_tests, {"a.test.ts": written}, "a.test.ts", "a.test.ts pays", 1) == {}


def _test_case(**more: object) -> dict[str, object]:
    return {"path": "a.test.ts", "level": "unit", "framework": "jest", "assertions": 1, "snapshots": 0} | more


HOOK = "beforeAll(() => {\n  expect.hasAssertions();\n});\n"


def test_a_guard_moves_into_before_each(mended: Mended) -> None:
    found = mended(assertion_guards, {"s.ts": HOOK}, "s.ts", "s.ts", 2, test_case=[_test_case()])
    assert found == {"s.ts": HOOK.replace("beforeAll", "beforeEach")}


@pytest.mark.parametrize(
    ("written", "tests"),
    [
        (HOOK, [_test_case(assertions=0, helper_calls=1)]),
        (HOOK.replace("{\n", "{\n  start();\n"), [_test_case()]),
        ("expect.hasAssertions();\n", [_test_case()]),
    ],
    ids=["a test asserts nothing that is seen", "the hook does more", "no hook"],
)
def test_a_guard_stays_where_somebody_has_to_decide(
    written: str, tests: list[dict[str, object]], mended: Mended
) -> None:
    assert mended(assertion_guards, {"s.ts": written}, "s.ts", "s.ts", 2, test_case=tests) == {}


def _settings(path: str, written: str) -> list[dict[str, object]]:
    rows = settings.read(Source(path, written.encode()))
    return [{"path": path, **asdict(row)} for row in rows if isinstance(row, Setting)]


@pytest.mark.parametrize(
    ("path", "written", "wanted"),
    [
        ("playwright.config.ts", "export default { retries: 3 };", "export default { retries: 1 };"),
        (".mocharc.json", '{\n  // flaky\n  "retries": 5,\n}', '{\n  // flaky\n  "retries": 1,\n}'),
        ("cypress.json", '{"retries": {"runMode": 2, "openMode": 0}}', '{"retries": {"runMode": 1, "openMode": 0}}'),
        (".mocharc.json", '{"retries": 5, "env": {"retry": 9}}', '{"retries": 1, "env": {"retry": 9}}'),
        (
            "playwright.config.ts",
            "export default { projects: [{ retries: 7, use: { retry: 4 } }] };",
            "export default { projects: [{ retries: 1, use: { retry: 4 } }] };",
        ),
    ],
)
def test_retries_are_lowered_to_the_limit(path: str, written: str, wanted: str, mended: Mended) -> None:
    rows = _settings(path, written)
    assert mended(retries, {path: written}, path, f"{path}: x", 1, setting=rows) == {path: wanted}


def test_retries_that_are_computed_stay(mended: Mended) -> None:
    written = "export default { retries: process.env.CI ? 3 : 0 };"
    path = "playwright.config.ts"
    rows = _settings(path, written)
    assert mended(retries, {path: written}, path, f"{path}: playwright", 1, setting=rows) == {}


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (
            "export default defineConfig({ testDir: 'e' });",
            "export default defineConfig({ forbidOnly: true, testDir: 'e' });",
        ),
        (
            "export default defineConfig({\n  testDir: 'e',\n});",
            "export default defineConfig({\n  forbidOnly: true,\n  testDir: 'e',\n});",
        ),
        (
            "const c: PlaywrightTestConfig = { forbidOnly: false };",
            "const c: PlaywrightTestConfig = { forbidOnly: true };",
        ),
        ("module.exports = {};", "module.exports = { forbidOnly: true };"),
    ],
)
def test_forbid_only_is_set(written: str, wanted: str, mended: Mended) -> None:
    assert mended(focus_guards, {"p.ts": written}, "p.ts", "p.ts: Playwright") == {"p.ts": wanted}


def test_forbid_only_waits_while_a_test_is_focused_or_it_is_computed(mended: Mended) -> None:
    files = {"p.ts": "export default defineConfig({ testDir: 'e' });"}
    focused = [_test_case(focused=True)]
    assert mended(focus_guards, files, "p.ts", "p.ts: Playwright", test_case=focused) == {}
    files = {"p.ts": "export default defineConfig({ forbidOnly: !process.env.LOCAL });"}
    assert mended(focus_guards, files, "p.ts", "p.ts: Playwright") == {}


def test_the_lint_rule_becomes_an_error(mended: Mended) -> None:
    written = '{\n  // ours\n  "rules": { "jest/no-focused-tests": ["warn"], "x": 0 }\n}\n'
    found = mended(focus_guards, {".eslintrc.json": written}, ".eslintrc.json", ".eslintrc.json: no-focused-tests")
    assert found == {".eslintrc.json": written.replace('"warn"', '"error"')}
