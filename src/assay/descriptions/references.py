"""A document -> every reference in it, in one walk over all of its files that are reached from the root."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from .document import BEFORE_3_1, Document, Node, Problem, is_remote
from .flaws import Flaws
from .pointers import joined
from .walking import Meaning, Trail, Walk, pointer_of

#: What may stand beside a reference that is no schema's, since OpenAPI 3.1.
_BESIDE = frozenset(("$ref", "summary", "description"))
_TELLING = frozenset(("$ref", "discriminator"))
#: Files of formats that say themselves what a fragment names, e.g. a record by its name.
_FOREIGN = (".avsc", ".avdl", ".proto", ".xsd")


class Reference(msgspec.Struct, frozen=True, gc=False):
    """One reference. `target` is where it leads, not followed on; `siblings` are keys beside it that are ignored."""

    node: Node
    written: str
    target: Node | None
    siblings: tuple[str, ...]

    @property
    def is_remote(self) -> bool:
        return is_remote(self.written)


def references(document: Document, flaws: Flaws | None = None) -> Iterator[Reference]:
    """All references, the files that they lead to included; `document.files` then holds what it is made of.

    The same walk finds `flaws` of these files.
    """
    walk = Walk(document.format, _TELLING.union(flaws.telling if flaws is not None else ()))
    waiting, seen = [document.root], {document.root}
    while waiting:
        path = waiting.pop()
        for value, trail, meaning in walk.objects(document.files.get(path)):
            if flaws is not None:
                flaws.look(path, value, trail, meaning)
            if _TELLING.isdisjoint(value):
                continue
            for reference in _of_object(document, path, value, trail, meaning):
                yield reference
                if reference.target is not None and reference.target.path not in seen:
                    seen.add(reference.target.path)
                    waiting.append(reference.target.path)
        document.depth = walk.depth


def problems(document: Document, found: Iterator[Reference] | list[Reference]) -> Iterator[Problem]:
    """References that lead nowhere or in a circle. What lies on another host is not known to be wrong."""
    for reference in found:
        node = reference.node
        if reference.target is None:
            if not (reference.is_remote or _leads_into_another_format(document, reference)):
                yield Problem(
                    "reference", f"refers to {reference.written}, which leads nowhere", node.path, node.pointer
                )
        elif isinstance(reference.target.value, dict) and "$ref" in reference.target.value and _circles(document, node):
            message = f"refers to {reference.written}, which leads back to it by references alone"
            yield Problem("loop", message, node.path, node.pointer)


def _leads_into_another_format(document: Document, reference: Reference) -> bool:
    address, _, fragment = reference.written.partition("#")
    file = address.rstrip("/")
    return bool(fragment) and file.endswith(_FOREIGN) and document.resolve(file, reference.node.path) is not None


def _circles(document: Document, node: Node) -> bool:
    seen: set[tuple[str, str]] = set()
    at: Node | None = node
    while at is not None and isinstance(at.value, dict) and isinstance(at.value.get("$ref"), str):
        if (at.path, at.pointer) in seen:
            return True
        seen.add((at.path, at.pointer))
        at = document.resolve(at.value["$ref"], at.path)
    return False


def _of_object(
    document: Document, path: str, value: dict[str, Any], trail: Trail, meaning: Meaning
) -> Iterator[Reference]:
    if "$ref" in value and isinstance(written := value["$ref"], str):
        node = Node(value, path, pointer_of(trail))
        yield Reference(node, written, document.resolve(written, path), _ignored(document, value, trail, meaning))
    if "discriminator" in value and isinstance(value["discriminator"], dict):
        yield from _mapped(document, value["discriminator"], path, (trail, "discriminator"))


def _ignored(document: Document, value: dict[str, Any], trail: Trail, meaning: Meaning) -> tuple[str, ...]:
    if len(value) == 1 or (trail is not None and trail[0] is not None and trail[0][1] in ("paths", "webhooks")):
        return ()
    if document.format == "openapi" and document.version.startswith(BEFORE_3_1):
        return tuple(key for key in value if key != "$ref")
    return () if meaning.schema else tuple(key for key in value if key not in _BESIDE)


def _mapped(document: Document, discriminator: dict[str, Any], path: str, trail: Trail) -> Iterator[Reference]:
    mapping = discriminator.get("mapping")
    for key, written in mapping.items() if isinstance(mapping, dict) else ():
        if isinstance(written, str):
            bare = not any(mark in written for mark in "#/.")
            target = document.resolve(f"#/components/schemas/{written}" if bare else written, path)
            yield Reference(Node(written, path, joined(pointer_of(trail), "mapping", key)), written, target, ())
