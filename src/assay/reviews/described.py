"""Two runs of one workspace -> what the descriptions that changed between them break, and who of the head is hit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import msgspec

from assay.derivations.api_changes import CALLS, SITES
from assay.derivations.api_changes.hits import hits
from assay.derivations.api_changes.releases import Release
from assay.descriptions.changes import Change, Level, Policy, compare
from assay.descriptions.document import open_document
from assay.descriptions.errors import DescriptionError
from assay.descriptions.openapi import Api, read_api
from assay.engine.result import Result
from assay.tables.api_change import ApiChangeHit

_FILES = (
    "select path, role, format, document from description_file where format is distinct from 'graphql' order by path"
)


class Described(NamedTuple):
    """One description that is in both runs and breaks something, or may; `hit` are those that meet what breaks."""

    path: str
    breaking: list[Change]
    possibly: list[Change]
    hit: list[ApiChangeHit]


def described(base: Result, head: Result) -> list[Described]:
    """One for each description whose changes are not all compatible."""
    old, new = (_files(result) for result in (base, head))
    if not any(path in new and old[path] != new[path] for path in old):
        return []
    return list(_compared(old, new, head))


def _files(result: Result) -> dict[str, tuple[bool, str]]:
    """Path -> (it describes an API, its value as JSON)."""
    result.evidence.require(["description_file"])
    rows = result.db.execute(_FILES).fetchall()
    return {path: (role == "root" and form == "openapi", text) for path, role, form, text in rows}


def _compared(old: dict[str, tuple[bool, str]], new: dict[str, tuple[bool, str]], head: Result) -> Iterator[Described]:
    values = [{path: msgspec.json.decode(text) for path, (_, text) in files.items()} for files in (old, new)]
    for path, (is_root, _) in new.items():
        if not is_root or not old.get(path, (False, ""))[0]:
            continue
        before, after = _api(path, values[0]), _api(path, values[1])
        if before is None or after is None:
            continue
        changes = compare(before, after, Policy(date.fromisoformat(head.run.as_of)))
        breaking, possibly = (
            [change for change in changes if change.level is level] for level in (Level.BREAKING, Level.POSSIBLY)
        )
        if breaking or possibly:
            release = Release(after.title or path, before, after, (), changes)
            yield Described(path, breaking, possibly, _hit(release, head))


def _api(path: str, values: dict[str, Any]) -> Api | None:
    try:
        return read_api(open_document(path, values))
    except DescriptionError:
        return None


def _hit(release: Release, head: Result) -> list[ApiChangeHit]:
    head.evidence.require(["client_call_site", "call"])
    found = hits(
        [release], head.db.execute(SITES).fetchall(), head.db.execute(f"{CALLS} order by path, entry").fetchall()
    )
    return [hit for hit in found if hit.breaking]
