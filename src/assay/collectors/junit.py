"""JUnit XML, as Jest, Playwright, pytest and most test runners write it -> reported_test.

What failed is told, not how: messages and captured output hold what must not be kept, and are passed over unread.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.parsers import expat

from msgspec import structs

from assay.model import Collector, Origin, Role, Row, Source, SourceError, Target
from assay.tables.testing import ReportedTest

COLLECTOR = Collector(
    name="junit",
    tool="JUnit XML",
    about="Reads which tests ran, what came of them and how long they took.",
    fills=(ReportedTest,),
    roles=(Role.TESTING,),
    domains=("testing",),
    origin=Origin.REPORT,
    max_bytes=30_000_000,
)
_NAMES = ("*junit*.xml", "TEST-*.xml", "*test-results*.xml", "*test-report*.xml")
_FOLDERS = frozenset({"surefire-reports", "test-reports", "test-results"})
_MOST_TESTS = 200_000
_DEEPEST = 100
_LONGEST = 500
#: Of several results in one case the worst counts.
_RANK = ("skipped", "failed", "error")
_RESULTS = {"skipped": "skipped", "disabled": "skipped", "failure": "failed", "error": "error"}
_RETRIES = frozenset({"flakyFailure", "flakyError", "rerunFailure", "rerunError"})
#: What pytest writes in the place of a reason that nobody gave.
_NO_REASON = frozenset({"unconditional skip", "Skipped"})


def find(target: Target) -> Iterator[str]:
    """Files that are called as reports are, and XML files in directories of reports."""
    named = set(target.named(*_NAMES))
    yield from sorted(named)
    yield from (path for path in target.suffixed("xml") if path not in named and _FOLDERS.intersection(path.split("/")))


def read(source: Source) -> Iterator[Row]:
    """One row per test case, in the order of the report. Errors: SourceError when it is no JUnit XML, or hostile."""
    report = _Report()
    try:
        report.parse(source.data)
    except expat.ExpatError as error:
        what = f"is not XML: {expat.ErrorString(error.code)} in line {error.lineno}"
        raise SourceError(what, where=source.path, remedy="Write it again.") from error
    return report.told()


class _Report:
    """One pass over the elements; what stands between them is never looked at."""

    def __init__(self) -> None:
        self.rows: list[ReportedTest] = []
        self._open: list[str] = []
        self._suites: list[dict[str, str]] = []
        self._case: dict[str, str] | None = None
        self._outcome = "passed"
        self._reason: str | None = None
        self._retries = 0
        self._declared: str | None = None

    def parse(self, data: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = _refuse_entity
        parser.Parse(data, True)

    def told(self) -> Iterator[ReportedTest]:
        """The rows; in a report that tells of attempts, a test without failed ones had none."""
        if any(row.failed_attempts for row in self.rows):
            return (structs.replace(row, failed_attempts=row.failed_attempts or 0) for row in self.rows)
        return iter(self.rows)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if not self._open and tag not in ("testsuites", "testsuite"):
            raise SourceError(f"is no JUnit XML: it begins with <{tag[:40]}>", remedy="Rename it, or leave it out.")
        if len(self._open) >= _DEEPEST:
            raise SourceError(f"is nested deeper than {_DEEPEST} elements")
        self._open.append(tag)
        if tag in ("testsuites", "testsuite"):
            self._suites.append(attributes)
        elif tag == "testcase":
            self._case, self._outcome, self._reason, self._retries, self._declared = attributes, "passed", None, 0, None
        elif self._case is not None:
            self._inside(tag, attributes)

    def _inside(self, tag: str, attributes: dict[str, str]) -> None:
        found = _RESULTS.get(tag)
        if found and (self._outcome == "passed" or _RANK.index(found) > _RANK.index(self._outcome)):
            self._outcome = found
        if found == "skipped":
            said = attributes.get("message")
            self._reason = said if said and said not in _NO_REASON else self._reason
        self._retries += tag in _RETRIES
        if tag == "property" and attributes.get("name") == "integration":
            self._declared = attributes.get("value")

    def _end(self, tag: str) -> None:
        self._open.pop()
        tag = tag.rpartition(":")[2]
        if tag in ("testsuites", "testsuite"):
            self._suites.pop()
        elif tag == "testcase" and self._case is not None:
            if len(self.rows) >= _MOST_TESTS:
                raise SourceError(f"tells of more than {_MOST_TESTS:,} tests", remedy="Split it.")
            self.rows.append(self._row(self._case))
            self._case = None

    def _row(self, case: dict[str, str]) -> ReportedTest:
        suites = [suite for suite in self._suites if suite.get("name")]
        skipped = case.get("status") in ("skipped", "notrun", "disabled") and self._outcome == "passed"
        return ReportedTest(
            framework=_framework(suites),
            suite=_cut(" > ".join(suite["name"] for suite in suites[-4:])),
            class_name=_cut(case.get("classname") or case.get("class")),
            name=_cut(case.get("name")) or f"#{len(self.rows) + 1}",
            file=_cut(case.get("file") or next((s["file"] for s in reversed(self._suites) if s.get("file")), None)),
            root=None,
            line=_number(case.get("line")),
            outcome="skipped" if skipped else self._outcome,
            duration_ms=_milliseconds(case.get("time")),
            failed_attempts=self._retries or None,
            reason=_cut(self._reason),
            markers=None,
            declared=_cut(self._declared),
            ran_at=_time(next((s["timestamp"] for s in reversed(self._suites) if s.get("timestamp")), None)),
        )


def _refuse_entity(*_: object) -> None:
    raise SourceError("declares entities, which a report has no use for", remedy="Write it again without.")


def _framework(suites: list[dict[str, str]]) -> str | None:
    names = [suite["name"].lower() for suite in suites]
    return next(
        (name for name in ("pytest", "jest", "vitest", "mocha", "playwright") for n in names if name in n), None
    )


def _cut(text: str | None) -> str | None:
    return " ".join(text.split())[:_LONGEST] or None if text else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else None


def _milliseconds(text: str | None) -> float | None:
    try:
        seconds = float((text or "").replace(",", ""))
    except ValueError:
        return None
    return seconds * 1000 if math.isfinite(seconds) and 0 <= seconds < 1e9 else None


def _time(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
