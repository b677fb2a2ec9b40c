"""Type escapes, suppressions, boundaries, lazy components and top-level calls: bytes in, rows out."""

from __future__ import annotations

import pytest

from assay.collectors import ecmascript
from assay.model import Row, Source
from assay.tables.component import (
    BoundaryDefinition,
    ErrorBoundary,
    LazyLoad,
    ModuleImport,
    Suppression,
    TopLevelCall,
    TypeEscape,
)


def rows(kind: type[Row], text: str, path: str = "packages/shop/src/a.tsx") -> list[Row]:
    return [row for row in ecmascript.read(Source(path=path, data=text.encode())) if type(row) is kind]


def escapes(text: str, path: str = "packages/shop/src/a.ts") -> list[tuple[str, bool]]:
    return [(row.escape, row.exported) for row in rows(TypeEscape, text, path)]


@pytest.mark.parametrize(
    "text",
    [
        "export function f(a: any): void {}",
        "export const f = (a: any) => a;",
        "export interface A { b: any }",
        "export type A = Record<string, any>;",
        "export function f(a: string): any;\nexport function f(a: unknown) { return a; }",
        "export class A { b: any; }",
        "function f(a: any) {}\nexport default f;",
        "interface A { b: any }\nexport { A };",
    ],
)
def test_any_in_an_exported_signature(text: str) -> None:
    assert escapes(text) == [("any", True)]


@pytest.mark.parametrize(
    "text",
    [
        "function f(a: any): void {}",
        "export function f() { const a: any = 1; return a; }",
        "export class A { private b: any; }",
        "export class A { constructor(private b: any) {} }",
        "export const a = run((b: any) => b);",
        "export type A<F extends (...args: any[]) => number> = F;",
        "const a = b as any;",
        "export function f(a: string): void;\n// all of them\nexport function f(a: any) {}",
        "function f(a: string): void;\nfunction f(a: any) {}\nexport default f;",
        "export class A { b(a: string): void; b(a: any) {} }",
    ],
)
def test_any_that_no_other_module_sees(text: str) -> None:
    assert {exported for _, exported in escapes(text)} == {False}


def test_the_other_escapes() -> None:
    text = "// @ts-ignore\na!.b();\nconst c = (d as unknown) as E;\nconst f = d as E;\n/* @ts-expect-error why */\n"
    assert sorted(name for name, _ in escapes(text)) == ["double_assertion", "non_null", "ts_expect_error", "ts_ignore"]


@pytest.mark.parametrize("times", [1, 600])
def test_what_is_found_by_its_word_is_found_however_often_it_stands_there(times: int) -> None:
    code = "a!.b;\nlet c: any;\nd as unknown as E;\n// @ts-ignore\n/x///eslint-disable-line\n"
    kinds = ["any", "non_null", "double_assertion", "ts_ignore"]
    assert sorted(escapes(code * times)) == sorted([(kind, False) for kind in kinds] * times)
    assert [row.tool for row in rows(Suppression, code * times)] == ["typescript", "eslint"] * times  # type: ignore[attr-defined]


def test_a_mark_that_the_grammar_only_misses_is_no_escape() -> None:
    assert escapes("function(e()(),{") == []


def test_a_word_is_no_escape() -> None:
    assert escapes("// any @ts-ignore in prose\nconst any = 'any';") == []


@pytest.mark.parametrize(
    ("comment", "tool", "rule", "reason", "scope"),
    [
        ("// eslint-disable-next-line a, b/c -- it is slow", "eslint", "a,b/c", "it is slow", "line"),
        ("// @ts-expect-error todo: fix", "typescript", "ts-expect-error", None, "line"),
        ("/* eslint-disable */", "eslint", None, None, "file"),
        ("const a = 1;\n/* eslint-disable no-x */", "eslint", "no-x", None, "block"),
        ("// the types are wrong\n// eslint-disable-next-line no-x", "eslint", "no-x", "the types are wrong", "line"),
        ("// the types are wrong\n\n// eslint-disable-next-line no-x", "eslint", "no-x", None, "line"),
        ("// @ts-expect-error: v2 has no types", "typescript", "ts-expect-error", "v2 has no types", "line"),
        ("// @ts-nocheck", "typescript", "ts-nocheck", None, "file"),
        ("/* istanbul ignore next: dead in tests */", "istanbul", "next", "dead in tests", "line"),
        ("/* istanbul ignore file */", "istanbul", "file", None, "file"),
        ("// prettier-ignore", "prettier", None, None, "line"),
        ("// biome-ignore lint/style/x: house style", "biome", "lint/style/x", "house style", "line"),
    ],
)
def test_suppressions(comment: str, tool: str, rule: str | None, reason: str | None, scope: str) -> None:
    (found,) = rows(Suppression, comment + "\nrun();\n")
    assert (found.tool, found.rule, found.reason, found.scope) == (tool, rule, reason, scope)


def test_other_comments_are_no_suppressions() -> None:
    assert rows(Suppression, "/* eslint-enable */\n// we use eslint-disable rarely\n/* istanbul ignore stop */\n") == []


@pytest.mark.parametrize(
    ("above", "reason"),
    [
        ("The CLI prints.", "The CLI prints."),
        ("TODO: Remove inline lint ignore.", None),
        ("FIXME fix this", None),
        ("TODO: remove once upstream types are right, see #12", "TODO: remove once upstream types are right, see #12"),
    ],
)
def test_a_promise_is_no_reason(above: str, reason: str | None) -> None:
    (row,) = rows(Suppression, f"// {above}\n// eslint-disable-next-line no-console\nlog();\n")
    assert row.reason == reason


def test_boundaries_with_and_without_fallback_and_logger() -> None:
    text = (
        "const a = <ErrorBoundary fallback={<p />} logger={l}><X /></ErrorBoundary>;\n"
        "const b = <Sentry.ErrorBoundary><X /></Sentry.ErrorBoundary>;\n"
        "const c = <ErrorBoundary {...props} onError={f} />;\n"
        "const d = <Boundary />;\n"
        "const e = <ErrorBoundary fallback={null} logger={undefined}>{f}</ErrorBoundary>;\n"
        "const g = [{ path: '/', errorElement: <ErrorBoundary /> }];\n"
    )
    found = sorted(rows(ErrorBoundary, text), key=lambda row: row.line)
    assert [(row.component, row.has_fallback, row.has_logger) for row in found] == [
        ("ErrorBoundary", True, True),
        ("Sentry.ErrorBoundary", False, False),
        ("ErrorBoundary", None, True),
        ("ErrorBoundary", False, False),
    ]


def test_lazy_components_are_told_from_other_functions_called_lazy() -> None:
    react = "import { lazy } from 'react';\nconst A = lazy(() => import(/* webpackChunkName: 'a' */ './A'));\n"
    assert [(row.specifier, row.via) for row in rows(LazyLoad, react) if row.via != "import()"] == [
        ("./A", "React.lazy")
    ]
    assert rows(LazyLoad, "import { lazy } from 'yup';\nconst a = lazy(() => object());\n") == []


@pytest.mark.parametrize("written", ["import('./A')", "import ('./A')", "import\t('./A').then(start)"])
def test_a_module_loaded_later_is_seen_however_its_bracket_is_set(written: str) -> None:
    assert [(row.specifier, row.via) for row in rows(LazyLoad, f"const a = () => {written};\n")] == [
        ("./A", "import()")
    ]


@pytest.mark.parametrize(
    ("written", "kind", "names"),
    [
        ("import { a, b } from 'c';", "static", "a,b"),
        ('import {\n  a,\n  b,\n} from "c"', "static", "a,b"),
        ("import {a}from'c';", "static", "a"),
        ("import {} from 'c';", "static", None),
        ("import { a as b, d } from 'c';", "static", "a,d"),
        ("import { type A, b } from 'c';", "static", "A,b"),
        ("import { type A, type B } from 'c';", "type", "A,B"),
        ("import type { A } from 'c';", "type", "A"),
        ("import { a, /* b, */ d } from 'c';", "static", "a,d"),
        ("import a, { b } from 'c';", "static", "default,b"),
        ("import * as a from 'c';", "static", "*"),
        ("import 'c';", "static", None),
        ("import a = require('c');", "require", "*"),
        ("export { a, b as d } from 'c';", "reexport", "a,b"),
        ("export * from 'c';", "reexport", "*"),
        ("export type { A } from 'c';", "type", "A"),
    ],
)
def test_what_an_import_takes_however_it_is_written(written: str, kind: str, names: str | None) -> None:
    (found,) = rows(ModuleImport, written, "packages/shop/src/a.ts")
    assert (found.specifier, found.kind, found.names) == ("c", kind, names)


def test_calls_made_by_importing() -> None:
    text = (
        "start();\nexport const a = memoize(f);\nconst b = createContext(1);\nexport default withX(C);\n"
        "const d = /* @__PURE__ */ build();\n(() => go())();\nfunction f() { inner(); }\n"
    )
    found = {(row.callee, row.bare) for row in rows(TopLevelCall, text)}
    assert found == {("start", True), ("memoize", False), ("withX", False), ("function called on the spot", True)}


def test_what_all_modules_share_may_not_be_changed_by_an_import() -> None:
    text = (
        "window.shop = {};\nArray.prototype.last = f;\nown.cache = new Map();\nnew Server(1);\nconst kept = new K();\n"
        "gql`query { a }`;\n"
    )
    found = {(row.callee, row.bare) for row in rows(TopLevelCall, text)}
    assert found == {("window.shop = …", True), ("Array.prototype.last = …", True), ("Server", True)}


def test_boundaries_that_the_source_defines() -> None:
    text = """
class Plain extends Component { componentDidCatch(e) { this.setState({ e }); console.error(e); } }
class Told extends Component {
    static getDerivedStateFromError(e) { return { e }; }
    componentDidCatch(e) { const { logger, fallback } = this.props; if (logger) { logger.log(e); } }
}
class Own extends Component { componentDidCatch(e) { Sentry.captureException(e); } render() { return <Sorry />; } }
class None extends Component { componentDidMount() { track(); } }
"""
    found = {
        row.component: (row.takes_fallback, row.takes_logger, row.reports) for row in rows(BoundaryDefinition, text)
    }
    assert found == {"Plain": (False, False, False), "Told": (True, True, True), "Own": (False, False, True)}


def test_tests_may_call_what_they_like() -> None:
    assert rows(TopLevelCall, "describe('a', () => {});", "packages/shop/src/a.test.ts") == []
