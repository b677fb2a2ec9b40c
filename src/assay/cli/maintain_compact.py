"""Write the files of many runs as few, each row once for all the runs in a row that have it."""

from __future__ import annotations

from pathlib import Path

import click

from . import _options
from ._progress import progress


@click.command(name="compact")
@_options.in_target
@_options.lake
@_options.as_json
def command(target: Path, lake: Path | None, as_json: bool) -> None:
    """Compact the lake: every run stays, and says what it said.

    Checks and readers may go on meanwhile. What was replaced is deleted by the next check or maintenance an hour later.

    \b
    assay maintain compact
    """
    from assay.engine.evidence import open_database
    from assay.store.compaction import compact

    from ._listing import megabytes, print_json

    opened = _options.lake_there(target, lake)
    with progress() as told, open_database() as db:
        done = compact(opened, db, (lambda n, total: told("compacting", n, total)) if told else None)
    files, before, after = (sum(getattr(one, name) for one in done) for name in ("files", "before", "after"))
    if as_json:
        print_json({"groups": [one._asdict() for one in done], "files": files, "before": before, "after": after})
    elif done:
        click.echo(f"{files:,} files became {len(done):,}: {megabytes(before)} became {megabytes(after)}")
    else:
        click.echo("there is nothing to compact")
