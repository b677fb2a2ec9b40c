"""The audit trail: who decided what about waivers, when, and until when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import _options

if TYPE_CHECKING:
    from assay.reviews.trail import Entry


@click.command(name="decisions")
@_options.target
@_options.lake
@_options.as_json
def command(target: Path, lake: Path | None, as_json: bool) -> None:
    """List every decision about waivers, the newest first: from git's history of assay.toml, and from the lake.

    Who committed a change is what git says; whom the text names as author or approver is told beside it where that
    differs. What is changed by hand in a merge is not told, nor what is not committed yet.

    \b
    assay review decisions
    assay review decisions ../shop --json
    """
    from assay.pages.digest import plural
    from assay.reviews.trail import trail
    from assay.store.lake import Lake

    place = _options.lake_of(target, lake)
    known = (place / "catalog.db").exists()
    found = trail(target, Lake(place).catalog.decisions(str(target.resolve())) if known else ())
    if as_json:
        from ._listing import print_json

        print_json(found)
        return
    for entry in found:
        _show(entry)
    count = plural(len(found), "decision") if found else "Nothing was decided"
    click.echo(f"{count}, of commits to assay.toml and of the lake.", err=True)


def _show(entry: Entry) -> None:
    from assay.model.escape import one_line

    until = f" until {entry.until}" if entry.until and entry.what in ("waive", "renew", "propose") else ""
    click.echo(
        f"{entry.at[:16].replace('T', ' ')}  {click.style(f'{entry.what:8}', bold=True)} {one_line(entry.about)}{until}"
    )
    who = one_line(entry.who)
    if entry.named and entry.named not in entry.who:
        who = f"{who}, naming {one_line(entry.named)}"
    where = entry.where[:10]
    click.secho(
        f"                  {entry.name}  {who}  {where}" + (f"  {one_line(entry.why)}" if entry.why else ""), dim=True
    )
