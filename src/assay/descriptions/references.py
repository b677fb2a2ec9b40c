"""A document -> every reference in it, in one walk over all of its files that are reached from the root."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from .document import Document, Node, Problem, is_remote
from .pointers import joined

#: Keys whose members have names that somebody chose: none of them is a keyword.
_NAMES = frozenset(
    "properties patternProperties $defs definitions dependentSchemas schemas parameters responses headers examples "
    "requestBodies links callbacks paths webhooks securitySchemes securityDefinitions pathItems mediaTypes encoding "
    "content variables channels operations messages servers replies correlationIds messageTraits operationTraits "
    "channelBindings serverBindings messageBindings operationBindings externalDocs tags serverVariables mapping".split()
)
#: In AsyncAPI these hold a schema, or one object.
_NO_NAMES = {"asyncapi": frozenset(("headers", "externalDocs"))}
#: Keys that hold a value and no part of the description: what looks like a reference there is none.
_VALUES = frozenset(("example", "default", "enum", "const", "value", "payload_example"))
_SCHEMAS = frozenset(
    "schema items additionalProperties not allOf anyOf oneOf if then else contains propertyNames prefixItems "
    "unevaluatedItems unevaluatedProperties properties patternProperties $defs definitions dependentSchemas schemas "
    "payload itemSchema".split()
)
#: What may stand beside a reference that is no schema's, since OpenAPI 3.1.
_BESIDE = frozenset(("$ref", "summary", "description"))
_OLD = ("2.", "3.0")
_NESTED = frozenset((dict, list))

#: Where a value stands: the trail of what it stands in, and its key there. A pointer is made of it where one is asked.
Trail = tuple[Any, str | int] | None


class Reference(msgspec.Struct, frozen=True, gc=False):
    """One reference. `target` is where it leads, not followed on; `siblings` are keys beside it that are ignored."""

    node: Node
    written: str
    target: Node | None
    siblings: tuple[str, ...]

    @property
    def is_remote(self) -> bool:
        return is_remote(self.written)


def references(document: Document) -> Iterator[Reference]:
    """All references, the files that they lead to included; `document.files` then holds what it is made of."""
    waiting, seen = [document.root], {document.root}
    while waiting:
        path = waiting.pop()
        for reference in _in_file(document, path):
            yield reference
            if reference.target is not None and reference.target.path not in seen:
                seen.add(reference.target.path)
                waiting.append(reference.target.path)


def problems(document: Document, found: Iterator[Reference] | list[Reference]) -> Iterator[Problem]:
    """References that lead nowhere or in a circle. What lies on another host is not known to be wrong."""
    for reference in found:
        node = reference.node
        if reference.target is None:
            if not reference.is_remote:
                yield Problem(
                    "reference", f"refers to {reference.written}, which leads nowhere", node.path, node.pointer
                )
        elif isinstance(reference.target.value, dict) and "$ref" in reference.target.value and _circles(document, node):
            message = f"refers to {reference.written}, which leads back to it by references alone"
            yield Problem("loop", message, node.path, node.pointer)


def _circles(document: Document, node: Node) -> bool:
    seen: set[tuple[str, str]] = set()
    at: Node | None = node
    while at is not None and isinstance(at.value, dict) and isinstance(at.value.get("$ref"), str):
        if (at.path, at.pointer) in seen:
            return True
        seen.add((at.path, at.pointer))
        at = document.resolve(at.value["$ref"], at.path)
    return False


def pointer_of(trail: Trail) -> str:
    """The pointer of a trail."""
    keys: list[str | int] = []
    while trail is not None:
        trail, key = trail
        keys.append(key)
    return joined("", *reversed(keys))


#: A value on the way: its trail, whether its keys are names that somebody chose, whether it is a schema, its level.
_At = tuple[Any, Trail, bool, bool, int]


def _in_file(document: Document, path: str) -> Iterator[Reference]:
    old = document.format == "openapi" and document.version.startswith(_OLD)
    naming = _NAMES - _NO_NAMES.get(document.format, frozenset())
    whole = document.files.get(path)
    levels = {document.depth}
    waiting: list[_At] = [(whole, None, False, False, 0)] if whole.__class__ in _NESTED else []
    while waiting:
        value, trail, names, schema, depth = waiting.pop()
        levels.add(depth)
        below = depth + 1
        if names or value.__class__ is list:
            members = value.items() if names else enumerate(value)
            waiting += [
                (inner, (trail, key), False, schema, below) for key, inner in members if inner.__class__ in _NESTED
            ]
            continue
        if "$ref" in value and isinstance(written := value["$ref"], str):
            node = Node(value, path, pointer_of(trail))
            yield Reference(node, written, document.resolve(written, path), _ignored(value, old, schema, trail))
        if "discriminator" in value and isinstance(value["discriminator"], dict):
            yield from _mapped(document, value["discriminator"], path, (trail, "discriminator"))
        waiting += [
            (
                inner,
                (trail, key),
                key in naming and inner.__class__ is dict,
                key in _SCHEMAS or (schema and key[:2] != "x-"),
                below,
            )
            for key, inner in value.items()
            if inner.__class__ in _NESTED and key not in _VALUES and (key != "examples" or inner.__class__ is dict)
        ]
    document.depth = max(levels)


def _ignored(value: dict[str, Any], old: bool, schema: bool, trail: Trail) -> tuple[str, ...]:
    if len(value) == 1 or (trail is not None and trail[0] is not None and trail[0][1] in ("paths", "webhooks")):
        return ()
    if old:
        return tuple(key for key in value if key != "$ref")
    return () if schema else tuple(key for key in value if key not in _BESIDE)


def _mapped(document: Document, discriminator: dict[str, Any], path: str, trail: Trail) -> Iterator[Reference]:
    mapping = discriminator.get("mapping")
    for key, written in mapping.items() if isinstance(mapping, dict) else ():
        if isinstance(written, str):
            bare = not any(mark in written for mark in "#/.")
            target = document.resolve(f"#/components/schemas/{written}" if bare else written, path)
            yield Reference(Node(written, path, joined(pointer_of(trail), "mapping", key)), written, target, ())
