"""Tell what payments go through: changes, variants, waits, and how well they keep to the graph of states."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from . import _options


@click.command(name="lifecycle")
@_options.target
@_options.lake
@_options.run
@click.option("--integration", "integrations", multiple=True, metavar="GLOB", help="Only these integrations.")
@click.option(
    "--environment", metavar="NAME", help="Payments of this environment; of that which most are of if not given."
)
@click.option(
    "--split",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Compare payments begun from this day on with earlier ones; the middle of their time if not given.",
)
@click.option("--top", default=10, show_default=True, type=click.IntRange(1), help="Most variants to show.")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Draw the observed graph to this file.")
@_options.as_json
def command(
    target: Path,
    lake: Path | None,
    run_id: str | None,
    integrations: tuple[str, ...],
    environment: str | None,
    split: datetime | None,
    top: int,
    svg: Path | None,
    as_json: bool,
) -> None:
    """Tell what the payments of TARGET's last run went through, from the events that its exports and recordings tell.

    Each change of state is counted with its money per currency and the time it took, and marked where a payment cannot
    make it. Variants are the ways that payments go; their shares of earlier and later payments are compared. Fitness is
    one number for all: 1 means that no change is illegal. docs/explain/lifecycle.md has the graph and the formulas.

    \b
    assay analyze lifecycle
    assay analyze lifecycle --integration 'adyen*' --split 2026-11-01
    assay analyze lifecycle --svg lifecycle.svg
    assay analyze lifecycle --json > lifecycle.json      all of it, for programs
    """
    from assay.analysis.lifecycles import lifecycles
    from assay.model import UsageError
    from assay.reports.lifecycles import out, show

    from ._listing import print_json

    result = _options.last_run(target, lake, run_id)
    units = _options.units_named(result, integrations)
    found = lifecycles(result.evidence, environment=environment, units=units, split=split, most=top)
    if found is None:
        remedy = "Declare the provider's events as [[export]] in assay.toml, and run `assay check`; --environment and"
        raise UsageError("no payment was seen", remedy=f"{remedy} --integration may leave all of them out.")
    if svg is not None:
        from assay.pages.lifecycle_graph import graph

        svg.write_text(str(graph(found, alone=True)), encoding="utf-8")
        click.echo(f"wrote {svg}", err=True)
    if as_json:
        print_json(out(found, result.run))
    else:
        show(found)
