"""Plan what to improve first, by what the score gains for the effort; make the fixes that are safe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assay.model import UsageError

from . import _apply, _describe, _options

if TYPE_CHECKING:
    from assay.engine.result import Result
    from assay.reviews.plan import Plan
    from assay.reviews.way import Way


@click.command(name="improve")
@_options.target
@_options.lake
@_options.run
@click.option("--integration", "integrations", multiple=True, metavar="GLOB", help="Only these integrations.")
@_options.domain
@click.option(
    "--kind",
    type=click.Choice(["fitness", "performance", "description"]),
    default="fitness",
    show_default=True,
    help="What is to gain: the score, milliseconds and bytes, or a description of what is called without one.",
)
@click.option("--to", "goal", type=click.Choice(["fit"]), help="Only the cheapest way to it, for one --integration.")
@click.option("--top", default=10, show_default=True, type=click.IntRange(1), help="Most lines to show.")
@click.option("--format", "form", type=click.Choice(("markdown", "issues")), help="Print this instead of the screen.")
@click.option("--output", type=click.Path(path_type=Path), help="Write --format here; for issues, a directory.")
@click.option("--host", help="Of --kind description: which host; without it, the one most called.")
@click.option("--owners", is_flag=True, help="Let --format issues name the owners that CODEOWNERS states.")
@_apply.options
@_options.as_json
def command(
    target: Path,
    lake: Path | None,
    run_id: str | None,
    integrations: tuple[str, ...],
    domains: tuple[str, ...],
    kind: str,
    goal: str | None,
    top: int,
    form: str | None,
    output: Path | None,
    host: str | None,
    owners: bool,
    as_json: bool,
    apply_fixes: bool,
    **applying: Any,
) -> int:
    """Plan what to improve first in TARGET, from its last run. Nothing is judged anew and nothing is changed.

    Findings that one piece of work answers are one line. Lines are ranked by what the floor of the scores gains for the
    effort; docs/how-to/improve.md has the formulas.

    \b
    assay improve                              the whole checkout
    assay improve --integration adyen-integration --to fit
    assay improve --format issues --top 20 --output plan
    assay improve --kind performance           what makes the recorded flows and the bundles faster
    assay improve --kind description --output openapi.yaml
    assay improve --json > plan.json           all lines, for programs

    --kind description infers an OpenAPI 3.1 document from the recorded calls that no description has: paths, parameters
    and bodies as they were seen, with examples as they are stored, masked.

    With --apply, TARGET is judged, the fixes that need nobody's decision are made, and it is judged again: what made
    anything worse is taken back. Exit status: 0 all fixes stand, 1 one was taken back or a file left alone.

    \b
    assay improve --apply                      in a clean git tree: `git diff` shows what was done
    assay improve --apply --dry-run            only print the patch
    assay improve --apply --only 'testing/*' --patch fixes.patch
    """
    if apply_fixes:
        plans: dict[str, object] = {"run": run_id, "domain": domains, "kind": kind != "fitness", "to": goal}
        plans |= {"format": form, "output": output, "owners": owners, "host": host}
        _apply.refuse(plans, "does not go with --apply")
        return _apply.run(target, lake, integrations=integrations, as_json=as_json, **applying)
    _apply.refuse(applying, "needs --apply")
    from assay.reviews.plan import plan

    if kind != "description" and (host or (output is not None and form is None)):
        remedy = "FORMAT is markdown or issues; --kind description takes --output and --host."
        raise UsageError("--output needs --format, and --host --kind description", remedy=remedy)
    result = _options.last_run(target, lake, run_id)
    units = _options.units_named(result, integrations)
    if kind == "description":
        if goal or form or domains:
            raise UsageError("--kind description is a document", remedy="Leave --to, --format and --domain out.")
        return _describe.run(result, units if integrations else (), host=host, output=output, as_json=as_json)
    if kind == "performance":
        if goal or form or domains:
            raise UsageError("--kind performance is printed or --json", remedy="Leave --to, --format and --domain out.")
        _performance(result, units, top=top, as_json=as_json)
        return 0
    way = _way(result, units, domains) if goal else None
    found = way.plan if way else plan(result, units=units, domains=domains)
    if as_json:
        from assay.reports.plans.json import out

        from ._listing import print_json

        print_json(out(found, result))
    elif form:
        _export(form, found, result, top=top, owners=owners, output=output)
    else:
        from assay.reports.plans import terminal

        terminal.show(found, top=top, way=way)
    return 0


def _performance(result: Result, units: list[str], *, top: int, as_json: bool) -> None:
    from assay.reports.plans import performance as report
    from assay.reviews.performance import performance

    found = performance(result, units=units)
    if as_json:
        from ._listing import print_json

        print_json(report.out(found, result))
    else:
        report.show(found, top=top)


def _way(result: Result, units: list[str], domains: tuple[str, ...]) -> Way:
    from assay.reviews.way import way_to_fit

    if len(units) != 1 or domains:
        remedy = "Name it with --integration, and leave --domain out: every must has to be answered."
        raise UsageError("the way to fit is that of one integration", where="--to fit", remedy=remedy)
    return way_to_fit(result, units[0])


def _export(form: str, found: Plan, result: Result, *, top: int, owners: bool, output: Path | None) -> None:
    if form == "markdown":
        from assay.reports.plans import markdown

        _write({output: markdown.render(found, top=top)})
        if output is not None:
            click.echo(f"wrote {output}", err=True)
        return
    from assay.reports.plans.issues import issues

    texts = issues(found, result, top=top, owners=owners)
    if output is None:
        _write({None: "\n".join(issue.text for issue in texts)})
    else:
        _write({output / issue.name: issue.text for issue in texts})
        click.echo(f"wrote {len(texts)} issues to {output}", err=True)


def _write(texts: dict[Path | None, str]) -> None:
    """Write texts to files, the one without a file to standard output. Errors: UsageError."""
    for file, text in texts.items():
        if file is None:
            click.echo(text, nl=False)
            continue
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            remedy = "Name a place where you may write."
            raise UsageError(f"cannot be written: {error.strerror}", where=str(file), remedy=remedy) from error
