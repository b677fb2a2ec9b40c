"""Ask whether a version of an integration may go to an environment: its contracts, what changed, and its fitness."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.model import UsageError

from . import _options
from ._progress import progress

if TYPE_CHECKING:
    from assay.reviews.shipping import Answer, Reason

_SIGNS = {"met": ("✓", "green"), "unmet": ("✗", "red"), "unknown": ("?", "yellow")}


@click.command(name="can-ship")
@click.argument("integration")
@click.option("--to", "environment", required=True, metavar="NAME", help="Environment it is to go to.")
@click.option("--version", metavar="VERSION", help="Version that is to go; that of its manifest if not given.")
@click.option(
    "--max-age",
    type=click.IntRange(1),
    default=90,
    show_default=True,
    metavar="DAYS",
    help="Days after which a verification proves nothing any more.",
)
@click.option("--fresh", is_flag=True, help="Check the target first, instead of asking the last run.")
@_options.in_target
@_options.lake
@_options.as_of
@_options.as_json
def command(
    integration: str,
    environment: str,
    version: str | None,
    max_age: int,
    fresh: bool,
    target: Path,
    lake: Path | None,
    as_of: datetime | None,
    as_json: bool,
) -> int:
    """May INTEGRATION, in this version, go to an environment? Exit status 0: yes, 1: no.

    Yes takes all of it: each contract it is a party of was verified, lately, between this version and every version of
    the other end that runs there; neither a description nor observed traffic disagrees; no change of what it calls
    breaks it; and it is fit. What is not known is a no, with the reason.

    What runs where is read from [[deployed]] in assay.toml or deployed.toml, from a broker's matrix, and from
    descriptions that are of one environment.

    \b
    assay review can-ship core --to production
    assay review can-ship shop-api --version 1.5.0 --to production --fresh
    """
    from assay.engine.check import Options, check
    from assay.reviews.shipping import can_ship

    if as_of and not fresh:
        raise UsageError("--as-of goes with --fresh", remedy="Without it, the day is that of the last run.")
    if fresh:
        with progress() as told:
            result = check(target, Options(lake=lake, as_of=as_of.date() if as_of else None, progress=told))
    else:
        result = _options.last_run(target, lake)
    answer = can_ship(result, integration, version, environment, max_age=max_age)
    if as_json:
        from ._listing import print_json

        print_json(answer)
    else:
        _show(answer)
    return 0 if answer.can_ship else 1


def _show(answer: Answer) -> None:
    from assay.model.escape import one_line

    version = f" {answer.version}" if answer.version else ""
    word = click.style("yes", fg="green", bold=True) if answer.can_ship else click.style("no", fg="red", bold=True)
    click.echo(f"{one_line(answer.integration + version)} to {one_line(answer.environment)}: {word}")
    for reason in sorted(answer.reasons, key=lambda one: not one.blocks):
        _show_reason(reason)
    read = "" if answer.stated or not answer.version else " The version is that of its manifest."
    click.echo(f"By the run judged as of {answer.judged}; --fresh makes a new one.{read}", err=True)


def _show_reason(reason: Reason) -> None:
    from assay.model.escape import one_line
    from assay.pages.digest import place

    sign, colour = _SIGNS[reason.verdict.value]
    click.echo(f"  {click.style(sign, fg=colour)} {reason.about.value:9} {one_line(reason.said)}")
    if reason.path:
        click.secho(f"              {one_line(place(reason.path, reason.line))}", dim=True)
