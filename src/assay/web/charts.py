"""The rows of a query -> a plot of one column over another, as SVG made on the server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

from assay.model.escape import one_line
from assay.pages import plots

from .asking import Answer

_MOST_BARS = 60
_MOST_POINTS = 1_000
_MOST_LABEL = 40
_ROW, _NAMES, _ROOM, _VALUES = 20, 270, 380, 90


def numeric(answer: Answer) -> list[str]:
    """Columns that hold numbers and perhaps nulls."""
    of = [(name, [row[n] for row in answer.rows]) for n, name in enumerate(answer.columns)]
    return [name for name, values in of if any(map(_is_number, values)) and all(_may_plot(value) for value in values)]


def usual(answer: Answer) -> tuple[str, str, str] | None:
    """(form, label column, value column) of a plot that most likely tells something; None when none does."""
    values = numeric(answer)
    labels = [name for name in answer.columns if name not in values]
    if not values or not labels or not 2 <= len(answer.rows) <= _MOST_BARS:
        return None
    over_time = any(kind in answer.types[answer.columns.index(labels[0])].upper() for kind in ("DATE", "TIMESTAMP"))
    return ("line" if over_time else "bars"), labels[0], values[0]


def chart(answer: Answer, form: str, label: str, value: str) -> Markup:
    """The plot; empty when the columns are not there or hold nothing to plot."""
    if label not in answer.columns or value not in numeric(answer):
        return Markup("")
    names, numbers = answer.columns.index(label), answer.columns.index(value)
    pairs = [(one_line(_text(row[names])), row[numbers]) for row in answer.rows if row[numbers] is not None]
    title = f"{value} by {label}"
    if form == "line":
        points = [plots.Point(name, float(number)) for name, number in pairs[:_MOST_POINTS]]
        least, most = min(point.value for point in points), max(point.value for point in points)
        return plots.line(points, title, f"{len(points)} points", f"{least:g}", f"{most:g}")
    return _bars(pairs[:_MOST_BARS], title)


def _bars(pairs: Sequence[tuple[str, float]], title: str) -> Markup:
    least, most = min(0, *(number for _, number in pairs)), max(0, *(number for _, number in pairs))
    scale = _ROOM / ((most - least) or 1)
    zero = _NAMES + -least * scale
    parts = []
    for n, (name, number) in enumerate(pairs):
        y, length = n * _ROW, abs(number) * scale
        x = zero if number >= 0 else zero - length
        parts.append(f'<text class="end" x="{_NAMES - 8}" y="{y + 14}">{escape(_cut(name))}</text>')
        parts.append(f'<rect class="bar" x="{x:.1f}" y="{y + 3}" width="{max(length, 1):.1f}" height="14"/>')
        parts.append(f'<text x="{zero + max(number, 0) * scale + 6:.1f}" y="{y + 14}">{number:,.6g}</text>')
    told = f"{len(pairs)} bars from {least:g} to {most:g}"
    return plots.svg(_NAMES + _ROOM + _VALUES, len(pairs) * _ROW + 4, title, parts, "bars", told)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _may_plot(value: Any) -> bool:
    return value is None or _is_number(value)


def _text(value: Any) -> str:
    return "–" if value is None else str(value)


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_LABEL else f"{text[: _MOST_LABEL - 1]}…"
