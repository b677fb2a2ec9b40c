"""The text of a document -> what it holds, or why it cannot be read; names of documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from graphql import (
    DocumentNode,
    GraphQLError,
    OperationDefinitionNode,
    parse,
)

MAX_TOKENS = 50_000


class Read(NamedTuple):
    """One document; `error` says why it is no GraphQL, or why that cannot be told; `line` where, from 1."""

    document: DocumentNode | None
    error: str | None = None
    line: int = 1
    told: bool = True

    @property
    def kind(self) -> str:
        if self.document is None:
            return "unread"
        operations = [one for one in self.document.definitions if isinstance(one, OperationDefinitionNode)]
        return operations[0].operation.value if operations else "fragment"


def read_document(text: str) -> Read:
    """Errors: none; they are told in what is returned."""
    try:
        return Read(parse(text, max_tokens=MAX_TOKENS))
    except GraphQLError as error:
        line = error.locations[0].line if error.locations else 1
        return Read(None, error.message[:300], line, "Parsing aborted" not in error.message)
    except RecursionError:
        return Read(None, "nests too deep", told=False)


def names(documents: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    """(path, name) of documents in order -> names that are unique in each file."""
    seen: dict[tuple[str, str], int] = {}
    for path, name in documents:
        usual = name or "without a name"
        seen[path, usual] = seen.get((path, usual), 0) + 1
        yield usual if seen[path, usual] == 1 else f"{usual} #{seen[path, usual]}"
