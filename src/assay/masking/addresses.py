"""An address -> the same without credentials, and what is sensitive in it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

from .bodies import sensitive_inside
from .names import kind_of
from .values import Sensitive, is_placeholder, mask_text, mask_value, sensitive_in


def screen_url(url: str) -> tuple[str, list[Sensitive]]:
    """(address without credentials, what is sensitive in it): user info, path, query and fragment."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        after = parse_qsl(parts.fragment) if "=" in parts.fragment else []
    except ValueError:
        return "unreadable", sensitive_in(url)
    user, _, host = parts.netloc.rpartition("@")
    found = [Sensitive("secret", "basic_auth_url", None, user)] if ":" in user and not is_placeholder(user) else []
    found += [one for part in parts.path.split("/") for one in _sensitive(unquote(part))]
    found += [one for name, value in (*pairs, *after) for one in (*sensitive_in(name), *_sensitive(value, name))]
    return urlunsplit((parts.scheme, host, mask_path(parts.path), _query(pairs), ""))[:2000], found


def mask_path(path: str) -> str:
    """The path of an address, masked by form also where it is percent-encoded."""
    plain = unquote(path)
    masked = mask_text(plain)
    return mask_text(path) if masked == plain else quote(masked, safe="/*:@!$&'()+,;=~")


def _query(pairs: Iterable[tuple[str, str]]) -> str:
    """What a sensitive name holds is masked, and what has a sensitive value for its name."""
    shown = []
    for name, value in pairs:
        label = mask_text(name)
        hidden = label != name or kind_of(name) is not None or bool(sensitive_inside(value))
        shown.append(f"{quote(label)}={quote(mask_value(value) if hidden else mask_text(value))}")
    return "&".join(shown)


def _sensitive(value: str, name: str | None = None) -> list[Sensitive]:
    return [*sensitive_in(value, name), *sensitive_inside(value)]
