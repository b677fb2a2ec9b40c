"""Options that several commands share, and the run that they speak of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from assay.model import Level, UsageError

if TYPE_CHECKING:
    from assay.engine.result import Result
    from assay.store.lake import Lake

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


def last_run(root: Path, lake_at: Path | None, run_id: str | None = None) -> Result:
    """The newest run on a target, or the newest whose id begins so. Errors: UsageError when there is none."""
    from assay.engine import configuration
    from assay.engine.check import open_run
    from assay.engine.standards import load_metrics, load_standards
    from assay.store.lake import Lake

    if not root.is_dir():
        raise UsageError("is not a directory", where=str(root), remedy="Name the directory of the checkout.")
    config = configuration.load(root)
    place = lake_of(root, lake_at)
    runs = Lake(place).catalog.runs(str(root.resolve())) if (place / "catalog.db").exists() else []
    if not runs:
        remedy = f"Run `assay check {root}` first{', with the same --lake' if lake_at else ''}."
        raise UsageError("has not been checked yet", where=str(root), remedy=remedy)
    found = [run for run in runs if run.id.startswith(run_id or "")]
    if not found:
        newest = ", ".join(run.id for run in runs[:_MOST_RUNS])
        raise UsageError(f"no run is called {run_id}", where=str(root), remedy=f"The newest are: {newest}.")
    return open_run(Lake(place), found[0], load_standards(config.standards), load_metrics(config.metrics))
