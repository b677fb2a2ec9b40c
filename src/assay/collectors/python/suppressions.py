"""Comments that switch a linter, checker or coverage tool off, with the reason they give."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.component import Suppression

from .syntax import File, line, text

FILLS = (Suppression,)
NODES = ("comment",)
HINTS = (
    b"noqa",
    b"NOQA",
    b"ignore",
    b"pylint",
    b"pragma",
    b"nosec",
    b"fmt:",
    b"isort",
    b"mypy:",
    b"pyright:",
    b"skipcq",
)
_LETTERS = expression(r"[^\W\d_]{2}")
_CODES = r"[A-Za-z]+[0-9]*(?:-[a-z-]+)*"
_DIRECTIVE = expression(
    r"#\s*(?:"
    r"(?P<ruff>ruff:\s*noqa)|(?P<flake8>flake8[:=]\s*noqa)|(?P<noqa>noqa)\b"
    r"|(?P<mypy>type:\s*ignore|mypy:\s*(?:ignore-errors|disable-error-code|allow-[\w-]+))"
    r"|(?P<pyright>pyright:\s*(?:ignore|basic|report\w+\s*=\s*(?:false|none)))"
    r"|(?P<pylint>pylint:\s*(?:disable(?:-next|-msg)?|skip-file))"
    r"|(?P<coverage>pragma:\s*no\s*(?:cover|branch))"
    r"|(?P<bandit>nosec)\b|(?P<black>fmt:\s*(?:off|skip))|(?P<isort>isort:\s*(?:skip|off|skip_file))"
    r")",
    re.IGNORECASE,
)
_BRACKETED = expression(r"\s*\[([^\]]*)\]")
_LISTED = expression(rf"\s*[:=]?\s*({_CODES}(?:\s*,\s*{_CODES})*)(?![\w-])")
_NUMBERED = expression(r"\s*[:=]?\s*([A-Z]+[0-9]+(?:[\s,]+[A-Z]+[0-9]+)*)\b")
_OTHER = expression(r"#\s*(?:type:|noqa|pylint:|pragma:|fmt:|isort:|mypy:|pyright:|-\*-|!)")
_WHOLE_FILE = expression(r"ruff:|flake8|mypy:|skip-file|skip_file|pyright:\s*(?:basic|report)", re.IGNORECASE)


def visit(node: Node, file: File) -> Iterator[Row]:
    """One row per suppression; a comment may hold several."""
    written = text(node)
    found = list(_DIRECTIVE.finditer(written))
    if not found:
        return
    ends = [*(match.start() for match in found[1:]), len(written)]
    parts = [_parts(match, written[match.end() : end]) for match, end in zip(found, ends, strict=True)]
    shared = _said(written[: found[0].start()]) or next((why for _, why in parts if why), None) or _above(node, file)
    for match, (rule, _) in zip(found, parts, strict=True):
        yield Suppression(
            tool=str(match.lastgroup),
            rule=rule,
            reason=shared[:300] if shared else None,
            scope=_scope(match[0], node),
            is_test=file.is_test,
            line=line(node),
        )


def _parts(match: re.Match[str], rest: str) -> tuple[str | None, str | None]:
    """(rules, reason) of what follows a directive."""
    tool = match.lastgroup
    if tool in ("mypy", "pyright"):
        rules = _BRACKETED.match(rest) or (_LISTED.match(rest) if "disable" in match[0] else None)
    elif tool == "pylint":
        rules = _LISTED.match(rest)
    elif tool in ("noqa", "ruff", "flake8", "bandit"):
        rules = _NUMBERED.match(rest)
    else:
        rules = None
    why = _said(rest[rules.end() :] if rules else rest)
    if rules is None:
        return None, why
    return ",".join(part for part in re.split(r"[\s,]+", rules[1]) if part) or None, why


def _said(words: str) -> str | None:
    stripped = words.strip().strip("#-:;,–— ").strip()
    return stripped if _LETTERS.search(stripped) else None


def _above(node: Node, file: File) -> str | None:
    """What a comment on the line above says, unless it is for a tool itself."""
    row = node.start_point[0]
    written = file.lines[row - 1].strip() if 0 < row <= len(file.lines) else ""
    return _said(written) if written.startswith("#") and not _OTHER.match(written) else None


def _scope(directive: str, node: Node) -> str:
    if _WHOLE_FILE.search(directive):
        return "file"
    alone = node.prev_sibling is None or node.prev_sibling.end_point[0] != node.start_point[0]
    if alone and directive.replace(" ", "").startswith("#type:ignore"):
        return "file" if node.parent is not None and node.parent.type == "module" else "line"
    return "block" if alone and ("pylint" in directive or "off" in directive) else "line"
