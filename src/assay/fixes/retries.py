"""More retries of failed tests than are allowed -> as many as are."""

from __future__ import annotations

from tree_sitter import Node

from assay.syntax import text

from .fix import Context, Edit, Fix, Unmet
from .tree import Json, held, on_line, script

FIX = Fix(
    standards=("testing/retries_are_few",),
    title="Lowers the retries of failed tests to what is allowed",
    why_safe="The tests and what they test stay as they are; only what passes by chance is told as what it is.",
    needs="nothing; a test that needs more attempts than that fails from now on, and has to be mended",
)
_KEYS = r"(projects\[\d+\]\.)?retries|retries\.runMode|test\.retry"


def mend(finding: Unmet, data: bytes, context: Context) -> list[Edit]:
    """Each number above the limit; nothing where it is computed, or stands on a command line."""
    path, most = finding.path or "", int(context.limit(finding.standard, "max_retries"))
    stated = context.rows(
        "select distinct line, regexp_extract(key, '\\w+$'), value from setting where path = $path "
        "and regexp_full_match(key, $keys) and try_cast(value as bigint) > $most",
        path=path,
        keys=_KEYS,
        most=most,
    )
    json = Json(path, data) if path.endswith(".json") else None
    root = json.value if json is not None else script(path, data)
    numbers = [number for each in stated for number in _numbers(root, *each)] if root is not None else []
    written = str(most).encode()
    return [json.edit(*place, written) if json is not None else Edit(path, *place, written) for place in numbers]


def _numbers(root: Node, line: int, key: str, number: str) -> list[tuple[int, int]]:
    """Where a number stands that a line gives to a key."""
    found = [pair for pair in on_line(root, line, "pair") if text(pair.child_by_field_name("key")).strip("'\"") == key]
    values = [value for pair in found if (value := held(pair)) is not None]
    return [(value.start_byte, value.end_byte) for value in values if value.type == "number" and text(value) == number]
