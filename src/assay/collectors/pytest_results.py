"""What assay's plugin for pytest writes (assay-tests*.ndjson) -> reported_test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from assay.model import Collector, Origin, Role, Row, Source, SourceError, Target
from assay.tables.testing import ReportedTest

COLLECTOR = Collector(
    name="pytest_results",
    tool="pytest",
    about="Reads what assay's plugin for pytest writes: outcomes, durations, retries, reasons, markers.",
    fills=(ReportedTest,),
    roles=(Role.TESTING,),
    domains=("testing",),
    origin=Origin.REPORT,
    max_bytes=30_000_000,
)
_FORMAT = 1
_MOST_TESTS = 200_000
_LONGEST = 500
_OUTCOMES = frozenset({"passed", "failed", "error", "skipped", "xfailed", "xpassed"})


class _Head(msgspec.Struct):
    """The first line: which format it is, and what held for the whole run."""

    assay_tests: int
    root: str = "."
    started: datetime | None = None


class _Line(msgspec.Struct):
    """Every other line: one test."""

    file: str
    name: str
    outcome: str
    line: int | None = None
    seconds: float | None = None
    failed_attempts: int = 0
    reason: str | None = None
    markers: list[str] = []
    integration: str | None = None


def find(target: Target) -> Iterator[str]:
    """Files called assay-tests*.ndjson."""
    yield from target.named("assay-tests*.ndjson")


def read(source: Source) -> Iterator[Row]:
    """One row per test. Errors: SourceError when it is not what the plugin writes, or of a later format."""
    head, *lines = source.data.split(b"\n", _MOST_TESTS + 1)
    try:
        about = msgspec.json.decode(head, type=_Head)
        if about.assay_tests != _FORMAT:
            raise SourceError(f"has format {about.assay_tests}, not {_FORMAT}", remedy="Use one version of assay.")
        for number, line in enumerate(lines, 2):
            if line.strip():
                yield _row(about, msgspec.json.decode(line, type=_Line), number)
    except (msgspec.DecodeError, RecursionError) as error:
        raise SourceError(f"is not what assay's plugin writes: {error}", remedy="Run pytest --assay again.") from error


def _row(about: _Head, line: _Line, number: int) -> ReportedTest:
    if line.outcome not in _OUTCOMES:
        raise SourceError(f"tells in line {number} of an outcome that there is not", remedy="Run pytest --assay again.")
    started = about.started
    return ReportedTest(
        framework="pytest",
        suite=None,
        class_name=None,
        name=line.name[:_LONGEST],
        file=line.file[:_LONGEST],
        root=about.root[:_LONGEST],
        line=line.line,
        outcome=line.outcome,
        duration_ms=None if line.seconds is None else max(0.0, line.seconds) * 1000,
        failed_attempts=max(0, line.failed_attempts),
        reason=(line.reason or "")[:_LONGEST] or None,
        markers=", ".join(line.markers)[:_LONGEST] or None,
        declared=(line.integration or "")[:_LONGEST] or None,
        ran_at=started.astimezone(UTC) if started and started.tzinfo else started,
    )
