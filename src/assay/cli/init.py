"""Write assay.toml with what discovery found, to correct and extend."""

from __future__ import annotations

from pathlib import Path

import click

from . import _options
from ._progress import progress
from ._reports import write


@click.command(name="init")
@_options.target
@_options.lake
@click.option("--force", is_flag=True, help="Write it anew; what it states is kept, its comments and order are not.")
@click.option("--schema", is_flag=True, help="Print the file's JSON Schema instead, for editors.")
@_options.as_json
def command(target: Path, lake: Path | None, force: bool, schema: bool, as_json: bool) -> None:
    """Write TARGET/assay.toml: each integration with its kind, layer, provider, owner, and the signal that decided.

    assay needs no such file. Write one to correct what discovery found, to waive a finding until a date, or to set
    the limits of standards. Where there is one, the integrations that it does not state yet are added at its end.

    \b
    assay init
    assay init ../shop
    assay init --schema > assay.schema.json      then begin assay.toml with: #:schema ./assay.schema.json
    """
    from ._listing import print_json

    if schema:
        from assay.engine.configuration import schema as of_file

        print_json(of_file())
        return
    from assay.engine.check import Options, check
    from assay.engine.configuration import FILE, load
    from assay.engine.rendering import extended, render

    file = target / FILE
    with progress() as told:
        units = check(target, Options(lake=lake, progress=told)).integrations
    if file.exists() and not force:
        text, added = extended(file.read_text(encoding="utf-8"), units, load(target))
    else:
        text, added = render(units, load(target)), len(units)
    write(file, [text])
    if as_json:
        print_json({"file": str(file), "units": len(units), "added": added})
    click.echo(f"{file} states all {len(units)} units, {added} of them new. Correct what is wrong, then:", err=True)
    click.echo(f"  assay check {target}", err=True)
