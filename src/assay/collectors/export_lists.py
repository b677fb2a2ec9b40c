"""Configuration of generators that collect exports into one list -> export_list, as the profile declares it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from assay.model import Collector, Row, Source, SourceError, Target
from assay.tables.component import ExportList

COLLECTOR = Collector(
    name="export_lists",
    tool="export lists (auto-export)",
    about="Reads which exports a generator collects into one list.",
    fills=(ExportList,),
    domains=("component",),
    max_bytes=1_000_000,
)


def find(target: Target) -> Iterator[str]:
    """Files of the names that the conventions declare."""
    yield from target.named(
        *(str(shape["file"]) for shape in target.conventions.tables("export_lists") if "file" in shape)
    )


def read(source: Source) -> Iterator[Row]:
    """Errors: SourceError when it is not a JSON object."""
    try:
        document = msgspec.json.decode(source.data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError) as error:
        raise SourceError(f"is not JSON: {error}", where=source.path, remedy="Mend the file.") from error
    if not isinstance(document, dict):
        raise SourceError("is JSON, but not an object", where=source.path, remedy="Mend the file.")
    text, at = source.text, 0
    for shape in source.conventions.tables("export_lists"):
        if shape.get("file") != source.name:
            continue
        for entry in _list(document.get(str(shape.get("entries", "entries")))):
            found = text.find(f'"{entry.get(str(shape.get("input")))}"', at)
            at = found + 1 if found >= 0 else at
            yield from _entry(entry, shape, text, at)


def _entry(entry: Mapping[str, Any], shape: Mapping[str, Any], text: str, at: int) -> Iterator[Row]:
    output, pattern = entry.get(str(shape.get("output"))), entry.get(str(shape.get("pattern")))
    stated = entry.get(str(shape.get("input")))
    inputs = [stated] if isinstance(stated, str) else stated if isinstance(stated, list) else []
    ignored = entry.get(str(shape.get("ignore")))
    parts = [("input", value) for value in inputs]
    parts += [("ignored", value) for value in (ignored if isinstance(ignored, list) else [])]
    for part, value in parts:
        if isinstance(output, str) and isinstance(pattern, str) and isinstance(value, str):
            found = text.find(f'"{value}"', max(at - 1, 0))
            line = text.count("\n", 0, found) + 1 if found >= 0 else None
            yield ExportList(output=output.removeprefix("./"), part=part, value=value, pattern=pattern, line=line)


def _list(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
