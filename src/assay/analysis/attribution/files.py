"""A CSV of dimensions, `real` and `predict` (of a ratio, two) -> where it went wrong, as benchmarks are laid out.

Each row is one combination of values at one time: a column for each dimension, what was seen (`real`) and what had been
forecast (`predict`). Of a ratio there are two such files, `NAME.a.csv` of the numerator and `NAME.b.csv` of the
denominator, or one file with the columns `real_a`, `predict_a`, `real_b` and `predict_b`.
"""

from __future__ import annotations

import csv
from pathlib import Path

from assay.model import SourceError

from .cause import Cause
from .counts import causes_of_counts
from .leaves import of_counts
from .rates import causes_of_rates, rates

_COUNTS = ("real", "predict")
_RATIOS = ("real_a", "predict_a", "real_b", "predict_b")


def causes(file: Path) -> list[Cause]:
    """Where the number of a file is off; of `NAME.a.csv` together with `NAME.b.csv`. Errors: SourceError."""
    import numpy as np

    header, rows = _rows(file)
    other = file.with_name(file.name.replace(".a.csv", ".b.csv"))
    if file.name.endswith(".a.csv") and other.exists():
        header, rows = _paired(file, other)
    numbers = _RATIOS if set(_RATIOS) <= set(header) else _COUNTS
    names = [name for name in header if name not in {*_COUNTS, *_RATIOS}]
    if not set(numbers) <= set(header) or not names:
        remedy = (
            "The first line names the dimensions, `real` and `predict`; of a ratio `real_a`, `predict_a`, `real_b` "
        )
        raise SourceError("has no such columns", where=str(file), remedy=f"{remedy}and `predict_b`.")
    columns = dict(zip(header, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(header, ())
    values, codes = [], []
    for name in names:
        told, code = np.unique(np.array(columns[name], dtype=str), return_inverse=True)
        values.append(tuple(map(str, told)))
        codes.append(code.astype(np.int64))
    try:
        told_numbers = [np.array(columns[name], dtype=float) for name in numbers]
        if not all(np.isfinite(column).all() for column in told_numbers):
            raise ValueError("nan or infinity")
    except ValueError as error:
        raise SourceError(f"holds what is no number: {error}", where=str(file)) from error
    if numbers is _COUNTS:
        real, predict = told_numbers
        return causes_of_counts(of_counts(names, values, codes, predict, real))
    real_a, predict_a, real_b, predict_b = told_numbers
    found = rates(names, values, codes, (predict_a, predict_b), (real_a, real_b))
    return causes_of_rates(found, either_way=True)


def _rows(file: Path) -> tuple[list[str], list[list[str]]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            header, *rows = [row for row in csv.reader(handle) if row]
    except (OSError, ValueError, csv.Error) as error:
        raise SourceError(f"cannot be read as CSV: {error or 'it is empty'}", where=str(file)) from error
    header = [name.strip() for name in header]
    for number, row in enumerate(rows, 2):
        if len(row) != len(header):
            raise SourceError(f"has {len(row)} fields where the first line has {len(header)}", where=f"{file}:{number}")
    return header, rows


def _paired(first: Path, second: Path) -> tuple[list[str], list[list[str]]]:
    """Rows of two files with the same combinations, as one with the columns of a ratio."""
    (header, rows), (other, others) = _rows(first), _rows(second)
    names = [name for name in header if name not in _COUNTS]
    places = [other.index(name) for name in names if name in other]
    known = {tuple(row[n] for n in places): row for row in others}
    mine = [header.index(name) for name in names]
    found = []
    for row in rows:
        key = tuple(row[n] for n in mine)
        if key in known:
            pair = [row[header.index(name)] for name in _COUNTS] + [known[key][other.index(name)] for name in _COUNTS]
            found.append([*key, *pair])
    return [*names, *_RATIOS], found
