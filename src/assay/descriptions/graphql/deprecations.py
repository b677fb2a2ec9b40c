"""What a document uses that its schema marks as deprecated, and where."""

from __future__ import annotations

import textwrap
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_input_object_type,
    visit,
)


def deprecations(document: DocumentNode, schema: GraphQLSchema) -> dict[str, int]:
    """What it is, in words, and the line where it is used first, from 1."""
    info = TypeInfo(schema)
    collected = _Deprecations(info)
    visit(document, TypeInfoVisitor(info, collected))
    return collected.found


class _Deprecations(Visitor):
    """Deprecated fields, arguments, fields of inputs and values, named as the specification names parts of a schema."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self._field = ""
        self.found: dict[str, int] = {}

    def enter_field(self, node: Any, *_: Any) -> None:
        owner, self._field = self._info.get_parent_type(), node.name.value
        if owner is not None:
            self._tell(f"{owner.name}.{self._field}", self._info.get_field_def(), node)

    def enter_argument(self, node: Any, *_: Any) -> None:
        owner = self._info.get_parent_type()
        if owner is not None and self._info.get_directive() is None:
            self._tell(f"{owner.name}.{self._field}({node.name.value}:)", self._info.get_argument(), node)

    def enter_object_field(self, node: Any, *_: Any) -> None:
        owner = get_named_type(self._info.get_parent_input_type())
        if is_input_object_type(owner):
            self._tell(f"{owner.name}.{node.name.value}", owner.fields.get(node.name.value), node)

    def enter_enum_value(self, node: Any, *_: Any) -> None:
        owner = get_named_type(self._info.get_input_type())
        if owner is not None:
            self._tell(f"{owner.name}.{node.value}", self._info.get_enum_value(), node)

    def _tell(self, name: str, stated: Any, node: Any) -> None:
        if stated is not None and stated.deprecation_reason is not None:
            reason = textwrap.shorten(stated.deprecation_reason, 120, placeholder=" …")
            self.found.setdefault(f"{name} ({reason})" if reason else name, node.loc.start_token.line)
