"""The types that the text of a schema defines, their fields, and what they refer to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from graphql import (
    DirectiveDefinitionNode,
    DocumentNode,
    FieldDefinitionNode,
    InputValueDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    TypeNode,
    print_ast,
    specified_directives,
)
from graphql.language import SchemaDefinitionNode, SchemaExtensionNode, StringValueNode

ROOTS = ("query", "mutation", "subscription")
_BUILT_IN = frozenset(
    (*("Int", "Float", "String", "Boolean", "ID"), *(f"@{directive.name}" for directive in specified_directives))
)
#: What a page has beside its items. A thing of its own may have items and say how many, too, and has an id.
_PAGED = frozenset(
    "edges nodes pageInfo page_info pagination totalItems totalCount total_count nextToken hasNextPage".split()
)
_IDS = frozenset(("id", "uid", "uuid"))
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


class Definitions:
    """Types by their names; `missing` are types and @directives that are referred to, and defined elsewhere."""

    def __init__(self, document: DocumentNode, lined: bool) -> None:
        self._lined = lined
        self.names: dict[str, list[Any]] = {}
        self.roots = {root: root.capitalize() for root in ROOTS}
        self._all = [node for node in document.definitions if isinstance(node, TypeDefinitionNode | TypeExtensionNode)]
        directives, referred = set(_BUILT_IN), set[str]()
        for node in document.definitions:
            referred.update(_referred(node))
            if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode):
                for operation in node.operation_types or ():
                    self.roots[operation.operation.value] = operation.type.name.value
            elif isinstance(node, DirectiveDefinitionNode):
                directives.add(f"@{node.name.value}")
            elif isinstance(node, TypeDefinitionNode):
                self.names.setdefault(node.name.value, []).append(node)
            elif isinstance(node, TypeExtensionNode):
                referred.add(node.name.value)
        self.missing = tuple(sorted(referred - self.names.keys() - directives))

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
            is_connection=not is_list and self._is_page(named),
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

    def _members(self, name: str) -> dict[str, Any]:
        fields = (field for node in self.names.get(name, ()) for field in getattr(node, "fields", None) or ())
        return {field.name.value: field for field in fields}

    def _is_page(self, name: str) -> bool:
        members = self._members(name)
        # What takes arguments can be asked for in pages itself, further in.
        paged = (field for name, field in members.items() if name in _PAGED and not getattr(field, "arguments", None))
        return any(paged) and not _IDS & members.keys()

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
    """Names of types and @directives, with those of all that is inside."""
    yield from (f"@{directive.name.value}" for directive in getattr(node, "directives", None) or ())
    if getattr(node, "type", None) is not None:
        yield _shape(node.type)[0]
    for part in ("fields", "arguments", "values", "operation_types"):
        for inner in getattr(node, part, None) or ():
            yield from _referred(inner)
    for other in (*(getattr(node, "interfaces", None) or ()), *(getattr(node, "types", None) or ())):
        yield other.name.value
