"""Descriptions of APIs (OpenAPI, AsyncAPI, GraphQL) and the files that they refer to -> description_file."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from assay.descriptions.decoding import decode
from assay.descriptions.document import FORMATS, beside_the_value
from assay.descriptions.errors import DescriptionError
from assay.descriptions.finding import HEAD, describes, is_schema_language, may_describe, parts_of
from assay.model import Collector, Command, Row, Source, Target
from assay.model.globs import glob_expression
from assay.tables.api import DescriptionFile, DescriptionFlaw

COLLECTOR = Collector(
    name="api_descriptions",
    tool="OpenAPI, AsyncAPI or GraphQL descriptions",
    about="Reads the files that describe an API, and those that they refer to.",
    fills=(DescriptionFile, DescriptionFlaw),
    domains=("api",),
    max_bytes=40_000_000,
)
#: Files that are many, and never describe an API: not opened at all.
_NEVER = frozenset(("package.json", "package-lock.json", "composer.lock", "project.json", "renovate.json"))
_NEVER_BEGIN = ("tsconfig", ".eslintrc", "jest.", ".babelrc", ".prettierrc")
_LANGUAGE = ("graphql", "graphqls", "gql")
_MOST_PARTS = 10_000


def find(target: Target) -> Iterator[str | Command]:
    """Roots by what stands in them or because the configuration names them, then what they refer to."""
    stated = target.conventions.tables("description")
    named = [re.compile(glob_expression(str(table.get("path")))).match for table in stated]
    known = {*target.paths, *target.beside}
    waiting = sorted({*_roots(target), *(path for path in known if any(matches(path) for matches in named))})
    found = set(waiting)
    while waiting and len(found) < _MOST_PARTS:
        path = waiting.pop()
        if posixpath.splitext(path)[1].lstrip(".") in _LANGUAGE:
            continue
        parts = {part for part in parts_of(target.contents(path, COLLECTOR.max_bytes), path) if part in known} - found
        found |= parts
        waiting += sorted(parts)
    yield from sorted(found)
    for before in sorted({str(table["replaces"]) for table in stated if ":/" in (table.get("replaces") or "")}):
        yield from _of_revision(before, found)


def _of_revision(before: str, found: set[str]) -> Iterator[Command]:
    """A root as git has it at another revision, with the files that are its parts now, where they were there, too."""
    revision, _, path = before.partition(":/")
    for one in sorted({path, *found} if path in found else {path}):
        at = f"{revision}:./{one}"
        show, stamp = ("git", "show", "--end-of-options", at), ("git", "rev-parse", "--verify", "--end-of-options", at)
        yield Command(f"{revision}:/{one}", show, stamp)


def _roots(target: Target) -> Iterator[str]:
    for path in target.suffixed("json", "yaml", "yml"):
        name = path.rpartition("/")[2]
        if name in _NEVER or name.startswith(_NEVER_BEGIN):
            continue
        said = may_describe(target.contents(path, HEAD))
        if said or (said is None and describes(target.contents(path, COLLECTOR.max_bytes))):
            yield path
    for path in target.suffixed(*_LANGUAGE):
        if is_schema_language(target.contents(path, HEAD)):
            yield path


def read(source: Source) -> Iterator[Row]:
    """One file, and what of it no value tells. Errors: DescriptionError where it is neither JSON nor YAML."""
    if source.name.rpartition(".")[2].lower() in _LANGUAGE:
        yield DescriptionFile(role="root", format="graphql", format_version=None, document=_text(source))
        return
    decoded = decode(source.data, source.path)
    value = decoded.value if isinstance(decoded.value, dict) else {}
    key = next((key for key in FORMATS if key in value), None)
    introspected = "__schema" in value or (isinstance(value.get("data"), dict) and "__schema" in value["data"])
    yield DescriptionFile(
        role="root" if key or introspected else "part",
        format=FORMATS[key] if key else "graphql" if introspected else None,
        format_version=str(value[key]) if key else None,
        document=decoded.encoded.decode("utf-8"),
    )
    for problem in beside_the_value(source.path, decoded):
        yield DescriptionFlaw(kind=problem.kind, message=problem.message, pointer=problem.pointer)


def _text(source: Source) -> str:
    if b"\0" in source.data[:8_192]:
        raise DescriptionError("is not text", where=source.path, remedy="Rename it or exclude it in assay.toml.")
    return source.text
