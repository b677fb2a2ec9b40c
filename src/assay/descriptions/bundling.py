"""A document of several files -> one value in which every part stands where it is referred to, and its origin.

A part is put in the place of the first reference to it; later ones stay references. What stands in the root file stays
where it is, so that a document of one file is its own bundle.
"""

from __future__ import annotations

from typing import Any

from .document import Document, Node, is_remote
from .pointers import joined, tokens


class Bundle:
    """The value, and the places (by pointer in it) where parts of other files begin."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._placed: set[tuple[str, str]] = set()
        self._origins: dict[str, Node] = {"": document.root_node()}
        root = document.root_node()
        self.value = self._copied(root.value, root.path, "") if self._has_parts() else root.value

    def origin(self, pointer: str) -> tuple[str, str]:
        """(file, pointer in it) of a place in the bundle."""
        keys, above = tokens(pointer), pointer
        while above not in self._origins:
            above = above.rpartition("/")[0]
        node = self._origins[above]
        return node.path, joined(node.pointer, *keys[len(tokens(above)) :])

    def _has_parts(self) -> bool:
        return len(self._document.files) > 1

    def _copied(self, value: Any, path: str, pointer: str) -> Any:
        if isinstance(value, list):
            return [self._copied(one, path, joined(pointer, number)) for number, one in enumerate(value)]
        if not isinstance(value, dict):
            return value
        reference = value.get("$ref")
        if isinstance(reference, str) and not is_remote(reference):
            target = self._document.resolve(reference, path)
            if target is not None and target.path != self._document.root:
                return self._put(target, value, pointer)
        return {key: self._copied(one, path, joined(pointer, key)) for key, one in value.items()}

    def _put(self, target: Node, reference: dict[str, Any], pointer: str) -> Any:
        place = (target.path, target.pointer)
        if place in self._placed:
            return reference
        self._placed.add(place)
        self._origins[pointer] = target
        return self._copied(target.value, target.path, pointer)
