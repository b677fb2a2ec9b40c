"""Tell what each operation takes: time and bytes, with quantiles that few calls cannot fake."""

from __future__ import annotations

from pathlib import Path

import click

from . import _options


@click.command(name="operations")
@_options.target
@_options.lake
@_options.run
@click.option("--integration", "integrations", multiple=True, metavar="GLOB", help="Only these integrations.")
@click.option("--together", is_flag=True, help="Take the calls of all integrations together.")
@click.option("--top", default=10, show_default=True, type=click.IntRange(1), help="Most operations to show.")
@_options.as_json
def command(
    target: Path,
    lake: Path | None,
    run_id: str | None,
    integrations: tuple[str, ...],
    together: bool,
    top: int,
    as_json: bool,
) -> None:
    """Tell how long the operations that TARGET calls took and how large their answers were, from its last run.

    An operation is one that a description has, else a method and a route of a host; those that took most time in all
    come first. Beside a quantile stands its 95 % interval, which holds whatever the distribution is. Below the number
    of calls that a quantile needs (6 for the median, 72 for the 95th percentile) none is told, but what is known of it.

    \b
    assay analyze operations
    assay analyze operations --together --top 20
    assay analyze operations --integration adyen-integration
    assay analyze operations --json > operations.json     all of them, for programs
    """
    from assay.analysis.flows import flows
    from assay.analysis.operations import operations
    from assay.model import UsageError
    from assay.reports.operations import out, show

    from ._listing import print_json

    result = _options.last_run(target, lake, run_id)
    units = _options.units_named(result, integrations)
    found = operations(
        (flow for flow in flows(result.evidence) if not units or flow.integration in units), together=together
    )
    if not found:
        remedy = "Add recordings (HAR of a browser, Playwright or Polly.JS) beside the tests that make them."
        raise UsageError("no recorded call was read", remedy=remedy)
    if as_json:
        print_json(out(found, result.run))
    else:
        show(found, top=top)
