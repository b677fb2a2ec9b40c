"""An OpenAPI document of any version (2.0, 3.0, 3.1, 3.2) -> the API that it describes, said in one way.

Swagger 2.0's body and form parameters become a body, its host, basePath and schemes become servers, its consumes and
produces become media types; a parameter without a schema of its own is given the schema that it spells out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from . import swagger
from .document import Document, Node, items, step

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_SAID_ELSEWHERE = frozenset({"accept", "content-type", "authorization"})
_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}

#: Alternatives, each of which is schemes with their scopes, all of them needed.
Security = tuple[Mapping[str, tuple[str, ...]], ...]


class Parameter(msgspec.Struct, frozen=True, gc=False):
    """One parameter, as an operation takes it."""

    name: str
    location: str
    required: bool
    style: str | None
    explode: bool | None
    schema: Node | None
    media_type: str | None
    node: Node

    @property
    def is_said_elsewhere(self) -> bool:
        """Whether it says nothing (OpenAPI 3.1 section 4.8.12.1): media types and security describe these headers."""
        return self.location == "header" and self.name.lower() in _SAID_ELSEWHERE


class Response(msgspec.Struct, frozen=True, gc=False):
    """What is answered with one status (200, 2XX, default): media type -> schema; name of a header -> the header."""

    status: str
    content: Mapping[str, Node | None]
    headers: Mapping[str, Node]
    node: Node


class Operation(msgspec.Struct, frozen=True, gc=False):
    """One operation. `security` is None where neither it nor the API says anything; `servers` are filled in."""

    operation: str
    kind: str
    method: str
    route: str
    operation_id: str | None
    deprecated: bool
    parameters: tuple[Parameter, ...]
    body: Mapping[str, Node | None]
    body_required: bool
    responses: tuple[Response, ...]
    security: Security | None
    servers: tuple[str, ...]
    node: Node
    body_node: Node | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Api:
    """What a document describes."""

    document: Document
    title: str
    version: str
    servers: tuple[str, ...]
    operations: tuple[Operation, ...]
    security_schemes: Mapping[str, Node] = field(default_factory=dict)


def read_api(document: Document) -> Api:
    """The API; what is of a wrong shape is left out, and told by validation. Errors: none."""
    root = document.root_node()
    info = root.value.get("info")
    info = info if isinstance(info, dict) else {}
    servers = swagger.servers(root) if is_swagger(document) else _servers(step(root, "servers"))
    return Api(
        document,
        str(info.get("title") or ""),
        str(info.get("version") or ""),
        servers,
        tuple(_operations(document, root, servers)),
        {name: node for name, node in _below(document, root, *_schemes_at(document)) if isinstance(node.value, dict)},
    )


def is_swagger(document: Document) -> bool:
    """Whether it is OpenAPI 2.0."""
    return "swagger" in document.root_node().value


def _schemes_at(document: Document) -> tuple[str, ...]:
    return ("securityDefinitions",) if is_swagger(document) else ("components", "securitySchemes")


def _below(document: Document, node: Node, *keys: str) -> Iterator[tuple[str, Node]]:
    """Members of what lies below by these keys, references followed; what leads nowhere is left out."""
    for key, inner in items(document.child(node, *keys)):
        followed = document.follow(inner)
        if followed is not None and not str(key).startswith("x-"):
            yield str(key), followed


def _operations(document: Document, root: Node, servers: tuple[str, ...]) -> Iterator[Operation]:
    for kind, key in (("path", "paths"), ("webhook", "webhooks"), ("webhook", "x-webhooks")):
        found = document.child(root, key)
        for route, item in _below(document, found) if found is not None else ():
            yield from _item(document, kind, route, item, servers, 0)


def _item(
    document: Document, kind: str, route: str, item: Node, servers: tuple[str, ...], depth: int
) -> Iterator[Operation]:
    """The operations of a path item, and those that they call back.

    One may be a reference to a file of its own: OpenAPI has no such reference, yet all that bundle descriptions do.
    """
    if not isinstance(item.value, dict):
        return
    found = [(key.upper(), document.child(item, key)) for key in METHODS if key in item.value]
    found += [(str(key), node) for key, node in _below(document, item, "additionalOperations")]
    servers = _servers(step(item, "servers")) or servers
    for method, node in found:
        if node is None or not isinstance(node.value, dict):
            continue
        yield _operation(document, kind, method, route, item, node, servers)
        for _, callback in _below(document, node, "callbacks") if depth < 3 else ():
            for expression, inner in _below(document, callback):
                yield from _item(document, "callback", expression, inner, (), depth + 1)


def _operation(
    document: Document, kind: str, method: str, route: str, item: Node, node: Node, servers: tuple[str, ...]
) -> Operation:
    value = node.value
    stated = list(_parameter_nodes(document, item, node))
    old = is_swagger(document)
    parameters = tuple(swagger.parameters(stated) if old else (_parameter(document, one) for one in stated))
    if old:
        body_node, body, required = swagger.body(document, node, stated)
    else:
        body_node = document.child(node, "requestBody")
        body_node = body_node if body_node is not None and isinstance(body_node.value, dict) else None
        body = content(document, body_node)
        required = body_node is not None and body_node.value.get("required") is True
    identifier, tags = value.get("operationId"), value.get("tags")
    return Operation(
        operation=f"{method} {route}",
        kind=kind,
        method=method,
        route=route,
        operation_id=identifier if isinstance(identifier, str) else None,
        deprecated=value.get("deprecated") is True,
        parameters=parameters,
        body=body,
        body_required=required,
        responses=tuple(_responses(document, node)),
        security=_security(value["security"] if "security" in value else document.root_node().value.get("security")),
        servers=(swagger.servers(document.root_node(), value) if old and kind == "path" else ())
        or _servers(step(node, "servers"))
        or servers,
        node=node,
        body_node=body_node,
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
    )


def _parameter_nodes(document: Document, item: Node, operation: Node) -> Iterator[Node]:
    """Parameters of the operation and those of its path item that it does not state anew."""
    found: dict[tuple[str, str], Node] = {}
    for owner in (item, operation):
        for _, node in _below(document, owner, "parameters"):
            if isinstance(node.value, dict) and isinstance(node.value.get("name"), str):
                found[node.value["name"], str(node.value.get("in"))] = node
    yield from found.values()


def _parameter(document: Document, node: Node) -> Parameter:
    value, location = node.value, str(node.value.get("in"))
    stated = content(document, node)
    media_type = next(iter(stated), None)
    style = value.get("style") if isinstance(value.get("style"), str) else _STYLES.get(location)
    explode = value.get("explode") if isinstance(value.get("explode"), bool) else style == "form"
    return Parameter(
        name=value["name"],
        location=location,
        required=value.get("required") is True or location == "path",
        style=None if media_type else style,
        explode=None if media_type or style is None else explode,
        schema=stated[media_type] if media_type else step(node, "schema"),
        media_type=media_type,
        node=node,
    )


def content(document: Document, node: Node | None) -> dict[str, Node | None]:
    """Media types of a body, response, parameter or header -> their schemas, whose references are not followed."""
    if node is None:
        return {}
    return {media: step(inner, "schema") for media, inner in _below(document, node, "content")}


def _responses(document: Document, operation: Node) -> Iterator[Response]:
    for status, node in _below(document, operation, "responses"):
        if isinstance(node.value, dict):
            stated = swagger.answers(document, operation, node) if is_swagger(document) else content(document, node)
            yield Response(status, stated, dict(_below(document, node, "headers")), node)


def _security(stated: Any) -> Security | None:
    if not isinstance(stated, list):
        return None
    return tuple(
        {
            name: tuple(scope for scope in scopes if isinstance(scope, str)) if isinstance(scopes, list) else ()
            for name, scopes in one.items()
        }
        for one in stated
        if isinstance(one, dict)
    )


def _servers(node: Node | None) -> tuple[str, ...]:
    return tuple(
        filled(inner.value) for _, inner in items(node) if isinstance(inner.value, dict) and inner.value.get("url")
    )


def filled(server: Mapping[str, Any]) -> str:
    """The address of a server object, its variables filled with their defaults."""
    url = str(server.get("url"))
    variables = server.get("variables")
    for name, variable in variables.items() if isinstance(variables, dict) else ():
        if isinstance(variable, dict) and "default" in variable:
            url = url.replace("{" + str(name) + "}", str(variable["default"]))
    return url
