"""TypeScript, TSX and JavaScript source -> rows, by tree-sitter, in one parse per file.

Each module of this package is a *concern*: it states FILLS (row types), NODES (grammar node types it wants to see) and
`visit(node, file)` -> rows, called once for every such node in document order. A concern may also have `finish(file)`
-> rows, called once when the file is done; what it must remember in between it keeps in `file.memo`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from assay.model import Collector, Role, Row, Source, SourceError, Target

from .syntax import SUFFIXES, Concern, File, concerns, matcher, parse

COLLECTOR = Collector(
    name="ecmascript",
    tool="TypeScript and JavaScript source",
    about="Reads imports, exports, tests, sinks, calls and suppressions from source code.",
    fills=tuple(dict.fromkeys(row for concern in concerns() for row in concern.FILLS)),
    roles=(Role.DOMAIN, Role.TESTING),
    domains=("component", "testing", "security", "service"),
    max_bytes=2_000_000,
)

#: More loose tokens than this directly under a failed root are no source code; a query's cost is quadratic in them.
_MAX_SHARDS = 10_000


def find(target: Target) -> Iterator[str]:
    """Source files by their suffix; minified bundles are left out."""
    for path in target.suffixed(*SUFFIXES):
        if not path.endswith((".min.js", ".min.mjs", ".bundle.js")):
            yield path


def read(source: Source) -> Iterator[Row]:
    """Rows of every concern. Errors: SourceError when the file is not text."""
    if b"\0" in source.data[:8192]:
        raise SourceError("is not text", where=source.path, remedy="Rename it or exclude it in assay.toml.")
    file = parse(source)
    if file.root.type == "ERROR" and file.root.child_count > _MAX_SHARDS:
        raise SourceError(
            f"is not {file.language}: no statement can be read", where=source.path, remedy="Mend the file."
        )
    visitors = _visitors()
    # Matches come in document order, captures do not.
    for _, found in matcher(file.language).matches(file.root):
        for node in found["node"]:
            for concern in visitors.get(node.type, ()):
                yield from concern.visit(node, file)
    for concern in concerns():
        yield from _finish(concern, file)


def _finish(concern: Concern, file: File) -> Iterable[Row]:
    finish = getattr(concern, "finish", None)
    return finish(file) if finish else ()


@cache
def _visitors() -> dict[str, tuple[Concern, ...]]:
    return {kind: tuple(c for c in concerns() if kind in c.NODES) for c in concerns() for kind in c.NODES}
