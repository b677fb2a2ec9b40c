"""Which of several schemas or fragments a file means: those that share most directories with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from graphql import FragmentDefinitionNode, OperationDefinitionNode

from .fitting import begins

if TYPE_CHECKING:
    from graphql import DocumentNode, GraphQLSchema

    from .documents import Read

#: Schemas that are tried, the nearest first.
_MOST_NEAR = 4


class Fragments:
    """Fragments as seen from a file: its own before those of its directory before those further away."""

    def __init__(self, reads: Iterable[tuple[str, Read]]) -> None:
        self._all: dict[str, list[tuple[str, FragmentDefinitionNode]]] = {}
        for path, read in reads:
            for node in read.document.definitions if read.document else ():
                if isinstance(node, FragmentDefinitionNode):
                    self._all.setdefault(node.name.value, []).append((path, node))

    def named(self, name: str, path: str) -> list[FragmentDefinitionNode]:
        """Those of a name that differ, the nearest first."""
        found = sorted(self._all.get(name, ()), key=lambda pair: (pair[0] != path, -_shared(path, pair[0]), pair[0]))
        differing: dict[str, FragmentDefinitionNode] = {}
        for _, node in found:
            differing.setdefault(_text(node), node)
        return list(differing.values())


def nearest(path: str, document: DocumentNode, schemas: Mapping[str, GraphQLSchema]) -> list[str]:
    """The schemas that have what a document is about, the nearest first, each once however many copies it has.

    Where none has, the nearest.
    """
    ordered = sorted(schemas, key=lambda schema: (-_shared(path, schema), len(schema), schema))
    once = {id(schemas[schema]): schema for schema in reversed(ordered)}
    differing = [schema for schema in ordered if once[id(schemas[schema])] == schema]
    return [schema for schema in differing if _has(document, schemas[schema])][:_MOST_NEAR] or differing[:1]


def _has(document: DocumentNode, schema: GraphQLSchema) -> bool:
    """Whether a schema has a field that an operation begins with, or the type that a fragment is on."""
    for node in document.definitions:
        if isinstance(node, FragmentDefinitionNode):
            if schema.get_type(node.type_condition.name.value) is not None:
                return True
        elif isinstance(node, OperationDefinitionNode) and begins(node, schema):
            return True
    return False


def _text(node: FragmentDefinitionNode) -> str:
    return " ".join(node.loc.source.body[node.loc.start : node.loc.end].split()) if node.loc else ""


def _shared(one: str, other: str) -> int:
    count = 0
    for left, right in zip(one.split("/")[:-1], other.split("/")[:-1], strict=False):
        if left != right:
            break
        count += 1
    return count
