"""The text of a schema's definition, or the value of an introspection -> what it defines, and whether it is one.

A definition need not be whole to be read: fields are taken from it as they stand. Only one that defines all that it
refers to is held against the specification.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    build_ast_schema,
    build_client_schema,
    parse,
    print_schema,
    validate_schema,
)
from graphql.validation.validate import validate_sdl

from assay.descriptions.errors import DescriptionError
from assay.model.expressions import expression

from .definitions import ROOTS, Definitions, Field

MAX_TOKENS = 2_000_000
#: Forbidden since the edition of September 2025 only: servers start with it, and their clients cannot mend it.
_OF_LATE = expression(r"^Interface field \S+ is not deprecated, so implementation field")


class Schema(NamedTuple):
    """`schema` is None for a part, or where it breaks the specification; `missing` is what a part refers to."""

    form: str
    schema: GraphQLSchema | None
    missing: tuple[str, ...]
    problems: tuple[tuple[str, int | None], ...]
    types: int
    fields: tuple[Field, ...]


def read_definition(text: str) -> Schema:
    """Errors: DescriptionError where it cannot be parsed."""
    return _read(_parsed(text), "definition", True)


def read_introspection(value: Mapping[str, Any]) -> Schema:
    """Errors: DescriptionError where it is no introspection."""
    try:
        schema = build_client_schema(value.get("data", value), assume_valid=True)
        text = print_schema(schema)
    except (GraphQLError, TypeError, KeyError, AttributeError, ValueError, RecursionError) as error:
        raise DescriptionError(f"is no introspection of a schema: {str(error)[:200]}") from error
    return _read(_parsed(text), "introspection", False)


def _parsed(text: str) -> DocumentNode:
    try:
        return parse(text, max_tokens=MAX_TOKENS)
    except (GraphQLError, RecursionError) as error:
        raise DescriptionError(f"is no GraphQL: {_said(error)}", where=_place(error)) from error


def _said(error: Exception) -> str:
    return error.message[:200] if isinstance(error, GraphQLError) else "nests too deep"


def _place(error: Exception) -> str:
    located = isinstance(error, GraphQLError) and error.locations
    return f"line {error.locations[0].line}" if located else ""  # type: ignore[attr-defined]


def _read(document: DocumentNode, form: str, lined: bool) -> Schema:
    definitions = Definitions(document, lined)
    missing = definitions.missing
    schema, problems = None, list[tuple[str, int | None]]()
    if not missing and definitions.roots["query"] in definitions.names:
        schema, problems = _built(document, lined)
    elif not missing:
        missing = (definitions.roots["query"],)
    return Schema(
        form=form,
        schema=schema,
        missing=missing,
        problems=tuple(problems),
        types=len(definitions.names),
        fields=tuple(definitions.fields()),
    )


def _built(document: DocumentNode, lined: bool) -> tuple[GraphQLSchema | None, list[tuple[str, int | None]]]:
    schema = None
    try:
        wrong = validate_sdl(document)
        if not wrong:
            schema = build_ast_schema(document, assume_valid_sdl=True)
            told = validate_schema(schema)
            wrong = [error for error in told if not _OF_LATE.search(error.message)]
            # Documents are held only against what has no errors, or was never asked for them.
            schema = build_ast_schema(document, assume_valid=True) if told else schema
    except (GraphQLError, TypeError, RecursionError) as error:
        return None, [(str(error)[:300], None)]
    places = [(error.message[:300], error.locations[0].line if error.locations and lined else None) for error in wrong]
    return (None if wrong else schema), places


def is_edition(one: Schema, other: Schema) -> bool:
    """Whether two that stand by themselves define mostly the same, as that of another version does. Parts do not."""
    left, right = ({field.type for field in schema.fields if field.kind not in ROOTS} for schema in (one, other))
    return other.schema is not None and (one is other or 0 < min(len(left), len(right)) <= 2 * len(left & right))
