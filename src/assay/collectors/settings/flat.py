"""Plain values (of YAML, TOML, INI) -> entries (key, value, line), in the one form that every reader here gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from assay.model.yaml_text import LinedMapping

_MAX_DEPTH = 40
_MAX_ENTRIES = 20_000


class Entry(NamedTuple):
    """One setting: dotted key, scalar as text (JSON for a list of scalars, None where computed), line from 1."""

    key: str
    value: str | None
    line: int | None


def joined(key: str, name: str) -> str:
    """The key of `name` below `key`."""
    return f"{key}.{name}" if key else name


def word(value: object) -> str:
    """A scalar as configuration files write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)[:10_000]


def flatten(value: Any, key: str = "", lines: Mapping[str, int] | None = None) -> Iterator[Entry]:
    """Entries of decoded values; `lines` maps keys to lines where the values do not know their own."""
    budget = [_MAX_ENTRIES]
    yield from _flatten(value, key, lines or {}, None, budget, 0)


def _flatten(
    value: Any, key: str, lines: Mapping[str, int], line: int | None, budget: list[int], depth: int
) -> Iterator[Entry]:
    line = lines.get(key, line)
    budget[0] -= 1
    if budget[0] < 0 or depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        own = value.lines if isinstance(value, LinedMapping) else {}
        for name, inner in value.items():
            yield from _flatten(inner, joined(key, word(name)), lines, own.get(name, line), budget, depth + 1)
    elif isinstance(value, list):
        if any(isinstance(inner, (dict, list)) for inner in value):
            for position, inner in enumerate(value):
                at = inner.line if isinstance(inner, LinedMapping) else line
                yield from _flatten(inner, f"{key}[{position}]", lines, at, budget, depth + 1)
        else:
            yield Entry(key, msgspec.json.encode([word(inner) for inner in value]).decode(), line)
    elif key:
        yield Entry(key, word(value), line)
