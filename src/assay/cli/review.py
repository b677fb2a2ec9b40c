"""Judge a change: what it made unmet, what it mended, whether it may go in; decide about what is unmet."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import Commands, _baseline, _options, _reports
from ._progress import progress
from ._reports import echo, wanted, write

if TYPE_CHECKING:
    from assay.reviews.gate import Gate
    from assay.reviews.reviewing import Review

_FORMATS = ("json", "sarif", "markdown", "codequality")
_FAIL_ON = ("new-must", "new-should", "new-may", "unfit", "floor-fell", "not-judged", "never")


@click.group(name="review", cls=Commands, below="review", invoke_without_command=True)
@click.option("--base", metavar="REV", help="What to compare with; the branch that changes usually go to if not given.")
@click.option("--head", metavar="REV", help="What to review; the working tree if not given.")
@click.option("--exact", is_flag=True, help="Compare with --base itself, not with the commit where it was left.")
@_options.in_target
@_options.lake
@_options.as_of
@_options.selection
@click.option(
    "--fail-on",
    multiple=True,
    type=click.Choice(_FAIL_ON),
    default=("new-must", "unfit"),
    show_default=True,
    help="Exit with 1 when the change did this; repeatable.",
)
@_baseline.options
@click.option("--all", "show_all", is_flag=True, help="Show every unit and finding.")
@_reports.options(_FORMATS)
@_options.as_json
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> int:
    """Judge a change: what it made unmet, what it mended, what can no longer be told; then whether it may go in.

    The base is judged (in a git worktree, or taken from the lake) by the standards and configuration of the head, so
    that only the code differs. Moved and renamed files make nothing new; what is not judged any more is never called
    fixed.

    \b
    assay review                                       the working tree, against the usual branch
    assay review --base main --head topic              two branches
    assay review --fail-on new-should --fail-on floor-fell
    assay review --report markdown=comment.md --report sarif=assay.sarif
    """
    if ctx.invoked_subcommand:
        _options.refuse_before(ctx)
        return 0
    return _review(**given)


def _review(
    target: Path,
    lake: Path | None,
    base: str | None,
    head: str | None,
    exact: bool,
    as_of: datetime | None,
    fail_on: tuple[str, ...],
    baseline: str | None,
    update: bool,
    show_all: bool,
    form: str | None,
    output: Path | None,
    reports: tuple[str, ...],
    as_json: bool,
    **selected: Any,
) -> int:
    from assay.engine.check import Options
    from assay.reviews.change_gate import FailOnChange, gate_change
    from assay.reviews.reviewing import Asked, review

    form = "json" if as_json else form
    files = wanted(reports, form, output, _FORMATS)
    known = _baseline.opened(target, baseline, update)
    with progress() as told:
        options = Options(lake=lake, as_of=as_of.date() if as_of else None, progress=told, **selected)
        found = review(target, Asked(base, head, exact), options)
    chosen = [FailOnChange(name) for name in fail_on]
    held = gate_change(found, chosen, allowed=known[1] if known else None)
    if known and update:
        _baseline.shrink(*known, found.head, found.comparison.moves.units)
    for name, file in files:
        write(file, [_render(name, found, show_all, held)])
    if form and output is None:
        echo([_render(form, found, show_all, held)])
        if not held.holds:
            click.echo(f"The gate does not hold: {'; '.join(held.reasons)}", err=True)
    else:
        from assay.reports.changes import terminal

        terminal.show(found, show_all=show_all, gate=held)
    return 0 if held.holds else 1


def _render(form: str, found: Review, show_all: bool, held: Gate) -> str:
    report = import_module(f"assay.reports.changes.{form}")
    text: str = report.render(found, show_all=show_all, gate=held)
    return text.removesuffix("\n") + "\n"
