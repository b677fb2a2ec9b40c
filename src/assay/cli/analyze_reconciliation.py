"""Hold orders, payments and settlements against each other."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from . import _options


@click.command(name="reconciliation")
@_options.target
@_options.lake
@_options.run
@click.option("--integration", "integrations", multiple=True, metavar="GLOB", help="Only these integrations.")
@click.option("--top", default=10, show_default=True, type=click.IntRange(1), help="Most kinds of breaks per currency.")
@_options.as_json
def command(
    target: Path, lake: Path | None, run_id: str | None, integrations: tuple[str, ...], top: int, as_json: bool
) -> None:
    """Tell what the shop, its providers and their settlements say of the same money, from TARGET's last run.

    Of each currency the first side and the differences make the second, to the last unit. A difference has a kind (such
    as taken and not settled), an age, and the largest of its payments as an example; `assay query "select * from
    reconciliation_break"` lists all. What an export does not reach is told apart: it may well be right.

    \b
    assay analyze reconciliation
    assay analyze reconciliation --integration 'adyen*'
    assay analyze reconciliation --json > reconciliation.json
    """
    from assay.analysis.reconciliation import reconciliation
    from assay.model import UsageError
    from assay.reports.reconciliation import out, show

    from ._listing import print_json

    result = _options.last_run(target, lake, run_id)
    units = _options.units_named(result, integrations)
    books = reconciliation(result.evidence, date.fromisoformat(result.run.as_of), units)
    if not books:
        remedy = "Declare the exports of orders, payments and settlements as [[export]] in assay.toml, and check again."
        raise UsageError("no export of payments, orders or settlements was read", remedy=remedy)
    if as_json:
        print_json(out(books, result.run))
    else:
        show(books, result.run, top=top)
