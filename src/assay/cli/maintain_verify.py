"""Read every file of the lake, and tell what is missing or damaged."""

from __future__ import annotations

from pathlib import Path

import click

from . import _options


@click.command(name="verify")
@_options.in_target
@_options.lake
@_options.as_json
def command(target: Path, lake: Path | None, as_json: bool) -> int:
    """Verify that every run of the lake is whole and every file can be read. Exit status: 0 it is so, 1 it is not.

    \b
    assay maintain verify
    """
    from assay.engine.evidence import open_database
    from assay.model.escape import printable
    from assay.store.maintenance import verify

    from ._listing import print_json

    with open_database() as db:
        wrong = verify(_options.lake_there(target, lake), db)
    if as_json:
        print_json({"wrong": wrong})
    else:
        for line in wrong:
            click.echo(printable(line))
        click.echo(f"{len(wrong):,} files are not as they should be" if wrong else "the lake is whole")
    return 1 if wrong else 0
