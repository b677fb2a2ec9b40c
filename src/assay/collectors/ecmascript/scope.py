"""A name or a member in one file -> what it stands for there: the expression it is given, part of data, a parameter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from assay.model.expressions import expression

from .syntax import File, text

FUNCTIONS = frozenset(
    ("function_declaration", "function_expression", "arrow_function", "method_definition", "generator_function")
)
_BLOCKS = frozenset(("program", "statement_block", "switch_case", "switch_default", "class_static_block"))
#: How the types of nodes end that hold statements.
_STATEMENTS = ("statement", "clause", "case", "default", "block", "switch_body")
_NAMED = {"enum_declaration": "enum", "function_declaration": "function"}
#: A name or member that is given a value, by assignment or where it is declared.
_ASSIGNED = expression(rb"(?<![\w$.#])([\w$#][\w$.#]*)\s*=(?![=>])")
_DECLARING = ("lexical_declaration", "variable_declaration")


class Binding(NamedTuple):
    """`kind`: value (`node` is the expression), part (taken out of `node`), parameter, enum or function."""

    kind: str
    node: Node
    default: Node | None = None


def bindings(name: str, node: Node, file: File) -> list[Binding]:
    """What `name` is given in the nearest scope around `node` that declares it; empty when this file does not say."""
    scope = node.parent
    while scope is not None:
        found: list[Binding] = []
        if scope.type in FUNCTIONS:
            found = list(_parameters(scope, name))
        elif scope.type in _BLOCKS:
            found = list(_declarations(scope, name, file))
        elif scope.type == "for_in_statement" and text(scope.child_by_field_name("left")) == name:
            source = scope.child_by_field_name("right")
            found = [Binding("part", source)] if source is not None else []
        elif scope.type == "catch_clause" and text(scope.child_by_field_name("parameter")) == name:
            found = [Binding("part", scope)]
        if found:
            return found
        scope = scope.parent
    return []


def _parameters(function: Node, name: str) -> Iterator[Binding]:
    single = function.child_by_field_name("parameter")
    if single is not None and text(single) == name:
        yield Binding("parameter", function)
    parameters = function.child_by_field_name("parameters")
    for parameter in parameters.named_children if parameters is not None else ():
        pattern = parameter.child_by_field_name("pattern") or parameter
        for bound, default in _names(pattern):
            if bound == name:
                yield Binding("parameter", function, default or parameter.child_by_field_name("value"))


def _declarations(block: Node, name: str, file: File) -> Iterator[Binding]:
    """What the statements of a block declare `name` as; a block is looked through once, whoever asks."""
    declared: dict[int, dict[str, list[Binding]]] = file.memo.setdefault("declared", {})
    if block.id not in declared:
        known = declared[block.id] = {}
        for bound, binding in _declared(block):
            known.setdefault(bound, []).append(binding)
    for binding in declared[block.id].get(name, ()):
        if binding.kind != "variable":
            yield binding
            continue
        if binding.default is not None:
            yield Binding("value", binding.default)
        for given in assigned(name, block, file):
            yield Binding("value", given)


def _declared(block: Node) -> Iterator[tuple[str, Binding]]:
    for statement in block.named_children:
        if statement.type == "export_statement":
            statement = statement.child_by_field_name("declaration") or statement
        if statement.type in _DECLARING:
            first = statement.child(0)
            constant = first is not None and first.type == "const"
            for declarator in statement.named_children:
                yield from _declarator(declarator, constant)
        elif statement.type in _NAMED:
            yield text(statement.child_by_field_name("name")), Binding(_NAMED[statement.type], statement)


def _declarator(declarator: Node, constant: bool) -> Iterator[tuple[str, Binding]]:
    """Kind `variable` (its first value, if any, as `default`) is one that later assignments may give another value."""
    pattern, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
    if pattern is None:
        return
    if pattern.type == "identifier":
        if not constant:
            yield text(pattern), Binding("variable", declarator, value)
        elif value is not None:
            yield text(pattern), Binding("value", value)
    elif value is not None:
        for name, default in _names(pattern):
            yield name, Binding("part", value, default)


def _names(pattern: Node) -> Iterator[tuple[str, Node | None]]:
    """The names that a binding pattern binds, each with the default it then has."""
    kind = pattern.type
    if kind in ("identifier", "shorthand_property_identifier_pattern"):
        yield text(pattern), None
    elif kind in ("object_assignment_pattern", "assignment_pattern"):
        left, right = pattern.child_by_field_name("left"), pattern.child_by_field_name("right")
        for name, default in _names(left) if left is not None else ():
            yield name, default or right
    elif kind == "pair_pattern":
        value = pattern.child_by_field_name("value")
        yield from _names(value) if value is not None else ()
    elif kind in ("object_pattern", "array_pattern", "rest_pattern"):
        for child in pattern.named_children:
            yield from _names(child)


def assigned(target: str, block: Node, file: File) -> Iterator[Node]:
    """Right sides of the assignments to `target` (a name, or a member such as `this.x`) inside `block`."""
    if "assigned" not in file.memo:
        found: dict[bytes, list[tuple[int, int]]] = {}
        for match in _ASSIGNED.finditer(file.data):
            found.setdefault(match[1], []).append(match.span())
        file.memo["assigned"] = found
    for start, end in file.memo["assigned"].get(target.encode(), ()):
        if start < block.start_byte or end > block.end_byte:
            continue
        node: Node | None = file.root.descendant_for_byte_range(start, end)
        if node is not None and node.type == "assignment_expression":
            right = node.child_by_field_name("right")
            if right is not None:
                yield right


def around(node: Node, *kinds: str) -> Node | None:
    """The nearest node around `node` that is of one of `kinds`."""
    outer = node.parent
    while outer is not None and outer.type not in kinds:
        outer = outer.parent
    return outer


def outermost_function(node: Node) -> Node | None:
    """The outermost function around `node` that is no class: what a reader takes in at once."""
    found, outer = None, node.parent
    while outer is not None and outer.type != "class_body":
        if outer.type in FUNCTIONS:
            found = outer
        outer = outer.parent
    return found


def members(name: str, node: Node, file: File) -> list[Node]:
    """What `this.name` stands for in the class around `node`: a method, or the expressions that the field is given."""
    body = around(node, "class_body")
    if body is None:
        return []
    found = []
    for member in body.named_children:
        if text(member.child_by_field_name("name")).lstrip("#") == name.lstrip("#"):
            value = member if member.type == "method_definition" else member.child_by_field_name("value")
            found += [value] if value is not None else []
    return found + list(assigned(f"this.{name}", body, file))


def returned(function: Node) -> list[Node]:
    """The expressions that a function returns, those of functions inside it left out."""
    body = function.child_by_field_name("body")
    if body is None or body.type != "statement_block":
        return [body] if body is not None else []
    found, waiting = [], [body]
    while waiting:
        for child in waiting.pop().named_children:
            if child.type == "return_statement":
                found += child.named_children[:1]
            elif child.type not in FUNCTIONS and child.type.endswith(_STATEMENTS):
                waiting.append(child)
    return found
