"""Judge a checkout: is each integration fit, unfit or unproven, why, where, and what to do."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import _baseline, _options, _reports, leave_open
from ._progress import progress
from ._reports import FORMATS, echo, render, wanted, write

if TYPE_CHECKING:
    from assay.engine.result import Result

_FAIL_ON = ("never", "must", "should", "may", "unproven")


@click.command(name="check")
@_options.target
@_options.lake
@_options.as_of
@_options.selection
@click.option(
    "--fail-on",
    type=click.Choice(_FAIL_ON),
    default="must",
    show_default=True,
    help="Exit with 1 on an unmet standard of this level or above; 'unproven' also where evidence is lacking.",
)
@click.option("--min-score", type=click.FloatRange(0, 100), help="Exit with 1 when the lower end of a score is below.")
@_baseline.options
@click.option(
    "--description",
    "descriptions",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="A description of an API (OpenAPI, AsyncAPI, GraphQL) to read, too; it may lie anywhere. Repeatable.",
)
@click.option("--push", metavar="URL", help="Hand the run in to an `assay serve`; the token is taken from ASSAY_TOKEN.")
@click.option("--all", "show_all", is_flag=True, help="Show every unit, and in reports every verdict.")
@_reports.options(FORMATS)
@_options.as_json
def command(
    target: Path,
    lake: Path | None,
    as_of: datetime | None,
    fail_on: str,
    min_score: float | None,
    baseline: str | None,
    update: bool,
    descriptions: tuple[str, ...],
    push: str | None,
    show_all: bool,
    form: str | None,
    output: Path | None,
    reports: tuple[str, ...],
    as_json: bool,
    **selected: Any,
) -> int:
    """Judge TARGET (a directory; the present one if not given) and keep the run. No configuration is needed.

    Each integration is `fit`, `unfit` (a `must` is unmet and not waived) or `unproven` (more than a fifth of its
    `must`s lack evidence). Exit status: 0 the gate holds, 1 it does not, 2 usage, 3 assay could not finish.

    \b
    assay check                                      the checkout in this directory
    assay check ../shop --fail-on unproven           also fail where evidence is lacking
    assay check --only 'security/*' --integration 'paypal*'
    assay check --json > check.json                  for programs; every verdict is in it
    assay check --description ../docs/openapi.yaml   hold what is called against what is described
    assay check --baseline --fail-on should          only what is beyond assay-baseline.json fails
    assay check --report sarif=out.sarif --report markdown=summary.md
    assay check --push https://assay.shop.example    and hand the run in to the team's dashboard
    """
    from assay.engine.check import Options, check
    from assay.reviews.gate import FailOn, gate

    form = "json" if as_json else form
    files = wanted(reports, form, output)
    known = _baseline.opened(target, baseline, update)
    selected["descriptions"] = tuple(os.path.relpath(file, target).replace(os.sep, "/") for file in descriptions)
    with progress() as told:
        result = check(target, Options(lake=lake, as_of=as_of.date() if as_of else None, progress=told, **selected))
    leave_open(result)
    held = gate(result, FailOn(fail_on), min_score, allowed=known[1] if known else None)
    if known and update:
        _baseline.shrink(*known, result)
    for name, file in files:
        write(file, render(name, result, target, show_all=show_all, gate=held))
    if form and output is None:
        echo(render(form, result, target, show_all=show_all, gate=held))
    else:
        from assay.reports import terminal

        terminal.show(result, show_all=show_all, gate=held)
    if not held.holds and form and output is None:
        click.echo(f"The gate does not hold (--fail-on {fail_on}): {'; '.join(held.reasons)}", err=True)
    if push:
        _push(result, _options.lake_of(target, lake), push)
    return 0 if held.holds else 1


def _push(result: Result, lake: Path, url: str) -> None:
    from assay.store.lake import Lake
    from assay.web.push import push

    taken = push(Lake(lake), result.run, url)
    click.echo(f"{'It is at' if taken.known else 'Pushed to'} {url} as run {taken.run}.", err=True)
