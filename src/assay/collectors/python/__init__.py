"""Python source -> rows, by tree-sitter, in one parse per file; see `assay.syntax`."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model import Collector, Role, Row, Source, Target
from assay.syntax import Reader

from .syntax import GRAMMARS

_READER = Reader(__name__, GRAMMARS)
COLLECTOR = Collector(
    name="python",
    tool="Python source",
    about="Reads imports, exports, tests, sinks, calls and suppressions from source code.",
    fills=_READER.fills,
    roles=(Role.DOMAIN, Role.TESTING),
    domains=("component", "testing", "security", "service"),
    max_bytes=2_000_000,
)
prepare = _READER.prepare


def find(target: Target) -> Iterator[str]:
    """Source files and stubs by their suffix."""
    yield from target.suffixed("py", "pyi")


def read(source: Source) -> Iterator[Row]:
    """Rows of every concern. Errors: SourceError when the file is no source code."""
    return _READER.read(source, "python")
