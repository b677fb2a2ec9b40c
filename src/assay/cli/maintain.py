"""Tell how large the lake is and what could be freed; compact, expire and verify it."""

from __future__ import annotations

from pathlib import Path

import click

from . import Commands, _options


@click.group(name="maintain", cls=Commands, below="maintain", invoke_without_command=True)
@_options.in_target
@_options.lake
@_options.as_json
@click.pass_context
def command(context: click.Context, target: Path, lake: Path | None, as_json: bool) -> None:
    """Tell how large the lake is, how many runs it holds, and what could be freed; the commands below free it.

    \b
    assay maintain
    assay maintain compact
    assay maintain expire --keep 100
    assay maintain verify
    """
    if context.invoked_subcommand:
        _options.refuse_before(context)
        return
    from assay.store.maintenance import survey

    from ._listing import megabytes, print_json

    found = survey(_options.lake_there(target, lake))
    if as_json:
        print_json(found._asdict())
        return
    since = f", from {found.oldest[:16]} to {found.newest[:16]}" if found.oldest and found.newest else ""
    click.echo(f"{found.runs:,} runs of {found.branches:,} branches, {found.targets:,} targets{since}")
    click.echo(f"{megabytes(found.bytes)} on disk, {found.files:,} files of rows")
    for table, size in found.tables[:5]:
        click.echo(f"  {table:<24} {megabytes(size):>10}")
    for what, (files, size), remedy in (
        ("could be compacted", found.compactable, "`assay maintain compact`"),
        ("replaced; deleted an hour later by the next check or maintenance", found.replaced, ""),
        ("left by killed processes", found.orphans, "`assay maintain expire` deletes them"),
    ):
        if files:
            click.echo(f"{files:,} files, {megabytes(size)}, {what}{': ' if remedy else ''}{remedy}")
