"""The operations of an API -> operations, their parameters and their bodies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from msgspec.structs import asdict, replace

from assay.descriptions.deprecation import successor
from assay.descriptions.document import Document, Node, items, step
from assay.descriptions.openapi import Api, Operation, Parameter, Response
from assay.descriptions.pointers import joined
from assay.descriptions.schemas import BOUNDING, bounds, facts, kinds, stated
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
    node = operation.body_node
    if node is None:
        return
    about = _About(shapes, name, operation.operation, "request", None, node)
    yield from (about.row(media, schema) for media, schema in operation.body.items())


def _response(shapes: _Shapes, response: Response, name: str, operation: str) -> Iterator[ApiBody]:
    about = _About(shapes, name, operation, "response", response.status, response.node, response.headers)
    if not response.content:
        yield about.row(None, None)
    yield from (about.row(media, schema) for media, schema in response.content.items())


class _About:
    """What the media types of one body share."""

    def __init__(
        self,
        shapes: _Shapes,
        name: str,
        operation: str,
        side: str,
        status: str | None,
        node: Node,
        headers: Mapping[str, Node] | None = None,
    ) -> None:
        self._shapes = shapes
        self._node = node
        links = step(node, "links")
        self._shared: dict[str, Any] = {
            "path": node.path,
            "api": name,
            "operation": operation,
            "side": side,
            "status": status,
            "described": _is_described(node.value),
            "headers": " ".join(sorted({header.lower() for header in headers})) or None if headers else None,
            "links": len(links.value) if links is not None and isinstance(links.value, dict) else 0,
        }

    def row(self, media: str | None, schema: Node | None) -> ApiBody:
        inside = media is not None and isinstance(self._node.value.get("content"), dict)
        shape = self._shapes.of(schema)
        return ApiBody(
            **self._shared,
            media_type=media,
            has_schema=schema is not None and schema.value not in ({}, True),
            type=shape.type,
            properties=shape.properties,
            lists=shape.lists,
            pointer=joined(self._node.pointer, "content", media) if inside and media else self._node.pointer,
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
        lists = [name for name, below in top.items() if "array" in (self._type(below) or "")]
        if "array" in (kind or ""):
            lists.insert(0, "[]")
        return _Shape(kind, " ".join(top) or None, " ".join(lists) or None)

    def _type(self, schema: Node | None) -> str | None:
        return kinds(stated(self._document, schema))[0]


def _top(document: Document, schema: Node | None) -> dict[str, Node]:
    """The properties at the top of a schema, parts of allOf included."""
    found: dict[str, Node] = {}
    waiting, seen = [schema] if schema is not None else [], set[tuple[str, str]]()
    while waiting and len(seen) < _MOST_PARTS:
        node = document.follow(waiting.pop())
        if node is None or (node.path, node.pointer) in seen:
            continue
        seen.add((node.path, node.pointer))
        found |= {str(name): below for name, below in items(step(node, "properties"))}
        waiting += [part for _, part in items(step(node, "allOf"))]
    return found
