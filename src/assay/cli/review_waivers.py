"""List the waivers and how each stands: in force, ended, matching nothing, more than accepted, waiting or declined."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import _options

if TYPE_CHECKING:
    from assay.reviews.waivers import Listed

_SOON_DAYS = 14
_STYLE = {"in force": "green", "waits for approval": "yellow", "not judged": "yellow"}


@click.command(name="waivers")
@_options.target
@_options.lake
@_options.as_json
def command(target: Path, lake: Path | None, as_json: bool) -> None:
    """List the waivers that assay.toml states now, held against the last run, and those that were taken in the lake.

    \b
    assay review waivers
    assay review waivers ../shop --json
    """
    from assay.pages.digest import plural
    from assay.reviews.waivers import list_waivers
    from assay.store.lake import Lake

    result = _options.last_run(target, lake)
    decisions = Lake(_options.lake_of(target, lake)).catalog.decisions(result.run.target)
    found = list_waivers(result, decisions, root=target)
    if as_json:
        from ._listing import print_json

        print_json(found)
        return
    for one in found:
        _show(one)
    count = plural(len(found), "waiver") if found else "Nothing is waived"
    click.echo(f"{count}; findings are those of the run of {result.run.started[:16].replace('T', ' ')} UTC.", err=True)


def _show(one: Listed) -> None:
    from assay.model.escape import one_line

    soon = one.state == "in force" and one.days is not None and one.days <= _SOON_DAYS
    colour = "yellow" if soon else _STYLE.get(one.state, "red")
    click.echo(f"{one.name}  " + click.style(_state(one), fg=colour, bold=True))
    click.echo(f"          {one_line(one.about)}")
    click.echo(f"          {one_line(one.reason)} ({one_line(one.author)}, until {one.until or 'no day'})")
    given = f"given for {one.accepted}, " if one.accepted is not None else ""
    approved = f"; approved by {one_line(one.approved_by)}" if one.approved_by else ""
    where = f"{one.path}:{one.line}" if one.line else one.origin
    click.secho(f"          {given}matches {one.matched}, covers {one.covered}{approved}  {where}", dim=True)


def _state(one: Listed) -> str:
    from assay.model.escape import one_line
    from assay.pages.digest import plural

    match one.state.value:
        case "in force":
            return f"in force, ends in {plural(one.days or 0, 'day')}"
        case "ended":
            return f"ended {plural(-one.days, 'day')} ago" if one.days is not None else "states no end"
        case "declined":
            return f"declined by {one_line(one.declined_by)}: {one_line(one.declined_reason)}"
        case "waits for approval":
            return f"waits for approval by {one_line(one.waits_for) or 'an owner; CODEOWNERS names none'}"
        case state:
            return state
