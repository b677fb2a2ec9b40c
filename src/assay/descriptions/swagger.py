"""What OpenAPI 2.0 (Swagger) says in its own way -> the same as OpenAPI 3 says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .document import Document, Node, step

if TYPE_CHECKING:
    from .openapi import Parameter

#: Keys of a parameter or header that spell out its schema.
_SCHEMA = frozenset(
    "type format items default maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems "
    "minItems uniqueItems enum multipleOf".split()
)
#: collectionFormat -> (style, explode).
_COLLECTIONS = {
    "csv": ("form", False),
    "multi": ("form", True),
    "ssv": ("spaceDelimited", False),
    "pipes": ("pipeDelimited", False),
    "tsv": ("tabDelimited", False),
}
_ANYTHING = "*/*"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def servers(root: Node, operation: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """Addresses from schemes, host and basePath; an operation may have schemes of its own."""
    value = root.value
    host, base = value.get("host"), value.get("basePath")
    base = base if isinstance(base, str) else ""
    schemes = (operation or {}).get("schemes", value.get("schemes"))
    if not isinstance(host, str):
        return (base,) if base else ()
    # The root is no path of its own: its slash is the one that paths begin with.
    base = "" if base == "/" else base
    named = [scheme for scheme in schemes if isinstance(scheme, str)] if isinstance(schemes, list) else []
    return tuple(f"{scheme}://{host}{base}" for scheme in named) or (f"//{host}{base}",)


def spelled_out(node: Node) -> Node:
    """The schema that a parameter, its items or a header spell out among their own keys."""
    return Node({key: value for key, value in node.value.items() if key in _SCHEMA}, node.path, node.pointer)


def parameters(stated: Iterable[Node]) -> Iterator[Parameter]:
    """Those that are no part of the body."""
    from .openapi import Parameter

    for node in stated:
        value, location = node.value, str(node.value.get("in"))
        if location in ("body", "formData"):
            continue
        listed = value.get("type") == "array"
        usual = "simple" if location in ("path", "header") else "form"
        style, explode = _COLLECTIONS.get(str(value.get("collectionFormat")), ("form", False))
        yield Parameter(
            name=value["name"],
            location=location,
            required=value.get("required") is True,
            style=usual if style == "form" or not listed else style,
            explode=explode if listed else usual == "form",
            schema=spelled_out(node),
            media_type=None,
            node=node,
        )


def body(
    document: Document, operation: Node, stated: Iterable[Node]
) -> tuple[Node | None, dict[str, Node | None], bool]:
    """(where it stands, media type -> schema, required) of the body or form parameters."""
    form = []
    for node in stated:
        if node.value.get("in") == "body":
            media = _media(document, operation, "consumes") or ["application/json"]
            return node, dict.fromkeys(media, step(node, "schema")), node.value.get("required") is True
        if node.value.get("in") == "formData":
            form.append(node)
    if not form:
        return None, {}, False
    listed = [media for media in _media(document, operation, "consumes") if media in _FORMS]
    has_file = any(node.value.get("type") == "file" for node in form)
    required = [node.value["name"] for node in form if node.value.get("required") is True]
    schema = {
        "type": "object",
        "properties": {node.value["name"]: spelled_out(node).value for node in form},
        **({"required": required} if required else {}),
    }
    place = Node(schema, form[0].path, form[0].pointer)
    return form[0], dict.fromkeys(listed or [_FORMS[has_file]], place), bool(required)


def answers(document: Document, operation: Node, response: Node) -> dict[str, Node | None]:
    """Media types of a response -> its schema; none where it has no body."""
    schema = step(response, "schema")
    if schema is None:
        return {}
    return dict.fromkeys(_media(document, operation, "produces") or [_ANYTHING], schema)


def _media(document: Document, operation: Node, key: str) -> list[str]:
    stated = operation.value.get(key, document.root_node().value.get(key))
    return [media for media in stated if isinstance(media, str)] if isinstance(stated, list) else []
