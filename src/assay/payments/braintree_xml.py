"""The XML that Braintree's webhooks are written in -> plain values: names with _, lists where it says so."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from .told import RecordError

_MOST = 500_000
_DEEPEST = 40


def document(xml: bytes) -> dict[str, Any]:
    """Errors: RecordError where it is no XML, declares entities, or is too long or too deep."""
    if len(xml) > _MOST or b"<!" in xml:
        raise RecordError("bt_payload", "it is too long, or declares a document type, which no webhook does")
    try:
        root = ElementTree.fromstring(xml)
    except (ElementTree.ParseError, ValueError, LookupError):
        raise RecordError("bt_payload", "it is no XML") from None
    return {_name(root): _value(root, 0)}


def _name(element: ElementTree.Element) -> str:
    return element.tag.replace("-", "_")


def _value(element: ElementTree.Element, depth: int) -> Any:
    if depth > _DEEPEST:
        raise RecordError("bt_payload", "it is nested too deep")
    if element.get("nil") == "true":
        return None
    children = list(element)
    if element.get("type") == "array":
        return [_value(child, depth + 1) for child in children]
    if children:
        return {_name(child): _value(child, depth + 1) for child in children}
    return (element.text or "").strip() or None
