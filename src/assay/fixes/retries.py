"""More retries of failed tests than are allowed -> as many as are."""

from __future__ import annotations

from tree_sitter import Node

from assay.syntax import text

from .fix import Context, Edit, Fix, Unmet
from .tree import Json, held, nodes, on_line, pairs, script

FIX = Fix(
    standards=("testing/retries_are_few",),
    title="Lowers the retries of failed tests to what is allowed",
    why_safe="The tests and what they test stay as they are; only what passes by chance is told as what it is.",
    needs="nothing; a test that needs more attempts than that fails from now on, and has to be mended",
)
_KEYS = ("retries", "retry", "runMode")


def mend(finding: Unmet, data: bytes, context: Context) -> list[Edit]:
    """Each number above the limit; nothing where it is computed, or stands on a command line."""
    path, most = finding.path or "", int(context.limit(finding.standard, "max_retries"))
    lines = context.rows(
        "select distinct line from setting where path = $path and regexp_matches(key, '(retries|retry|runMode)$') "
        "and try_cast(value as bigint) > $most",
        path=path,
        most=most,
    )
    if path.endswith(".json"):
        json = Json(path, data)
        found = [pair for value in nodes(json.value, "object") for pair in pairs(value).values()] if json.value else []
        return [json.edit(*number, str(most).encode()) for pair in found for number in _number(pair, most)]
    root = script(path, data)
    if root is None:
        return []
    stated = [pair for (line,) in lines for pair in on_line(root, line, "pair")]
    return [Edit(path, *number, str(most).encode()) for pair in stated for number in _number(pair, most)]


def _number(pair: Node, most: int) -> list[tuple[int, int]]:
    """Where the number of a pair stands that allows too many."""
    value = held(pair)
    key = text(pair.child_by_field_name("key")).strip("'\"")
    if key not in _KEYS or value is None or value.type != "number" or not text(value).isdigit():
        return []
    return [(value.start_byte, value.end_byte)] if int(text(value)) > most else []
