"""Reports by name of their format."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from assay.model import UsageError

if TYPE_CHECKING:
    from assay.engine.result import Result
    from assay.reviews.gate import Gate

FORMATS = ("json", "sarif", "markdown", "junit")


def render(form: str, result: Result, target: Path, *, show_all: bool, gate: Gate) -> str:
    """The text of a report, without a line break at its end."""
    text: str = import_module(f"assay.reports.{form}").render(result, target, show_all=show_all, gate=gate)
    return text


def write(file: Path, text: str) -> None:
    """Write a text, which then ends in a line break. Errors: UsageError."""
    try:
        file.write_text(text.removesuffix("\n") + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}", where=str(file), remedy="Name a file in a directory that exists."
        ) from error
