"""Tell what payments bring, and why it drops when it does."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from . import _options
from ._progress import progress


@click.command(name="payments")
@_options.target
@_options.lake
@_options.run
@_options.as_of
@click.option("--integration", metavar="NAME", help="Only this integration.")
@click.option(
    "--by",
    multiple=True,
    metavar="DIMENSION",
    help="Look by these alone: provider, method, country, currency, network, device, version; repeatable.",
)
@click.option(
    "--window",
    default=14,
    show_default=True,
    type=click.IntRange(1, 60),
    help="Days at the end to look at.",
)
@click.option(
    "--html",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page with plots to this file as well.",
)
@_options.as_json
def command(
    target: Path,
    lake: Path | None,
    run_id: str | None,
    as_of: datetime | None,
    integration: str | None,
    by: tuple[str, ...],
    window: int,
    file: Path | None,
    as_json: bool,
) -> None:
    """Tell what the payments of TARGET bring and why approvals drop, from the payment events of its last run.

    What is usual is that of the same hours of the week in the eight weeks before the window. A drop is told when it is
    real: since when, at which combination of provider, method, country and so on, which path broke (outcomes, reasons
    of declines, 3-D Secure), and what it costs in each currency. Only attempts in production count; recordings and
    trials never do.

    \b
    assay analyze payments
    assay analyze payments --as-of 2024-07-15 --window 7
    assay analyze payments --by method --by country --json
    assay analyze payments --html payments.html
    """
    from assay.analysis.payments.answer import answer
    from assay.analysis.payments.cube import DIMENSIONS
    from assay.model import UsageError
    from assay.pages.takings import Found, exponents, page
    from assay.reports.payments import html, out, show

    from ._listing import print_json

    for name in by:
        if name not in DIMENSIONS:
            raise UsageError(f"{name} is no dimension of payments", remedy=f"There are: {', '.join(DIMENSIONS)}.")
    result = _options.last_run(target, lake, run_id)
    if integration:
        _options.units_named(result, (integration,))
    day = as_of.date() if as_of else date.fromisoformat(result.run.as_of)
    with progress() as told:
        if told:
            told("looking at attempts to pay", 0, 1)
        found = answer(result.evidence, day, window_days=window, by=by or DIMENSIONS, integration=integration)
    if found is None:
        remedy = "Declare exports of your provider's events in assay.toml ([[export]]) and run `assay check` again; "
        remedy += "what happened later is seen with a later --as-of."
        raise UsageError(f"no attempt to pay in production is known until {day}", where=str(target), remedy=remedy)
    if file:
        file.write_text(html(page(result, Found(found)), result.run.target), encoding="utf-8")
    if as_json:
        print_json(out(found, result.run))
    else:
        show(found, exponents(result.evidence))
