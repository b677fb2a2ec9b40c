"""What describes bodies, by media type: which of it a body is held against, and whether many keep it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from .conformance import Hidden, Schema
from .fields import Fields

if TYPE_CHECKING:
    from .document import Node

#: So many are decoded at a time: they are at hand, in the processor's cache, when they are validated.
_AT_ONCE = 32


class BodySchema:
    """What describes a body. `compiled` is None where nothing is said of it, or what is said is no schema."""

    def __init__(self, media_type: str, schema: Mapping[str, Any] | None, node: Node, hidden: Hidden) -> None:
        self.media_type = media_type
        self.schema = schema
        self.node = node
        self.fields = Fields(schema) if schema is not None else None
        self.compiled = Schema.of(schema, hidden)

    def keep(self, texts: Sequence[str]) -> bool:
        """Whether all of these are JSON, each by itself, and surely keep the schema."""
        if self.compiled is None:
            return False
        decode = msgspec.json.decode
        parts = (texts[first : first + _AT_ONCE] for first in range(0, len(texts), _AT_ONCE))
        try:
            # Joined they would be decoded no faster, and texts that are no JSON could be some together.
            return all(self.compiled.are_valid([decode(text) for text in part]) for part in parts)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return False


def of_type(described: Mapping[str, BodySchema], media_type: str | None) -> BodySchema | None:
    """The most specific media type or range that takes it; where only one is described, an unstated type is that."""
    if media_type is None:
        return next(iter(described.values())) if len(described) == 1 else None
    stated = plain_type(media_type)
    if stated in described:
        return described[stated]
    kind, _, of = stated.partition("/")
    suffix = of.rpartition("+")[2] if "+" in of else ""
    for wider in (f"{kind}/*+{suffix}" if suffix else "", f"{kind}/*", "*/*", "*"):
        if wider in described:
            return described[wider]
    return None


def plain_type(media_type: str) -> str:
    """A media type without its parameters."""
    return media_type.partition(";")[0].strip().lower()
