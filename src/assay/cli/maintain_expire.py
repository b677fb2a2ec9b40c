"""Let old runs go, or their evidence alone."""

from __future__ import annotations

from pathlib import Path

import click

from . import _options


@click.command(name="expire")
@_options.in_target
@_options.lake
@click.option("--keep", type=click.IntRange(1), required=True, metavar="N", help="Newest runs of each branch to keep.")
@click.option(
    "--evidence", is_flag=True, help="Older runs keep findings, measures and scores; only their evidence goes."
)
@_options.as_json
def command(target: Path, lake: Path | None, keep: int, evidence: bool, as_json: bool) -> None:
    """Forget all but the newest N runs of each branch; what people decided, and since when findings stand, stays.

    With --evidence nothing is lost to trends: older runs keep their findings, measures and scores.

    \b
    assay maintain expire --keep 50 --evidence
    assay maintain expire --keep 500
    """
    from assay.engine.evidence import open_database
    from assay.engine.outcomes import OUTCOMES
    from assay.store.maintenance import expire

    from ._listing import megabytes, print_json

    with open_database() as db:
        done = expire(_options.lake_there(target, lake), db, keep, {*OUTCOMES, "integration"} if evidence else None)
    if as_json:
        print_json(done._asdict())
        return
    what = "lost their evidence" if evidence else "are forgotten"
    click.echo(f"{done.runs:,} runs {what}: {done.files:,} files, {megabytes(done.bytes)}, deleted within the hour")
