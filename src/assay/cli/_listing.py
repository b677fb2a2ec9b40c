"""Plain tables and JSON of what there is, on standard output."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

from assay.model.escape import json_text, one_line


def print_table(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Aligned columns; on a terminal, the last columns are cut to its width."""
    cells = [["" if value is None else one_line(str(value)) for value in row] for row in rows]
    widths = [min(60, max(len(row[n]) for row in [list(names), *cells])) for n in range(len(names))]
    room = _room()
    click.secho(_line(names, widths, room), bold=True)
    for row in cells:
        click.echo(_line(row, widths, room))


def _room() -> int | None:
    """Columns of the terminal; None when it is none, and everything is printed."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _line(row: Sequence[str], widths: Sequence[int], room: int | None) -> str:
    cells = [_cut(cell, width) if room else cell for cell, width in zip(row, widths, strict=True)]
    line = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
    return _cut(line, room) if room else line


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def print_json(value: object) -> None:
    """Indented JSON on standard output."""
    import msgspec

    click.echo(json_text(msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2).decode()))


def by_domain(rows: Iterable[tuple[str, Sequence[str]]], only: Sequence[str] = ()) -> None:
    """Rows in aligned columns under a heading for each domain; on a terminal, lines are cut to its width."""
    found = [(domain, [one_line(cell) for cell in row]) for domain, row in rows if not only or domain in only]
    room = _room()
    most = room * 2 // 3 if room else sys.maxsize
    widths = [min(most, max(map(len, column))) for column in zip(*(row for _, row in found), strict=True)]
    for domain in sorted({domain for domain, _ in found}):
        click.secho(domain, bold=True)
        for row in (row for its, row in found if its == domain):
            click.echo("  " + _line(row, widths, room - 2 if room else None))
        click.echo()


def megabytes(size: int) -> str:
    """Bytes as people read them."""
    return f"{size / 1_000_000:,.1f} MB" if size >= 100_000 else f"{size / 1000:,.1f} kB"
