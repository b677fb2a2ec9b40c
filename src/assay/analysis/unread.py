"""Answers -> bytes of fields that no source names, for operations that source of the target itself asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from assay.engine.evidence import Evidence

from .flows import Flow, Timed
from .savings import PACKET, Saving, named

_MOST_NAMED = 4
_FIELDS = """
select host, method, route, field, sum(bytes), bool_and(named) as named, bool_or(named is null) as unseen
from answer_field group by host, method, route, field order by sum(bytes) desc, field
"""
_Operation = tuple[str | None, str, str]


class Unread(NamedTuple):
    """Share of the bytes of an operation's answers in fields that no source names, and these, the largest first."""

    share: float
    fields: tuple[str, ...]


def unread(evidence: Evidence) -> dict[_Operation, Unread]:
    """(host, method, route) -> what of its answers is not read; operations where that cannot be told are left out."""
    evidence.require(["answer_field"])
    with evidence.db.cursor() as db:
        rows = db.execute(_FIELDS).fetchall()
    whole: dict[_Operation, int] = {}
    idle: dict[_Operation, dict[str, int]] = {}
    unseen: set[_Operation] = set()
    for host, method, route, field, size, is_named, cannot_tell in rows:
        operation = (host, method, route)
        whole[operation] = whole.get(operation, 0) + size
        if cannot_tell:
            unseen.add(operation)
        elif not is_named:
            idle.setdefault(operation, {})[field] = size
    return {
        operation: Unread(sum(fields.values()) / whole[operation], tuple(fields))
        for operation, fields in idle.items()
        if operation not in unseen
    }


def unread_fields(flow: Flow, found: Mapping[_Operation, Unread]) -> Iterable[Saving]:
    """What the answers of a flow could leave out; less than a packet of an answer is nothing to save."""
    grouped: dict[str, list[tuple[Timed, int]]] = {}
    for call in flow.calls:
        one = found.get((call.host, call.method, call.route))
        saved = round(one.share * (call.bytes or 0)) if one and call.status and call.status < 300 else 0
        if one and saved >= PACKET:
            more = len(one.fields) - _MOST_NAMED
            told = f"{', '.join(one.fields[:_MOST_NAMED])}{f' and {more} more' if more > 0 else ''}"
            grouped.setdefault(f"{named(call)}: {told}", []).append((call, saved))
    for cause, calls in grouped.items():
        saved = sum(size for _, size in calls)
        yield Saving("unread fields", cause, flow, tuple(call for call, _ in calls), None, saved)
