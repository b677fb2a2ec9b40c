"""Logs of trials, which are newline-delimited JSON -> their lines, and rows of what these state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from assay.model import Row, Source, SourceError

_Row = TypeVar("_Row", bound=Row)


def lines(source: Source, of: str, name: str, version: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line with its number; the first tells what was tried, and under that name the version of the log.

    `of` says of what the trial was.

    Errors: SourceError when it is no such log, or one of another version.
    """
    found = source.data.splitlines()
    if found and not source.data.endswith(b"\n"):
        found.pop()  # the trial was cut off while it wrote
    first = _decoded(found[0], 1, source.path) if found else {}
    if first.pop(name, None) != version:
        what = f"is no log of a trial of {of} that this version reads"
        raise SourceError(what, where=source.path, remedy="Try it again.")
    yield 1, first
    for number, line in enumerate(found[1:], 2):
        yield number, _decoded(line, number, source.path)


def row(row_type: type[_Row], stated: Mapping[str, Any], number: int, path: str) -> _Row:
    """Errors: SourceError when that is no such row."""
    try:
        return msgspec.convert(stated, row_type)
    except msgspec.ValidationError as error:
        raise SourceError(f"line {number} is not as expected: {error}", where=path, remedy="Try it again.") from error


def _decoded(line: bytes, number: int, path: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise SourceError(f"line {number} cannot be read: {error}", where=path, remedy="Try it again.") from error
