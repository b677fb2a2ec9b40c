"""Templates of this folder around those of the pages. Everything that is shown is escaped."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from assay.pages import site

from .assets import address

_FOLDER = Path(__file__).resolve().parent / "templates"


def environment() -> Environment:
    """Templates know `asset(name)`, the address of a file, and the names of all `styles` and `scripts`."""
    made = site.environment(cast(site.Link, _link), [_FOLDER])  # Jinja itself gives the context
    made.globals |= {"asset": address, "styles": ("style.css", "dashboard.css"), "scripts": ("script.js",)}
    return made


@pass_context
def _link(context: Context, kind: str, name: str = "", part: str = "") -> str | None:
    """The address of a page for whoever visits."""
    address: str | None = context["visit"].link(kind, name, part)
    return address
