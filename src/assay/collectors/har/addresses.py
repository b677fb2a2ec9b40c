"""The address that was called -> its parts, the route that it follows, and what of it may be stored."""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import urlsplit

from assay import masking
from assay.model.expressions import expression

_ID = expression(
    r"^(\d+|[0-9a-f]{8,}|[0-9a-f]{8}-[0-9a-f-]{27,}|(?=[^/]*\d)[A-Za-z0-9_-]{16,}|[x*]{6,}|eyJ.*|[\w-]+\.[\w-]+\.[\w-]{16,})$",
    re.IGNORECASE,
)


class Address(NamedTuple):
    """One address; `host` is in lower case, `route` the path with identifiers replaced by {id}.

    `shown` and `shown_route` may be stored, `sensitive` is what was found in it.
    """

    scheme: str | None
    host: str | None
    path: str
    route: str
    shown: str
    shown_route: str
    sensitive: tuple[masking.Sensitive, ...]


@lru_cache(maxsize=2048)
def address(url: str) -> Address:
    """Errors: none; a malformed one has neither host nor path. Addresses repeat a lot."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    route = "/".join("{id}" if _ID.match(part) else part for part in parts.path.split("/")) or "/"
    shown, found = masking.screen_url(url)
    return Address(
        scheme=parts.scheme or None,
        host=(host or "").lower() or None,
        path=parts.path,
        route=route,
        shown=shown,
        shown_route=masking.mask_path(route)[:500],
        sensitive=tuple(found),
    )


@lru_cache(maxsize=2048)
def operation(method: str, route: str) -> str | None:
    """Which payment operation a request is, by the reference table payment_route."""
    return next((name for verb, form, name in _operations() if verb == method and form.search(route)), None)


@cache
def _operations() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    text = files("assay.tables").joinpath("reference/payment_route.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple((row["method"], re.compile(row["route"]), row["operation"]) for row in rows)
