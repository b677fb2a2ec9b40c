"""A release -> its rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from assay.descriptions.changes import Change, Level, version_kept
from assay.tables.api_change import ApiChange, ApiRelease

from .releases import Release, version_key

_NUMBER_OR_DATE = re.compile(r"v?\d+(\.\d+){0,3}([-+].*)?|\d{4}-\d\d-\d\d.*", re.IGNORECASE)
_SEMANTIC = re.compile(r"v?\d+\.\d+\.\d+([-+].*)?", re.IGNORECASE)


def release_row(release: Release) -> ApiRelease:
    """The two versions and how many changes there are of each level."""
    counted = Counter(change.level for change in release.changes)
    old, new = release.old.version or None, release.new.version or None
    return ApiRelease(
        path=release.new.document.root,
        api=release.name,
        old_path=release.old.document.root,
        old_version=old,
        new_version=new,
        version_raised=_raised(old, new),
        changes=len(release.changes),
        breaking=counted[Level.BREAKING],
        possibly_breaking=counted[Level.POSSIBLY],
        pointer="/info/version" if new else "/info",
    )


def _raised(old: str | None, new: str | None) -> bool | None:
    """Whether the version says that something may break; of a plain number or a date any later one does."""
    if not old or not new or not (_NUMBER_OR_DATE.fullmatch(old) and _NUMBER_OR_DATE.fullmatch(new)):
        return None
    if _SEMANTIC.fullmatch(old) and _SEMANTIC.fullmatch(new):
        return version_kept(old, new) is None
    before, after = version_key(old), version_key(new)
    dated = re.match(r"\d{4}-", new) is not None
    return after > before if dated else after[:1] > before[:1]


def change_rows(release: Release) -> Iterator[ApiChange]:
    """A row for each change, numbered in their order."""
    removed = {each.operation: each.node.value for each in release.old.operations}
    for number, change in enumerate(release.changes, 1):
        place = change.new or change.old
        gone = removed.get(change.operations[0]) if is_removal(change) else None
        yield ApiChange(
            path=place.path if place else release.new.document.root,
            api=release.name,
            old_path=release.old.document.root,
            number=number,
            change=change.id,
            level=change.level.value,
            side=change.side,
            operation=change.operations[0] if change.operations else None,
            operations=len(change.operations),
            subject=change.subject,
            message=change.message,
            deprecated=None if gone is None else gone.get("deprecated") is True,
            sunset=None if gone is None or "x-sunset" not in gone else str(gone["x-sunset"]),
            old_pointer=change.old.pointer if change.old else None,
            pointer=place.pointer if place else None,
        )


def is_removal(change: Change) -> bool:
    """Whether a whole operation went."""
    return change.id.startswith(("operation-removed-", "path-removed-"))
