"""Write down what is unmet today, so that it may only become less."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from assay.model import UsageError

from . import _options
from ._progress import progress
from ._reports import write


@click.command(name="baseline")
@_options.target
@_options.lake
@_options.as_of
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="TARGET/assay-baseline.json if not given."
)
@click.option("--update", is_flag=True, help="Make it smaller where today is better; never larger.")
@click.option("--force", is_flag=True, help="Write it anew, also where it grows by that.")
@_options.as_json
def command(
    target: Path,
    lake: Path | None,
    as_of: datetime | None,
    output: Path | None,
    update: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Judge TARGET and list its unmet findings, counted by standard and unit, in a text that is committed.

    `assay check --baseline` and `assay review --baseline` then fail on what is beyond it. It never grows unasked.

    \b
    assay review baseline
    assay check --baseline --fail-on should
    assay review baseline --update
    """
    from assay.engine.check import Options, check
    from assay.reviews.baseline import FILE, counts, read, smaller, text

    file = output or target / FILE
    if file.exists() and not (update or force):
        remedy = "--update makes it smaller where today is better, --force writes it anew."
        raise UsageError("is there already", where=str(file), remedy=remedy)
    allowed = read(file) if update else None
    with progress() as told:
        result = check(target, Options(lake=lake, as_of=as_of.date() if as_of else None, progress=told))
    kept = counts(result) if allowed is None else smaller(allowed, result)
    write(file, [text(kept)])
    total = sum(count for units in kept.values() for count in units.values())
    if as_json:
        from ._listing import print_json

        print_json({"file": str(file), "findings": total, "standards": sum(any(u.values()) for u in kept.values())})
    click.echo(f"{file} lists {total:,} unmet findings. Commit it, then: assay check --baseline", err=True)
