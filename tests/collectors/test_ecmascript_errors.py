"""What source does with errors: reports them, drops them, swallows them."""

from __future__ import annotations

from typing import Any

import pytest

from assay.collectors import ecmascript
from assay.model import Row, Source
from assay.tables.monitoring import CaughtError, ErrorReporting

_IMPORT = "import { init } from '@sentry/browser';\n"


def rows(code: str, kind: type[Row]) -> list[Any]:
    return [row for row in ecmascript.read(Source("src/a.ts", code.encode())) if isinstance(row, kind)]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (_IMPORT + "init({ dsn, sampleRate: 0.25 });", [("init", 0.25, False, False)]),
        (_IMPORT + "init({ dsn, tracesSampleRate: 0.1 });", [("init", None, False, False)]),
        ("import * as Sentry from '@sentry/react';\nSentry.init({ sampleRate: 1 });", [("init", 1, False, False)]),
        (
            _IMPORT + "function f(options) { const { sampleRate = 0.1 } = options; init({ sampleRate, ...options }); }",
            [("init", 0.1, True, False)],
        ),
        (
            _IMPORT + "init({ beforeSend: (event) => event.frames.every(known) ? event : null });",
            [("init", None, False, True)],
        ),
        (
            _IMPORT + "init({ beforeSend: (event) => { delete event.user; return event; } });",
            [("init", None, False, False)],
        ),
        (_IMPORT + "import { filter } from './filter';\ninit({ beforeSend: filter });", [("init", None, False, None)]),
        (
            "createErrorLogger(config, { sampleRate: props.rate ? props.rate : 0.1 });",
            [("createErrorLogger", 0.1, True, False)],
        ),
        ("measure({ sampleRate: 0.1 });", []),
        ("init({ sampleRate: 0.1 });", []),
    ],
)
def test_reporting(code: str, found: list[tuple[object, ...]]) -> None:
    reports = rows(code, ErrorReporting)
    assert [(row.via, row.sample_rate, row.overridable, row.drops_foreign) for row in reports] == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("try { f(); } catch (e) { report(e); }", [("catch clause", "some")]),
        ("try { f(); } catch {}", [("catch clause", "none")]),
        ("try { f(); } catch (e) { return; }", [("catch clause", "none")]),
        ("try { f(); } catch (e) { return null; }", [("catch clause", "some")]),
        ("try { f(); } catch { /* the shopper may go on without it */ }", [("catch clause", "explained")]),
        ("f().catch(noop);", [("promise", "none")]),
        ("f().catch(() => {});", [("promise", "none")]),
        ("f().catch((e) => report(e));", []),
    ],
)
def test_catching(code: str, found: list[tuple[str, str]]) -> None:
    assert [(row.via, row.handling) for row in rows(code, CaughtError)] == found
