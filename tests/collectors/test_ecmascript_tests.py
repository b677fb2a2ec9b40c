"""Tests as written, also those that do not run."""

from __future__ import annotations

import pytest

from assay.collectors import ecmascript
from assay.model import Conventions, Source
from assay.tables.testing import RecordingUse, TestCase


def cases_in(code: str) -> list[TestCase]:
    return [row for row in ecmascript.read(Source("src/a.test.ts", code.encode())) if isinstance(row, TestCase)]


@pytest.mark.parametrize(
    ("code", "name", "disabled", "focused"),
    [
        ("it('pays', () => {});", "pays", None, False),
        ("describe('a', () => { describe('b', () => { test('c', () => {}); }); });", "a > b > c", None, False),
        ("it.only('pays', () => {});", "pays", None, True),
        ("fit('pays', () => {});", "pays", None, True),
        ("describe.only('a', () => { it('b', () => {}); });", "a > b", None, True),
        ("it.skip('pays', () => {});", "pays", "skip", False),
        ("xit('pays', () => {});", "pays", "skip", False),
        ("xdescribe('a', () => { it('b', () => {}); });", "a > b", "skip", False),
        ("test.fixme('pays', async () => {});", "pays", "fixme", False),
        ("it.todo('pays');", "pays", "todo", False),
        ("// it('pays', () => {\n//   expect(1).toBe(1);\n// });", "pays", "comment", False),
        ("/*\n it('pays', () => {});\n*/", "pays", "comment", False),
        ("it(`pays ${amount}`, () => {});", "pays ${amount}", None, False),
        ("it.each([1, 2])('pays %i', () => {});", "pays %i", None, False),
        ("test.each`a | b\n${1} | ${2}`('pays $a', () => {});", "pays $a", None, False),
        ("it.skipIf(ci)('pays', () => {});", "pays", None, False),
        ("test.concurrent.for([1])('pays', () => {});", "pays", None, False),
        ("specify('pays', function () {});", "pays", None, False),
        ("suite('a', () => { test('b', () => {}); });", "a > b", None, False),
        ("xcontext('a', () => { it('b', () => {}); });", "a > b", "skip", False),
        ("describe.each([1])('a %i', () => { it.only('b', () => {}); });", "a %i > b", None, True),
        ("test('pays', async () => { test.fixme(); });", "pays", "fixme", False),
        ("it('pays', function () { this.skip(); });", "pays", "skip", False),
        ("test('pays', () => { if (ci) { test.skip(); } });", "pays", None, False),
        ("it(nameOf(x), () => {});", "${nameOf(x)}", None, False),
        ("describe(x.name, () => { it('pays', () => {}); });", "${x.name} > pays", None, False),
    ],
)
def test_what_runs(code: str, name: str, disabled: str | None, focused: bool) -> None:
    assert [(t.name, t.disabled_by, t.focused) for t in cases_in(code)] == [(name, disabled, focused)]


def test_prose_in_comments_is_no_test() -> None:
    assert cases_in("// it pays, test it ('well')\n// see test(1)\n") == []


def test_assertions_snapshots_and_helpers_are_counted() -> None:
    code = "it('a', () => { expect(1).toBe(1); expect(b).toMatchSnapshot(); assertions.shouldSeeOrder(); });"
    assert [(t.assertions, t.snapshots, t.helper_calls) for t in cases_in(code)] == [(1, 1, 1)]


@pytest.mark.parametrize(
    ("code", "framework"),
    [
        ("import { test } from '@playwright/test';", "playwright"),
        ("import { it, vi } from 'vitest';", "vitest"),
        ("vi.mock('./a');", "vitest"),
        ("import { expect } from 'chai';", "mocha"),
        ("before(() => cy.visit('/'));", "cypress"),
        ("jest.mock('./a');", "jest"),
    ],
)
def test_frameworks_are_told_by_what_their_tests_hold(code: str, framework: str) -> None:
    assert [t.framework for t in cases_in(f"{code}\nit('a', () => {{ expect(1).to.equal(1); }});")] == [framework]


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        ("await expect(pay()).rejects.toThrow();", True),
        ("expect(() => pay()).to.throw(Error);", True),
        ("send.mockRejectedValue(new Error());", True),
        ("page.route('**', (route) => route.fulfill({ status: 402 }));", True),
        ("expect(props.onUnhandledError).toHaveBeenCalled();", True),
        ("render(<Pay onUnhandledError={jest.fn()} />);", False),
        ("expect(pay()).toBe('paid');", False),
    ],
)
def test_a_test_that_asks_for_a_failure_is_told_from_one_that_does_not(body: str, failure: bool) -> None:
    source = Source("src/a.test.tsx", f"it('a', async () => {{ {body} }});".encode())
    assert [row.failure for row in ecmascript.read(source) if isinstance(row, TestCase)] == [failure]


@pytest.mark.parametrize(
    ("code", "assertions", "helpers"),
    [
        ("function ends(x) { expect(x).toBe(1); }\nit('a', () => { ends(f()); });", 1, 0),
        ("const ends = (x) => { assert.equal(x, 1); };\nit('a', ends);", 1, 0),
        ("function ends() { expect(1).toBe(1); }\nfunction runs() { ends(); }\nit('a', () => runs());", 2, 0),
        ("function ends(x) { log(x); }\nit('a', () => { ends(f()); });", 0, 0),
        ("it('a', function (done) { serve(done); });", 0, 1),
        ("it('a', (done) => serve(done));", 0, 1),
    ],
)
def test_assertions_may_stand_in_functions_of_the_file(code: str, assertions: int, helpers: int) -> None:
    assert [(t.assertions > 0, t.helper_calls) for t in cases_in(code)] == [(assertions > 0, helpers)]


def test_the_house_says_which_of_its_calls_assert() -> None:
    code = b"it('a', async () => { await harbour.sees('x'); await moor(); await moored(); });"
    house = Conventions({"assertion_calls": ["harbour", "moor"]})
    found = [row for row in ecmascript.read(Source("a.test.ts", code, house)) if isinstance(row, TestCase)]
    assert [t.assertions for t in found] == [2]


def test_a_recording_in_a_skipped_test_is_not_replayed() -> None:
    code = "test.skip('a', async () => { await page.routeFromHAR('x'); });\ntest('b', () => page.routeFromHAR('y'));"
    rows = ecmascript.read(Source("e2e/a.spec.ts", code.encode()))
    assert [(r.recording, r.disabled, r.test) for r in rows if isinstance(r, RecordingUse)] == [
        ("x", True, "a"),
        ("y", False, "b"),
    ]


def test_the_line_of_a_commented_test_is_its_own() -> None:
    assert [t.line for t in cases_in("// why\n// it('pays', () => {\n// });\n")] == [2]


def test_recordings_are_named_by_the_house_too() -> None:
    code = "test('a', async () => { await checkout.start('Card'); });\n// await checkout.start('Old');\n"
    house = Conventions({"recording_starters": ["checkout.start"]})
    rows = ecmascript.read(Source("e2e/a.spec.ts", code.encode(), house))
    assert [(r.recording, r.in_comment) for r in rows if isinstance(r, RecordingUse)] == [
        ("Card", False),
        ("Old", True),
    ]


@pytest.mark.parametrize("name", ["$start", "#start", "start$"])
def test_a_name_of_the_house_may_hold_any_character(name: str) -> None:
    house = Conventions({"recording_starters": [f"this.{name}"]})
    code = f"class A {{ b() {{ test('a', async () => {{ await this.{name}('Card'); }}); }} }}"
    rows = ecmascript.read(Source("e2e/a.spec.ts", code.encode(), house))
    assert [r.recording for r in rows if isinstance(r, RecordingUse)] == ["Card"]


def test_what_is_only_called_like_a_test_is_none() -> None:
    assert cases_in("test(value); it(); /x/.test(value); const ok = test(a, b);") == []


def test_source_that_is_no_test_has_none() -> None:
    assert [r for r in ecmascript.read(Source("src/a.ts", b"it('x', () => {});")) if isinstance(r, TestCase)] == []
