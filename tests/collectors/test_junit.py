"""JUnit XML of several tools: what is read of it, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assay.collectors import junit
from assay.model import Source, SourceError
from assay.tables.testing import ReportedTest


def rows(text: str) -> list[ReportedTest]:
    found = list(junit.read(Source("reports/junit.xml", text.encode())))
    assert all(isinstance(row, ReportedTest) for row in found)
    return found  # type: ignore[return-value]


JEST = """<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="jest tests" tests="3" failures="1" errors="0" time="1.52">
  <testsuite name="Card &gt; pays" errors="0" failures="1" timestamp="2026-11-19T08:30:00" time="1.4" tests="3">
    <testcase classname="Card pays" name="pays once" time="1,000.25" file="packages/pay/src/card.test.ts"></testcase>
    <testcase classname="Card pays" name="says why" time="NaN" file="packages/pay/src/card.test.ts">
      <failure>Error: secret text &amp; a stack</failure>
    </testcase>
    <testcase classname="Card pays" name="later" time="0"><skipped/></testcase>
  </testsuite>
</testsuites>"""


def test_what_jest_tells() -> None:
    once, why, later = rows(JEST)
    assert (once.framework, once.outcome, once.duration_ms) == ("jest", "passed", 1_000_250.0)
    assert once.file == "packages/pay/src/card.test.ts"
    assert once.ran_at == datetime(2026, 11, 19, 8, 30, tzinfo=UTC)
    assert once.suite == "jest tests > Card > pays"
    assert (why.outcome, why.duration_ms, why.reason) == ("failed", None, None)
    assert (later.outcome, later.reason, later.failed_attempts) == ("skipped", None, None)
    assert "secret" not in repr(rows(JEST))


def test_what_pytest_and_surefire_tell() -> None:
    skipped, flaky, worst = rows(
        """<testsuite name="pytest" file="tests/test_a.py">
        <testcase classname="tests.test_a.TestCard" name="test_skips" line="12">
          <properties><property name="integration" value="adyen"/></properties>
          <skipped type="pytest.skip" message="no  sandbox&#10;today">/home/kim/tests/test_a.py:12: no</skipped>
        </testcase>
        <testcase name="flaky"><flakyFailure message="x"/><flakyError/></testcase>
        <testcase name="worst"><skipped/><failure/><error/><failure/></testcase>
        </testsuite>"""
    )
    assert (skipped.framework, skipped.line, skipped.declared) == ("pytest", 12, "adyen")
    assert skipped.reason == "no sandbox today"
    assert (flaky.outcome, flaky.failed_attempts, flaky.file) == ("passed", 2, "tests/test_a.py")
    assert (skipped.failed_attempts, worst.failed_attempts) == (0, 0), "the report tells of attempts"
    assert worst.outcome == "error"


@pytest.mark.parametrize("said", ["unconditional skip", "Skipped", ""])
def test_what_pytest_writes_where_nobody_gave_a_reason_is_none(said: str) -> None:
    (row,) = rows(f'<testsuite name="pytest"><testcase name="a"><skipped message="{said}"/></testcase></testsuite>')
    assert (row.outcome, row.reason) == ("skipped", None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not XML"),
        ("<testsuite><testcase", "not XML"),
        ("<project/>", "begins with <project>"),
        ('<!DOCTYPE t [<!ENTITY a "b">]><testsuite name="&a;"/>', "declares entities"),
        ('<!DOCTYPE t [<!ENTITY a SYSTEM "file:///etc/passwd">]><testsuite>&a;</testsuite>', "declares entities"),
        ('<!DOCTYPE t [<!ENTITY % a SYSTEM "http://x.test/a.dtd"> %a;]><testsuite/>', "declares entities"),
        ("<testsuite>" * 101, "nested deeper"),
    ],
)
def test_what_is_refused(text: str, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        rows(text)


def test_an_empty_suite_has_no_rows() -> None:
    assert rows("<testsuites/>") == []
