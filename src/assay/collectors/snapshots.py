"""Stored snapshots of Jest and Vitest (__snapshots__/*.snap) -> snapshot."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from assay.model import Collector, Role, Row, Source, SourceError, Target
from assay.model.expressions import expression
from assay.tables.testing import Snapshot

COLLECTOR = Collector(
    name="snapshots",
    tool="Jest and Vitest snapshots",
    about="Reads stored snapshots: whose they are and how long.",
    fills=(Snapshot,),
    roles=(Role.TESTING,),
    domains=("testing",),
    max_bytes=10_000_000,
)
_HEADER = expression(r"^// (?:Jest|Vitest|Bun) Snapshot v", re.MULTILINE)
_QUOTED = r"[^`\\]*(?:\\.[^`\\]*)*"
_ENTRY = expression(rf"^exports\[`({_QUOTED})`\] = ((?:`{_QUOTED}`|[^`;\n]*));$", re.MULTILINE | re.DOTALL)
_NUMBERED = expression(r"^(.*) (\d+)$", re.DOTALL)


def find(target: Target) -> Iterator[str]:
    """Files that end in .snap."""
    yield from target.suffixed("snap")


def read(source: Source) -> Iterator[Row]:
    """One row per snapshot. Errors: SourceError when it is no file of snapshots."""
    text = source.text.replace("\r\n", "\n")
    if not _HEADER.search(text[:500]) and "exports[`" not in text:
        raise SourceError("is no file of snapshots", where=source.path, remedy="Delete or rename it.")
    folder, name = posixpath.split(source.path)
    spec = posixpath.normpath(posixpath.join(folder, "..", name.removesuffix(".snap")))
    at, line = 0, 1
    for match in _ENTRY.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        title = re.sub(r"\\(.)", r"\1", match[1], flags=re.DOTALL)
        numbered = _NUMBERED.match(title)
        yield Snapshot(
            test=(numbered[1] if numbered else title)[:500],
            number=min(int(numbered[2][:9]), 1_000_000) if numbered else 1,
            lines=match[2].count("\n"),
            spec_path=spec,
            line=line,
        )
