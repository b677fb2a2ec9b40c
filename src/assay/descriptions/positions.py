"""The bytes of a JSON or YAML file and pointers into its value -> the line and column of each.

One pass, whatever the number of pointers; what is not asked for is skipped by a parser in C. Of a key that stands twice
the last place counts, as its value does. A pointer to what is not there is given the place of the nearest that is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from assay.model.expressions import expression

from .decoding import is_json, text_of
from .errors import DescriptionError
from .pointers import joined, nested
from .yaml_values import events

_BLANK = expression(r"[ \t\r\n]*")
_Tree = dict[str, Any]


def locate(data: bytes, pointers: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Pointer -> (line, column), both from 1, the column in UTF-16 code units. Nothing where the file is unreadable.

    Of a member of an object the place is its key's, of an item of an array its own.
    """
    asked = set(pointers)
    try:
        text = text_of(data, "")
    except DescriptionError:
        return {}
    found: dict[str, int] = {}
    for read in (_in_json, _in_yaml) if is_json(data) else (_in_yaml,):
        try:
            for pointer, offset in read(text, nested(asked)):
                found[pointer] = offset
            break
        except (DescriptionError, ValueError, IndexError, RecursionError):
            if found.keys() - {""}:
                break  # what stands before the broken place is known; else it may be YAML that begins as JSON does
    if not found:
        return {}
    offsets = {pointer: found[_nearest(pointer, found)] for pointer in asked}
    places = _places(text, set(offsets.values()))
    return {pointer: places[offset] for pointer, offset in offsets.items()}


def _nearest(pointer: str, found: dict[str, int]) -> str:
    while pointer not in found and pointer:
        pointer = pointer.rpartition("/")[0]
    return pointer


def _places(text: str, offsets: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Offsets in a text -> lines and columns, the text gone through once."""
    found: dict[int, tuple[int, int]] = {}
    line, column, behind = 1, 1, 0
    for offset in sorted(offsets):
        start = text.rfind("\n", behind, offset) + 1
        if start:
            line, column, behind = line + text.count("\n", behind, start), 1, start
        passed = text[behind:offset]
        column += len(passed) if passed.isascii() else len(passed.encode("utf-16-le")) // 2
        found[offset], behind = (line, column), offset
    return found


def _in_json(text: str, tree: _Tree) -> Iterator[tuple[str, int]]:
    """Pointers of the tree and their offsets. Errors: ValueError where the text is broken, RecursionError."""
    yield from _value(text, _BLANK.match(text, 0).end(), tree, "", [0])  # type: ignore[union-attr]


def _value(text: str, at: int, tree: _Tree, pointer: str, ends: list[int]) -> Iterator[tuple[str, int]]:
    """One value and what is asked for below it; `ends[0]` becomes the offset behind it."""
    if not pointer:
        yield "", at
    if not tree or text[at] not in "{[":
        ends[0] = _skip(text, at)
        return
    closing, is_object, number = "}" if text[at] == "{" else "]", text[at] == "{", 0
    at = _blanks(text, at + 1)
    while text[at] != closing:
        key, place = str(number), at
        if is_object:
            key, at = _decoder.raw_decode(text, at)
            at = _blanks(text, _blanks(text, at) + 1)
        below = joined(pointer, key)
        if key in tree:
            yield below, place
            yield from _value(text, at, tree[key], below, ends)
        else:
            ends[0] = _skip(text, at)
        at = _blanks(text, ends[0])
        if text[at] == ",":
            at = _blanks(text, at + 1)
        number += 1
    ends[0] = at + 1


_decoder = json.JSONDecoder()


def _skip(text: str, at: int) -> int:
    return _decoder.raw_decode(text, at)[1]


def _blanks(text: str, at: int) -> int:
    if text[at] in " \t\r\n":
        return _BLANK.match(text, at).end()  # type: ignore[union-attr]
    return at


class _Level:
    """A mapping or sequence on the way, and what of it is asked for."""

    __slots__ = ("is_mapping", "key", "number", "tree", "waits")

    def __init__(self, tree: _Tree, is_mapping: bool) -> None:
        self.tree = tree
        self.is_mapping = is_mapping
        self.number = -1
        self.key = ""
        self.waits = False


def _in_yaml(text: str, tree: _Tree) -> Iterator[tuple[str, int]]:
    """The same of YAML. Errors: DescriptionError where the text is broken."""
    import yaml

    walking = _Walking(tree)
    starts = {yaml.MappingStartEvent: True, yaml.SequenceStartEvent: False}
    ends = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
    for event in events(text, ""):
        kind = event.__class__
        if kind in ends:
            walking.end()
        elif kind in starts or kind is yaml.ScalarEvent or kind is yaml.AliasEvent:
            pointer = walking.take(getattr(event, "value", ""), starts.get(kind))
            if pointer is not None:
                yield pointer, event.start_mark.index


class _Walking:
    """Where in the tree the events have come to."""

    def __init__(self, tree: _Tree) -> None:
        self._tree = tree
        self._levels: list[_Level] = []
        self._skipped = 0

    def take(self, text: str, opens_mapping: bool | None) -> str | None:
        """A scalar, or the start of a mapping (True) or sequence (False); the pointer of what is asked for."""
        if self._skipped:
            self._skipped += opens_mapping is not None
            return None
        level = self._levels[-1] if self._levels else None
        pointer: str | None = ""
        below: _Tree = self._tree
        if level is not None and level.is_mapping and not level.waits and opens_mapping is None:
            level.key, level.waits = text, True
            return self._pointer() if text in level.tree else None
        if level is not None:
            level.number += 1
            key = level.key if level.is_mapping else str(level.number)
            pointer = self._pointer() if not level.is_mapping and key in level.tree else None
            below = level.tree.get(key, _NOTHING)
            level.waits = False
        if opens_mapping is not None and below:
            self._levels.append(_Level(below, opens_mapping))
        elif opens_mapping is not None:
            self._skipped = 1
        return pointer

    def end(self) -> None:
        """The end of a mapping or sequence."""
        if self._skipped:
            self._skipped -= 1
        else:
            self._levels.pop()

    def _pointer(self) -> str:
        return joined("", *(level.key if level.is_mapping else level.number for level in self._levels))


_NOTHING: _Tree = {}
