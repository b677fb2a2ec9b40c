"""The schemas of an API -> a row for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from assay.descriptions.document import Document
from assay.descriptions.schemas import Place, facts, stated, whole
from assay.tables.api import ApiProperty

_SIDES = ("none", "request", "response", "both")


class _Marks(NamedTuple):
    """What few schemas state."""

    read_only: bool = False
    write_only: bool = False
    deprecated: bool = False
    max_items: int | None = None
    additional: str | None = None


_NONE = _Marks()
_MARKING = frozenset("readOnly writeOnly deprecated maxItems additionalProperties unevaluatedProperties".split())


def property_rows(document: Document, places: Iterable[Place], name: str) -> Iterator[ApiProperty]:
    """Each schema once, however often it is referred to."""
    for place in places:
        value = stated(document, place.node)
        said = facts(value)
        marks = _NONE if _MARKING.isdisjoint(value) else _marks(value)
        yield ApiProperty(
            path=place.node.path,
            api=name,
            schema=place.schema,
            property=place.property,
            used=_SIDES[place.sides],
            type=said.type,
            format=said.format,
            required=place.required,
            nullable=said.nullable,
            read_only=marks.read_only,
            write_only=marks.write_only,
            deprecated=marks.deprecated,
            described=bool(value.get("description")),
            value_count=said.value_count,
            minimum=said.minimum,
            maximum=said.maximum,
            max_length=said.max_length,
            pattern=said.pattern,
            max_items=marks.max_items,
            additional=marks.additional,
            pointer=place.node.pointer,
        )


def _marks(value: Mapping[str, Any]) -> _Marks:
    rest = value.get("additionalProperties", value.get("unevaluatedProperties"))
    return _Marks(
        read_only=value.get("readOnly") is True,
        write_only=value.get("writeOnly") is True,
        deprecated=value.get("deprecated") is True,
        max_items=whole(value.get("maxItems")),
        additional=None if rest is None else "closed" if rest is False else "open" if rest in (True, {}) else "schema",
    )
