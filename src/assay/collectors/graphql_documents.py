"""Files of GraphQL that hold operations or fragments -> graphql_document. Schemas are read as descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.descriptions.finding import HEAD, is_schema_language
from assay.model import Collector, Row, Source, SourceError, Target
from assay.model.expressions import expression
from assay.model.paths import is_test_path
from assay.tables.graphql import GraphqlDocument

COLLECTOR = Collector(
    name="graphql_documents",
    tool="GraphQL documents",
    about="Reads queries, mutations and fragments that stand in files of their own.",
    fills=(GraphqlDocument,),
    domains=("api",),
    max_bytes=1_000_000,
)
#: A line with more than a comment.
_SAYS = expression(r"^[ \t]*[^\s#]", re.MULTILINE)
_NAMED = expression(r"^[ \t]*(?:query|mutation|subscription|fragment)[ \t]+(\w+)", re.MULTILINE)


def find(target: Target) -> Iterator[str]:
    """Files by their suffix, but for those that define types."""
    for path in target.suffixed("graphql", "gql", "graphqls"):
        if not is_schema_language(target.contents(path, HEAD)):
            yield path


def read(source: Source) -> Iterator[Row]:
    """Errors: SourceError where it is not text."""
    if b"\0" in source.data[:8_192]:
        raise SourceError("is not text", where=source.path, remedy="Rename it or exclude it in assay.toml.")
    text = source.text
    if _SAYS.search(text) and not is_schema_language(source.data):
        named = _NAMED.search(text)
        yield GraphqlDocument(
            name=named[1] if named else None,
            text=text,
            defines=False,
            computed=False,
            is_test=is_test_path(source.path),
            line=1,
        )
