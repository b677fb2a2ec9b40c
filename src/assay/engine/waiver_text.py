"""The [[waiver]] tables in the text of `assay.toml`: where they stand, and the text with one added, changed or removed.

Only the table concerned is written anew (tomlkit, which keeps its comments); the rest of the text stays to the letter.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple

from assay.model import UsageError
from assay.model.expressions import expression

from .configuration import FILE

_HEADER = expression(r"""[ \t]*\[\[[ \t]*["']?waiver["']?[ \t]*\]\]""")
_ANY_HEADER = expression(r"[ \t]*\[")
_IDLE = expression(r"[ \t]*(#.*)?\r?\Z")


class Block(NamedTuple):
    """Lines of one [[waiver]]: `comment` begins with the comment right above, `start` is its header, `end` is past it.

    Counted from 0.
    """

    comment: int
    start: int
    end: int


def blocks(text: str) -> list[Block]:
    """One block for each waiver that the text states, in order. Errors: UsageError when they are written inline."""
    lines = _lines(text)
    found = [_block(lines, number) for number, line in enumerate(lines) if _HEADER.match(line)]
    stated = tomllib.loads(text).get("waiver", [])
    read = [_loaded("\n".join(lines[block.start : block.end])) for block in found]
    if read != stated:
        raise UsageError(
            "its waivers cannot be changed", where=FILE, remedy="Write each of them as a [[waiver]] table."
        )
    return found


def _lines(text: str) -> list[str]:
    """Lines as TOML counts them; other marks at which Python would break stand inside of strings."""
    return text.removesuffix("\n").split("\n") if text else []


def line_numbers(text: str) -> list[int]:
    """The line of each waiver, from 1; none where they are written inline."""
    try:
        return [block.start + 1 for block in blocks(text)]
    except UsageError:
        return []


def _block(lines: list[str], start: int) -> Block:
    end = start + 1
    while end < len(lines) and not _ANY_HEADER.match(lines[end]):
        end += 1
    while _IDLE.match(lines[end - 1]):
        end -= 1
    comment = start
    while comment and lines[comment - 1].lstrip().startswith("#"):
        comment -= 1
    return Block(comment, start, end)


def _loaded(text: str) -> Any:
    try:
        return tomllib.loads(text)["waiver"][0]
    except tomllib.TOMLDecodeError:
        return None


def added(text: str, values: Mapping[str, Any]) -> str:
    """The text with a waiver more, behind the last that is there."""
    lines, found = _lines(text), blocks(text)
    place = found[-1].end if found else len(lines)
    above = [""] if place and lines[place - 1].strip() else []
    lines[place:place] = [*above, *_edited("[[waiver]]\n", values)]
    return "\n".join(lines) + "\n"


def changed(text: str, number: int, values: Mapping[str, Any]) -> str:
    """The text with the values of one waiver set, and those that are None taken out."""
    lines, block = _lines(text), blocks(text)[number]
    lines[block.start : block.end] = _edited("\n".join(lines[block.start : block.end]) + "\n", values)
    return "\n".join(lines) + "\n"


def removed(text: str, number: int) -> str:
    """The text without one waiver and the comment right above it."""
    lines, block = _lines(text), blocks(text)[number]
    start = block.comment
    if start and not lines[start - 1].strip() and (block.end == len(lines) or not lines[block.end].strip()):
        start -= 1
    del lines[start : block.end]
    return "\n".join(lines) + "\n" if lines else ""


def _edited(block: str, values: Mapping[str, Any]) -> list[str]:
    import tomlkit

    document = tomlkit.parse(block)
    waiver: Any = document["waiver"][0]
    for key, value in values.items():
        if value is not None:
            waiver[key] = list(value) if isinstance(value, tuple) else value
        elif key in waiver:
            del waiver[key]
    return _lines(tomlkit.dumps(document))
