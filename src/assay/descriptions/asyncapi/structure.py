"""A document -> where it breaks its format: keys that are missing, unknown or of another type, and schemas.

References that lead nowhere are told by `assay.descriptions.references`.
"""

from __future__ import annotations

from typing import Any

from assay.descriptions.document import Document, Node, Problem, items, step
from assay.descriptions.pointers import tokens
from assay.model.expressions import expression

from .shapes import SCHEME_NEEDS, shapes

_KNOWN = expression(r"2\.[0-6]\.\d+|3\.[01]\.\d+")
_COMPONENT = expression(r"[\w.\-]+")
_MOST = 500
_DIALECT = "http://json-schema.org/draft-07/schema#"
_TYPES: dict[str, tuple[type, ...]] = {"string": (str,), "boolean": (bool,), "object": (dict,)}


def problems(document: Document) -> list[Problem] | None:
    """What is wrong, at most 500 things. None where the version is not known, so that nobody can tell."""
    if not is_known(document.version):
        return None
    found = _Structure(document)
    found.object(document.root_node(), "root")
    return found.problems[:_MOST]


def is_known(version: str) -> bool:
    """Whether descriptions of this version of AsyncAPI can be held against it."""
    return bool(_KNOWN.fullmatch(version))


class _Structure:
    """One walk by shapes. Each place is looked at once for each shape, and references are followed."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.shapes = shapes(document.version)
        self.problems: list[Problem] = []
        self._seen: set[tuple[str, str, str]] = set()

    def object(self, node: Node, shape: str) -> None:
        at = self.document.follow(node)
        if at is None or (at.path, at.pointer, shape) in self._seen:
            return
        self._seen.add((at.path, at.pointer, shape))
        if not isinstance(at.value, dict):
            self._tell(at, f"has to be an object, as {_named(shape)} is")
            return
        fields = self.shapes[shape]
        for name, field in fields.items():
            if field.required and name not in at.value:
                self._tell(at, f"lacks {name}, which {_named(shape)} has to have")
        for key, inner in items(at):
            known = fields.get(str(key)) or fields.get("*")
            if known is not None:
                self._value(inner, known.type, f"{key} of {_named(shape)}")
            elif key == "$ref":
                self._tell(inner, "$ref has to be a string")
            elif not str(key).startswith("x-"):
                self._tell(inner, f"{key} is nothing that {_named(shape)} has")
        self._more(at, shape)

    def _more(self, at: Node, shape: str) -> None:
        if shape == "security_scheme":
            kind = at.value.get("type")
            for key in SCHEME_NEEDS.get(kind, ()) if isinstance(kind, str) else ():
                if not at.value.get(key):
                    self._tell(at, f"lacks {key}, which a scheme of type {kind} has to have")
        elif shape == "components":
            for _, kind_of in items(at):
                for name, inner in items(kind_of):
                    if not _COMPONENT.fullmatch(str(name)):
                        self._tell(inner, f"{name} is no name for a component: letters, digits, . _ - only")

    def _value(self, node: Node, kind: str, what: str) -> None:
        kind, _, other = kind.partition("?")
        if kind == "any" or (other and node.value is None):
            return
        if kind.startswith("@"):
            self.object(node, kind[1:])
        elif kind.startswith(("{", "[")):
            self._all(node, dict if kind.startswith("{") else list, kind[1:-1], what)
        elif kind == "schema":
            self._schema(node)
        elif kind == "reference":
            if not isinstance(node.value, dict) or not isinstance(node.value.get("$ref"), str):
                self._tell(node, f"{what} has to be a reference")
        elif kind in _TYPES:
            if not isinstance(node.value, _TYPES[kind]):
                self._tell(node, f"{what} has to be a {kind}")
        elif node.value not in kind.split("|"):
            self._tell(node, f"{what} has to be one of {', '.join(kind.split('|'))}")

    def _all(self, node: Node, container: type, kind: str, what: str) -> None:
        at = self.document.follow(node)
        if at is None:
            return
        if not isinstance(at.value, container):
            self._tell(at, f"{what} has to be {'an object' if container is dict else 'a list'}")
            return
        for _, inner in items(at):
            self._value(inner, kind, f"an entry of {what}")

    def _schema(self, node: Node) -> None:
        """A schema of another format, stated in it or (AsyncAPI 2) beside it, is not looked into."""
        value = node.value
        if (isinstance(value, dict) and "schemaFormat" in value) or self._is_foreign(node):
            return
        if (found := _malformed(value)) is not None:
            path, message = found
            at = node
            for key in path:
                at = step(at, key) or at
            self.problems.append(Problem("schema", f"is no schema: {message}", at.path, at.pointer))

    def _is_foreign(self, node: Node) -> bool:
        above = Node(self.document.files[node.path], node.path, "")
        for key in tokens(node.pointer)[:-1]:
            above = step(above, key) or above
        return isinstance(above.value, dict) and isinstance(above.value.get("schemaFormat"), str)

    def _tell(self, node: Node, message: str) -> None:
        self.problems.append(Problem("structure", message, node.path, node.pointer))


def _named(shape: str) -> str:
    if shape == "root":
        return "an AsyncAPI description"
    word = shape.replace("_", " ")
    return word if word.endswith("s") or word == "info" else f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _malformed(value: Any) -> tuple[list[str | int], str] | None:
    """The first thing by which a value is no schema of JSON Schema draft 07, which AsyncAPI adds only words to."""
    from jsonschema_rs import ValidationError, meta

    try:
        meta.validate({**value, "$schema": _DIALECT} if isinstance(value, dict) else value)
    except ValidationError as error:
        return list(error.instance_path), error.message[:200]
    except ValueError as error:
        return [], str(error)[:200]
    return None
