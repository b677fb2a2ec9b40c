"""tsconfig files -> compiler_config and path_alias, with targets relative to the examined directory."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from assay.model import Collector, Row, Source, Target
from assay.model.json_text import load_commented_json
from assay.tables.workspace import CompilerConfig, PathAlias

COLLECTOR = Collector(
    name="tsconfig",
    tool="TypeScript configuration",
    about="Reads the path aliases that imports may use.",
    fills=(CompilerConfig, PathAlias),
    domains=("component",),
    max_bytes=2_000_000,
)


def find(target: Target) -> Iterator[str]:
    """Every tsconfig and jsconfig."""
    yield from target.named("tsconfig*.json", "jsconfig*.json")


def read(source: Source) -> Iterator[Row]:
    """Errors: SourceError when it is not JSON with comments."""
    text = source.text
    document = load_commented_json(source)
    if not isinstance(document, dict):
        return
    stated = document.get("compilerOptions")
    options = stated if isinstance(stated, dict) else {}
    folder = posixpath.dirname(source.path)
    base = options.get("baseUrl")
    base_url = posixpath.normpath(posixpath.join(folder, base)) if isinstance(base, str) else None
    extended = document.get("extends")
    for name in extended if isinstance(extended, list) else [extended]:
        if name is None or isinstance(name, str):
            yield CompilerConfig(extends=name, base_url=base_url)
    yield from _aliases(options.get("paths"), base_url or folder, text)


def _aliases(paths: object, base: str, text: str) -> Iterator[Row]:
    for alias, places in paths.items() if isinstance(paths, dict) else ():
        found = text.find(f'"{alias}"')
        line = text.count("\n", 0, found) + 1 if found >= 0 else None
        for place in places if isinstance(places, list) else ():
            if isinstance(place, str):
                yield PathAlias(alias=alias, to=posixpath.normpath(posixpath.join(base, place)), line=line)
