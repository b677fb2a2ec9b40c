"""Documents and schemas -> which document fits, what it uses that is deprecated, and what is wrong with it.

What a client's own tools make of a document is not the schema's: fragments may lie in other files, `@client` fields are
answered at home. Where that is so, nothing is held against it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    parse,
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

MAX_TOKENS = 50_000
_MOST_ERRORS = 20
#: Fields of one name: whether they can be merged is asked of each pair.
_MOST_ALIKE = 2_000
#: What is told of a document as a whole, and what tools of clients make of it.
_LEFT_OUT = (
    *(KnownDirectivesRule, KnownFragmentNamesRule, NoUnusedFragmentsRule),
    *(UniqueFragmentNamesRule, UniqueOperationNamesRule),
)
_AT_HOME = frozenset(("client", "rest", "export"))


class Read(NamedTuple):
    """One document; `error` says why it is no GraphQL, or why that cannot be told; `line` where, from 1."""

    document: DocumentNode | None
    error: str | None = None
    line: int = 1
    told: bool = True

    @property
    def kind(self) -> str:
        if self.document is None:
            return "unread"
        operations = [one for one in self.document.definitions if isinstance(one, OperationDefinitionNode)]
        return operations[0].operation.value if operations else "fragment"


class Fit(NamedTuple):
    """`valid` is None where it cannot be told; `line` is one of the document, from 1.

    `astray`: all that is wrong is that the schema has none of it, as when it is another API's.
    """

    valid: bool | None
    message: str | None
    problems: int
    line: int
    deprecated: tuple[str, ...]
    astray: bool = False


def read_document(text: str) -> Read:
    """Errors: none; they are told in what is returned."""
    try:
        return Read(parse(text, max_tokens=MAX_TOKENS))
    except GraphQLError as error:
        line = error.locations[0].line if error.locations else 1
        return Read(None, error.message[:300], line, "Parsing aborted" not in error.message)
    except RecursionError:
        return Read(None, "nests too deep", told=False)


def fragments_of(documents: Iterable[Read]) -> dict[str, FragmentDefinitionNode]:
    """Fragments by their names, the first of each."""
    found: dict[str, FragmentDefinitionNode] = {}
    for read in documents:
        for node in read.document.definitions if read.document else ():
            if isinstance(node, FragmentDefinitionNode):
                found.setdefault(node.name.value, node)
    return found


def fit(document: DocumentNode, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> Fit:
    """Hold a document, with the fragments that it spreads, against a schema."""
    used = _Used(document)
    more, unknown = _spread(document, used, fragments)
    if unknown:
        return Fit(None, f"spreads the fragment {unknown[0]}, which nobody defines", 0, 1, ())
    if used.directives & _AT_HOME:
        return Fit(
            None, f"has fields that are answered by the client itself (@{min(used.directives & _AT_HOME)})", 0, 1, ()
        )
    if max(used.fields.values(), default=0) > _MOST_ALIKE:
        return Fit(None, f"has more than {_MOST_ALIKE:,} fields of one name", 0, 1, ())
    whole = DocumentNode(definitions=(*document.definitions, *more))
    errors = [
        error for error in validate(schema, whole, _rules(), _MOST_ERRORS, hide_suggestions=True) if error.locations
    ]
    own = [error for error in errors if not _lies_in(error, more)]
    if errors and not own:
        return Fit(None, f"a fragment that it spreads does not fit: {errors[0].message}", 0, 1, ())
    deprecated = () if errors else _deprecated(document, schema)
    line = own[0].locations[0].line if own and own[0].locations else 1
    astray = bool(own) and not _begins(document, schema) and all(_is_astray(error, schema) for error in own)
    return Fit(not own, own[0].message if own else None, len(own), line, deprecated, astray)


def _begins(document: DocumentNode, schema: GraphQLSchema) -> bool:
    """Whether the schema has one of the fields that the document's operations begin with."""
    for operation in document.definitions:
        root = schema.get_root_type(operation.operation) if isinstance(operation, OperationDefinitionNode) else None
        if root is not None and isinstance(operation, OperationDefinitionNode):
            begun = {node.name.value for node in operation.selection_set.selections if isinstance(node, FieldNode)}
            if begun & root.fields.keys():
                return True
    return False


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


def _spread(
    document: DocumentNode, used: _Used, fragments: Mapping[str, FragmentDefinitionNode]
) -> tuple[list[FragmentDefinitionNode], list[str]]:
    """(fragments from elsewhere that it needs, names that nobody defines)."""
    own = {node.name.value for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    waiting, seen = list(used.fragments), set(own)
    found: list[FragmentDefinitionNode] = []
    unknown: list[str] = []
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name not in fragments:
            unknown.append(name)
            continue
        found.append(fragments[name])
        more = _Used(fragments[name])
        used.fields += more.fields
        waiting += more.fragments
    return found, sorted(unknown)


def _deprecated(document: DocumentNode, schema: GraphQLSchema) -> tuple[str, ...]:
    info = TypeInfo(schema)
    collected = _Deprecations(info)
    visit(document, TypeInfoVisitor(info, collected))
    return tuple(collected.found)


class _Deprecations(Visitor):
    """Deprecated fields, arguments and values that a document uses, in words."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self.found: dict[str, None] = {}

    def enter_field(self, node: Any, *_: Any) -> None:
        stated, owner = self._info.get_field_def(), self._info.get_parent_type()
        if stated is not None and owner is not None and stated.deprecation_reason is not None:
            self._tell(f"{owner.name}.{node.name.value}", stated.deprecation_reason)

    def enter_argument(self, node: Any, *_: Any) -> None:
        stated, field = self._info.get_argument(), self._info.get_field_def()
        if stated is not None and field is not None and stated.deprecation_reason is not None:
            self._tell(f"the argument {node.name.value}", stated.deprecation_reason)

    def _tell(self, name: str, reason: str) -> None:
        self.found[f"{name} ({' '.join(reason.split())[:120]})" if reason else name] = None


def names(documents: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    """(path, name) of documents in order -> names that are unique in each file."""
    seen: dict[tuple[str, str], int] = {}
    for path, name in documents:
        usual = name or "without a name"
        seen[path, usual] = seen.get((path, usual), 0) + 1
        yield usual if seen[path, usual] == 1 else f"{usual} #{seen[path, usual]}"
