"""A result -> a badge (SVG) for a README or a wiki: how many integrations are fit, or how one of them stands."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from assay.engine.result import Result
from assay.model import Fitness, UsageError
from assay.model.escape import one_line, xml_text
from assay.pages import digest
from assay.pages.figures import score
from assay.reviews.gate import Gate

#: White on each of them has a contrast of 4.5 or more.
_COLOURS = {Fitness.FIT: "#1a6e34", Fitness.UNFIT: "#b3201a", Fitness.UNPROVEN: "#7a5600"}
_WORST = (Fitness.UNFIT, Fitness.UNPROVEN, Fitness.FIT)
_MOST = 60
#: Widths of Verdana 11 px, in tenths of a pixel: what is not listed is as wide as a digit.
_WIDTHS = {**dict.fromkeys("iljI.,:;|!'", 40), **dict.fromkeys("fjrt() -–", 46), **dict.fromkeys("mwMW%@", 108)}
_DIGIT = 70


def render(
    result: Result,
    target: Path,  # noqa: ARG001
    *,
    show_all: bool = False,  # noqa: ARG001
    gate: Gate | None = None,  # noqa: ARG001
    integration: str | None = None,
) -> str:
    """The badge of the target or of one integration; what judged a selection only is never green.

    Errors: UsageError when there is none of that name.
    """
    label, message, fitness = _of_unit(result, integration) if integration else _of_all(result)
    if result.run.selection:
        message, fitness = f"{message}, of a selection", min(fitness, Fitness.UNPROVEN, key=_WORST.index)
    return _svg(xml_text(one_line(label))[:_MOST], xml_text(one_line(message)), _COLOURS[fitness])


def _of_unit(result: Result, name: str) -> tuple[str, str, Fitness]:
    unit = next((unit for unit in result.integrations if unit.name == name), None)
    if unit is None:
        known = ", ".join(sorted(unit.name for unit in result.integrations))
        raise UsageError(f"no integration is called {name}", remedy=f"There are: {known}.")
    return unit.name, f"{unit.fitness} {score(unit.score_low, unit.score_high)}", unit.fitness


def _of_all(result: Result) -> tuple[str, str, Fitness]:
    """The worst answer that any integration has gives the colour."""
    shown, _ = digest.units(result)
    counts = digest.tally(shown)
    told = ", ".join(f"{counts[word]} {word}" for word in Fitness if counts[word]) or "no integrations"
    return "assay", told, next((word for word in _WORST if counts[word]), Fitness.UNPROVEN)


def _svg(label: str, message: str, colour: str) -> str:
    left, right = _width(label), _width(message)
    told = quoteattr(f"{label}: {message}")
    parts = "".join(
        f'<text x="{x}" y="14" textLength="{width}">{escape(text)}</text>'
        for x, width, text in ((5, left - 10, label), (left + 5, right - 10, message))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label={told}>'
        f"<title>{escape(f'{label}: {message}')}</title>"
        f'<clipPath id="r"><rect width="{left + right}" height="20" rx="3"/></clipPath>'
        f'<g clip-path="url(#r)"><rect width="{left}" height="20" fill="#444"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{colour}"/></g>'
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">{parts}</g></svg>'
    )


def _width(text: str) -> int:
    return round(sum(_WIDTHS.get(character, _DIGIT) for character in text) / 10) + 10
