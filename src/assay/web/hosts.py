"""What a host name or address stands for. In: what was written. Out: whether it is this machine, or all of it."""

from __future__ import annotations

import ipaddress


def without_port(host: str) -> str:
    """Without the port; an IPv6 address keeps its brackets."""
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_any(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False
