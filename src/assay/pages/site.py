"""Views and templates -> HTML. Who shows a page says what its links are; the templates know no address.

A template is given one view as `view`. Whatever it prints is escaped for HTML, and controls and marks that reorder text
are shown as escapes, because names and reasons come from files that anybody may have written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from assay.model.escape import printable

from . import digest, figures, plots
from .highlight import sql
from .text import anchor, capital, fragment, owners, prose

FOLDER = Path(__file__).resolve().parent
TEMPLATES = FOLDER / "templates"


class Link(Protocol):
    """The address of a page, or None where there is no such page: its name is then shown without a link.

    `kind` is overview, integration, standard, finding, recording, domain, trends, plan, performance, takings, tools,
    review,
    why, unit_why (why the score of one unit changed) or was (a finding in the run that one compares with); `name` which
    of them, of a review the status, of a plan or why the domain; `part` a place on it.
    """

    def __call__(self, kind: str, name: str = "", part: str = "") -> str | None: ...


def environment(link: Link, folders: Iterable[Path] = ()) -> Environment:
    """Templates that know `link`, the filters of `figures` and the plots; `folders` hold further templates."""
    loaders = [FileSystemLoader(folder) for folder in (*folders, TEMPLATES)]
    made = Environment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    made.globals |= {"link": link, "plots": plots}
    made.filters |= _filters()
    return made


@cache
def asset(name: str) -> str:
    """`style.css`; `script.js`, which sorts tables (pages work without); `file.css`, for the one-file report."""
    return (FOLDER / name).read_text(encoding="utf-8")


def _filters() -> dict[str, Callable[..., Any]]:
    numbers = (figures.number, figures.interval, figures.score, figures.population, figures.moment, figures.day)
    words = (digest.plural, digest.place, anchor, capital, fragment, owners, prose, sql)
    return {function.__name__: function for function in (*numbers, *words)}


def _shown(value: Any) -> Any:
    if value is None:
        return ""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value
