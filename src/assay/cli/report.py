"""Render the last run, or an earlier one, in another format, without checking again."""

from __future__ import annotations

from pathlib import Path

import click

from . import _options
from ._reports import FORMATS, echo, render, write


@click.command(name="report")
@click.argument("form", metavar="FORMAT", type=click.Choice(("terminal", *FORMATS)))
@_options.target
@_options.lake
@_options.run
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to standard output.")
@click.option("--all", "show_all", is_flag=True, help="Every unit and every verdict, not only what is unmet.")
def command(
    form: str, target: Path, lake: Path | None, run_id: str | None, output: Path | None, show_all: bool
) -> None:
    """Render the last run on TARGET as FORMAT: terminal, json, sarif, markdown or junit.

    \b
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
    pieces = render(form, result, target, show_all=show_all, gate=held)
    if output is None:
        echo(pieces)
    else:
        write(output, pieces)
