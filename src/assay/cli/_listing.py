"""Plain tables and JSON of what there is, on standard output."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

from assay.reports.escape import json_text, one_line


def print_table(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Aligned columns; on a terminal, the last columns are cut to its width."""
    cells = [["" if value is None else one_line(str(value)) for value in row] for row in rows]
    widths = [min(60, max(len(row[n]) for row in [list(names), *cells])) for n in range(len(names))]
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    click.secho(_line(names, widths, room), bold=True)
    for row in cells:
        click.echo(_line(row, widths, room))


def _line(row: Sequence[str], widths: Sequence[int], room: int | None) -> str:
    line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    return line if room is None or len(line) <= room else line[: room - 1] + "…"


def print_json(value: object) -> None:
    """Indented JSON on standard output."""
    import msgspec

    click.echo(json_text(msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2).decode()))


def by_domain(rows: Iterable[tuple[str, Sequence[str]]], only: Sequence[str] = ()) -> None:
    """Rows in aligned columns under a heading for each domain."""
    found = [(domain, row) for domain, row in rows if not only or domain in only]
    widths = [max(map(len, column)) for column in zip(*(row for _, row in found), strict=True)]
    for domain in sorted({domain for domain, _ in found}):
        click.secho(domain, bold=True)
        for _, row in (pair for pair in found if pair[0] == domain):
            click.echo("  " + "  ".join(one_line(cell).ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip())
        click.echo()
