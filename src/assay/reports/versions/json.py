"""What changed between two versions -> JSON with a schema; every change has its names at oasdiff beside its own."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from assay.descriptions.changes import Level, Place
from assay.descriptions.changes.equivalents import equivalents
from assay.model.escape import json_text
from assay.reviews.versions import Compared, Version

from . import hits_told


class VersionOut(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two: how it was named, and what it states of itself."""

    name: str
    title: str
    version: str


class PlaceOut(msgspec.Struct, frozen=True, kw_only=True):
    """File, JSON pointer, and the line where it was looked for: of what breaks or may, in the newer file if there."""

    path: str
    pointer: str
    line: int | None


class ChangeOut(msgspec.Struct, frozen=True, kw_only=True):
    """One change; `level` is breaking, possibly breaking or compatible, `side` request, response or null."""

    id: str
    level: str
    side: str | None
    operations: list[str]
    subject: str
    message: str
    old_value: str | None
    new_value: str | None
    old: PlaceOut | None
    new: PlaceOut | None
    oasdiff: list[str]


class HitOut(msgspec.Struct, frozen=True, kw_only=True):
    """One place of this workspace that calls what breaks, or may."""

    path: str
    line: int | None
    origin: str
    operation: str
    caller: str
    calls: int | None
    breaking: int
    possibly_breaking: int
    message: str | None


class EndingOut(msgspec.Struct, frozen=True, kw_only=True):
    """One operation that the newer version says is to go; `days` are those left on the day of judgement."""

    operation: str
    stated: str | None
    days: int | None


class VersionsOut(msgspec.Struct, frozen=True, kw_only=True):
    """Two versions compared. `hits` is null where nobody knows what calls the API here."""

    version: str = "1"
    as_of: date
    old: VersionOut
    new: VersionOut
    counts: dict[str, int]
    version_kept: str | None
    changes: list[ChangeOut]
    hits: list[HitOut] | None
    endings: list[EndingOut]


def render(found: Compared, *, as_of: date) -> str:
    """The JSON text."""
    return json_text(msgspec.json.format(msgspec.json.encode(out(found, as_of))).decode())


def schema() -> dict[str, Any]:
    """JSON Schema of the contract."""
    return msgspec.json.schema(VersionsOut)


def out(found: Compared, as_of: date) -> VersionsOut:
    """What is written."""
    return VersionsOut(
        as_of=as_of,
        old=_version(found.old),
        new=_version(found.new),
        counts={level.value: len(found.of(level)) for level in Level},
        version_kept=found.version_kept,
        changes=[
            ChangeOut(
                **{
                    name: getattr(change, name)
                    for name in ("id", "side", "subject", "message", "old_value", "new_value")
                },
                level=change.level.value,
                operations=list(change.operations),
                old=_place(found, found.old, change.old),
                new=_place(found, found.new, change.new),
                oasdiff=[each.name for each in equivalents(change.id)],
            )
            for change in found.changes
        ],
        hits=None
        if found.hits is None
        else [HitOut(**{name: getattr(hit, name) for name in HitOut.__struct_fields__}) for hit in hits_told(found)],
        endings=[
            EndingOut(
                operation=ending.operation,
                stated=ending.stated,
                days=(ending.day - as_of).days if ending.day else None,
            )
            for ending in found.endings
        ],
    )


def _version(version: Version) -> VersionOut:
    return VersionOut(name=version.name, title=version.api.title, version=version.api.version)


def _place(found: Compared, version: Version, place: Place | None) -> PlaceOut | None:
    if place is None:
        return None
    line = found.lines.get((version.name, place))
    return PlaceOut(path=version.files.shown(place.path), pointer=place.pointer, line=line)
