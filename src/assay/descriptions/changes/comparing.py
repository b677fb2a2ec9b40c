"""Two versions of a description -> every change between them that a caller could notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from assay.descriptions.openapi import Api, is_swagger
from assay.model.expressions import expression

from .change import Change, Level, Policy
from .operations import compare_operations, server_changes
from .security import compare_api_security
from .telling import Telling

#: The grammar of semver.org, a leading v allowed.
_SEMVER = expression(r"v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-[\w.-]+)?(?:\+[\w.-]+)?")


def compare(old: Api, new: Api, policy: Policy | None = None) -> list[Change]:
    """The changes from `old` to `new`, the worst first, then by operation. Policy: as of today, nothing asked."""
    telling = Telling(old, new, policy or Policy(datetime.now(UTC).date()))
    compare_operations(old, new, telling)
    compare_api_security(old, new, telling)
    _servers(old, new, telling)
    _components(old, new, telling)
    order = list(Level)
    return sorted(
        telling.changes(),
        key=lambda each: (order.index(each.level), each.operations[:1], each.id, each.subject, each.message),
    )


def version_kept(old: str, new: str) -> str | None:
    """How a version fails to tell of a breaking change; None where it tells, or is no semantic version (semver.org).

    Below 1.0.0 the minor number is what the major is later.
    """
    one, other = semantic(old), semantic(new)
    if one is None or other is None:
        return None
    if one == other:
        # What comes before a release, as 1.0.0-rc.1 does, promises nothing yet (semver.org, item 9).
        return None if "-" in old.partition("+")[0] and old != new else "version-unchanged"
    if other < one:
        return "version-lowered"
    raised = other[1] > one[1] if one[0] == other[0] == 0 else other[0] > one[0]
    return None if raised else "major-version-unchanged"


def semantic(version: str) -> tuple[int, ...] | None:
    """The three numbers of a semantic version; None of any other."""
    found = _SEMVER.fullmatch(version)
    return tuple(map(int, found.groups())) if found else None


def _servers(old: Api, new: Api, telling: Telling) -> None:
    roots = old.document.root_node(), new.document.root_node()
    for name, values, places in server_changes(old.servers, new.servers, *roots):
        telling.say(name, "servers", *places, values=values)


def _components(old: Api, new: Api, telling: Telling) -> None:
    """Schemas that went: nothing on the wire, but generated code named them."""
    before, after = _schemas(old), _schemas(new)
    for name in before:
        if name not in after:
            telling.say("schema-removed", f"schema {name}", old.document.root_node(), None)


def _schemas(api: Api) -> Mapping[str, Any]:
    root = api.document.root_node().value
    if not is_swagger(api.document):
        root = root.get("components")
        root = root if isinstance(root, dict) else {}
    found = root.get("definitions" if is_swagger(api.document) else "schemas")
    return found if isinstance(found, dict) else {}
