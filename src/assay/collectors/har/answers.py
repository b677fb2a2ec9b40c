"""Bodies -> what they say of the exchange: how it went, where to look next, which problem details, which form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from assay.model.expressions import expression

_STATED_IN = ("status", "state", "result", "outcome")
_WORDS = {
    "error": "error errored failure fail exception",
    "success": "ok success succeeded successful paid approved authorised authorized captured completed",
    "action": "additional_action_required requires_action action_required requires_source_action",
    "pending": "pending processing queued accepted in_progress",
}
_OUTCOMES = {word: outcome for outcome, words in _WORDS.items() for word in words.split()}
_NEXT = expression(r"(^|_)(url|uri|href|link|links|location)$|[a-z](Url|Uri|Href|Link)$")
#: RFC 9457 section 3.1
_PROBLEM = ("type", "status", "title", "detail", "instance")


class Outcome(NamedTuple):
    """error, success, action (the client has to do something more) or pending; and the words that say so."""

    kind: str
    said: str


def outcome(body: Any) -> Outcome | None:
    """What a decoded body says of the request; None when it says nothing."""
    if not isinstance(body, dict):
        return None
    words = [(name, body[name].lower().replace("-", "_")) for name in _STATED_IN if isinstance(body.get(name), str)]
    said = [Outcome(_OUTCOMES[word], f"{name} = {word}") for name, word in words if word in _OUTCOMES]
    if said and said[0].kind == "action":
        return said[0]
    if body.get("error") not in (None, False, "", [], {}):
        return Outcome("error", "error")
    if isinstance(body.get("errors"), (list, dict)) and body["errors"]:
        return Outcome("error", "errors")
    if isinstance(body.get("success"), bool):
        return Outcome("success" if body["success"] else "error", f"success = {str(body['success']).lower()}")
    return said[0] if said else None


def says_where_next(headers: Mapping[str, str], body: Any, depth: int = 0) -> bool:
    """A Location header, or an address anywhere in the body under a name such as url, href or links."""
    if depth == 0 and headers.get("location"):
        return True
    if depth > 6:
        return False
    if isinstance(body, list):
        return any(says_where_next({}, inner, depth + 1) for inner in body[:50])
    if not isinstance(body, dict):
        return False
    return any(
        bool(value and _is_address(name)) or says_where_next({}, value, depth + 1) for name, value in body.items()
    )


@lru_cache(maxsize=4096)
def _is_address(name: str) -> bool:
    return _NEXT.search(name) is not None


def problem(body: Any) -> str | None:
    """Names of the members of problem details that a body has, each of its type, in the order of section 3.1."""
    if not isinstance(body, dict):
        return None
    typed = (name for name in _PROBLEM if isinstance(body.get(name), int if name == "status" else str))
    return ", ".join(typed) or None


def problem_status(body: Any) -> int | None:
    """The status that problem details repeat."""
    stated = body.get("status") if isinstance(body, dict) else None
    return stated if isinstance(stated, int) and 100 <= stated <= 599 else None


def form(text: str | None, body: Any) -> str | None:
    """What a request's body is by its own look: json, form, multipart, xml or text; None without a body."""
    if not text:
        return None
    if body is not None:
        return "json"
    start = text.lstrip()[:200]
    if start.startswith("--"):
        return "multipart"
    if start.startswith("<"):
        return "xml"
    return "form" if re.match(r"[\w.%\[\]-]+=[^&\s]*(&|\s*$)", start) else "text"
