"""CSV as providers export it -> its rows, each with its number and the line where it starts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from assay.model import Row, SourceError

from .amounts import minor_of, number
from .told import RecordError, Seal, Told, rejected, utc

#: So far down a header is looked for: some exports begin with a summary.
_PREAMBLE = 40
_LONGEST = 4_000
_PLAIN = re.compile(r"[^a-z0-9]+")


class Cells(Mapping[str, str | None]):
    """One row: cells by the names of their columns in lower case, words joined by _; what is left empty is None."""

    def __init__(self, names: list[str], cells: list[str]) -> None:
        self._cells = dict(zip(names, cells, strict=False))

    def __getitem__(self, name: str) -> str | None:
        return (self._cells.get(name) or "").strip()[:_LONGEST] or None

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def first(self, *names: str) -> str | None:
        """The first of these columns that says something."""
        return next((value for name in names if (value := self[name])), None)

    def amount(self, *names: str) -> Decimal | None:
        """A decimal; None where the cell is empty. Errors: RecordError where it holds something else."""
        for name in names:
            if (cell := self[name]) is not None:
                if (found := number(cell)) is None:
                    raise RecordError(name, "it is no decimal; one such as 12.50 would be right")
                return found
        return None

    def minor(self, currency: str | None, *names: str) -> int | None:
        """An amount in minor units. Errors: RecordError where the currency has no such fractions."""
        found = self.amount(*names)
        minor = minor_of(found, currency)
        if found is not None and minor is None:
            raise RecordError(names[0], "it is no whole number of minor units of its currency, or that is not known")
        return minor

    def moment(self, *names: str) -> datetime | None:
        """A time, UTC unless it says another zone. Errors: RecordError where it is none."""
        cell = self.first(*names)
        if cell is None:
            return None
        try:
            return utc(datetime.fromisoformat(cell))
        except (ValueError, OverflowError):
            return _written(cell, names[0])

    def day(self, *names: str) -> date | None:
        moment = self.moment(*names)
        return moment.date() if moment else None


def _written(cell: str, name: str) -> datetime:
    for form in ("%Y/%m/%d %H:%M:%S %z", "%m/%d/%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f"):
        try:
            return utc(datetime.strptime(cell[:40], form)) or datetime.now(UTC)
        except ValueError:
            continue
    raise RecordError(name, "it is no time; one such as 2024-05-01T12:00:00Z would be right")


def is_sheet(head: bytes, *needed: str) -> bool:
    """Some line near the top names these columns."""
    text = head.decode("utf-8", "replace")
    return any(
        set(needed) <= {plain(name) for name in re.split("[,;\t]", line)} for line in text.split("\n")[:_PREAMBLE]
    )


def plain(name: str) -> str:
    """`Gross Debit (GC)` -> gross_debit_gc"""
    return _PLAIN.sub("_", name.strip().strip('"').removeprefix("\ufeff").lower()).strip("_")


def sheet(
    data: bytes,
    needed: tuple[str, ...],
    provider: str,
    intended: type[Row],
    rows: Callable[[Cells, Told], Iterator[Row]],
    seal: Seal,
) -> Iterator[Row]:
    """The rows of each line; of one that cannot be taken the reason. Errors: SourceError where no columns are named."""
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    lines = text.split("\n", _PREAMBLE)[:_PREAMBLE]
    header = next((i for i, line in enumerate(lines) if is_sheet(line.encode(), *needed)), None)
    if header is None:
        raise SourceError(f"has no columns {', '.join(needed)}", remedy="Export it again, with the standard columns.")
    delimiter = max(",;\t", key=lines[header].count)
    reader = csv.reader(io.StringIO("\n".join(text.split("\n")[header:]), newline=""), delimiter=delimiter)
    names = [plain(name) for name in next(reader)]
    entry = 0
    while True:
        line = header + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield rejected(provider, intended, RecordError(None, "it is no row of CSV, or too long"), entry, line)
            entry += 1
            continue
        if not any(cell.strip() for cell in cells):
            continue
        try:
            yield from list(rows(Cells(names, cells), Told("report", entry, line, seal)))
        except (RecordError, OverflowError) as why:
            yield rejected(provider, intended, why, entry, line)
        entry += 1
