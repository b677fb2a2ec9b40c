"""One standard, finding or integration in depth -> lines to show, and the same as values for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from assay.engine.cases import Case, cases_of, load_cases
from assay.engine.history import history
from assay.engine.result import Finding, Result, population
from assay.model import Verdict
from assay.model.escape import one_line, printable
from assay.model.standard import Standard
from assay.pages.digest import place, plural
from assay.pages.figures import score
from assay.reviews.mending import by_standard, contents, mendable, offer_for
from assay.reviews.patch import patch

_WORST_FIRST = (Verdict.UNMET, Verdict.UNKNOWN, Verdict.MET)
_MOST_ROWS = 5
_MOST_VALUE = 100
#: Columns of an evidence row that the page has told already.
_SAID = ("integration", "path", "line", "origin")
Line = tuple[str, str]


class Page(NamedTuple):
    """Lines with the style of each (`head`, `dim` or empty), and what they say as plain values."""

    lines: list[Line]
    values: dict[str, Any]


def of_standard(standard: Standard, result: Result | None, most: int) -> Page:
    """Why, fix, reference, limits, query and cases; where its findings stand, per integration."""
    cases = _cases(standard)
    lines = [*_about(standard), *_told_cases(cases)]
    values: dict[str, Any] = {"standard": msgspec.to_builtins(standard), "cases": msgspec.to_builtins(cases)}
    values["standard"].pop("file")
    if result is not None:
        found = result.findings(standard=standard.id)
        lines += [("", ""), (f"Where it stands as of {result.run.as_of}: {_counts(found)}", "head"), *_selected(result)]
        lines += _per_integration(found)
        lines += _listed(found, most, by="integration")
        values["findings"] = msgspec.to_builtins(found)
    return Page(lines, values)


def of_integration(result: Result, name: str, most: int) -> Page:
    """The answer for one integration and the findings behind it, the worst first."""
    unit = next(unit for unit in result.integrations if unit.name == name)
    found = result.findings(integration=name)
    lines = [
        (f"{one_line(unit.name)}: {unit.fitness}, score {score(unit.score_low, unit.score_high)} of 100", "head"),
        (f"{unit.kind}, {unit.layer}, owned by {one_line(unit.owner) or 'nobody'}, in {one_line(unit.path)}", ""),
        (f"found because {one_line(unit.signal)}", "dim"),
        *_selected(result),
        (f"{plural(unit.musts, 'must')} apply: {unit.musts_unmet} unmet, {unit.musts_unknown} unknown", ""),
        (_counts(found), ""),
        *_listed(found, most, by="standard"),
    ]
    about = {"name": unit.name, "verdict": unit.fitness.value, "score": [unit.score_low, unit.score_high]}
    return Page(lines, {"integration": about, "findings": msgspec.to_builtins(found)})


def of_finding(result: Result, finding: Finding, target: Path) -> Page:
    """What was seen and where, the evidence rows of that place, what earlier runs said, and the standard."""
    lines = [
        (f"{finding.verdict}{' (waived)' if finding.waived else ''}: {one_line(finding.subject)}", "head"),
        (f"{finding.standard} ({finding.level}), {one_line(finding.integration)}, {finding.fingerprint}", "dim"),
        (one_line(finding.reason), ""),
        *_waiver(finding, result),
    ]
    if finding.path:
        lines.append((f"at {one_line(place(finding.path, finding.line, finding.column))}", ""))
    standard = result.standards.get(finding.standard)
    rows = _evidence(result, standard, finding) if standard else {}
    for table, found in rows.items():
        lines += [("", ""), (f"Evidence in {table}", "head"), *((_row(row), "") for row in found)]
    mended = _mended(result, finding, target)
    lines += mended.lines
    lines += [("", ""), ("History, the newest run first", "head")]
    past = history(result, finding.fingerprint)
    lines += [
        (f"  {run.started[:19]}  {(run.commit or '-')[:10]:10}  {v:8} {one_line(why)}", "") for run, v, why in past
    ]
    if standard:
        lines += [("", ""), *_about(standard)]
    values = {
        "finding": msgspec.to_builtins(finding),
        "evidence": rows,
        **mended.values,
        "history": [{"run": run.id, "started": run.started, "verdict": v, "reason": why} for run, v, why in past],
    }
    return Page(lines, values)


def _mended(result: Result, finding: Finding, target: Path) -> Page:
    """The patch of the safe fix that would mend a finding, as it would be made now; nothing where there is none."""
    offered = offer_for(result, target, [finding] if mendable(finding) else [])
    if not offered.mends:
        return Page([], {"fix": None})
    fix, after = offered.mends[0].fix, contents(offered.files, offered.mends)
    text = patch(offered.files, after, result.run.prefix).decode("utf-8", "replace")
    lines = [("", ""), (f"assay can mend it: `assay improve --apply --only {finding.standard}`", "head")]
    lines += [(f"{fix.title}. {fix.why_safe}", ""), *((printable(line), "dim") for line in text.splitlines())]
    return Page(lines, {"fix": {"title": fix.title, "why_safe": fix.why_safe, "patch": text}})


def _waiver(finding: Finding, result: Result) -> Iterable[Line]:
    for waiver in result.run.waivers:
        if finding.waived and waiver["name"] == finding.waiver:
            told = f"waived until {waiver['until']} by {waiver['author']}: {waiver['reason']} ({waiver['name']})"
            yield one_line(told), ""


def by_fingerprint(result: Result, text: str) -> Finding | None:
    """The finding whose fingerprint begins so, when it is the only one and six characters or more are given."""
    found = [f for f in result.findings() if f.fingerprint.startswith(text)] if len(text) >= 6 else []
    return found[0] if len(found) == 1 else None


def _about(standard: Standard) -> Iterable[Line]:
    yield standard.title, "head"
    yield f"{standard.id} ({standard.level}, since {standard.since})", "dim"
    yield "", ""
    yield f"why        {standard.why}", ""
    yield f"fix        {standard.fix}", ""
    for mending in by_standard().get(standard.id, {}).values():
        yield f"assay can  {mending.title}. {mending.why_safe}", ""
    for reference in standard.reference:
        yield f"reference  {reference}", ""
    if standard.answers:
        yield f"answers    {', '.join(standard.answers)}", ""
    applies = [*standard.applies.kind, *standard.applies.layer]
    if applies or standard.scope == "workspace":
        yield f"applies    {'the workspace' if standard.scope == 'workspace' else ', '.join(applies)}", ""
    for name, value in standard.limits.items():
        yield f'limit      {name} = {value}   (assay.toml: [limits."{standard.id}"])', ""
    yield "", ""
    for line in standard.sql.splitlines():
        yield f"    {line}", "dim"


def _told_cases(cases: Sequence[Case]) -> Iterable[Line]:
    if cases:
        yield "", ""
        yield "Cases", "head"
    for case in cases:
        verdicts = ", ".join(expected.verdict for expected in case.expect) or "not applicable"
        yield f"  {one_line(case.name)}: {verdicts}", ""


def _cases(standard: Standard) -> list[Case]:
    file = cases_of(standard)
    return load_cases(file) if file else []


def _selected(result: Result) -> Iterable[Line]:
    if result.run.selection:
        yield f"this run judged a selection only: {one_line(result.run.selection)}", ""


def _counts(found: Sequence[Finding]) -> str:
    return ", ".join(f"{population(found, verdict):,} {verdict}" for verdict in _WORST_FIRST)


def _per_integration(found: Sequence[Finding]) -> Iterable[Line]:
    by_name: dict[str, list[Finding]] = {}
    for finding in found:
        by_name.setdefault(finding.integration, []).append(finding)
    blind = [one_line(name) for name, group in by_name.items() if {f.verdict for f in group} == {Verdict.UNKNOWN}]
    for name, group in by_name.items():
        if one_line(name) not in blind:
            yield f"  {one_line(name):36} {_counts(group)}", ""
    if blind:
        yield f"  unknown in {plural(len(blind), 'unit')}: {', '.join(blind)}", "dim"


def _listed(found: Sequence[Finding], most: int, *, by: str) -> Iterable[Line]:
    ranked = sorted(found, key=lambda f: (_WORST_FIRST.index(f.verdict), -f.level.weight))
    told = [finding for finding in ranked if finding.verdict is not Verdict.MET]
    for finding in told[:most]:
        waived = " (waived)" if finding.waived else ""
        name = one_line(getattr(finding, by))
        yield "", ""
        yield f"{finding.verdict}{waived}  {finding.level}  {name}  {one_line(finding.subject)}", ""
        yield f"  {one_line(finding.reason)}", ""
        yield f"  {one_line(place(finding.path, finding.line, finding.column))}  [{finding.fingerprint}]", "dim"
    if len(told) > most:
        yield f"and {len(told) - most:,} more; --most shows them", "dim"


def _evidence(result: Result, standard: Standard, finding: Finding) -> dict[str, list[Mapping[str, object]]]:
    """Rows of the standard's tables at the finding's place."""
    from assay.engine.query import rows_at, tables_of_standard

    if not finding.path:
        return {}
    found = {}
    for table in tables_of_standard(result.evidence, standard):
        rows = rows_at(result.evidence, table, finding.path, finding.line, _MOST_ROWS)
        if rows:
            found[table] = rows
    return found


def _row(row: Mapping[str, object]) -> str:
    known = (f"{name}={_cut(str(value))}" for name, value in row.items() if value is not None and name not in _SAID)
    return f"  {one_line(', '.join(known))}"


def _cut(value: str) -> str:
    return value if len(value) <= _MOST_VALUE else f"{value[:_MOST_VALUE]}…"
