"""Numbers -> inline SVG that takes its colours from the page, says in words what it shows, and needs no script.

Plots are drawn in user units of a pixel; colours are classes of style.css: light, dark and print each have theirs.
Next to every plot the page holds its numbers as text or table: a plot is never the only way to learn something.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from assay.model.escape import xml_text

#: With more points than this, a course is drawn without dots.
_MOST_DOTS = 40


class Point(NamedTuple):
    """One value over time; `low` and `high` are its interval, `label` says when, `change` marks where it shifted."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    change: bool = False


class Span(NamedTuple):
    """One bar of a waterfall: start and length in milliseconds, its parts in order, and how it ended."""

    label: str
    start: float
    length: float
    parts: Sequence[tuple[str, float]] = ()
    state: str = ""
    marked: bool = False


def svg(width: float, height: float, title: str, parts: Iterable[str], kind: str, desc: str = "") -> Markup:
    """The frame of a plot: its title is its accessible name."""
    told = f"<desc>{escape(xml_text(desc))}</desc>" if desc else ""
    return Markup(
        f'<svg class="plot {kind}" role="img" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}">'
        f"<title>{escape(xml_text(title))}</title>{told}{''.join(parts)}</svg>"
    )


def _decoration(width: float, height: float, parts: Iterable[str], kind: str) -> Markup:
    """A plot that says nothing beyond the numbers next to it, and that screen readers therefore pass over."""
    frame = f'<svg class="plot {kind}" aria-hidden="true" viewBox="0 0 {width:g} {height:g}" width="{width:g}"'
    return Markup(f'{frame} height="{height:g}">{"".join(parts)}</svg>')


def score_bar(low: float, high: float, state: str) -> Markup:
    """A score's interval from 0 to 100: full up to the floor, pale up to the ceiling. Its numbers stand beside it."""
    parts = (
        _rect(0, 3, 100, 6, "track"),
        _rect(low, 3, high - low, 6, "maybe"),
        _rect(0, 3, low, 6, f"fill {state}"),
    )
    return _decoration(100, 12, parts, "score-bar")


def ratio_bar(value: float, low: float | None, high: float | None) -> Markup:
    """A share from 0 to 1 with its Wilson interval as a whisker. Its numbers stand beside it."""
    parts = [_rect(0, 3, 100, 6, "track"), _rect(0, 3, 100 * value, 6, "fill")]
    if low is not None and high is not None:
        first, last = f"{100 * low:.1f}", f"{100 * high:.1f}"
        parts.append(f'<path class="whisker" d="M{first} 3v6m0-3H{last}m0-3v6"/>')
    return _decoration(100, 12, parts, "ratio-bar")


def strip(values: Sequence[float], middle: float, title: str) -> Markup:
    """How values are spread: a stroke each between the least and the most, the middle one longer."""
    if not values:
        return Markup("")
    low, reach = min(values), max(values) - min(values)
    *places, centre = (6 + 128 * ((value - low) / reach if reach else 0.5) for value in (*values, middle))
    parts = [_line(6, 8, 134, 8, "grid"), *(_line(x, 4, x, 12, "stroke") for x in dict.fromkeys(places))]
    parts.append(_line(centre, 1, centre, 15, "middle-mark"))
    return svg(140, 16, f"{title}: spread of {len(values)} values", parts, "strip")


def sparkline(values: Sequence[float], title: str) -> Markup:
    """The course of a number in little room; the last value is marked."""
    width, height, edge = 120, 22, 4
    if not values:
        return Markup("")
    places = _places([Point("", value) for value in values], width, height, edge, edge)
    last = places[-1]
    return svg(width, height, title, (_path(places, "line"), _dot(*last, "last")), "sparkline")


def line(points: Sequence[Point], title: str, desc: str, low_label: str, high_label: str) -> Markup:
    """A course over time with its band of uncertainty; where it shifted, a rule and a diamond."""
    width, height, left, foot = 640, 140, 8, 22
    if not points:
        return Markup("")
    scale = _Scale(points, width, height - foot, left, 12)
    places = [(scale.x(n), scale.y(point.value)) for n, point in enumerate(points)]
    parts = [
        _line(left, scale.y(scale.top), width - left, scale.y(scale.top), "grid"),
        _line(left, scale.y(scale.bottom), width - left, scale.y(scale.bottom), "grid"),
        _text(left, scale.y(scale.top) - 3, high_label, "axis"),
        _text(left, scale.y(scale.bottom) - 3, low_label, "axis"),
        _band(points, scale),
        _path(places, "line"),
    ]
    for (x, y), point in zip(places, points, strict=True):
        if point.change:
            parts.append(_line(x, 6, x, height - foot, "change"))
            parts.append(f'<path class="change-mark" d="M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5-5z"/>')
        elif len(points) <= _MOST_DOTS:
            parts.append(_dot(x, y, "dot"))
    parts += [
        _text(left, height - 5, points[0].label, "axis"),
        _text(width - left, height - 5, points[-1].label, "axis end"),
    ]
    return svg(width, height, title, parts, "course", desc)


def waterfall(spans: Sequence[Span], title: str, desc: str) -> Markup:
    """Calls of a recording over time, a row each; parts of a call are shades of its bar."""
    width, row, names, foot = 860, 18, 330, 20
    end = max((span.start + span.length for span in spans), default=0) or 1
    room = width - names - 70
    height = len(spans) * row + foot
    parts = []
    for n, span in enumerate(spans):
        y, x = n * row, names + span.start / end * room
        if span.marked:
            parts.append(_rect(0, y, width, row, "marked"))
        parts.append(_text(4, y + 13, _cut(span.label, 44), f"name {span.state}".strip()))
        at = x
        for kind, length in span.parts or (("wait", span.length),):
            long = length / end * room
            parts.append(_rect(at, y + 4, max(long, 0.5), row - 8, f"part {kind} {span.state}".strip()))
            at += long
        parts.append(_text(at + 4, y + 13, f"{span.length:,.0f} ms", "axis"))
    for share in (0, 0.5, 1):
        x = names + share * room
        parts.append(_line(x, 0, x, height - foot, "grid"))
        parts.append(_text(x, height - 5, f"{share * end:,.0f} ms", "axis middle"))
    return svg(width, height, title, parts, "waterfall", desc)


class _Scale:
    """Where a point lies: equal steps across, and values between the least and the most that is shown."""

    def __init__(self, points: Sequence[Point], width: float, height: float, side: float, edge: float) -> None:
        ends = [end for point in points for end in (point.value, point.low, point.high) if end is not None]
        self.bottom, self.top = min(ends), max(ends)
        self._reach = (self.top - self.bottom) or 1
        self._step = (width - 2 * side) / max(1, len(points) - 1)
        self._side, self._height, self._edge = side, height, edge

    def x(self, number: int) -> float:
        return self._side + number * self._step

    def y(self, value: float) -> float:
        share = (value - self.bottom) / self._reach if self.top > self.bottom else 0.5
        return self._height - self._edge - share * (self._height - 2 * self._edge)


def _places(
    points: Sequence[Point], width: float, height: float, side: float, edge: float
) -> list[tuple[float, float]]:
    scale = _Scale(points, width, height, side, edge)
    return [(scale.x(n), scale.y(point.value)) for n, point in enumerate(points)]


def _band(points: Sequence[Point], scale: _Scale) -> str:
    known = [(n, point) for n, point in enumerate(points) if point.low is not None and point.high is not None]
    if len(known) < 2:
        return ""
    upper = [f"{scale.x(n):.1f} {scale.y(point.high or 0):.1f}" for n, point in known]
    lower = [f"{scale.x(n):.1f} {scale.y(point.low or 0):.1f}" for n, point in reversed(known)]
    return f'<path class="band" d="M{" L".join([*upper, *lower])}Z"/>'


def _path(places: Iterable[tuple[float, float]], kind: str) -> str:
    return f'<path class="{kind}" d="M{" L".join(f"{x:.1f} {y:.1f}" for x, y in places)}"/>'


def _rect(x: float, y: float, width: float, height: float, kind: str) -> str:
    return f'<rect class="{kind}" x="{x:.4g}" y="{y:g}" width="{max(0, width):.4g}" height="{height:g}"/>'


def _line(x: float, y: float, to_x: float, to_y: float, kind: str) -> str:
    return f'<path class="{kind}" d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}"/>'


def _dot(x: float, y: float, kind: str) -> str:
    return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>'


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(xml_text(text))}</text>'


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
