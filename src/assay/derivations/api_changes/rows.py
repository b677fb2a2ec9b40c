"""A release -> its rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from assay.descriptions.changes import Change, Level, semantic, version_kept
from assay.descriptions.changes.lifecycle import SUNSET
from assay.model.expressions import expression
from assay.tables.api_change import ApiChange, ApiRelease

from .releases import Release, version_key

_NUMBER_OR_DATE = expression(r"v?\d+(\.\d+){0,3}([-+].*)?|\d{4}-\d\d-\d\d.*", re.IGNORECASE)


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
        in_place=release.in_place,
        changes=len(release.changes),
        breaking=counted[Level.BREAKING],
        possibly_breaking=counted[Level.POSSIBLY],
        pointer="/info/version" if new else "/info",
    )


def _raised(old: str | None, new: str | None) -> bool | None:
    """Whether the version says that something may break; of a plain number or a date any later one does."""
    if not old or not new or not (_NUMBER_OR_DATE.fullmatch(old) and _NUMBER_OR_DATE.fullmatch(new)):
        return None
    if semantic(old) and semantic(new):
        return version_kept(old, new) is None
    before, after = version_key(old), version_key(new)
    dated = re.match(r"\d{4}-", new) is not None
    return after > before if dated else after[:1] > before[:1]


def change_rows(release: Release) -> Iterator[ApiChange]:
    """A row for each change, numbered in their order."""
    before, after = ({op.operation: op.node.value for op in api.operations} for api in (release.old, release.new))
    for number, change in enumerate(release.changes, 1):
        place = change.new or change.old
        said = (before if is_removal(change) else after).get(change.operations[0]) if _is_of_life(change) else None
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
            deprecated=None if said is None else said.get("deprecated") is True,
            sunset=None if said is None or SUNSET not in said else str(said[SUNSET]),
            old_pointer=change.old.pointer if change.old else None,
            pointer=place.pointer if place else None,
        )


def _is_of_life(change: Change) -> bool:
    """Whether an operation went, or was announced to end."""
    return is_removal(change) or change.id.startswith(("operation-deprecated", "operation-sunset-"))


def is_removal(change: Change) -> bool:
    """Whether a whole operation went."""
    return change.id.startswith(("operation-removed-", "path-removed-"))
