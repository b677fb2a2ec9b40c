"""What changed between versions of described APIs, and what of this workspace calls what changed.

A release is a description together with the one that it replaces: as `assay.toml` says (`replaces`), or as versions of
one title side by side tell, the older before the newer, where most of their operations are the same.
"""

from __future__ import annotations

from typing import Annotated

from assay.model import Row


class ApiRelease(Row, frozen=True, kw_only=True):
    """One description and the version before."""

    path: Annotated[str, "file of the newer version"]
    api: Annotated[str, "name of the newer description"]
    old_path: Annotated[str, "file of the version before"]
    old_version: Annotated[str | None, "version that the older one states"]
    new_version: Annotated[str | None, "version that the newer one states"]
    version_raised: Annotated[
        bool | None,
        "the version tells of a breaking change: its major number is higher (below 1.0.0 the minor one), or its date "
        "later; null where it is neither number nor date",
    ]
    in_place: Annotated[bool, "the newer version is where the older one was: callers meet it without having moved"]
    changes: Annotated[int, "changes between the two"]
    breaking: Annotated[int, "of them breaking"]
    possibly_breaking: Annotated[int, "of them possibly breaking"]
    pointer: Annotated[str, "where the newer version is stated"]


class ApiChange(Row, frozen=True, kw_only=True):
    """One change of a release; one in a shared schema is one row, however many operations come to it."""

    path: Annotated[str, "file where it stands: of the newer version, of the older one where it was removed"]
    api: Annotated[str, "name of the newer description"]
    old_path: Annotated[str, "file of the version before"]
    number: Annotated[int, "number in its release, the worst first, from 1"]
    change: Annotated[str, "name of the change, e.g. response-property-became-nullable"]
    level: Annotated[str, "breaking, possibly breaking or compatible"]
    side: Annotated[str | None, "request or response; null where it concerns neither"]
    operation: Annotated[str | None, "first operation that comes to it; null where it concerns the API as a whole"]
    operations: Annotated[int, "operations that come to it"]
    subject: Annotated[str, "what changed: body, status, parameter or property"]
    message: Annotated[str, "what happened, in words"]
    deprecated: Annotated[
        bool | None,
        "an operation that went was marked as deprecated, one whose end was told or moved is; null of other changes",
    ]
    sunset: Annotated[str | None, "day stated as the end of such an operation: by the older version where it went"]
    old_pointer: Annotated[str | None, "place in the older version; null where it was added"]
    pointer: Annotated[str | None, "place in the file `path`"]


class ApiChangeHit(Row, frozen=True, kw_only=True):
    """One place of this workspace, in source or in a recording, that calls an operation of the version before.

    It is there where nothing changed for it, too.
    """

    path: Annotated[str, "file that calls"]
    origin: Annotated[str, "how the call is known: source, recording, telemetry…; what a trial sends is left out"]
    environment: Annotated[str | None, "environment of the calls"]
    line: Annotated[int | None, "line of the first call"]
    api: Annotated[str, "name of the newer description"]
    description: Annotated[str, "file of the newer version"]
    operation: Annotated[str, "operation that is called"]
    caller: Annotated[str, "the call site, or what was observed"]
    calls: Annotated[int | None, "calls that were observed; null for source"]
    breaking: Annotated[int, "changes of this operation that break, removing it announced or not"]
    possibly_breaking: Annotated[int, "changes of it that may break"]
    message: Annotated[str | None, "the worst of these changes, in words; null without any"]
    in_place: Annotated[bool, "the newer version is where the older one was: callers meet it without having moved"]
