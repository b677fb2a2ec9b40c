"""Plan what to improve first: ranked by what the score gains for the effort, grouped by the work that answers it."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.model import UsageError

from . import _options

if TYPE_CHECKING:
    from assay.engine.result import Result


@click.command(name="improve")
@_options.target
@_options.lake
@_options.run
@click.option("--integration", "integrations", multiple=True, metavar="GLOB", help="Only these integrations.")
@_options.domain
@click.option("--top", default=10, show_default=True, type=click.IntRange(1), help="Most lines to show.")
@_options.as_json
def command(
    target: Path,
    lake: Path | None,
    run_id: str | None,
    integrations: tuple[str, ...],
    domains: tuple[str, ...],
    top: int,
    as_json: bool,
) -> None:
    """Plan what to improve first in TARGET, from its last run. Nothing is judged anew and nothing is changed.

    Findings that one piece of work answers are one line. Lines are ranked by what the floor of the scores gains for the
    effort; docs/how-to/improve.md has the formulas.

    \b
    assay improve                              the whole checkout
    assay improve --integration adyen-integration
    assay improve --json > plan.json           all lines, for programs
    """
    from assay.reviews.plan import plan

    result = _options.last_run(target, lake, run_id)
    found = plan(result, units=_units(result, integrations), domains=domains)
    if as_json:
        from assay.reports.plans.json import out

        from ._listing import print_json

        print_json(out(found, result))
    else:
        from assay.reports.plans import terminal

        terminal.show(found, top=top)


def _units(result: Result, patterns: tuple[str, ...]) -> list[str]:
    """The units that the patterns name; none for all. Errors: UsageError when a pattern names none."""
    names = [unit.name for unit in result.integrations]
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in names):
            raise UsageError(f"no integration is called {pattern}", remedy=f"There are: {', '.join(sorted(names))}.")
    return [name for name in names if any(fnmatchcase(name, pattern) for pattern in patterns)]
