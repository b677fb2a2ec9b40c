"""The changes that payments went through -> a picture: states from left to right, changes as wide as they are frequent.

What is illegal is dashed, red and says so; what could not be judged is dotted. The picture's description tells every
change in words. Colours are the page's where there is one; alone, the picture brings its own for light and dark.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup, escape

from assay.analysis.lifecycles import Change, Lifecycles

from .digest import plural
from .plots import svg
from .site import asset

#: Column and row of each state: money moves along the second row, what ends without it lies below.
PLACES = {
    "created": (0, 1),
    "pending": (1, 2),
    "unknown": (1, 0),
    "error": (1, 3),
    "authorized": (2, 1),
    "declined": (2, 3),
    "partially_captured": (3, 0),
    "cancelled": (3, 3),
    "captured": (4, 1),
    "voided": (4, 2),
    "expired": (4, 3),
    "settled": (5, 0),
    "disputed": (5, 2),
    "partially_refunded": (6, 1),
    "refund_failed": (6, 0),
    "dispute_won": (6, 2),
    "dispute_lost": (6, 3),
    "refunded": (7, 1),
    "returned": (7, 3),
}
_UNNAMED = "?"
_COLUMN, _ROW, _WIDE, _HIGH, _EDGE = 196, 112, 132, 34, 30
_THIN, _THICK = 1.2, 9.0
_COLOURS = """
.lifecycle{--ground:#fff;--ink:#1a1f26;--dim:#57606a;--line:#d9dee4;--accent:#0a52b8;--unmet:#b3201a;--raised:#f6f7f9;
font:13px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;background:var(--ground)}
@media (prefers-color-scheme:dark){.lifecycle{--ground:#10141a;--ink:#e4e8ed;--dim:#9ca7b3;--line:#2d3640;
--accent:#8ab8ff;--unmet:#ff938a;--raised:#181e26}}
"""


def graph(found: Lifecycles, *, alone: bool = False) -> Markup:
    """The observed graph as inline SVG; `alone`, with colours of its own, as a file."""
    changes = sorted((change for change in found.changes if change.after), key=lambda change: change.count)
    states = {state for change in changes for state in (change.before, change.after) if state}
    spots = _spots(states)
    height = max((y for _, y in spots.values()), default=0) + _HIGH + _EDGE
    width = max((x for x, _ in spots.values()), default=0) + _WIDE + _EDGE
    most = max((change.count for change in changes), default=1)
    ways = [part for change in changes for part in _way(change, spots, most)]
    nodes = [part for state in sorted(states) for part in _node(state, *spots[state])]
    labels = [part for change in changes for part in _label(change, spots)]
    drawn = svg(
        width,
        height,
        f"What {found.population.payments:,} payments went through",
        [_styles() if alone else "", *ways, *nodes, *labels],
        "lifecycle",
        "; ".join(map(in_words, reversed(changes))),
    )
    return Markup(str(drawn).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)) if alone else drawn


def _styles() -> str:
    """Colours, and what pages have in their own style."""
    shapes = [line for line in asset("style.css").splitlines() if line.startswith(".lifecycle ")]
    return f"<style>{_COLOURS}{''.join(shapes)}</style>"


def headline(found: Lifecycles) -> str:
    """How many payments and changes it is about, and where."""
    place = found.population.environment or "an environment that was not told"
    return f"{plural(found.population.payments, 'payment')} in {place}, {plural(found.population.steps, 'change')}"


def fitness(found: Lifecycles) -> str:
    """How many of the changes are illegal."""
    if found.fitness is None:
        return "No state is known of any of them."
    return (
        f"Fitness {found.fitness:.4f}: {found.illegal:,} of {plural(found.judged, 'change')} are illegal "
        "(token replay; 1 is a log without any)."
    )


def in_words(change: Change) -> str:
    """`authorized to captured 1,200 times`, and what is wrong with it."""
    way = f"{_named(change.before)} to {_named(change.after)}" if change.before else f"begin as {_named(change.after)}"
    wrong = ", illegal" if change.legal is False else ", not judged" if change.before and change.legal is None else ""
    return f"{way} {change.count:,} {'time' if change.count == 1 else 'times'}{wrong}"


def _named(state: str | None) -> str:
    return (state or _UNNAMED).replace("_", " ")


def _spots(states: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Where each state stands; columns and rows that nothing is in take no room. Unplaced ones follow on the right."""
    cells = {state: PLACES.get(state, (8 + place, 1)) for place, state in enumerate(sorted(states))}
    columns = {column: place for place, column in enumerate(sorted({column for column, _ in cells.values()}))}
    rows = {row: place for place, row in enumerate(sorted({row for _, row in cells.values()}))}
    left, top = _EDGE + 30, _EDGE + 34
    return {state: (left + columns[column] * _COLUMN, top + rows[row] * _ROW) for state, (column, row) in cells.items()}


def _kind(change: Change) -> str:
    return "illegal" if change.legal is False else "open" if change.before and change.legal is None else ""


def _curve(change: Change, spots: dict[str, tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """The four points of the change's cubic Bézier curve."""
    to_x, to_y = spots[change.after or ""]
    middle = _HIGH / 2
    if change.before is None:
        return (
            (to_x - 42, to_y + middle),
            (to_x - 30, to_y + middle),
            (to_x - 20, to_y + middle),
            (to_x - 8, to_y + middle),
        )
    x, y = spots[change.before]
    if change.before == change.after:
        left, right = x + _WIDE * 0.3, x + _WIDE * 0.7
        return (left, y), (left - 18, y - 40), (right + 18, y - 40), (right, y - 8)
    if to_x > x:
        start, end = (x + _WIDE, y + middle), (to_x - 8, to_y + middle)
        reach = max(36.0, (end[0] - start[0]) * 0.45)
        # A change within one row that passes other columns goes round what stands between.
        lift = -52.0 if y == to_y and to_x - x > _COLUMN * 1.5 else 0.0
        return start, (start[0] + reach, start[1] + lift), (end[0] - reach, end[1] + lift), end
    if to_x == x:
        down = to_y > y
        start = (x + _WIDE * 0.5, y + (_HIGH if down else 0))
        end = (x + _WIDE * 0.5, to_y + (-8 if down else _HIGH + 8))
        return start, (start[0] + 26, start[1]), (end[0] + 26, end[1]), end
    start, end = (x + _WIDE * 0.5, y + _HIGH), (to_x + _WIDE * 0.5, to_y + _HIGH + 8)
    sag = 46.0
    return start, (start[0] - 20, start[1] + sag), (end[0] + 20, end[1] + sag), end


def _at(points: Sequence[tuple[float, float]], share: float) -> tuple[float, float]:
    rest = 1 - share
    weights = (rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3)
    x = sum(weight * point[0] for weight, point in zip(weights, points, strict=True))
    y = sum(weight * point[1] for weight, point in zip(weights, points, strict=True))
    return x, y


def _way(change: Change, spots: dict[str, tuple[float, float]], most: int) -> Iterator[str]:
    points, kind = _curve(change, spots), _kind(change)
    wide = _THIN + (_THICK - _THIN) * math.log1p(change.count) / math.log1p(most)
    (a, b), (c, d), (e, f), (x, y) = points
    yield (
        f'<path class="way {kind}" stroke-width="{wide:.1f}" '
        f'd="M{a:.1f} {b:.1f}C{c:.1f} {d:.1f} {e:.1f} {f:.1f} {x:.1f} {y:.1f}"/>'
    )
    turn = math.degrees(math.atan2(y - f, x - e))
    yield f'<path class="head {kind}" transform="translate({x:.1f} {y:.1f}) rotate({turn:.0f})" d="M-4 -6L8 0L-4 6Z"/>'


def _node(state: str, x: float, y: float) -> Iterator[str]:
    yield f'<rect class="state" x="{x:.1f}" y="{y:.1f}" width="{_WIDE}" height="{_HIGH}" rx="6"/>'
    yield f'<text x="{x + _WIDE / 2:.1f}" y="{y + _HIGH / 2 + 4.5:.1f}">{escape(_named(state))}</text>'


def _label(change: Change, spots: dict[str, tuple[float, float]]) -> Iterator[str]:
    kind = _kind(change)
    x, y = _at(_curve(change, spots), 0.4 if change.before else 0.2)
    told = f"{change.count:,}" + (" illegal" if kind == "illegal" else "")
    yield f'<text class="count {kind}" x="{x:.1f}" y="{y - 5:.1f}">{told}</text>'
