"""What the pipelines of all providers have in common: how versions are pinned, whether shell commands can fail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from assay.masking import is_placeholder, kind_of, mask_text, mask_value
from assay.model.expressions import expression
from assay.model.yaml_text import LinedMapping, LinedSequence

_DIGEST = expression(r"^(?:[0-9a-f]{40}|[0-9a-f]{64}|sha256:[0-9a-f]{64})$")
_EXACT = expression(r"^v?\d+\.\d+\.\d+")
_PART = expression(r"^v?\d+(?:\.\d+)?(?:$|[-+_])")
_COMPUTED = expression(r"\$\{\{|<<|\$[A-Za-z_{(]")
#: What follows `||` and cannot itself fail.
_SWALLOWED = expression(r"\|\|\s*(?:true|:|exit\s+0|echo\b[^|&;]*|printf\b[^|&;]*)\s*;?\s*\)?$")
_HARMLESS = expression(r"^(?:echo|printf|true|:|exit 0)\b")
_MAX_COMMAND = 20_000
_MAX_INPUTS = 5_000


def pin_of(version: str) -> str | None:
    """digest, version, range or moving; None when the version is computed."""
    if _COMPUTED.search(version):
        return None
    if _DIGEST.match(version):
        return "digest"
    if _EXACT.match(version):
        return "version"
    return "range" if _PART.match(version) else "moving"


def pin_of_image(image: str) -> str | None:
    """An image by its digest or tag; without either it is the latest."""
    name, at, digest = image.partition("@")
    if at:
        return pin_of(digest)
    tag = name.rpartition("/")[2].partition(":")[2]
    return pin_of(tag) if tag else (None if _COMPUTED.search(image) else "moving")


def can_fail(command: str) -> bool:
    """Whether shell commands, run with -e as all providers do, can end in failure."""
    lenient, last = False, True
    for line in shell_lines(command):
        if re.match(r"set\s+\+e\b|set\s+\+o\s+errexit", line):
            lenient = True
        elif re.match(r"set\s+-\w*e|set\s+-o\s+errexit", line):
            lenient = False
        else:
            last = not (_SWALLOWED.search(line) or _HARMLESS.match(line))
            if last and not lenient:
                return True
    return last and lenient


def shell_lines(command: str) -> Iterator[str]:
    """Commands line by line: continued lines joined, blank ones and comments left out."""
    joined = re.sub(r"\\\r?\n\s*", " ", command[:_MAX_COMMAND])
    for line in joined.splitlines():
        stripped = re.sub(r"(?:^|\s)#.*$", "", line).strip()
        if stripped:
            yield stripped


def inputs_of(*tables: object) -> str | None:
    """Parameters and variables as JSON, sensitive ones masked; None when there are none."""
    given: dict[str, Any] = {}
    for table in tables:
        if isinstance(table, Mapping):
            given.update({str(name): _masked(str(name), value) for name, value in table.items()})
    text = msgspec.json.encode(given).decode() if given else None
    return text[:_MAX_INPUTS] if text else None


def shell(value: object) -> str | None:
    """Shell commands of a string or of a list of strings; what looks sensitive in them is masked."""
    if isinstance(value, list):
        parts = [part for item in value if (part := shell(item))]
        return "\n".join(parts)[:_MAX_COMMAND] or None
    if isinstance(value, str) and value.strip():
        return mask_text(value.strip()[:_MAX_COMMAND])
    return None


def mapping(value: object) -> LinedMapping:
    """The value if it is a mapping, else an empty one."""
    if isinstance(value, LinedMapping):
        return value
    empty = LinedMapping()
    empty.lines = {}
    return empty


def items(value: object) -> Iterator[tuple[int, Any, int | None]]:
    """(position from 1, item, line) of a list; nothing of anything else."""
    if isinstance(value, list):
        lines = value.lines if isinstance(value, LinedSequence) else []
        for position, item in enumerate(value):
            yield position + 1, item, lines[position] if position < len(lines) else None


def words(value: object) -> list[str]:
    """Scalars of a string or a list as text."""
    listed = value if isinstance(value, list) else [] if value is None else [value]
    return [str(item) for item in listed if isinstance(item, (str, int, float)) and not isinstance(item, bool)]


def text(value: object) -> str | None:
    """A string, cut to what a name may be."""
    return value.strip()[:500] if isinstance(value, str) and value.strip() else None


def _masked(name: str, value: Any) -> Any:
    if isinstance(value, (bool, int)) or value is None:
        return value
    plain = str(value)[:1000]
    return mask_value(plain) if kind_of(name) and not is_placeholder(plain) else mask_text(plain)
