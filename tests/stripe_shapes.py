"""What Stripe's own library says that its objects look like: its classes are made from Stripe's OpenAPI description.

In: an object as JSON. Out: where it differs from the class of its kind, as sentences.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import stripe

_PACKAGE = Path(stripe.__file__).parent
_PLAIN = {"str": str, "int": int, "bool": bool, "float": (int, float)}
#: Where the class of a kind of object is.
_MODULES = {"checkout.session": "checkout/_session.py", "list": "_list_object.py"}


def differences(told: Any, kind: str) -> list[str]:
    return list(_object(told, _classes(kind), kind))


@cache
def _classes(kind: str) -> ast.ClassDef:
    path = _PACKAGE / _MODULES.get(kind, f"_{kind}.py")
    name = kind.rpartition(".")[2].replace("_", "")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name.lower() == name)


def _object(told: Any, node: ast.ClassDef, where: str) -> Iterator[str]:
    if not isinstance(told, dict):
        yield f"{where}: {told!r} is no object"
        return
    inner = {item.name: item for item in node.body if isinstance(item, ast.ClassDef)}
    fields = {
        item.target.id: item.annotation
        for item in node.body
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    }
    for name in sorted(told.keys() - fields.keys() - _renamed(node)):
        yield f"{where}: {name} is unknown"
    for name, annotation in fields.items():
        if ast.unparse(annotation).startswith("ClassVar") or name in ("deleted",):
            continue
        if name in told:
            yield from _value(told[name], annotation, inner, f"{where}.{name}")
        elif not ast.unparse(annotation).startswith("Optional"):
            yield f"{where}: {name} is missing"


def _renamed(node: ast.ClassDef) -> set[str]:
    """Names that Python cannot have as they are: {"from": "from_"}."""
    for item in node.body:
        if isinstance(item, ast.Assign | ast.AnnAssign) and "_field_remappings" in ast.unparse(item):
            return set(ast.literal_eval(item.value)) if item.value else set()
    return set()


def _value(told: Any, annotation: ast.expr, inner: dict[str, ast.ClassDef], where: str) -> Iterator[str]:
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        annotation = ast.parse(annotation.value, mode="eval").body
    if isinstance(annotation, ast.Subscript):
        yield from _generic(told, ast.unparse(annotation.value), annotation.slice, inner, where)
        return
    name = ast.unparse(annotation)
    if name in _PLAIN:
        right = isinstance(told, _PLAIN[name]) and isinstance(told, bool) == (name == "bool")
        if not right:
            yield f"{where}: {told!r} is no {name}"
    elif name in inner:
        yield from _object(told, inner[name], where)


def _one_of(told: Any, outer: str, parts: list[ast.expr], inner: dict[str, ast.ClassDef]) -> bool:
    if outer == "Literal":
        return told in [ast.literal_eval(part) for part in parts]
    return any(not list(_value(told, part, inner, "")) for part in parts)


def _generic(told: Any, outer: str, arguments: ast.expr, inner: dict[str, ast.ClassDef], where: str) -> Iterator[str]:
    parts = arguments.elts if isinstance(arguments, ast.Tuple) else [arguments]
    if outer == "Optional":
        if told is not None:
            yield from _value(told, parts[0], inner, where)
    elif outer in ("Literal", "Union") and not _one_of(told, outer, parts, inner):
        yield f"{where}: {told!r} is none of {ast.unparse(arguments)}"
    elif outer == "List" and not isinstance(told, list):
        yield f"{where}: {told!r} is no list"
    elif outer == "List":
        for number, item in enumerate(told):
            yield from _value(item, parts[0], inner, f"{where}[{number}]")
    elif outer == "ExpandableField" and not isinstance(told, str) and "id" not in told:
        yield f"{where}: {told!r} is neither an id nor an object"
