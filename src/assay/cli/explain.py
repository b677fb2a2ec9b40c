"""Tell why: a standard's page, a finding with its evidence and history, or an integration's findings."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import click

from assay.model import UsageError

from . import _options


@click.command(name="explain")
@click.argument("what")
@_options.target
@_options.lake
@_options.run
@click.option("--most", default=20, show_default=True, type=click.IntRange(1), help="Most findings to show.")
@_options.as_json
def command(what: str, target: Path, lake: Path | None, run_id: str | None, most: int, as_json: bool) -> None:
    """Explain WHAT: a standard's id, a finding's fingerprint (or its beginning), or an integration's name.

    Without a run on TARGET, a standard's page alone is shown.

    \b
    assay explain component/imports_stay_public
    assay explain 3f9a1c20
    assay explain adyen-integration ../shop
    """
    from assay.engine import configuration
    from assay.engine.standards import load_standards
    from assay.reports import page

    standards = load_standards(configuration.load(target).standards)
    standard = standards.get(what) or next((s for s in standards.values() if s.id.split("/")[1] == what), None)
    try:
        result = _options.last_run(target, lake, run_id)
    except UsageError:
        if standard is None:
            raise
        result = None
    if standard is not None:
        told: page.Page = page.of_standard(standard, result, most)
    elif result and any(unit.name == what for unit in result.integrations):
        told = page.of_integration(result, what, most)
    elif result and (found := page.by_fingerprint(result, what)):
        told = page.of_finding(result, found, target)
    else:
        names = [*standards, *(unit.name for unit in result.integrations)] if result else list(standards)
        close = ", ".join(get_close_matches(what, names, 3))
        remedy = f"Did you mean {close}?" if close else "`assay standards` lists the standards."
        raise UsageError(f"nothing is called {what}", remedy=remedy)
    if as_json:
        from ._listing import print_json

        print_json(told.values)
    else:
        for text, style in told.lines:
            click.secho(text, bold=style == "head", dim=style == "dim")
