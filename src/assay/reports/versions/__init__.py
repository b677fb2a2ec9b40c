"""What changed between two versions of a description, in every format: what all of them say alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from assay.descriptions.changes import Change, Level
from assay.pages.digest import plural
from assay.reviews.versions import Compared, Ending
from assay.tables.api_change import ApiChangeHit

TITLES = {Level.BREAKING: "Breaking", Level.POSSIBLY: "Possibly breaking", Level.COMPATIBLE: "Compatible"}

HITS_NOT_KNOWN = "Who is hit here is not known: assay check finds what calls it."


def headline(found: Compared) -> str:
    """The answer in a line."""
    counts = {level: len(found.of(level)) for level in Level}
    old, new = found.old.api, found.new.api
    name = new.title or found.new.name
    versions = old.version if old.version == new.version else f"{old.version or '?'} to {new.version or '?'}"
    if not found.changes:
        return f"{name} {versions}: nothing changed"
    said = [f"{plural(counts[Level.BREAKING], 'breaking change')}"]
    said += [f"{counts[Level.POSSIBLY]} possibly breaking"] if counts[Level.POSSIBLY] else []
    said += [f"{counts[Level.COMPATIBLE]} compatible"] if counts[Level.COMPATIBLE] else []
    return f"{name} {versions}: {', '.join(said)}"


def remarks(found: Compared) -> Iterator[str]:
    """What is to be known besides."""
    told = {
        "version-unchanged": "what breaks is released under the same version",
        "version-lowered": "what breaks is released under a lower version",
        "major-version-unchanged": "what breaks raises no major version (semver.org, item 8)",
    }
    if found.version_kept:
        yield told[found.version_kept]


def grouped(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """Changes by the operations that come to them, in their order."""
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(whose(change), []).append(change)
    return groups


def whose(change: Change) -> str:
    """Which operations come to a change, in words."""
    if not change.operations:
        return "The API as a whole"
    first, others = change.operations[0], len(change.operations) - 1
    return f"{first} and {plural(others, 'other')}" if others else first


def hit_told(hit: ApiChangeHit) -> str:
    """What a place in this workspace meets."""
    calls = f", observed {plural(hit.calls, 'time')}" if hit.calls else ""
    what = f"{plural(hit.breaking, 'breaking change')}" if hit.breaking else f"{hit.possibly_breaking} that may break"
    return f"{hit.operation}{calls}: {what}, {hit.message}"


def hits_told(found: Compared) -> list[ApiChangeHit]:
    """Places of this workspace that something hits, or may."""
    return [hit for hit in found.hits or () if hit.breaking or hit.possibly_breaking]


def ending_told(ending: Ending, as_of: date) -> str:
    """When an operation ends."""
    if ending.day is None:
        unreadable = f"its end is stated as {ending.stated}, which is no date" if ending.stated else "no day is stated"
        return f"{ending.operation} is deprecated; {unreadable}"
    days = (ending.day - as_of).days
    if days < 0:
        return f"{ending.operation} ended on {ending.day}, and is still described"
    return f"{ending.operation} ends on {ending.day}, in {plural(days, 'day')}"
