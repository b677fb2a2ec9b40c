"""A description's schemas and messages -> each example and default, held against the schema that it stands with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from assay.descriptions.document import Document, Node, items, step
from assay.descriptions.json_schema import json_schema

from .model import Events, Message

_MOST = 5_000
_MAPS = ("properties", "patternProperties", "definitions")
_ONE = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames")
_LISTS = ("allOf", "anyOf", "oneOf")


class Example(NamedTuple):
    """`kind` is payload, headers, schema or default; `valid` is None where its schema cannot be used."""

    kind: str
    valid: bool | None
    message: str | None
    node: Node


def examples(events: Events) -> Iterator[Example]:
    """At most 5,000 of them."""
    for number, found in enumerate(_all(events)):
        if number >= _MOST:
            return
        yield found


def _all(events: Events) -> Iterator[Example]:
    document = events.document
    for message in events.messages:
        yield from _of_message(document, message)
    for schema in _schemas(events):
        if "default" in schema.value and (stated := step(schema, "default")):
            yield _held(document, "default", schema, stated)
        listed = step(schema, "examples")
        for _, stated in items(listed) if listed is not None and isinstance(listed.value, list) else ():
            yield _held(document, "schema", schema, stated)


def _of_message(document: Document, message: Message) -> Iterator[Example]:
    for _, example in items(document.child(message.node, "examples")):
        payload, headers = step(example, "payload"), step(example, "headers")
        if payload is not None and message.payload is not None:
            yield _held(document, "payload", message.payload, payload)
        if headers is not None and message.headers:
            yield _held(document, "headers", message.headers[0], headers)


def _schemas(events: Events) -> Iterator[Node]:
    """Every schema below messages, parameters and components, once."""
    document, root = events.document, events.document.root_node()
    named = (node for _, node in items(document.child(root, "components", "schemas")))
    parameters = [parameter.schema for channel in events.channels for parameter in channel.parameters]
    tops = [node for message in events.messages for node in (message.payload, *message.headers)]
    waiting = [node for node in (*named, *parameters, *tops) if node is not None]
    seen: set[tuple[str, str]] = set()
    while waiting:
        at = document.follow(waiting.pop())
        if at is None or (at.path, at.pointer) in seen or not isinstance(at.value, dict):
            continue
        seen.add((at.path, at.pointer))
        if "schemaFormat" in at.value:
            continue
        yield at
        for key in _MAPS:
            waiting += [inner for _, inner in items(step(at, key))]
        for key in _LISTS:
            waiting += [inner for _, inner in items(step(at, key))]
        waiting += [inner for key in _ONE if (inner := step(at, key)) is not None]


def _held(document: Document, kind: str, schema: Node, stated: Node) -> Example:
    valid, message = _checked(json_schema(document, schema, side="response"), stated.value)
    return Example(kind, valid, message, stated)


def _checked(schema: dict[str, Any], value: Any) -> tuple[bool | None, str | None]:
    import jsonschema_rs

    try:
        validator = jsonschema_rs.validator_for(schema)
    except (ValueError, jsonschema_rs.ValidationError):
        return None, None
    error = next(validator.iter_errors(value), None)
    if error is None:
        return True, None
    where = "/".join(map(str, error.instance_path))
    return False, f"{where + ': ' if where else ''}{error.message[:200]}"
