"""Render the last run, or an earlier one, in another format, without checking again."""

from __future__ import annotations

from pathlib import Path

import click

from assay.model import UsageError

from . import _options
from ._reports import FORMATS, echo, render, write


@click.command(name="report")
@click.argument("form", metavar="FORMAT", type=click.Choice(("terminal", *FORMATS)))
@_options.target
@_options.lake
@_options.run
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to standard output.")
@click.option("--all", "show_all", is_flag=True, help="Every unit and every verdict, not only what is unmet.")
@click.option("--integration", metavar="NAME", help="The badge of this integration, not of all.")
def command(
    form: str,
    target: Path,
    lake: Path | None,
    run_id: str | None,
    output: Path | None,
    show_all: bool,
    integration: str | None,
) -> None:
    """Render the last run on TARGET as FORMAT: terminal, html (one file that opens offline), json, sarif, markdown,
    junit, openmetrics or badge (SVG).

    \b
    assay report html --output assay.html
    assay report badge --integration adyen-integration --output adyen.svg
    assay report markdown >> "$GITHUB_STEP_SUMMARY"
    assay report sarif --output assay.sarif
    assay report terminal --run 20261120T0815
    """
    from assay.reviews.gate import gate

    result = _options.last_run(target, lake, run_id)
    held = gate(result)
    if form == "terminal":
        from assay.reports import terminal

        terminal.show(result, show_all=show_all, gate=held)
        return
    of = {"integration": integration} if integration else {}
    if of and form != "badge":
        raise UsageError(f"{form} has no --integration", remedy="It is for the badge; other reports tell of all.")
    pieces = render(form, result, target, show_all=show_all, gate=held, **of)
    if output is None:
        echo(pieces)
    else:
        write(output, pieces)
        click.echo(f"{output}: {output.stat().st_size:,} bytes", err=True)
