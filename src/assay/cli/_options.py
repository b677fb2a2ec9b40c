"""Options that several commands share, and the run that they speak of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from assay.model import Level, UsageError

if TYPE_CHECKING:
    from assay.engine.result import Result
    from assay.store.lake import Lake
    from assay.store.records import Run

_MOST_RUNS = 10
_Function = TypeVar("_Function", bound=Callable[..., Any])

target = click.argument("target", type=click.Path(file_okay=False, path_type=Path), default=".", metavar="[TARGET]")
in_target = click.option(
    "--target",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    help="Directory of the checkout; the present one if not given.",
)
lake = click.option(
    "--lake",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the evidence is kept; TARGET/.assay if not given.",
)
run = click.option(
    "--run", "run_id", metavar="ID", help="An earlier run, by its id or how that begins; the newest if not given."
)
as_of = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Judge as if it were this day; today (UTC) if not given.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")
domain = click.option("--domain", "domains", multiple=True, metavar="NAME", help="Only this domain; repeatable.")


def selection(function: _Function) -> _Function:
    """--only, --domain, --integration, --level and --profile."""
    for option in (
        click.option(
            "--profile",
            "profiles",
            multiple=True,
            metavar="NAME",
            help="Evidence in scope, conventions and limits: a name, or a .toml file.",
        ),
        click.option(
            "--level",
            "levels",
            multiple=True,
            type=click.Choice([level.value for level in Level]),
            help="Only this level.",
        ),
        click.option("--integration", "integrations", multiple=True, metavar="GLOB", help="Only these integrations."),
        domain,
        click.option("--only", multiple=True, metavar="GLOB", help="Only standards of this id, e.g. 'security/*'."),
    ):
        function = option(function)
    return function


def refuse_before(ctx: click.Context) -> None:
    """Errors: UsageError where an option of a group stands before one of its commands, which has options of its own."""
    for option in ctx.command.params:
        if ctx.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE:
            remedy = f"Write it after `{ctx.invoked_subcommand}`, if that has it."
            raise UsageError(f"{option.opts[0]} stands before the command", remedy=remedy)


def units_named(result: Result, patterns: Sequence[str]) -> list[str]:
    """The units that the patterns name; none for none. Errors: UsageError when a pattern names none."""
    names = sorted(unit.name for unit in result.integrations)
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in names):
            raise UsageError(f"no integration is called {pattern}", remedy=f"There are: {', '.join(names)}.")
    return [name for name in names if any(fnmatchcase(name, pattern) for pattern in patterns)]


def lake_of(root: Path, lake_at: Path | None) -> Path:
    """Where the evidence of a target is kept."""
    from assay.engine import configuration

    return lake_at or configuration.load(root).lake or root / ".assay"


def lake_there(root: Path, lake_at: Path | None) -> Lake:
    """The lake of a target, where there is one. Errors: UsageError."""
    from assay.store.lake import Lake

    place = lake_of(root, lake_at)
    if not (place / "catalog.db").exists():
        remedy = "`assay check` makes one; name it with --lake when it is elsewhere."
        raise UsageError("holds no lake", where=str(place), remedy=remedy)
    return Lake(place)


def runs_of(root: Path, lake_at: Path | None) -> tuple[Lake, list[Run]]:
    """The lake and the runs on a target, newest first. Errors: UsageError when there is none."""
    from assay.store.lake import Lake

    if not root.is_dir():
        raise UsageError("is not a directory", where=str(root), remedy="Name the directory of the checkout.")
    place = lake_of(root, lake_at)
    runs = Lake(place).catalog.runs(str(root.resolve())) if (place / "catalog.db").exists() else []
    if not runs:
        remedy = f"Run `assay check {root}` first{', with the same --lake' if lake_at else ''}."
        raise UsageError("has not been checked yet", where=str(root), remedy=remedy)
    return Lake(place), runs


def named(runs: Sequence[Run], name: str, root: Path) -> Run:
    """The newest run whose id or commit begins so, or of the branch of that name. Errors: UsageError."""
    for run in runs:
        if run.id.startswith(name) or (run.commit or "").startswith(name) or run.branch == name:
            return run
    newest = ", ".join(run.id for run in runs[:_MOST_RUNS])
    remedy = f"Name a run, its commit or its branch. The newest are: {newest}."
    raise UsageError(f"no run is called {name}", where=str(root), remedy=remedy)


def last_run(root: Path, lake_at: Path | None, run_id: str | None = None) -> Result:
    """The newest run on a target, or the newest whose id begins so. Errors: UsageError when there is none."""
    from assay.engine import configuration
    from assay.engine.check import open_run
    from assay.engine.standards import load_metrics, load_standards

    lake, runs = runs_of(root, lake_at)
    config = configuration.load(root)
    found = named(runs, run_id, root) if run_id else runs[0]
    return open_run(lake, found, load_standards(config.standards), load_metrics(config.metrics))


def two_runs(root: Path, lake_at: Path | None, before: str | None, after: str | None) -> tuple[Lake, Run, Run]:
    """The lake and two runs on a target: as named, else the newest and the one that it is compared with.

    Errors: UsageError when there is no such run.
    """
    lake, runs = runs_of(root, lake_at)
    whole = [run for run in runs if not run.narrowed]
    new = named(runs, after, root) if after else (whole or runs)[0]
    earlier = [run for run in runs if run.started < new.started]
    if before:
        return lake, named(runs if after else earlier, before, root), new
    old = next((run for run in earlier if run.id == new.base), None)
    old = old or next((run for run in earlier if run.selection == new.selection), None)
    if old is None:
        remedy = "Run `assay check` again after a change, or name two runs with --from and --to."
        raise UsageError("there is no run to compare with", where=str(root), remedy=remedy)
    return lake, old, new
