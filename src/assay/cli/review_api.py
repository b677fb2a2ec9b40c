"""Compare two versions of an API's description: what breaks, and who of this workspace is hit."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assay.model import UsageError

from . import _options, _reports
from ._reports import echo, wanted, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from assay.reviews.versions import Compared

_FORMATS = ("json", "sarif", "markdown")
_FAIL_ON = ("breaking", "possibly", "never")


@click.command(name="api")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="[NEW]", required=False)
@click.option("--base", metavar="REV", help="Compare the one file named with itself at this git revision.")
@_options.in_target
@_options.lake
@_options.as_of
@click.option(
    "--fail-on",
    type=click.Choice(_FAIL_ON),
    default="breaking",
    show_default=True,
    help="Exit with 1 when something breaks, or may.",
)
@click.option("--all", "show_all", is_flag=True, help="Show every change, the compatible ones too.")
@_reports.options(_FORMATS)
@_options.as_json
def command(
    old: str,
    new: str | None,
    base: str | None,
    target: Path,
    lake: Path | None,
    as_of: datetime | None,
    fail_on: str,
    show_all: bool,
    form: str | None,
    output: Path | None,
    reports: tuple[str, ...],
    as_json: bool,
) -> int:
    """Compare two versions of an API's description (OpenAPI 2.0, 3.0, 3.1 or 3.2; JSON or YAML).

    A request that allows less breaks who sends it, a response that allows more breaks who reads it. What breaks is
    joined with the calls that the last `assay check` of this workspace found in source and recordings, so that the
    answer names who is hit, and at which line. What was said to end, and when, comes last.

    \b
    assay review api openapi-1.yaml openapi-2.yaml
    assay review api main:openapi.yaml openapi.yaml       a file of a git revision
    assay review api openapi.yaml --base origin/main      the same, shorter
    assay review api old.json new.json --json             for programs, with oasdiff's names
    assay review api old.json new.json --fail-on possibly --report markdown=comment.md
    """
    from assay.reviews.versions import compare_versions, read_version

    if (new is None) is (base is None):
        remedy = "Name OLD and NEW, or one file and --base REV."
        raise UsageError("two versions are needed" if new is None else "--base stands for OLD", remedy=remedy)
    files = wanted(reports, form or ("json" if as_json else None), output, _FORMATS)
    form = "json" if as_json else form
    day = as_of.date() if as_of else datetime.now(UTC).date()
    before, after = read_version(f"{base}:{old}" if base else old), read_version(new or old)
    found = compare_versions(before, after, day, _asking(target, lake))
    for name, file in files:
        write(file, [_render(name, found, day)])
    if form and output is None:
        echo([_render(form, found, day)])
    else:
        from assay.reports.versions import terminal

        terminal.show(found, as_of=day, show_all=show_all)
    return _status(found, fail_on)


def _asking(target: Path, lake: Path | None) -> Callable[[str], list[Any]] | None:
    """Queries over the last run on the target; None where there never was one, and none was named."""
    if lake is None and target.is_dir() and not (_options.lake_of(target, None) / "catalog.db").exists():
        return None
    result = _options.last_run(target, lake)

    def ask(query: str) -> list[Any]:
        result.evidence.require(["client_call_site", "call"])
        return result.db.execute(query).fetchall()

    return ask


def _render(form: str, found: Compared, day: Any) -> str:
    report = import_module(f"assay.reports.versions.{form}")
    text: str = report.render(found, as_of=day)
    return text.removesuffix("\n") + "\n"


def _status(found: Compared, fail_on: str) -> int:
    from assay.descriptions.changes import Level

    failing = {"breaking": (Level.BREAKING,), "possibly": (Level.BREAKING, Level.POSSIBLY), "never": ()}
    failed = found.of(*failing[fail_on])
    if failed:
        told = {"breaking": "something breaks", "possibly": "something breaks, or may"}[fail_on]
        click.echo(f"The gate does not hold: {told}", err=True)
    return 1 if failed else 0
