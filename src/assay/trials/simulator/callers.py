"""Who may speak with the simulator: programs of this machine, and pages of its own; no page of another site.

A browser lets any page send requests to this machine. A page of another site says its origin; one whose own name is
made to lead here (DNS rebinding) says that name as the host. https://fetch.spec.whatwg.org/#origin-header
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

#: Domains in which no stranger can register a name: RFC 6761; ICANN reserved .internal (host.docker.internal) in 2024.
_RESERVED = ("localhost", "test", "internal")


def refused(headers: Mapping[str, str]) -> str | None:
    """Why a request with these headers (names in lower case) is not answered, in words; None where it is."""
    host = headers.get("host", "")
    if not _is_own(host):
        named = f"{host[:100]!r} is another's name" if host else "no name of a host is sent"
        return f"The simulator is for programs of this machine, and {named}: call it http://127.0.0.1:…"
    origin = headers.get("origin")
    if origin is not None and origin.lower() != f"http://{host}".lower():
        return f"The simulator is for programs of this machine, and not for pages of {origin[:100]!r}."
    return None


def _is_own(host: str) -> bool:
    try:
        name = urlsplit(f"http://{host}").hostname or ""
    except ValueError:
        return False
    if name.rpartition(".")[2] in _RESERVED:
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
