"""What the commands about waivers share: who speaks, until when, and how a draft is told and written."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assay.model import UsageError
from assay.model.escape import one_line

from . import _options

if TYPE_CHECKING:
    from assay.reviews.accepting import Draft
    from assay.store.lake import Lake
    from assay.store.records import Decision

_MOST_TOLD = 10
who = click.option(
    "--as", "who", metavar="NAME", help="Who speaks, as CODEOWNERS names an owner; git's user.email if not given."
)
dry_run = click.option("--dry-run", is_flag=True, help="Tell what would be written, and write nothing.")
why = click.option("--why", required=True, metavar="TEXT", help="The reason, for those who read it in half a year.")


class Day(click.ParamType[date]):
    """A date, or so many days from now."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        if days := re.fullmatch(r"(\d{1,4})d", value):
            return datetime.now(UTC).date() + timedelta(days=int(days[1]))
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is neither a date like 2027-05-31 nor so many days from now like 90d", param, ctx)


def speaker(root: Path, given: str | None) -> str:
    """Who speaks: as given, else as git knows the user. Errors: UsageError when nobody does."""
    if given:
        return given
    for name in ("user.email", "user.name"):
        try:
            asked = ["git", "config", name]
            done = subprocess.run(asked, cwd=root, capture_output=True, text=True, timeout=5, check=False)
        except (OSError, subprocess.TimeoutExpired):
            break
        if done.returncode == 0 and done.stdout.strip():
            return done.stdout.strip()
    raise UsageError("git does not know who you are", remedy="Name yourself: --as @you or --author you@shop.example.")


def lake_with(name: str, target: Path, lake: Path | None) -> Lake | None:
    """The lake, when it is there and not in the text that a waiver of this name (or how it begins) was proposed."""
    from assay.engine.configuration import stated
    from assay.engine.waivers import named
    from assay.store.lake import Lake

    if any(named(waiver).startswith(name) for waiver in stated(target).waiver):
        return None
    found = Lake(_options.lake_of(target, lake))
    proposed = [one for one in found.catalog.decisions(str(target.resolve())) if one.what == "propose"]
    return found if any(one.id.startswith(name) for one in proposed) else None


def decided(decision: Decision, *, as_json: bool) -> None:
    """Say what was decided in the lake."""
    if as_json:
        from ._listing import print_json

        print_json(decision)
    click.echo(f"{decision.what} {decision.about}: kept in the lake, in force from the next check on.", err=True)


def tell(draft: Draft, head: str) -> None:
    """Say, on stderr, what a draft does and which findings it is about."""
    from assay.pages.digest import place, plural

    found = draft.findings
    counted = plural(len(found), "unmet finding")
    click.secho(f"{head}: {one_line(draft.waiver.standard)}, {counted}", bold=True, err=True)
    for finding in found[:_MOST_TOLD]:
        what = f"{one_line(finding.integration)}: {one_line(finding.subject)}"
        where = one_line(place(finding.path, finding.line)) if finding.path else ""
        click.echo(f"  {finding.fingerprint}  {what}  {click.style(where, fg='cyan')}".rstrip(), err=True)
    if len(found) > _MOST_TOLD:
        click.echo(f"  and {len(found) - _MOST_TOLD:,} more", err=True)
    for text in draft.why:
        click.secho(one_line(text), fg="yellow", err=True)


def finish(root: Path, draft: Draft, *, dry_run: bool, as_json: bool, said: str) -> None:
    """Write a draft unless it is only tried, and say so."""
    from assay.engine.configuration import FILE
    from assay.reviews.accepting import write

    if not dry_run:
        write(root, draft)
    if as_json:
        from ._listing import print_json

        print_json({"name": draft.name, "waiver": draft.waiver, "findings": draft.findings, "written": not dry_run})
    told = f"{root / FILE} would say so; nothing was written (--dry-run)." if dry_run else f"{said} {root / FILE}."
    click.echo(told, err=True)
