"""A result -> JUnit XML, as every CI shows it: a suite for each integration, a test for each standard that applies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from assay.engine.result import Finding, Result, population
from assay.model import Verdict
from assay.model.escape import xml_text
from assay.pages import digest
from assay.reviews.gate import Gate

_MOST_LINES = 50


def render(result: Result, target: Path, *, show_all: bool = False, gate: Gate | None = None) -> str:  # noqa: ARG001
    """One <testsuites>. Unmet is a failure; unknown and waived are skipped. Tests that pass are always in it."""
    grouped: dict[str, dict[str, list[Finding]]] = {}
    for finding in result.findings():
        grouped.setdefault(finding.integration, {}).setdefault(finding.standard, []).append(finding)
    root = ElementTree.Element("testsuites", name="assay", time=f"{result.run.seconds:.3f}")
    totals = {"tests": 0, "failures": 0, "skipped": 0}
    for integration, standards in sorted(grouped.items()):
        suite = ElementTree.SubElement(root, "testsuite", name=xml_text(integration))
        for standard, findings in sorted(standards.items()):
            _test(suite, result, standard, findings)
        counts = {
            "tests": len(standards),
            "failures": len(suite.findall("testcase/failure")),
            "skipped": len(suite.findall("testcase/skipped")),
        }
        for name, count in counts.items():
            suite.set(name, str(count))
            totals[name] += count
        suite.set("errors", "0")
        suite.set("timestamp", result.run.started[:19])
    for name, count in totals.items():
        root.set(name, str(count))
    warnings = [*([f"a selection only: {result.run.selection}"] if result.run.selection else []), *result.run.warnings]
    if warnings:
        suite = ElementTree.SubElement(root, "testsuite", name="assay", tests="0", failures="0", errors="0")
        ElementTree.SubElement(suite, "system-err").text = xml_text("\n".join(warnings))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}'


def _test(suite: ElementTree.Element, result: Result, standard: str, findings: Sequence[Finding]) -> None:
    known = result.standards.get(standard)
    name = f"{known.title} ({standard})" if known else standard
    test = ElementTree.SubElement(suite, "testcase", name=xml_text(name), classname=xml_text(suite.get("name")))
    unmet = [finding for finding in findings if finding.verdict is Verdict.UNMET and not finding.waived]
    waived = [finding for finding in findings if finding.waived]
    unknown = [finding for finding in findings if finding.verdict is Verdict.UNKNOWN]
    if unmet:
        message = f"{findings[0].level}: {digest.plural(len(unmet), 'subject')} of {population(findings)} unmet"
        failure = ElementTree.SubElement(test, "failure", message=message, type=findings[0].level.value)
        failure.text = xml_text("\n".join([*_lines(unmet), *([f"To fix: {known.fix}"] if known else [])]))
    elif waived:
        ElementTree.SubElement(test, "skipped", message=f"waived: {len(waived)} unmet")
    elif unknown:
        ElementTree.SubElement(test, "skipped", message=xml_text(f"unknown: {unknown[0].reason or 'no evidence'}"))


def _lines(findings: Sequence[Finding]) -> list[str]:
    lines = [f"{digest.place(f.path, f.line)}: {f.subject}: {f.reason or 'unmet'}" for f in findings[:_MOST_LINES]]
    more = len(findings) - _MOST_LINES
    return [*lines, f"and {more} more"] if more > 0 else lines
