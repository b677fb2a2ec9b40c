"""Write assay.toml with what discovery found, to correct and extend."""

from __future__ import annotations

from pathlib import Path

import click

from assay.model import UsageError

from . import _options
from ._progress import progress


@click.command(name="init")
@_options.target
@_options.lake
@click.option("--force", is_flag=True, help="Overwrite an assay.toml that is there.")
def command(target: Path, lake: Path | None, force: bool) -> None:
    """Write TARGET/assay.toml: each integration with its kind, layer, provider, owner, and the signal that decided.

    assay needs no such file. Write one to correct what discovery found, to waive a finding until a date, or to set
    the limits of standards.

    \b
    assay init
    assay init ../shop --force
    """
    from assay.engine.check import Options, check
    from assay.engine.configuration import FILE, load, render

    file = target / FILE
    if file.exists() and not force:
        raise UsageError("is there already", where=str(file), remedy="Edit it, or overwrite it with --force.")
    with progress() as told:
        result = check(target, Options(lake=lake, progress=told))
    file.write_text(render(result.integrations, load(target)), encoding="utf-8")
    units = len(result.integrations)
    click.echo(f"wrote {file} with {units} units; correct what is wrong, then run: assay check {target}", err=True)
