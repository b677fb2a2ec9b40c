"""The operations of an API -> operations, their parameters and their bodies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from msgspec.structs import asdict, replace

from assay.descriptions.deprecation import successor
from assay.descriptions.document import Document, Node, items, step
from assay.descriptions.openapi import Api, Operation, Parameter, Response
from assay.descriptions.pointers import joined
from assay.descriptions.schemas import BOUNDING, bounds, facts, is_plain, kinds, stated
from assay.model import Row
from assay.tables.api import ApiBody, ApiOperation, ApiParameter

_MOST_PARTS = 50


def operation_rows(api: Api, name: str) -> Iterator[Row]:
    """Each operation with all that it takes and answers."""
    shapes = _Shapes(api.document)
    for operation in api.operations:
        yield _operation(operation, name)
        for parameter in operation.parameters:
            yield _parameter(api.document, parameter, name, operation.operation)
        yield from _request(shapes, operation, name)
        for response in operation.responses:
            yield from _response(shapes, response, name, operation.operation)


def _operation(operation: Operation, name: str) -> ApiOperation:
    value = operation.node.value
    security = operation.security
    return ApiOperation(
        path=operation.node.path,
        api=name,
        operation=operation.operation,
        kind=operation.kind,
        method=operation.method,
        route=operation.route,
        operation_id=operation.operation_id,
        described=_is_described(value) or bool(value.get("summary")),
        tags=",".join(operation.tags) or None,
        deprecated=operation.deprecated,
        sunset=str(value["x-sunset"]) if value.get("x-sunset") else None,
        successor=successor(f"{value.get('description') or ''}") if operation.deprecated else None,
        internal=value.get("x-internal") is True,
        security=None if security is None else ",".join("+".join(one) for one in security if one),
        optional_security=bool(security) and any(not one for one in security or ()),
        request_required=operation.body_required if operation.body or operation.body_node is not None else None,
        pointer=operation.node.pointer,
    )


def _is_described(value: Mapping[str, Any]) -> bool:
    return isinstance(value.get("description"), str) and bool(value["description"].strip())


def _parameter(document: Document, parameter: Parameter, name: str, operation: str) -> ApiParameter:
    value, schema = parameter.node.value, stated(document, parameter.schema)
    said = facts(schema)
    row = ApiParameter(
        path=parameter.node.path,
        api=name,
        operation=operation,
        name=parameter.name,
        location=parameter.location,
        required=parameter.required,
        deprecated=value.get("deprecated") is True,
        described=_is_described(value),
        style=parameter.style,
        explode=parameter.explode,
        type=said.type,
        format=said.format,
        max_length=said.max_length,
        pointer=parameter.node.pointer,
    )
    return row if BOUNDING.isdisjoint(schema) else replace(row, **asdict(bounds(schema)))


def _request(shapes: _Shapes, operation: Operation, name: str) -> Iterator[ApiBody]:
    if (node := operation.body_node) is not None:
        yield from _bodies(shapes, name, operation.operation, node, operation.body)


def _response(shapes: _Shapes, response: Response, name: str, operation: str) -> Iterator[ApiBody]:
    content: Mapping[Any, Node | None] = response.content or {None: None}
    yield from _bodies(shapes, name, operation, response.node, content, response.status, response.headers)


def _bodies(
    shapes: _Shapes,
    name: str,
    operation: str,
    node: Node,
    content: Mapping[Any, Node | None],
    status: str | None = None,
    headers: Iterable[str] = (),
) -> Iterator[ApiBody]:
    """The media types of one body, which stand in `node`; a status is that of a response."""
    described, links, inside = _is_described(node.value), node.value.get("links"), node.value.get("content")
    named = " ".join(sorted({header.lower() for header in headers})) or None
    for media, schema in content.items():
        shape = shapes.of(schema)
        yield ApiBody(
            path=node.path,
            api=name,
            operation=operation,
            side="request" if status is None else "response",
            status=status,
            described=described,
            media_type=media,
            has_schema=schema is not None and schema.value not in ({}, True),
            type=shape.type,
            properties=shape.properties,
            lists=shape.lists,
            headers=named,
            links=len(links) if isinstance(links, dict) else 0,
            pointer=joined(node.pointer, "content", media) if media and isinstance(inside, dict) else node.pointer,
        )


class _Shape(NamedTuple):
    """The top of a body: its types, and the names of its properties and of those that are lists."""

    type: str | None
    properties: str | None
    lists: str | None


class _Shapes:
    """The shapes of schemas; what all operations answer alike is a reference to one, and is looked at once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[str, _Shape] = {}

    def of(self, schema: Node | None) -> _Shape:
        if schema is None or not isinstance(schema.value, dict) or schema.value.keys() != {"$ref"}:
            return self._looked_at(schema)
        key = f"{schema.path} {schema.value['$ref']}"
        if key not in self._known:
            self._known[key] = self._looked_at(schema)
        return self._known[key]

    def _looked_at(self, schema: Node | None) -> _Shape:
        kind, top = self._type(schema), _top(self._document, schema)
        lists = [name for name, holder in top.items() if "array" in (self._type_in(holder, name) or "")]
        if "array" in (kind or ""):
            lists.insert(0, "[]")
        return _Shape(kind, " ".join(top) or None, " ".join(lists) or None)

    def _type(self, schema: Node | None) -> str | None:
        return kinds(stated(self._document, schema))[0]

    def _type_in(self, holder: Node, name: str) -> str | None:
        schema = holder.value[name]
        return kinds(schema)[0] if schema.__class__ is dict and is_plain(schema) else self._type(step(holder, name))


def _top(document: Document, schema: Node | None) -> dict[str, Node]:
    """The properties at the top of a schema, parts of allOf included, by what holds them."""
    found: dict[str, Node] = {}
    waiting, seen = [schema] if schema is not None else [], set[tuple[str, str]]()
    while waiting and len(seen) < _MOST_PARTS:
        node = document.follow(waiting.pop())
        if node is None or (node.path, node.pointer) in seen:
            continue
        seen.add((node.path, node.pointer))
        holder = step(node, "properties")
        if holder is not None and isinstance(holder.value, dict):
            found |= dict.fromkeys(holder.value, holder)
        waiting += [part for _, part in items(step(node, "allOf"))]
    return found
