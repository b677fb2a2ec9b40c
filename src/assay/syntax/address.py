"""An address as source writes it, computed parts as `${…}` -> scheme, host and what of it may be shown."""

from __future__ import annotations

import re
from typing import NamedTuple

from assay.model.expressions import expression

_HOLE = expression(r"\$\{[^}]*\}")
#: Scheme and host of an absolute or protocol-relative address; `*` stands for a computed part.
_ABSOLUTE = expression(r"(?:([a-z][a-z0-9+.-]*):)?//([^/?#\\\s]+)", re.IGNORECASE)
_QUERY = expression(r"[?#]")
_VERSION = expression(r"\d+\.\d+\.\d+|\$\{[^}]*version[^}]*\}", re.IGNORECASE)
_SPACE = expression(r"\s+")
_SIZE = 160
_LOCAL = expression(r"^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[?::1\]?|[\w.-]+\.(?:localhost|local|test))(?::|$)")


class Address(NamedTuple):
    """`scheme` is null when relative to the page's; `host` too when the address is relative or wholly computed."""

    scheme: str | None
    host: str | None
    shown: str
    names_version: bool

    @property
    def local(self) -> bool:
        return self.host is not None and _LOCAL.match(self.host) is not None


def parse_address(written: str) -> Address:
    """Query and fragment are not shown: they may hold what must not be stored."""
    written = _SPACE.sub(" ", written.strip())
    holes = _HOLE.findall(written)
    marked = _HOLE.sub("\ue000", written)
    match = _ABSOLUTE.match(marked)
    marked = _QUERY.split(marked, maxsplit=1)[0]
    path = marked[match.end() :] if match else marked
    shown = _restored(marked, holes)
    return Address(
        scheme=match[1].lower() if match and match[1] else None,
        host=match[2].rpartition("@")[2].replace("\ue000", "*").lower() if match else None,
        shown=shown if len(shown) <= _SIZE else shown[: _SIZE - 1] + "…",
        names_version=_VERSION.search(_restored(path, holes[marked.count("\ue000") - path.count("\ue000") :]))
        is not None,
    )


def _restored(marked: str, holes: list[str]) -> str:
    waiting = iter(holes)
    return re.sub("\ue000", lambda _: next(waiting, "${}"), marked)
