"""What the standards say of a trial's log -> the end of its report, and the whole of it as JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import click
import msgspec

from assay.engine.result import Finding, Result
from assay.model import Level
from assay.model.escape import json_text, one_line, printable

_MOST = 20
_MOST_ALIKE = 5
_MOST_COMMANDS = 3
_SIGN = {"unmet": ("✘", "red"), "unknown": ("?", "yellow"), "met": ("✔", "green")}
_INDENT = " " * 7


@dataclass(frozen=True, slots=True)
class Judgement:
    """The run over the log, its findings the worst first, and those that fail the gate.

    `unjudged` tells why nothing was judged; `result` is None where there was no run.
    """

    result: Result | None
    found: list[Finding]
    failing: list[Finding]
    unjudged: str | None
    holds: bool


class Out(msgspec.Struct, frozen=True, kw_only=True):
    """The trial, what the standards say of it, and whether the gate holds. Without a run nothing was judged."""

    trial: Any
    run: str | None
    integration: str | None
    findings: list[Finding]
    unjudged: str | None
    holds: bool


def judge(result: Result | None, log: str | None, fail_on: str, unjudged: str | None) -> Judgement:
    """`log` is the file as findings name it. Unmet standards of the level `fail_on` or above fail the gate, unless they
    are waived; so does it that nothing was judged, unless it is `never`."""
    order = {"unmet": 0, "unknown": 1, "met": 2}
    levels = [level.value for level in Level]
    limit = levels.index(fail_on) if fail_on in levels else -1
    found = [finding for finding in result.findings() if finding.path == log] if result else []
    found.sort(key=lambda one: (order[one.verdict], levels.index(one.level), one.standard, one.subject))
    failing = [one for one in found if one.verdict == "unmet" and not one.waived and levels.index(one.level) <= limit]
    return Judgement(result, found, failing, unjudged, not failing and (unjudged is None or fail_on == "never"))


def as_json(trial: msgspec.Struct, said: Judgement) -> str:
    out = Out(
        trial=trial,
        run=said.result.run.id if said.result else None,
        integration=next((one.integration for one in said.found), None),
        findings=said.found,
        unjudged=said.unjudged,
        holds=said.holds,
    )
    return json_text(msgspec.json.format(msgspec.json.encode(out)).decode())


def show(said: Judgement) -> None:
    """Print it on standard output, what is unmet by its standard; nothing where nothing was judged."""
    if said.result is None or said.unjudged is not None:
        return
    worst: dict[str, str] = {}
    unmet: dict[str, list[Finding]] = {}
    for one in said.found:
        worst.setdefault(one.standard, one.verdict)
        if one.verdict == "unmet":
            unmet.setdefault(one.standard, []).append(one)
    counts = Counter(worst.values())
    marks = (click.style(f"{sign} {counts[name]} {name}", fg=colour) for name, (sign, colour) in _SIGN.items())
    click.echo(f"\n{click.style('Standards on it:', bold=True)} {'   '.join(marks)}")
    for standard, alike in list(unmet.items())[:_MOST]:
        _unmet(said.result, standard, alike)
    if len(unmet) > _MOST:
        click.echo(f"… and {len(unmet) - _MOST} more standards; --json has all")


def _unmet(result: Result, standard: str, alike: list[Finding]) -> None:
    known = result.standards.get(standard)
    click.echo(f"\n{alike[0].level:6} {click.style(known.title if known else standard, bold=True)}")
    for one in alike[:_MOST_ALIKE]:
        waived = " (waived)" if one.waived else ""
        click.echo(f"{_INDENT}{one_line(one.subject)}: {one_line(one.reason or '')}{waived}")
        for line in (*_commands(result, one)[:_MOST_COMMANDS], one.fingerprint):
            click.echo(click.style(f"{_INDENT}  {printable(line)}", dim=True))
    if len(alike) > _MOST_ALIKE:
        click.echo(f"{_INDENT}… and {len(alike) - _MOST_ALIKE} more like it; --json has all")
    if known:
        click.echo(f"{_INDENT}fix: {known.fix}")
    click.echo(click.style(f"{_INDENT}{standard}", dim=True))


def _commands(result: Result, one: Finding) -> list[str]:
    result.evidence.require(("trial_probe", "trial_failure", "webhook_question"))
    row = result.db.execute(
        """select curl from trial_probe where path = $path and line = $line
           union all select curl from trial_failure where path = $path and line = $line
           union all select curl from webhook_question where path = $path and line = $line""",
        {"path": one.path, "line": one.line},
    ).fetchone()
    return row[0].splitlines() if row and row[0] else []
