"""Conventions of a house -> which hosts are its own and which operations it declares internal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase

from assay.model import Conventions
from assay.model.expressions import expression

#: A path segment by which an interface says of itself that it is not for others.
_INTERNAL = expression(r"/_?internal[-_]?(api)?(/|$)", re.IGNORECASE)


class House:
    """The shop's own host as the recording shows it, with what the profile adds (`own_hosts`, `internal_*`)."""

    def __init__(self, shown: str | None, conventions: Conventions) -> None:
        self._shown = shown
        self._own = conventions.strings("own_hosts")
        self._routes = conventions.strings("internal_routes")
        self._headers = conventions.strings("internal_headers")

    def party(self, host: str | None) -> str:
        """first or third"""
        if host is None:
            return "third"
        own = any(fnmatchcase(host, pattern) for pattern in self._own)
        return "first" if own or (self._shown is not None and _same_site(host, self._shown)) else "third"

    def internal(self, path: str, headers: Mapping[str, str]) -> bool:
        """Declared internal by its path, or by a header that the client has to send."""
        return (
            _INTERNAL.search(path) is not None
            or any(fnmatchcase(path, pattern) for pattern in self._routes)
            or any(name.lower() in headers for name in self._headers)
        )


def _same_site(host: str, own: str) -> bool:
    """Equal but for sub-domains: the last two labels, or three where the second last is short (co.uk)."""

    def site(name: str) -> list[str]:
        labels = name.split(".")
        return labels[-3:] if len(labels) > 2 and len(labels[-2]) <= 3 else labels[-2:]

    return site(host) == site(own)
