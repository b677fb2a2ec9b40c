"""--baseline and --update: what is unmet already is let pass, and may only become less."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from assay.model import UsageError

from ._reports import write

if TYPE_CHECKING:
    from assay.engine.result import Result
    from assay.reviews.baseline import Allowed

_BESIDE = "-"
_Function = TypeVar("_Function", bound=Callable[..., Any])


def options(function: _Function) -> _Function:
    """--baseline [FILE] and --update."""
    for option in (
        click.option("--update", is_flag=True, help="Let the --baseline become smaller where the run is better."),
        click.option(
            "--baseline",
            is_flag=False,
            flag_value=_BESIDE,
            metavar="[FILE]",
            help="Let pass what it lists (`assay review baseline`); TARGET/assay-baseline.json if no FILE is given.",
        ),
    ):
        function = option(function)
    return function


def opened(target: Path, baseline: str | None, update: bool) -> tuple[Path, Allowed] | None:
    """The file and what it allows; None where none is asked for. Errors: UsageError."""
    if baseline is None:
        if update:
            raise UsageError("--update needs --baseline", remedy="It makes a baseline smaller: name it.")
        return None
    from assay.reviews.baseline import FILE, read

    file = target / FILE if baseline == _BESIDE else Path(baseline)
    return file, read(file)


def shrink(file: Path, allowed: Allowed, result: Result, units: Mapping[str, str] | None = None) -> None:
    """Write the baseline anew where the run is better than it."""
    from assay.reviews.baseline import renamed, smaller, text

    less = smaller(renamed(allowed, units or {}), result)
    if text(less) != text(allowed):
        write(file, [text(less)])
        click.echo(f"{file} is smaller now: commit it.", err=True)
