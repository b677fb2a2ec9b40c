"""Documents and schemas -> which document fits, what it uses that is deprecated, and what is wrong with it.

What a client's own tools make of a document is not the schema's: fragments may lie in other files, `@client` fields are
answered at home. Where that is so, nothing is held against it. Nor is it where several fragments have the name that it
spreads, each in a file of its own that may be imported: what is wrong is what is wrong whichever is meant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    Visitor,
    specified_rules,
    validate,
    visit,
)
from graphql.language import DirectiveNode, FragmentSpreadNode
from graphql.validation import (
    KnownDirectivesRule,
    KnownFragmentNamesRule,
    NoUnusedFragmentsRule,
    UniqueFragmentNamesRule,
    UniqueOperationNamesRule,
)

from .deprecations import deprecations

#: A name -> the fragments that have it and differ, the likeliest first.
Named = Callable[[str], Sequence[FragmentDefinitionNode]]

_MOST_ERRORS = 20
#: Fields of one name: whether they can be merged is asked of each pair.
_MOST_ALIKE = 2_000
#: Fragments of one name that are tried.
_MOST_MEANT = 4
#: What is told of a document as a whole, and what tools of clients make of it.
_LEFT_OUT = (
    *(KnownDirectivesRule, KnownFragmentNamesRule, NoUnusedFragmentsRule),
    *(UniqueFragmentNamesRule, UniqueOperationNamesRule),
)
_AT_HOME = frozenset(("client", "rest", "export"))


class Fit(NamedTuple):
    """`valid` is None where it cannot be told; `line` is where it is wrong, or uses what is deprecated, from 1.

    `astray`: all that is wrong is that the schema has none of it, as when it is another API's.
    """

    valid: bool | None
    message: str | None
    problems: int
    line: int
    deprecated: tuple[str, ...]
    astray: bool = False


def fit(document: DocumentNode, schema: GraphQLSchema, named: Named) -> Fit:
    """Hold a document, with the fragments that it spreads, against a schema."""
    used = _Used(document)
    first = _spread(document, used, named)
    if reason := _beyond(used, first):
        return Fit(None, reason, 0, 1, ())
    told = list(_told(document, schema, used, named))
    if not told[-1]:
        found = deprecations(document, schema)
        return Fit(True, None, 0, min(found.values(), default=1), tuple(found))
    errors = _wrong_anyway(told)
    if not errors:
        return Fit(None, "what it spreads has a name that several fragments have, and does not fit with each", 0, 1, ())
    own = [error for error in errors if not _lies_in(error, first.nodes)]
    if not own:
        return Fit(None, f"a fragment that it spreads does not fit: {errors[0].message}", 0, 1, ())
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    begun = any(begins(operation, schema) for operation in operations)
    astray = not begun and all(_is_astray(error, schema) for error in own)
    return Fit(False, own[0].message, len(own), own[0].locations[0].line if own[0].locations else 1, (), astray)


def _beyond(used: _Used, spread: _Spread) -> str | None:
    """Why nothing can be told of a document."""
    if spread.unknown:
        return f"spreads the fragment {spread.unknown[0]}, which nobody defines"
    if used.directives & _AT_HOME:
        return f"has fields that are answered by the client itself (@{min(used.directives & _AT_HOME)})"
    if max((used.fields + spread.fields).values(), default=0) > _MOST_ALIKE:
        return f"has more than {_MOST_ALIKE:,} fields of one name"
    return None


def _told(document: DocumentNode, schema: GraphQLSchema, used: _Used, named: Named) -> Iterator[list[GraphQLError]]:
    """What is wrong with the first fragments of each name, with the second, …, until nothing is."""
    for turn in range(_MOST_MEANT):
        spread = _spread(document, used, named, turn)
        if turn and not spread.others:
            return
        whole = DocumentNode(definitions=(*document.definitions, *spread.nodes))
        found = validate(schema, whole, _rules(), _MOST_ERRORS, hide_suggestions=True)
        errors = [error for error in found if error.locations]
        yield errors
        if not errors:
            return


def _wrong_anyway(told: Sequence[Sequence[GraphQLError]]) -> list[GraphQLError]:
    """The errors that are told each time."""
    others = [{_key(error) for error in errors} for errors in told[1:]]
    return [error for error in told[0] if all(_key(error) in keys for keys in others)]


def _key(error: GraphQLError) -> tuple[str, tuple[int, ...]]:
    return error.message, tuple(id(node) for node in error.nodes or ())


def begins(operation: OperationDefinitionNode, schema: GraphQLSchema) -> bool:
    """Whether a schema has one of the fields that an operation begins with."""
    root = schema.get_root_type(operation.operation)
    begun = {node.name.value for node in operation.selection_set.selections if isinstance(node, FieldNode)}
    return root is not None and bool(begun & root.fields.keys())


def _is_astray(error: GraphQLError, schema: GraphQLSchema) -> bool:
    roots = [root.name for root in (schema.query_type, schema.mutation_type, schema.subscription_type) if root]
    at_root = any(f"on type '{name}'." in error.message for name in roots)
    return at_root or error.message.startswith("Unknown type") or "is not supported by the schema" in error.message


@cache
def _rules() -> list[Any]:
    return [rule for rule in specified_rules if rule not in _LEFT_OUT]


def _lies_in(error: GraphQLError, nodes: Iterable[FragmentDefinitionNode]) -> bool:
    sources = {id(node.loc.source) for node in nodes if node.loc}
    return bool(error.nodes) and all(
        node.loc is not None and id(node.loc.source) in sources for node in error.nodes or ()
    )


class _Used(Visitor):
    """Names of the fragments, directives and fields that a node uses."""

    def __init__(self, node: Any) -> None:
        super().__init__()
        self.fragments: dict[str, None] = {}
        self.directives: set[str] = set()
        self.fields: Counter[str] = Counter()
        visit(node, self)

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self.fields[(node.alias or node.name).value] += 1

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:
        self.fragments[node.name.value] = None

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        self.directives.add(node.name.value)


class _Spread(NamedTuple):
    """Fragments from elsewhere, names that nobody defines, fields of the former, whether others may be meant."""

    nodes: list[FragmentDefinitionNode]
    unknown: list[str]
    fields: Counter[str]
    others: bool


def _spread(document: DocumentNode, used: _Used, named: Named, turn: int = 0) -> _Spread:
    """What a document spreads, taking of each name the fragment whose turn it is."""
    seen = {node.name.value for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    waiting = list(used.fragments)
    nodes, unknown, fields, others = [], [], Counter[str](), False
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        meant = named(name)
        if not meant:
            unknown.append(name)
            continue
        others = others or len(meant) > turn
        nodes.append(meant[min(turn, len(meant) - 1)])
        more = _Used(nodes[-1])
        fields += more.fields
        waiting += more.fragments
    return _Spread(nodes, sorted(unknown), fields, others)
