"""The schemas of an API -> a row for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import asdict, replace

from assay.descriptions.document import Document
from assay.descriptions.places import Place
from assay.descriptions.schemas import BOUNDING, bounds, facts, is_plain, stated, whole
from assay.tables.api import ApiProperty

_SIDES = ("none", "request", "response", "both")


_MARKING = frozenset("readOnly writeOnly deprecated maxItems additionalProperties unevaluatedProperties".split())
_RARE = BOUNDING | _MARKING


def property_rows(document: Document, places: Iterable[Place], name: str) -> Iterator[ApiProperty]:
    """Each schema once, however often it is referred to."""
    for place in places:
        value: Mapping[str, Any] = place.value
        if not is_plain(value):
            value = stated(document, place.node())
        said = facts(value)
        # Python calls what is given more than 15 arguments by name in a way that takes four times as long.
        row = ApiProperty(
            path=place.path,
            api=name,
            schema=place.schema,
            property=place.property,
            used=_SIDES[place.sides],
            type=said.type,
            format=said.format,
            required=place.required,
            nullable=said.nullable,
            described=bool(value.get("description")),
            max_length=said.max_length,
            pointer=place.pointer,
        )
        yield row if _RARE.isdisjoint(value) else replace(row, **asdict(bounds(value)), **_marks(value))


def _marks(value: Mapping[str, Any]) -> dict[str, Any]:
    rest = value.get("additionalProperties", value.get("unevaluatedProperties"))
    return {
        "read_only": value.get("readOnly") is True,
        "write_only": value.get("writeOnly") is True,
        "deprecated": value.get("deprecated") is True,
        "max_items": whole(value.get("maxItems")),
        "additional": _further(rest) if rest is not None else None,
    }


def _further(stated: Any) -> str:
    """What an object may have beside its properties."""
    if stated is False:
        return "closed"
    return "open" if stated in (True, {}) else "schema"
