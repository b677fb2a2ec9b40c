"""An expression -> the texts, numbers and object keys it may be worth, as far as its file tells."""

from __future__ import annotations

from itertools import product

from tree_sitter import Node

from assay.model.expressions import expression

from .scope import FUNCTIONS, Binding, bindings, members, returned
from .syntax import File, literal, text

_DEPTH = 8
_MAX_TEXTS = 6
_WRAPPED = frozenset(
    ("parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "await_expression")
)
_EITHER = ("||", "??")
_SPACE = expression(r"\s+")
_BRACE = expression(r"[{}]")
_WHOLE_HOLE = expression(r"\$\{[^}]*\}")


def plain(node: Node | None) -> Node | None:
    """The expression inside parentheses, assertions and `await`."""
    while node is not None and node.type in _WRAPPED and node.named_children:
        node = node.named_children[0]
    return node


def written(node: Node | None, size: int = 80) -> str:
    """Source text of an expression on one line, cut to `size` characters."""
    shown = _SPACE.sub(" ", text(node)).strip()
    return shown if len(shown) <= size else shown[: size - 1] + "…"


def branches(node: Node | None) -> list[Node]:
    """The expressions of which one is the value: both sides of `a ? b : c`, `a || b` and `a ?? b`."""
    found: list[Node] = []
    waiting = [node]
    while waiting and len(found) < _MAX_TEXTS:
        inner = plain(waiting.pop(0))
        if inner is None:
            continue
        if inner.type == "ternary_expression":
            waiting[:0] = [inner.child_by_field_name("consequence"), inner.child_by_field_name("alternative")]
        elif inner.type == "binary_expression" and text(inner.child_by_field_name("operator")) in _EITHER:
            waiting[:0] = [inner.child_by_field_name("left"), inner.child_by_field_name("right")]
        else:
            found.append(inner)
    return found


def texts(node: Node | None, file: File, depth: int = 0) -> list[str]:
    """The texts that an expression may be worth, what is computed left as `${…}`; empty when none of it is written."""
    choices = branches(node) if depth < _DEPTH else []
    known = [_texts(inner, file, depth + 1) for inner in choices]
    if not any(known):
        return []
    found = [value for inner, values in zip(choices, known, strict=True) for value in values or [_hole(inner)]]
    return list(dict.fromkeys(found))[:_MAX_TEXTS]


def _hole(node: Node | None) -> str:
    return "${" + _BRACE.sub("", written(node, 40)) + "}"


def _texts(node: Node, file: File, depth: int) -> list[str]:
    kind = node.type
    if kind in ("string", "template_string"):
        value = literal(node)
        return [value] if value is not None else _template(node, file, depth)
    if kind == "binary_expression" and text(node.child_by_field_name("operator")) == "+":
        return _joined([_part(node.child_by_field_name(side), file, depth) for side in ("left", "right")])
    if kind == "call_expression":
        return _called(node, file, depth)
    return [value for given in meant(node, file) for value in texts(given, file, depth)]


def _template(node: Node, file: File, depth: int) -> list[str]:
    """A template string: what stands between its holes, and what each hole may be worth."""
    parts: list[list[str]] = []
    start = node.start_byte + 1
    for hole in (child for child in node.named_children if child.type == "template_substitution"):
        parts.append([file.data[start : hole.start_byte].decode("utf-8", "replace")])
        parts.append(_part(hole.named_children[0] if hole.named_children else None, file, depth))
        start = hole.end_byte
    return _joined([*parts, [file.data[start : node.end_byte - 1].decode("utf-8", "replace")]])


def _part(node: Node | None, file: File, depth: int) -> list[str]:
    """What a part of a text may be worth; a hole as soon as one of its branches cannot be told."""
    found = texts(node, file, depth)
    return found if found and not any(_WHOLE_HOLE.fullmatch(value) for value in found) else [_hole(node)]


def shape(node: Node, file: File) -> str:
    """A string as it is written, the parts that are computed as `${…}` and not followed."""
    value = literal(node)
    return value if value is not None else "".join(_template(node, file, _DEPTH)[:1])


def _joined(parts: list[list[str]], by: str = "") -> list[str]:
    return [by.join(choice) for choice, _ in zip(product(*parts), range(_MAX_TEXTS), strict=False)]


def _called(node: Node, file: File, depth: int) -> list[str]:
    """`[a, b].join('?')`, or a method or function of this file."""
    callee = node.child_by_field_name("function")
    if callee is not None and callee.type == "member_expression" and text(callee)[-5:] == ".join":
        items = plain(callee.child_by_field_name("object"))
        given = arguments(node)
        if items is not None and items.type == "array" and given and literal(given[0]) is not None:
            return _joined([_part(item, file, depth) for item in items.named_children], literal(given[0]) or "")
        return []
    functions = meant(callee, file) if callee is not None else []
    results = [result for function in functions if function.type in FUNCTIONS for result in returned(function)]
    return [value for result in results for value in texts(result, file, depth)]


def meant(node: Node | None, file: File) -> list[Node]:
    """The expressions or functions that a name, a member or an element of a constant stands for."""
    node = plain(node)
    if node is None:
        return []
    if node.type in ("identifier", "shorthand_property_identifier"):
        return [found.node for found in bindings(text(node), node, file) if found.kind in ("value", "function")]
    if node.type not in ("member_expression", "subscript_expression"):
        return []
    owner, name = node.child_by_field_name("object"), text(node.child_by_field_name("property"))
    if owner is not None and owner.type == "this":
        return members(name, node, file)
    if owner is None or owner.type != "identifier":
        return []
    constants = [entries(found) for found in bindings(text(owner), owner, file)]
    return [value for known in constants for key, value in known if not name or key == name]


def entries(binding: Binding) -> list[tuple[str, Node]]:
    """(key, value) of an enum or of an object literal."""
    node = plain(binding.node)
    if node is None:
        return []
    if binding.kind == "enum":
        body = node.child_by_field_name("body")
        items = body.named_children if body is not None else []
        pairs = [(text(item.child_by_field_name("name")), item.child_by_field_name("value")) for item in items]
    elif binding.kind == "value" and node.type == "object":
        pairs = [(key_of(item), item.child_by_field_name("value")) for item in node.named_children]
    else:
        return []
    return [(key, value) for key, value in pairs if value is not None]


def key_of(pair: Node) -> str:
    """The key of an entry of an object literal."""
    if pair.type in ("shorthand_property_identifier", "method_definition"):
        return text(pair.child_by_field_name("name") or pair)
    key = pair.child_by_field_name("key")
    return literal(key) or text(key)


def objects(node: Node | None, file: File, depth: int = 0) -> list[Node | None]:
    """The object literals that an expression may be worth; None stands for what this file does not show."""
    if node is None or depth > _DEPTH:
        return [None]
    found: list[Node | None] = []
    for inner in branches(node):
        if inner.type == "object" or text(inner) == "undefined":
            found.append(inner)
            continue
        if inner.type == "call_expression":
            functions = meant(inner.child_by_field_name("function"), file)
            given = [result for function in functions if function.type in FUNCTIONS for result in returned(function)]
        else:
            given = meant(inner, file)
        found += [value for result in given for value in objects(result, file, depth + 1)] or [None]
    return found


def arguments(call: Node) -> list[Node]:
    """The arguments of a call or a construction, comments left out."""
    given = call.child_by_field_name("arguments")
    return [child for child in given.named_children if child.type != "comment"] if given is not None else []


def number(node: Node | None, file: File, depth: int = 0) -> float | None:
    """A number as written, as the product of numbers, or by the constant that a name stands for."""
    node = plain(node)
    if node is None or depth > _DEPTH:
        return None
    if node.type == "number":
        try:
            return float(text(node).replace("_", ""))
        except ValueError:
            return None
    if node.type == "binary_expression" and text(node.child_by_field_name("operator")) == "*":
        left, right = (number(node.child_by_field_name(side), file, depth + 1) for side in ("left", "right"))
        return left * right if left is not None and right is not None else None
    given = meant(node, file)
    return number(given[0], file, depth + 1) if len(given) == 1 else None
