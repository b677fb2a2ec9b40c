"""A description's schemas and messages -> each example and default, held against the schema that it stands with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from assay.descriptions.conformance import Hidden, Schema, never_hidden
from assay.descriptions.document import Node, items, step
from assay.descriptions.json_schema import Schemas

from .model import Events, Message

_MOST = 5_000
_MAPS = ("properties", "patternProperties", "definitions")
_ONE = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames")
_LISTS = ("allOf", "anyOf", "oneOf")


class Example(NamedTuple):
    """`kind` is payload, headers, schema or default; `valid` is None where that cannot be told."""

    kind: str
    valid: bool | None
    message: str | None
    node: Node


def examples(events: Events, hidden: Hidden = never_hidden) -> Iterator[Example]:
    """At most 5,000 of them. `hidden` knows what masking may have changed: that is never told to be wrong."""
    schemas = Schemas(events.document, "response")
    for kind, schema, stated in islice(_all(events), _MOST):
        valid, message = _checked(schemas.whole(schema), stated.value, hidden)
        yield Example(kind, valid, message, stated)


def _all(events: Events) -> Iterator[tuple[str, Node, Node]]:
    """(kind, schema, example)."""
    for message in events.messages:
        yield from _of_message(events, message)
    for schema in _schemas(events):
        if "default" in schema.value and (stated := step(schema, "default")):
            yield "default", schema, stated
        listed = step(schema, "examples")
        for _, stated in items(listed) if listed is not None and isinstance(listed.value, list) else ():
            yield "schema", schema, stated


def _of_message(events: Events, message: Message) -> Iterator[tuple[str, Node, Node]]:
    for _, example in items(events.document.child(message.node, "examples")):
        payload, headers = step(example, "payload"), step(example, "headers")
        if payload is not None and message.payload is not None:
            yield "payload", message.payload, payload
        if headers is not None and message.headers:
            yield "headers", message.headers[0], headers


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


def _checked(schema: dict[str, Any], value: Any, hidden: Hidden) -> tuple[bool | None, str | None]:
    try:
        compiled = Schema(schema, hidden)
    except ValueError:
        return None, None
    if compiled.is_valid(value):
        return True, None
    error = next((one for one in compiled.errors(value) if one.sure), None)
    if error is None:
        return None, None
    return False, f"{error.place}: {error.message}" if error.place else error.message
