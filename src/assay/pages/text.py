"""Text of standards and names -> what stands in a page: references as links, names as anchors."""

from __future__ import annotations

import hashlib
import re

from markupsafe import Markup, escape

from assay.model.escape import printable

_MARKED = re.compile(r"(?P<address>https?://[^\s<>\"'`]+[^\s<>\"'`.,;:)])|`(?P<code>[^`\n]+)`")
_PLAIN = re.compile(r"[^a-zA-Z0-9_./-]+")


def prose(text: str) -> Markup:
    """Text in which `code` is code, and web addresses are links that tell nobody where the reader came from."""
    parts, end = [], 0
    shown = printable(text)
    for found in _MARKED.finditer(shown):
        inner = found["address"] or found["code"]
        form = '<a href="{0}" rel="noreferrer">{0}</a>' if found["address"] else "<code>{0}</code>"
        parts += [escape(shown[end : found.start()]), Markup(form).format(inner)]
        end = found.end()
    return Markup("").join([*parts, escape(shown[end:])])


def anchor(name: str) -> str:
    """A name as an identifier in a page: letters, digits, `_./-`; a hash keeps other names apart."""
    plain = _PLAIN.sub("-", name).strip("-")
    if plain == name:
        return name
    return f"{plain[:60]}-{hashlib.blake2b(name.encode('utf-8', 'surrogatepass'), digest_size=3).hexdigest()}"


def fragment(address: str | None) -> str:
    """What follows the `#` of an address: the identifier of the place it leads to."""
    return (address or "").partition("#")[2]


def capital(text: str) -> str:
    """The text as a sentence begins; names in it keep their case."""
    return text[:1].upper() + text[1:]


def owners(text: str | None) -> str:
    """Owners as CODEOWNERS names them -> `team-checkout, team-paypal`: without the organisation, which all share."""
    return ", ".join(name.rpartition("/")[2].lstrip("@") for name in (text or "").split())
