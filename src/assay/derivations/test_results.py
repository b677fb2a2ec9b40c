"""reported_test -> test_result: the rows of each test made one, its file found in the target, its unit named.

Reports name files in their own ways: relative to the directory where the tests ran, absolute, as a Python module, or
not at all. A file is taken for the test's only where the target has one and no more that is called so.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from assay.model import Derivation, Role, Row, Target
from assay.model.paths import owner_of
from assay.tables.testing import TestResult

_WORST = ("error", "failed", "xpassed", "passed", "xfailed", "skipped")


class _Told(NamedTuple):
    """One row of a report."""

    report: str
    framework: str | None
    suite: str | None
    class_name: str | None
    name: str
    file: str | None
    root: str | None
    line: int | None
    outcome: str
    duration_ms: float | None
    failed_attempts: int | None
    reason: str | None
    markers: str | None
    declared: str | None
    ran_at: datetime | None


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:
    """One row per report, file and title."""
    places, units = _Places(target), _Units(inputs["units"])
    tests: dict[tuple[str, str, str], list[_Told]] = {}
    for row in inputs["tests"]:
        told = _Told(*row)
        path = places.of(told) or told.report
        tests.setdefault((told.report, path, _title(told, path)), []).append(told)
    for (report, path, title), rows in tests.items():
        yield _result(report, path, title, rows, units)


def _result(report: str, path: str, title: str, rows: Sequence[_Told], units: _Units) -> TestResult:
    worst = min(rows, key=lambda row: _WORST.index(row.outcome))
    durations = [row.duration_ms for row in rows if row.duration_ms is not None]
    attempts = [row.failed_attempts for row in rows if row.failed_attempts is not None]
    return TestResult(
        path=path,
        integration=units.named(worst.declared) or units.owner(path),
        origin="report",
        report=report,
        framework=worst.framework,
        name=title,
        outcome=worst.outcome,
        duration_ms=sum(durations) if durations else None,
        failed_attempts=sum(attempts) if attempts else None,
        reason=worst.reason,
        markers=worst.markers,
        ran_at=worst.ran_at,
        line=worst.line if path != report else None,
    )


def _title(told: _Told, path: str) -> str:
    """The test's name below the class or suite that tells it from others, unless that is its file."""
    above = told.class_name or told.suite or ""
    stem = posixpath.basename(path).partition(".")[0]
    same = not above or told.name.startswith(above) or stem in (above.rpartition(".")[2], above.rpartition("/")[2])
    return told.name if same or path.endswith(above) else f"{above} > {told.name}"


class _Places:
    """The target's files, by which those that reports name are found."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._known = frozenset(target.paths)
        self._found: dict[tuple[str, str | None, str], str | None] = {}

    def of(self, told: _Told) -> str | None:
        for name in (told.file, told.class_name, (told.suite or "").rpartition(" > ")[2]):
            if name and (found := self._cached(told.report, told.root, name)):
                return found
        return None

    def _cached(self, report: str, root: str | None, name: str) -> str | None:
        key = (posixpath.dirname(report), root, name)
        if key not in self._found:
            self._found[key] = self._look(*key)
        return self._found[key]

    def _look(self, folder: str, root: str | None, name: str) -> str | None:
        if root is not None:
            path = posixpath.normpath(posixpath.join(folder, root, name))
            return path if path in self._known else None
        plain = posixpath.normpath(name.replace("\\", "/")).lstrip("/")
        if not posixpath.splitext(plain)[1]:
            return None
        return self._above(folder, plain) or self._ending(plain) or self._module(folder, name)

    def _above(self, folder: str, name: str) -> str | None:
        """Relative to the report's directory or one above it."""
        while True:
            path = posixpath.normpath(posixpath.join(folder, name))
            if path in self._known:
                return path
            if not folder:
                return None
            folder = posixpath.dirname(folder)

    def _ending(self, name: str) -> str | None:
        """The one file whose path ends so, or that an absolute path ends in."""
        alike = list(self._target.named(posixpath.basename(name))) if not any(c in name for c in "*?[") else []
        ends = [path for path in alike if path.endswith(f"/{name}") or path == name]
        longer = sorted((path for path in alike if name.endswith(f"/{path}")), key=len)
        return ends[0] if len(ends) == 1 else longer[-1] if longer and not ends else None

    def _module(self, folder: str, name: str) -> str | None:
        """A Python module, with or without a class: tests.test_pay.TestCard."""
        parts = name.split(".")
        if not all(part.isidentifier() for part in parts):
            return None
        for end in range(len(parts), 0, -1):
            file = "/".join(parts[:end]) + ".py"
            if found := self._above(folder, file) or self._ending(file):
                return found
        return None


class _Units:
    """The target's units, by path and by the names that a test may give them."""

    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self._paths = {path: name for name, path, paths, _ in rows for path in (path, *(paths or "").splitlines())}
        self._names = {str(provider).lower(): name for name, _, _, provider in reversed(rows) if provider}
        self._names |= {str(name).lower(): name for name, *_ in rows}

    def owner(self, path: str) -> str | None:
        return owner_of(path, self._paths)

    def named(self, name: str | None) -> str | None:
        return self._names.get(name.lower()) if name else None


DERIVATION = Derivation(
    name="test_results",
    about="Finds the file and the unit of each test that a report tells of.",
    fills=(TestResult,),
    reads={
        "tests": "select path, framework, suite, class_name, name, file, root, line, outcome, duration_ms, "
        "failed_attempts, reason, markers, declared, ran_at from reported_test "
        "order by path, suite, class_name, name, file, outcome, duration_ms",
        "units": "select integration, path, paths, provider from integration order by path",
    },
    derive=derive,
    files=True,
    domains=("testing",),
    roles=(Role.TESTING,),
)
