"""The text of a schema's definition, or the value of an introspection -> what it defines, and whether it is one.

A definition need not be whole to be read: fields are taken from it as they stand. Only one that defines all that it
refers to is held against the specification.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    InputValueDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    TypeNode,
    build_ast_schema,
    build_client_schema,
    parse,
    print_ast,
    print_schema,
    validate_schema,
)
from graphql.language import SchemaDefinitionNode, SchemaExtensionNode, StringValueNode
from graphql.validation.validate import validate_sdl

from assay.descriptions.errors import DescriptionError

MAX_TOKENS = 2_000_000
_BUILT_IN = frozenset(("Int", "Float", "String", "Boolean", "ID"))
_ROOTS = ("query", "mutation", "subscription")
_PAGED = frozenset(("edges", "nodes", "pageInfo", "items", "pagination", "totalItems", "totalCount"))
_KINDS = {"object_type": "object", "interface_type": "interface", "input_object_type": "input"}


class Field(NamedTuple):
    """One field; `line` is None of an introspection."""

    type: str
    name: str
    kind: str
    result: str
    is_list: bool
    is_connection: bool
    is_composite: bool
    nullable: bool
    described: bool
    deprecated: bool
    reason: str | None
    arguments: tuple[str, ...]
    inputs: tuple[str, ...]
    line: int | None


class Schema(NamedTuple):
    """`schema` is None for a part, or where it breaks the specification; `missing` are types that it refers to."""

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
    definitions = _Definitions(document, lined)
    missing = tuple(sorted(definitions.referred - definitions.names.keys() - _BUILT_IN))
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
    try:
        wrong = validate_sdl(document)
        schema = None if wrong else build_ast_schema(document, assume_valid_sdl=True)
        wrong = wrong or validate_schema(schema)  # type: ignore[arg-type]
    except (GraphQLError, TypeError, RecursionError) as error:
        return None, [(str(error)[:300], None)]
    places = [(error.message[:300], error.locations[0].line if error.locations and lined else None) for error in wrong]
    return (None if wrong else schema), places


class _Definitions:
    """Types by their names, with what each refers to."""

    def __init__(self, document: DocumentNode, lined: bool) -> None:
        self._lined = lined
        self.names: dict[str, list[Any]] = {}
        self.referred: set[str] = set()
        self.roots = {root: root.capitalize() for root in _ROOTS}
        for node in document.definitions:
            if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode):
                for operation in node.operation_types or ():
                    self.roots[operation.operation.value] = operation.type.name.value
            elif isinstance(node, TypeDefinitionNode):
                self.names.setdefault(node.name.value, []).append(node)
            elif isinstance(node, TypeExtensionNode):
                self.referred.add(node.name.value)
        self._all = [node for node in document.definitions if isinstance(node, TypeDefinitionNode | TypeExtensionNode)]
        for node in self._all:
            self.referred |= set(_referred(node))

    def fields(self) -> Iterator[Field]:
        roots = {name: root for root, name in self.roots.items()}
        for node in self._all:
            kind = _KINDS.get(node.kind.removesuffix("_definition").removesuffix("_extension"))
            if kind:
                kind = roots.get(node.name.value, kind)
                for field in getattr(node, "fields", None) or ():
                    yield self._field(node.name.value, field, kind)

    def _field(self, owner: str, node: FieldDefinitionNode | InputValueDefinitionNode, kind: str) -> Field:
        arguments = getattr(node, "arguments", None) or ()
        named, is_list = _shape(node.type)
        reason = _deprecation(node)
        return Field(
            type=owner,
            name=node.name.value,
            kind=kind,
            result=print_ast(node.type),
            is_list=is_list,
            is_connection=not is_list and bool(self._members(named) & _PAGED),
            is_composite=bool(self._members(named))
            or any("union" in found.kind for found in self.names.get(named, ())),
            nullable=not isinstance(node.type, NonNullTypeNode),
            described=node.description is not None and bool(node.description.value.strip()),
            deprecated=reason is not None,
            reason=reason or None,
            arguments=tuple(argument.name.value for argument in arguments),
            inputs=tuple(self._inputs(arguments)),
            line=_line(node) if self._lined else None,
        )

    def _members(self, name: str) -> set[str]:
        return {field.name.value for node in self.names.get(name, ()) for field in getattr(node, "fields", None) or ()}

    def _inputs(self, arguments: Any) -> Iterator[str]:
        for argument in arguments:
            yield argument.name.value
            named, _ = _shape(argument.type)
            yield from sorted(self._members(named))


def _line(node: Any) -> int | None:
    return node.loc.start_token.line if node.loc else None


def _shape(node: TypeNode) -> tuple[str, bool]:
    """(name of the type, whether it is a list)."""
    is_list = False
    while not isinstance(node, NamedTypeNode):
        is_list = is_list or isinstance(node, ListTypeNode)
        node = node.type  # type: ignore[attr-defined]
    return node.name.value, is_list


def _deprecation(node: Any) -> str | None:
    """The stated reason, empty where none is; None where it is not deprecated."""
    for directive in node.directives or ():
        if directive.name.value == "deprecated":
            stated = next((one.value for one in directive.arguments or () if one.name.value == "reason"), None)
            return stated.value.strip() if isinstance(stated, StringValueNode) else ""
    return None


def _referred(node: Any) -> Iterator[str]:
    for field in getattr(node, "fields", None) or ():
        yield _shape(field.type)[0]
        for argument in getattr(field, "arguments", None) or ():
            yield _shape(argument.type)[0]
    for other in (*(getattr(node, "interfaces", None) or ()), *(getattr(node, "types", None) or ())):
        yield other.name.value
