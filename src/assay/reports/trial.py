"""What came of a trial -> a screen, or JSON: what failed, how to see it again, what could not be tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from assay.engine.result import Finding, Result
from assay.model import Level
from assay.model.escape import json_text, printable
from assay.trials.trial import Outcome

_MOST = 20
_ENDED = {
    "completed": "all was tried",
    "max_time": "until the time was over",
    "server_unavailable": "until the system did not answer any more",
    "interrupted": "until it was stopped",
    "failure_limit": "until there were too many failures",
}
_SIGN = {"unmet": ("✘", "red"), "unknown": ("?", "yellow"), "met": ("✔", "green")}


class TrialOut(msgspec.Struct, frozen=True, kw_only=True):
    """The trial itself."""

    api: str
    tried_at: str
    log: str
    ended: str
    seconds: float
    seed: int
    exchanges: int
    operations: int
    exercised: int
    failures: Sequence[dict[str, Any]]
    probes: Sequence[dict[str, Any]]


class Out(msgspec.Struct, frozen=True, kw_only=True):
    """The trial, what the standards say of it, and whether the gate holds. Without a run nothing was judged."""

    trial: TrialOut
    run: str | None
    integration: str | None
    findings: list[Finding]
    holds: bool


def findings(result: Result, log: str) -> list[Finding]:
    """What was judged of this log, the worst first."""
    order = {"unmet": 0, "unknown": 1, "met": 2}
    levels = [level.value for level in Level]
    found = [finding for finding in result.findings() if finding.path == log]
    return sorted(found, key=lambda one: (order[one.verdict], levels.index(one.level), one.standard, one.subject))


def failing(found: Iterable[Finding], fail_on: str) -> list[Finding]:
    """What makes the gate fail: unmet of this level or above, and not waived."""
    levels = [level.value for level in Level]
    limit = levels.index(fail_on) if fail_on in levels else -1
    return [one for one in found if one.verdict == "unmet" and not one.waived and levels.index(one.level) <= limit]


def as_json(api: str, base: str, outcome: Outcome, result: Result | None, found: list[Finding], holds: bool) -> str:
    trial = TrialOut(
        api=api,
        tried_at=base,
        log=str(outcome.log),
        **{name: getattr(outcome, name) for name in ("ended", "seconds", "seed", "exchanges", "operations")},
        exercised=outcome.exercised,
        failures=outcome.failures,
        probes=outcome.probes,
    )
    unit = next((one.integration for one in found), None)
    out = Out(trial=trial, run=result.run.id if result else None, integration=unit, findings=found, holds=holds)
    return json_text(msgspec.json.format(msgspec.json.encode(out)).decode())


def show(api: str, base: str, outcome: Outcome, result: Result | None, found: list[Finding], log: Path) -> None:
    """Print it on standard output."""
    ended = _ENDED.get(outcome.ended, outcome.ended)
    came = f"{outcome.exercised} of {outcome.operations} operations answered as described"
    click.echo(f"{printable(api)}, tried at {printable(base)} for {outcome.seconds:g} s, {ended}")
    click.echo(f"{outcome.exchanges:,} exchanges, {came}")
    click.echo(f"seed {outcome.seed}; every exchange is in {printable(str(log))}\n")
    if result is not None:
        judged(result, found)
    _failed(outcome)
    _unasked(outcome)


def judged(result: Result, found: list[Finding]) -> None:
    """Print what the standards say of a trial."""
    worst: dict[str, str] = {}
    for one in found:
        worst.setdefault(one.standard, one.verdict)
    counts = Counter(worst.values())
    marks = (
        click.style(f"{_SIGN[name][0]} {counts[name]} {name}", fg=_SIGN[name][1])
        for name in ("unmet", "unknown", "met")
    )
    click.echo("Standards on it: " + "   ".join(marks) + "\n")
    for one in [one for one in found if one.verdict == "unmet"][:_MOST]:
        standard = result.standards.get(one.standard)
        title = standard.title if standard else one.standard
        click.echo(f"{one.level:6} {click.style(title, bold=True)}")
        click.echo(f"       {printable(one.subject)}: {printable(one.reason or '')}")
        for command in _commands(result, one)[:3]:
            click.echo(click.style(f"       {printable(command)}", dim=True))
        click.echo(f"       {one.standard}  {one.fingerprint}")
    left = sum(one.verdict == "unmet" for one in found) - _MOST
    if left > 0:
        click.echo(f"… and {left} more; --json has all")


def _commands(result: Result, one: Finding) -> list[str]:
    result.evidence.require(("trial_probe", "trial_failure", "webhook_question"))
    row = result.db.execute(
        """select curl from trial_probe where path = $path and line = $line
           union all select curl from trial_failure where path = $path and line = $line
           union all select curl from webhook_question where path = $path and line = $line""",
        {"path": one.path, "line": one.line},
    ).fetchone()
    return row[0].splitlines() if row and row[0] else []


def _failed(outcome: Outcome) -> None:
    if not outcome.failures:
        click.echo("Schemathesis found nothing that contradicts the description.")
        return
    click.echo(f"\nWhat Schemathesis saw: {len(outcome.failures)} failures")
    for failure in outcome.failures[:_MOST]:
        click.echo(f"{failure['what']:20} {printable(failure['operation'])}  ({failure['times']} times)")
        click.echo(f"       {printable(failure['message'])[:300]}")
        for command in failure["curl"].splitlines()[-3:]:
            click.echo(click.style(f"       {printable(command)[:600]}", dim=True))
    if len(outcome.failures) > _MOST:
        click.echo(f"… and {len(outcome.failures) - _MOST} more; --json has all")


def _unasked(outcome: Outcome) -> None:
    unasked = [probe for probe in outcome.probes if probe["held"] is None]
    if not unasked:
        return
    click.echo("\nWhat could not be exercised")
    for probe in unasked[:_MOST]:
        where = f" {printable(probe['operation'])}" if probe["operation"] else ""
        click.echo(f"{probe['probe']}: {probe['question']}{where}: {printable(probe['reason'])}")
    if len(unasked) > _MOST:
        click.echo(f"… and {len(unasked) - _MOST} more; --json has all")
