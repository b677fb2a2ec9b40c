"""A result -> SARIF 2.1.0 (OASIS), as code scanning services and editors read it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from assay.engine.result import Finding, Result
from assay.model import Level, Outcome, Verdict, escape
from assay.model.standard import Standard
from assay.reviews.gate import Gate
from assay.store.records import Run

from .sarif_fixes import fixes

_LEVEL = {Level.MUST: "error", Level.SHOULD: "warning", Level.MAY: "note"}
_KIND = {Verdict.MET: "pass", Verdict.UNMET: "fail", Verdict.UNKNOWN: "open"}
_ROOT = "%SRCROOT%"
_MOST_NOTIFICATIONS = 100
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(result: Result, target: Path, *, show_all: bool = False, gate: Gate | None = None) -> str:  # noqa: ARG001
    """One SARIF log. Unmet findings only, unless `show_all`; waived ones are suppressed, not left out."""
    findings = result.findings() if show_all else result.findings(verdict=Verdict.UNMET)
    offered = fixes(result, target, findings, partial(_artifact, result.run.prefix))
    return log(result, [(finding, offered.get(finding.fingerprint, {})) for finding in findings])


def log(result: Result, found: Sequence[tuple[Finding, Mapping[str, Any]]], about: Mapping[str, Any] = {}) -> str:
    """One SARIF log of these findings, each with further properties of its result; `about` are those of the run."""
    findings = [finding for finding, _ in found]
    rules = {name: index for index, name in enumerate(sorted({finding.standard for finding in findings}))}
    paths = {unit.name: unit.path for unit in result.integrations}
    run = {
        "tool": {
            "driver": {
                "name": "assay",
                "version": result.run.version,
                "semanticVersion": result.run.version,
                "rules": [_rule(name, result.standards.get(name)) for name in rules],
            }
        },
        "automationDetails": {"id": "assay/"},
        "columnKind": "utf16CodeUnits",
        # Paths are relative to the repository's root, from where code scanning services open them.
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The repository, else the directory checked."}}},
        "invocations": [_invocation(result)],
        **about,
        "results": [
            {**_result(finding, rules[finding.standard], paths, result.run), **more} for finding, more in found
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)


def _rule(name: str, standard: Standard | None) -> dict[str, Any]:
    if standard is None:
        return {"id": name}
    references = "; ".join(standard.reference)
    text = f"{standard.why} To fix: {standard.fix}"
    markdown = f"{standard.why}\n\n**To fix.** {standard.fix}\n\n**Reference.** {escape.markdown(references)}"
    return {
        "id": name,
        "name": "".join(word.capitalize() for word in name.rsplit("/", maxsplit=1)[-1].split("_")),
        "shortDescription": {"text": standard.title},
        "fullDescription": {"text": standard.why},
        "help": {"text": text, "markdown": markdown},
        "defaultConfiguration": {"level": _LEVEL[standard.level]},
        "properties": {"tags": [standard.domain, standard.level.value], "domain": standard.domain},
    }


def _result(finding: Finding, rule: int, paths: Mapping[str, str], run: Run) -> dict[str, Any]:
    failed = finding.verdict is Verdict.UNMET
    found: dict[str, Any] = {
        "ruleId": finding.standard,
        "ruleIndex": rule,
        "kind": _KIND[finding.verdict],
        "level": _LEVEL[finding.level] if failed else "none",
        "message": {
            "text": escape.one_line(f"{finding.integration}: {finding.subject}: {finding.reason or 'not met'}")
        },
        "locations": [_location(finding, paths, run.prefix)],
        "partialFingerprints": {"assayFinding/v1": finding.fingerprint},
        "properties": {
            "integration": escape.one_line(finding.integration),
            "subject": escape.one_line(finding.subject),
            "origin": finding.origin,
        },
    }
    if finding.waived:
        found["suppressions"] = [{"kind": "external", "status": "accepted", "justification": _why(finding, run)}]
    return found


def _why(finding: Finding, run: Run) -> str:
    waiver = next((waiver for waiver in run.waivers if waiver["name"] == finding.waiver), None)
    told = (
        f"{waiver['reason']} ({waiver['author']}, until {waiver['until']}; {waiver['origin']})" if waiver else "waived"
    )
    return escape.one_line(told)


def _location(finding: Finding, paths: Mapping[str, str], prefix: str) -> dict[str, Any]:
    """Where to look; a finding of no file is shown at its integration's directory."""
    path = finding.path or paths.get(finding.integration, ".")
    physical: dict[str, Any] = {"artifactLocation": _artifact(prefix, path)}
    if finding.line and finding.line > 0:
        column = {"startColumn": finding.column} if finding.column else {}
        physical["region"] = {"startLine": finding.line, **column}
    name = escape.one_line(finding.integration)
    return {"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": name, "kind": "module"}]}


def _artifact(prefix: str, path: str) -> dict[str, str]:
    """Where a file lies: a relative URI reference (RFC 3986 section 4.2) into whose first segment no scheme is read."""
    uri = quote((prefix + ("" if path == "." else path.lstrip("/"))).encode("utf-8", "surrogateescape"), safe="/")
    return {"uri": uri or "./", "uriBaseId": _ROOT}


def _invocation(result: Result) -> dict[str, Any]:
    return {
        "executionSuccessful": True,
        "startTimeUtc": result.run.started.split("+")[0] + "Z",
        "toolExecutionNotifications": list(_notifications(result))[:_MOST_NOTIFICATIONS],
    }


def _notifications(result: Result) -> Iterable[dict[str, Any]]:
    for warning in result.run.warnings:
        yield {"level": "warning", "message": {"text": escape.one_line(warning)}}
    for collected in result.collections(Outcome.FAILED):
        location = {"physicalLocation": {"artifactLocation": _artifact(result.run.prefix, collected["path"])}}
        text = escape.one_line(f"{collected['tool']}: {collected['error'] or 'cannot be read'}")
        yield {"level": "warning", "message": {"text": text}, "locations": [location]}
