"""Split a change of score exactly into its causes."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.model import UsageError

from . import _options

if TYPE_CHECKING:
    from assay.analysis.split import Explained, Split


@click.command(name="why")
@_options.target
@_options.lake
@click.option("--from", "from_id", metavar="RUN", help="The run before: its id, commit or branch; else the one before.")
@click.option("--to", "to_id", metavar="RUN", help="The run after: its id, commit or branch; the newest if not given.")
@click.option("--integration", metavar="NAME", help="Tell why the score of this one changed.")
@click.option("--all", "show_all", is_flag=True, help="Show every integration that moved.")
@_options.as_json
def command(
    target: Path,
    lake: Path | None,
    from_id: str | None,
    to_id: str | None,
    integration: str | None,
    show_all: bool,
    as_json: bool,
) -> None:
    """Tell why the scores of TARGET changed from one run to another.

    The change of both ends of a score, and of the count of unmet musts, is split into: standards or limits, the day of
    judgement, the tool, evidence gained or lost, subjects that came or went, code, waivers. The parts add up to the
    change exactly. Where causes act together, each is worth the mean of what it changes over all orders in which they
    could have come (Shapley's value); docs/explain/why-a-score-changed.md has the formulas.

    \b
    assay analyze why                                   the last run against the one before
    assay analyze why --from main --integration adyen-integration
    assay analyze why --from 1a2b3c4 --json > why.json  for programs
    """
    from assay.analysis.split import split

    opened, old, new = _options.two_runs(target, lake, from_id, to_id)
    found = split(opened, old, new)
    told = _named(found, integration) if integration else found.target
    if as_json:
        from assay.reports.why.json import out

        from ._listing import print_json

        print_json(out(found))
    else:
        from assay.reports.why import terminal

        terminal.show(found, told, show_all=show_all)


def _named(found: Split, name: str) -> Explained:
    """Errors: UsageError when no unit that both runs have is called so."""
    told = next((unit for unit in found.integrations if unit.name == name), None)
    if told is not None:
        return told
    if name in found.came or name in found.went:
        raise UsageError(
            f"{name} is in one of the two runs only",
            remedy="Of what came or went there is no change to explain: name two runs that both have it.",
        )
    close = ", ".join(get_close_matches(name, [unit.name for unit in found.integrations], 3))
    raise UsageError(f"no integration is called {name}", remedy=f"Did you mean {close}?" if close else "")
