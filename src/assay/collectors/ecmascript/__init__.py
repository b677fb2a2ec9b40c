"""TypeScript, TSX and JavaScript source -> rows, by tree-sitter, in one parse per file; see `assay.syntax`."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model import Collector, Role, Row, Source, Target
from assay.syntax import Reader

from .syntax import GRAMMARS, SUFFIXES

_READER = Reader(__name__, GRAMMARS, {"import_statement": b"import", "export_statement": b"export"})
COLLECTOR = Collector(
    name="ecmascript",
    tool="TypeScript and JavaScript source",
    about="Reads imports, exports, tests, sinks, calls and suppressions from source code.",
    fills=_READER.fills,
    roles=(Role.DOMAIN, Role.TESTING),
    domains=("component", "testing", "security", "service"),
    max_bytes=2_000_000,
)
prepare = _READER.prepare


def find(target: Target) -> Iterator[str]:
    """Source files by their suffix; minified bundles are left out."""
    for path in target.suffixed(*SUFFIXES):
        if not path.endswith((".min.js", ".min.mjs", ".bundle.js")):
            yield path


def read(source: Source) -> Iterator[Row]:
    """Rows of every concern. Errors: SourceError when the file is no source code."""
    return _READER.read(source, SUFFIXES[source.path.rpartition(".")[2].lower()])
