"""Addresses as observed -> path templates: what is an identifier, and what varies where all else is the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

#: So many different words at one place, of operations that answer alike, are values of a parameter.
_LEAST_VALUES = 3
_LEAST_ALIKE = 0.6


class Observed(NamedTuple):
    """One address: its path as sent, and the same with identifiers as {id}."""

    method: str
    path: str
    route: str


def templates(answers: Mapping[Observed, frozenset[str]]) -> dict[Observed, str]:
    """Each address with its template, of the names at the top of what it answers: what answers alike may be one."""
    shapes: dict[tuple[str, ...], dict[Observed, frozenset[str]]] = defaultdict(dict)
    for observed, names in answers.items():
        shapes[_marked(observed)][observed] = names
    merged = _merged({shape: list(ones) for shape, ones in shapes.items()}, answers)
    return {observed: _named(shape) for shape, ones in merged.items() for observed in ones}


def parameters(template: str, path: str) -> dict[str, str]:
    """Names of a template -> what stands at their places in a path."""
    pairs = zip(template.split("/"), path.split("/"), strict=True)
    return {stated[1:-1]: sent for stated, sent in pairs if stated.startswith("{")}


def _marked(observed: Observed) -> tuple[str, ...]:
    """Method and segments, an identifier as {}."""
    # A brace that was sent is no variable.
    parts = observed.path.replace("{", "%7B").replace("}", "%7D").split("/")
    routed = observed.route.split("/")
    known = routed if len(routed) == len(parts) else parts
    return (observed.method, *("{}" if part == "{id}" else stated for part, stated in zip(known, parts, strict=True)))


def _merged(
    shapes: dict[tuple[str, ...], list[Observed]], answers: Mapping[Observed, frozenset[str]]
) -> dict[tuple[str, ...], list[Observed]]:
    """Shapes that differ at their last place alone, and answer alike, become one."""
    beside: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for shape in shapes:
        if len(shape) > 2 and shape[-1] not in ("{}", ""):
            beside[shape[:-1]].append(shape)
    merged = dict(shapes)
    for stem, members in beside.items():
        named = [frozenset().union(*(answers[one] for one in shapes[shape])) for shape in members]
        if len(members) < _LEAST_VALUES or not _alike(named):
            continue
        # Version numbers and the like stand in the middle of a path; only its end is ever a value.
        target = merged.setdefault((*stem, "{}"), [])
        for shape in members:
            target.extend(merged.pop(shape))
    return merged


def _alike(named: Sequence[frozenset[str]]) -> bool:
    every = frozenset().union(*named)
    common = frozenset(every).intersection(*named)
    return bool(every) and len(common) / len(every) >= _LEAST_ALIKE


def _named(shape: Sequence[str]) -> str:
    """Each {} by the name before it: /orders/{orderId}/lines/{lineId}."""
    made: list[str] = []
    taken: set[str] = set()
    for number, part in enumerate(shape[1:]):
        if part != "{}":
            made.append(part)
            continue
        before = shape[number] if number else ""
        name = _parameter(before)
        while name in taken:
            name += "2"
        taken.add(name)
        made.append(f"{{{name}}}")
    return "/".join(made) or "/"


def _parameter(before: str) -> str:
    words = [word for word in re.split(r"[^A-Za-z0-9]+", before) if word]
    if not words or before == "{}":
        return "id"
    words[-1] = _singular(words[-1])
    return words[0][:1].lower() + words[0][1:] + "".join(word[:1].upper() + word[1:] for word in words[1:]) + "Id"


def component_name(template: str) -> str:
    """What a template is about, by its last word that is none of a parameter: /orders/{orderId} -> Order."""
    words = [part for part in template.split("/") if part and not part.startswith("{")]
    name = _parameter(words[-1]).removesuffix("Id") if words else ""
    return (name[:1].upper() + name[1:]) or "Body"


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def names_at_top(values: Iterable[object]) -> frozenset[str]:
    """Names of the properties of objects, or of the objects in lists."""
    found: set[str] = set()
    for value in values:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                found.update(one)
    return frozenset(found)
