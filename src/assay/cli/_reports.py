"""Reports by name of their format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from assay.model import UsageError

if TYPE_CHECKING:
    from assay.engine.result import Result
    from assay.reviews.gate import Gate

_Function = TypeVar("_Function", bound=Callable[..., Any])
FORMATS = ("html", "json", "sarif", "markdown", "junit", "openmetrics", "badge")


def options(formats: Sequence[str]) -> Callable[[_Function], _Function]:
    """--format, --output and --report."""

    def added(function: _Function) -> _Function:
        for option in (
            click.option(
                "--report", "reports", multiple=True, metavar="FORMAT=FILE", help="Write a report besides; repeatable."
            ),
            click.option(
                "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the --format report here."
            ),
            click.option(
                "--format", "form", type=click.Choice(formats), help="Print this report instead of the screen."
            ),
        ):
            function = option(function)
        return function

    return added


def render(form: str, result: Result, target: Path, *, show_all: bool, gate: Gate, **of: str) -> Iterator[str]:
    """The text of a report in pieces, with a line break at its end; `of` narrows those that can be."""
    report = import_module(f"assay.reports.{form}")
    if hasattr(report, "pieces"):
        yield from report.pieces(result, target, show_all=show_all, gate=gate)
    else:
        yield report.render(result, target, show_all=show_all, gate=gate, **of).removesuffix("\n")
    yield "\n"


def echo(pieces: Iterable[str]) -> None:
    """Print a report on standard output."""
    for piece in pieces:
        # A report holds no colours that would have to be taken out.
        click.echo(piece, nl=False, color=True)


def write(file: Path, pieces: Iterable[str]) -> None:
    """Write a report. Errors: UsageError."""
    try:
        with file.open("w", encoding="utf-8") as opened:
            opened.writelines(pieces)
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}", where=str(file), remedy="Name a file in a directory that exists."
        ) from error


def wanted(
    reports: tuple[str, ...], form: str | None, output: Path | None, formats: tuple[str, ...] = FORMATS
) -> list[tuple[str, Path]]:
    """(format, file) of every report to write. Errors: UsageError."""
    found = []
    for text in reports:
        name, separator, file = text.partition("=")
        if name not in formats or not separator or not file:
            raise UsageError(f"--report {text} is not FORMAT=FILE", remedy=f"FORMAT is one of {', '.join(formats)}.")
        found.append((name, Path(file)))
    if output is not None:
        if form is None:
            raise UsageError("--output needs --format", remedy=f"FORMAT is one of {', '.join(formats)}.")
        found.append((form, output))
    return found
