"""Tell why: a standard's page, a finding with its evidence and history, or an integration's findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from assay.model import UsageError


@click.command(
    epilog="Examples:  assay explain payment/writes_carry_an_idempotency_key   |   assay explain adyen-integration"
)
@click.argument("what")
@click.argument("target", default=".", type=click.Path(path_type=Path))
@click.option(
    "--lake", type=click.Path(path_type=Path, file_okay=False), help="Where runs are kept. Default: TARGET/.assay"
)
@click.option("--most", default=20, show_default=True, help="At most so many findings.")
def command(what: str, target: Path, lake: Path | None, most: int) -> None:
    """WHAT is a standard's id, a finding's fingerprint, or an integration's name."""
    from assay.engine import configuration
    from assay.engine.standards import load_standards

    from ._options import last_run as newest

    standards = load_standards(configuration.load(target).standards)
    place = lake or target / ".assay"
    if what in standards:
        _standard(standards[what])
        if (place / "catalog.db").exists():
            _findings(newest(target, lake), "standard", what, most)
        return
    result = newest(target, lake)
    if any(unit.name == what for unit in result.integrations):
        _unit(result, what, most)
    elif found := _by_fingerprint(result, what):
        _finding(found, standards, place, target)
    else:
        from difflib import get_close_matches

        names = [*standards, *(unit.name for unit in result.integrations)]
        close = ", ".join(get_close_matches(what, names, 3)) or "assay standards lists the standards"
        raise UsageError(f"nothing is called {what}", remedy=f"Did you mean: {close}?")


def _standard(standard: Any) -> None:
    click.secho(f"{standard.title}", bold=True)
    click.echo(f"{standard.id}  ({standard.level}, since {standard.since})\n")
    click.echo(f"why        {standard.why}\nfix        {standard.fix}\nreference  {'; '.join(standard.reference)}")
    if standard.limits:
        click.echo(f"limits     {', '.join(f'{name} = {value}' for name, value in standard.limits.items())}")
    click.echo(f"\n{standard.sql}\n")


def _findings(result: Any, column: str, value: str, most: int) -> None:
    from assay.reports.escape import one_line

    found = sorted(result.findings(**{column: value}), key=lambda f: ("unmet", "unknown", "met").index(f.verdict))
    counts = {verdict: sum(f.verdict == verdict for f in found) for verdict in ("unmet", "unknown", "met")}
    click.echo(", ".join(f"{count} {verdict}" for verdict, count in counts.items()) + f" as of {result.run.as_of}")
    for finding in found[:most]:
        place = f"{finding.path}:{finding.line}" if finding.line else finding.path
        name = finding.integration if column == "standard" else finding.standard
        click.echo(
            f"  {finding.verdict:8}{finding.fingerprint}  {one_line(name or '')}  {one_line(finding.subject or '')}"
        )
        click.echo(f"          {one_line(finding.reason or '')}  {one_line(place or '')}")
    if len(found) > most:
        click.echo(f"  and {len(found) - most} more; --most shows them")


def _unit(result: Any, name: str, most: int) -> None:
    unit = next(unit for unit in result.integrations if unit.name == name)
    click.secho(f"{unit.name}: {unit.fitness}, score {unit.score_low:.0f} to {unit.score_high:.0f}", bold=True)
    click.echo(f"{unit.kind}, {unit.layer}, owned by {unit.owner or 'nobody'}, in {unit.path}; {unit.signal}")
    click.echo(f"{unit.musts} musts apply: {unit.musts_unmet} unmet, {unit.musts_unknown} unknown\n")
    _findings(result, "integration", name, most)


def _by_fingerprint(result: Any, what: str) -> Any:
    return next((finding for finding in result.findings() if finding.fingerprint == what), None)


def _finding(finding: Any, standards: dict[str, Any], lake: Path, target: Path) -> None:
    from assay.engine.history import history
    from assay.reports.escape import one_line

    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    click.secho(
        f"{finding.verdict}: {one_line(finding.subject or '')} of {one_line(finding.integration or '')}", bold=True
    )
    click.echo(f"{one_line(finding.reason or '')}\nat {one_line(place or '')}\n")
    click.echo("history")
    for run, verdict, reason in history(lake, target, finding.fingerprint):
        click.echo(f"  {run.started[:19]}  {run.commit or '':.10}  {verdict}  {one_line(reason or '')}")
    click.echo("")
    if finding.standard in standards:
        _standard(standards[finding.standard])
