"""Comments that switch a linter, checker or coverage tool off, with the reason they give."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.component import Suppression

from .syntax import File, comments, line, text

FILLS = (Suppression,)
HINTS = (b"eslint-disable", b"@ts-", b"istanbul", b"c8", b"v8", b"prettier-ignore", b"biome-ignore")
_LETTERS = expression(r"[^\W\d_]{2}")
_DIRECTIVE = expression(
    r"(?P<eslint>eslint-disable(?:-next-line|-line)?)(?![\w-])"
    r"|@(?P<typescript>ts-(?:ignore|expect-error|nocheck))\b"
    r"|(?P<istanbul>(?:istanbul|c8|v8)\s+ignore)\b"
    r"|(?P<prettier>prettier-ignore)(?![\w-])"
    r"|(?P<biome>biome-ignore(?:-all|-start)?)(?![\w-])"
)
_OTHER = expression(r"eslint-|@ts-|prettier-ignore|webpack[A-Z]|istanbul |[cv]8 ignore|biome-ignore")
#: "TODO: remove this lint ignore" promises, and says nothing of the reason.
_PROMISE = expression(r"(?:todo|fixme)\b\W*(?:remove|fix|drop|delete|clean ?up)\b[^.:;,]{0,60}\.?$", re.IGNORECASE)
_COVERED = expression(r"(next(?: \d+)?|file|if|else|start|stop)\b")


def finish(file: File) -> Iterator[Row]:
    """One row per suppression."""
    for comment in comments(file):
        yield from _suppression(comment, file)


def _suppression(node: Node, file: File) -> Iterator[Row]:
    body = _body(text(node))
    match = _DIRECTIVE.match(body)
    if match is None:
        return
    tool, directive = next((tool, found) for tool, found in match.groupdict().items() if found)
    rule, reason = _parts(tool, directive, body[match.end() :])
    if tool == "istanbul" and rule == "stop":
        return
    reason = reason or _above(node)
    yield Suppression(
        tool=tool,
        rule=rule,
        reason=reason[:300] if reason else None,
        scope=_scope(tool, directive, rule, node),
        is_test=file.is_test,
        line=line(node),
    )


def _above(node: Node) -> str | None:
    """What a comment on the line above says, unless it is for a tool itself."""
    above = node.prev_sibling
    if above is None or above.type != "comment" or above.end_point[0] != node.start_point[0] - 1:
        return None
    body = _body(text(above))
    return _reason(body) if not _OTHER.match(body) else None


def _body(comment: str) -> str:
    if comment.startswith("//"):
        return comment[2:].lstrip("/").strip()
    return " ".join(part.strip().lstrip("*").strip() for part in comment[2:].removesuffix("*/").splitlines()).strip()


def _parts(tool: str, directive: str, rest: str) -> tuple[str | None, str | None]:
    """(rules, reason) of what follows the directive."""
    if tool == "eslint":
        listed, _, why = rest.partition("--")
        rules = [name.strip() for name in listed.split(",") if name.strip()]
        return ",".join(rules) or None, _reason(why)
    if tool == "biome":
        name, _, why = rest.strip().partition(":")
        return name.strip() or None, _reason(why)
    if tool == "istanbul":
        covered = _COVERED.match(rest.strip())
        return (covered[1] if covered else None), _reason(rest.strip()[covered.end() :] if covered else rest)
    return (directive if tool == "typescript" else None), _reason(rest)


def _reason(written: str) -> str | None:
    stripped = written.strip().strip("-:–— ").strip()
    return stripped if _LETTERS.search(stripped) and not _PROMISE.match(stripped) else None


def _scope(tool: str, directive: str, rule: str | None, node: Node) -> str:
    if directive in ("ts-nocheck", "biome-ignore-all") or (tool == "istanbul" and rule == "file"):
        return "file"
    if directive == "eslint-disable":
        first = node.parent is not None and node.parent.type == "program" and _only_comments_before(node)
        return "file" if first else "block"
    return "block" if directive == "biome-ignore-start" or rule == "start" else "line"


def _only_comments_before(node: Node) -> bool:
    previous = node.prev_sibling
    while previous is not None and previous.type in ("comment", "hash_bang_line"):
        previous = previous.prev_sibling
    return previous is None
