"""Pairs of schemas -> what changed in them, each pair compared once however often it is referred to.

A unit is a pair of schemas that something refers to; what is written inside it belongs to it, and what it refers to is
an edge to another unit. So recursive schemas end, and a change in a shared schema is one finding that `reach.py` leads
back to every operation that comes to it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any

from assay.descriptions.document import Node
from assay.descriptions.schemas import NULLABLE

from . import composition
from .change import Place
from .keywords import Said, compare_keywords
from .lifecycle import LIFE
from .reading import LISTS, Opened, Reader
from .types import binds, compare_types, is_nullable, listed_types, types_of
from .units import Edge, Finding, Here, Unit

#: Keywords that hold one schema -> how its place is shown below the schema that has it.
_SINGLE = {
    "items": "[]",
    "contains": ".contains",
    "propertyNames": ".propertyNames",
    "if": ".if",
    "then": ".then",
    "else": ".else",
    "contentSchema": ".contentSchema",
    "unevaluatedItems": ".unevaluatedItems",
    "unevaluatedProperties": ".unevaluatedProperties",
    "not": ".not",
}
_NAMED = {
    "contains": "contains",
    "propertyNames": "property-names",
    "if": "if",
    "then": "then",
    "else": "else",
    "contentSchema": "content-schema",
    "unevaluatedItems": "unevaluated-items",
    "unevaluatedProperties": "unevaluated-properties",
    "items": "items",
    "not": "not",
}
_KEYED = {"patternProperties": "pattern-property", "dependentSchemas": "dependent-schema"}
_LISTS = {"allOf": "all-of", "anyOf": "any-of", "oneOf": "one-of", "prefixItems": "prefix-items"}


#: Schemas written inside one another that are compared in one go.
_DEEP = 30


class Walk:
    """All units that were asked for, and those they refer to."""

    def __init__(self, old: Reader, new: Reader) -> None:
        self.old, self.new = old, new
        self.units: dict[tuple[int, int], Unit] = {}
        self._pending: deque[tuple[tuple[int, int], Node, Node]] = deque()

    def unit(self, old: Node, new: Node) -> tuple[int, int]:
        """The unit that two schemas are; it is compared by `run`."""
        old, new = self.old.resolve(old), self.new.resolve(new)
        key = (id(old.value), id(new.value))
        if key not in self.units:
            self.units[key] = Unit([], [])
            self._pending.append((key, old, new))
        return key

    def run(self) -> None:
        """Compare everything that was asked for."""
        while self._pending:
            key, old, new = self._pending.popleft()
            _Within(self, self.units[key]).compare(old, new, Here())


class _Within:
    """The comparison inside one unit."""

    def __init__(self, walk: Walk, unit: Unit) -> None:
        self.walk, self.unit = walk, unit

    def descend(self, old: Node, new: Node, here: Here) -> None:
        """Compare what is written here; what is referred to is a unit of its own."""
        # What lies deep is a unit of its own: units wait in a row, and need no stack.
        if _is_inline(old) and _is_inline(new) and here.depth < _DEEP:
            self.compare(old, new, here)
        else:
            self._edge(old, new, here)

    def compare(self, old: Node, new: Node, here: Here) -> None:
        unread = self.walk.old.unread(old), self.walk.new.unread(new)
        if unread[0] != unread[1]:
            said = Said("not-read", "", *(", ".join(sorted(each)) or None for each in unread))
            self._say([said], old, new, here)
            return
        self._life(old, new, here)
        one, other = self._opened(old, new)
        self._nullability(one, other, here)
        if one.node is not old or other.node is not new:
            self._say(_default(old.value, new.value), old, new, here)
        if one.crossed or other.crossed:
            self._edge(one.node, other.node, here)
        elif self._is_recomposed(one.node, other.node):
            self._annotating(one.node, other.node, here)
            self._edge(self.walk.old.flat(one.node), self.walk.new.flat(other.node), here)
        elif not self._chosen(one.node, other.node, here):
            self._inside(one.node, other.node, here)

    def _chosen(self, old: Node, new: Node, here: Here) -> bool:
        """Compare a schema with the alternative that it became or was; false where it is no such case."""
        before, after = self.walk.old, self.walk.new
        if _has_alternatives(old) == _has_alternatives(new) or wraps(before, after, old, new):
            return False
        one, other = listed_types(before, old), listed_types(after, new)
        if one and other and one[0] != other[0]:
            return False
        grew = _has_alternatives(new)
        found = (
            composition.versions_of(old, new, before, after)
            if grew
            else composition.versions_of(new, old, after, before)
        )
        if found is None:
            return False
        keyword, parts, index = found
        names = [composition.name_of(part, number) for number, part in enumerate(parts)]
        others = ", ".join(name for number, name in enumerate(names) if number != index)
        values = (None, others) if grew else (others, None)
        self._say([Said(f"alternatives-{'added' if grew else 'removed'}", keyword, *values)], old, new, here)
        pair = (old, parts[index]) if grew else (parts[index], new)
        self._edge(*pair, here.below(f".{keyword}[{names[index]}]"))
        return True

    def _is_recomposed(self, old: Node, new: Node) -> bool:
        """Whether what parts of allOf say moved between them, so that only their sum can be compared."""
        before, after = self._members(old, new, "allOf")
        if not before or not after:
            return bool(before or after)
        matched = composition.match(before, after, self.walk.old, self.walk.new)
        if matched.removed or matched.added:
            return bool(matched.removed and matched.added)
        pairs = [(old, new), *((before[one], after[other]) for one, other in matched.pairs)]
        says = [(self.walk.old.says(one), self.walk.new.says(other)) for one, other in pairs]
        all_before, all_after = (frozenset().union(*(each[side] for each in says)) for side in (0, 1))
        return any((one - other) & all_after or (other - one) & all_before for one, other in says)

    def _members(self, old: Node, new: Node, keyword: str, earlier: str = "") -> tuple[list[Node], list[Node]]:
        return self.walk.old.members(old, earlier or keyword), self.walk.new.members(new, keyword)

    def _annotating(self, old: Node, new: Node, here: Here) -> None:
        """Parts that bind nothing, where only one side has parts at all: their sum would not show them."""
        parts = self._members(old, new, "allOf")
        reader = self.walk.old if parts[0] else self.walk.new
        if all(composition.only_annotates(part, reader) for part in (*parts[0], *parts[1])):
            self._lists(old, new, here, "allOf", _LISTS["allOf"])

    def _edge(self, old: Node, new: Node, here: Here) -> None:
        self.unit.edges.append(Edge(here, self.walk.unit(old, new)))

    def _say(self, said: Iterable[Said], old: Node, new: Node, here: Here) -> None:
        for each in said:
            # Of values that only one side allows the change of types tells.
            if types_of(old.value) != types_of(new.value) and not all(binds(each.keyword, n.value) for n in (old, new)):
                continue
            places = _keyword_place(old, each.keyword, self.walk.old), _keyword_place(new, each.keyword, self.walk.new)
            self.unit.findings.append(Finding(each.what, here, *places, old, new, each.old, each.new))

    def _opened(self, old: Node, new: Node) -> tuple[Opened, Opened]:
        before, after = self.walk.old, self.walk.new
        one = before.open(old, _several(after.resolve(new)))
        other = after.open(new, _several(before.resolve(old)))
        inner, also = before.besides_null(one.node), after.besides_null(other.node)
        if inner and (also or not _has_alternatives(other.node)) and not is_nullable(before.resolve(inner).value):
            one = before.open(inner)._replace(nullable=True)
        if also and (inner or not _has_alternatives(one.node)) and not is_nullable(after.resolve(also).value):
            other = after.open(also)._replace(nullable=True)
        return one, other

    def _nullability(self, old: Opened, new: Opened, here: Here) -> None:
        before, after = is_nullable(old.node.value), is_nullable(new.node.value)
        if old.nullable or new.nullable:
            before, after = old.nullable or bool(before), new.nullable or bool(after)
        elif old.crossed or new.crossed:
            return
        mark = next((key for key in NULLABLE if key in old.node.value or key in new.node.value), None)
        if bool(before) != bool(after) and (mark or (before is not None and after is not None)):
            keyword = mark or "type"
            said = Said("became-nullable" if after else "became-not-nullable", keyword)
            self._say([said], old.node, new.node, here)

    def _life(self, old: Node, new: Node, here: Here) -> None:
        if any(old.value.get(key) != new.value.get(key) for key in LIFE):
            self._say([Said("life", "deprecated", old.value, new.value)], old, new, here)

    def _inside(self, old: Node, new: Node, here: Here) -> None:
        self._say(compare_keywords(old.value, new.value), old, new, here)
        told = self._kinds(old, new, here)
        moved = self._properties(old, new, here)
        self._single(old, new, here)
        self._additional(old, new, here)
        for keyword, what in _KEYED.items():
            self._keyed(old, new, here, keyword, what)
        told = self._chosen_otherwise(old, new, here) or told
        for keyword, what in _LISTS.items():
            if not (told and keyword in ("oneOf", "anyOf")) and not (moved and keyword == "oneOf"):
                self._lists(old, new, here, keyword, what)

    def _kinds(self, old: Node, new: Node, here: Here) -> bool:
        """Types and formats; true where a list of types says all that the alternatives do."""
        before, after = self.walk.old, self.walk.new
        if _has_alternatives(old) or _has_alternatives(new):
            one, other = listed_types(before, old), listed_types(after, new)
            if one and other and one[0] != other[0] and (one[1] or other[1]):
                said = Said("list-of-types", "type", sorted(one[0]), sorted(other[0]))
                self._say([said], old, new, here)
                return True
        change = compare_types(old.value, new.value)
        if change and not wraps(before, after, old, new):
            keyword = "format" if change.types == "same" else "type"
            self._say([Said("types", keyword, change, change)], old, new, here)
        return False

    def _properties(self, old: Node, new: Node, here: Here) -> bool:
        """Properties and which are required; true where an object became one of several alternatives."""
        before, after = self.walk.old.properties(old), self.walk.new.properties(new)
        if not before and not after and old.value.get("required") == new.value.get("required"):
            return False
        moved = wraps(self.walk.old, self.walk.new, old, new)
        if moved:
            self._say([Said("wrapped-in-one-of", "oneOf")], old, new, here)
        must, has = _names(old.value), _names(new.value)
        for name, node in before.items():
            if name in after:
                self._property(node, after[name], here.below(f".{name}"), name in has)
            elif name not in moved:
                detail = self.walk.old.resolve(node).value
                self._add("property-removed", node, new, here.below(f".{name}"), name in must, detail)
        for name, node in after.items():
            if name not in before:
                detail = self.walk.new.resolve(node).value
                self._add("property-added", old, node, here.below(f".{name}"), name in has, detail)
        for name in must ^ has:
            if (name in before) == (name in after) and name not in moved:
                detail = self.walk.new.resolve(after[name]).value if name in after else {}
                what = "became-required" if name in has else "became-optional"
                what += "" if name in after else "-undescribed"
                places = before.get(name, old), after.get(name, new)
                self._add(what, *places, here.below(f".{name}"), True, detail)
        return bool(moved)

    def _add(self, what: str, old: Node, new: Node, here: Here, required: bool, detail: Any) -> None:
        places = Place(old.path, old.pointer), Place(new.path, new.pointer)
        self.unit.findings.append(Finding(what, here, *places, old, new, required=required, detail=detail))

    def _property(self, old: Node, new: Node, here: Here, required: bool) -> None:
        one, other = self.walk.old.resolve(old).value, self.walk.new.resolve(new).value
        for flag, name, side in (("readOnly", "read-only", "request"), ("writeOnly", "write-only", "response")):
            was, is_now = one.get(flag) is True, other.get(flag) is True
            if was != is_now:
                what = f"became-{name}" if is_now else f"became-not-{name}"
                self._add(what, old, new, here, required, None)
            elif was:
                here = here._replace(hidden=here.hidden | {side})
        self.descend(old, new, here)

    def _single(self, old: Node, new: Node, here: Here) -> None:
        for keyword, shown in _SINGLE.items():
            one, other = old.value.get(keyword), new.value.get(keyword)
            if one is None and other is None:
                continue
            if one is not None and other is not None:
                if not isinstance(one, list) and not isinstance(other, list):
                    # What narrows that which is not allowed widens that which is.
                    there = here.below(shown)._replace(negated=here.negated != (keyword == "not"))
                    self.descend(self.walk.old.at(old, keyword), self.walk.new.at(new, keyword), there)
            elif not (keyword == "items" and (one or other) in ({}, True)):
                verb = "added" if one is None else "removed"
                self._say([Said(f"{_NAMED[keyword]}-{verb}", keyword)], old, new, here)

    def _additional(self, old: Node, new: Node, here: Here) -> None:
        keyword = "additionalProperties"
        one, other = old.value.get(keyword, True), new.value.get(keyword, True)
        if one is True and other is True:
            return
        if isinstance(one, dict) and isinstance(other, dict):
            self.descend(self.walk.old.at(old, keyword), self.walk.new.at(new, keyword), here.below(".*"))
            return
        before, after = (_openness(each) for each in (one, other))
        if before != after:
            what = "allowed" if after > before else "forbidden" if after == 0 else "restricted"
            self._say([Said(f"additional-properties-{what}", keyword, one, other)], old, new, here)

    def _keyed(self, old: Node, new: Node, here: Here, keyword: str, what: str) -> None:
        one, other = old.value.get(keyword), new.value.get(keyword)
        before, after = (each if isinstance(each, dict) else {} for each in (one, other))
        for name in (*before, *(name for name in after if name not in before)):
            if name in before and name in after:
                inner = self.walk.old.at(old, keyword, name), self.walk.new.at(new, keyword, name)
                self.descend(*inner, here.below(f".{keyword}[{name}]"))
            else:
                said = Said(f"{what}-{'added' if name in after else 'removed'}", keyword, name, name)
                self._say([said], old, new, here)

    def _chosen_otherwise(self, old: Node, new: Node, here: Here) -> bool:
        """One or any of alternatives, and the other of the two now: it is the alternatives that are compared."""
        was, is_now = ([key for key in ("oneOf", "anyOf") if node.value.get(key)] for node in (old, new))
        if len(was) != 1 or len(is_now) != 1 or was == is_now:
            return False
        self._say([Said(f"{_LISTS[was[0]]}-became-{_LISTS[is_now[0]]}", is_now[0])], old, new, here)
        self._lists(old, new, here, is_now[0], _LISTS[is_now[0]], was[0])
        return True

    def _lists(self, old: Node, new: Node, here: Here, keyword: str, what: str, earlier: str = "") -> None:
        """Alternatives or parts under a keyword, which was `earlier` before if that is given."""
        if not old.value.get(earlier or keyword) and not new.value.get(keyword):
            return
        before, after = self._members(old, new, keyword, earlier)
        readers = self.walk.old, self.walk.new
        if keyword in ("anyOf", "oneOf") and not (before and after):
            all_names = ", ".join(composition.name_of(part, index) for index, part in enumerate(before or after))
            values = (all_names, None) if before else (None, all_names)
            self._say([Said(f"alternatives-all-{'removed' if before else 'added'}", keyword, *values)], old, new, here)
            return
        if keyword == "prefixItems":
            matched = composition.in_order(before, after)
        else:
            renamed = _may_be_renamed(old, new, keyword)
            matched = composition.match(before, after, *readers, composition.called(old, new), renamed)
        for one, other in matched.pairs:
            if keyword in ("anyOf", "oneOf") and (called := composition.called_otherwise(before[one], after[other])):
                self._say([Said(f"{what}-renamed", keyword, *called)], old, new, here)
            name = composition.name_of(after[other], other)
            self.descend(before[one], after[other], here.below(f".{keyword}[{name}]"))
        for verb, indexes, parts, reader in (
            ("removed", matched.removed, before, readers[0]),
            ("added", matched.added, after, readers[1]),
        ):
            bare = {
                index for index in indexes if keyword == "allOf" and composition.only_annotates(parts[index], reader)
            }
            for some, name in (({*indexes} - bare, f"{what}-{verb}"), (bare, f"{what}-{verb}-annotation-only")):
                if some:
                    names = ", ".join(composition.name_of(parts[index], index) for index in sorted(some))
                    values = (names, None) if verb == "removed" else (None, names)
                    self._say([Said(name, keyword, *values)], old, new, here)


def wraps(before: Reader, after: Reader, old: Node, new: Node) -> set[str]:
    """Properties of an object that became a choice among objects which have them."""
    if not old.value.get("properties") or new.value.get("properties") or old.value.get("oneOf"):
        return set()
    parts = [after.flat(part) for part in after.members(new, "oneOf") if isinstance(part.value, dict)]
    if not parts or not all("object" in types_of(part.value) or after.properties(part) for part in parts):
        return set()
    return before.properties(old).keys() & {name for part in parts for name in after.properties(part)}


def _may_be_renamed(old: Node, new: Node, keyword: str) -> bool:
    """Whether the name of an alternative is not on the wire, as a discriminator puts it."""
    return keyword != "allOf" and "discriminator" not in old.value and "discriminator" not in new.value


def _is_inline(node: Node) -> bool:
    return isinstance(node.value, dict) and "$ref" not in node.value


def _several(node: Node) -> frozenset[str]:
    """The keywords under which a schema lists more than one other."""
    return frozenset(key for key in LISTS if isinstance(node.value.get(key), list) and len(node.value[key]) > 1)


def _has_alternatives(node: Node) -> bool:
    return bool(node.value.get("oneOf") or node.value.get("anyOf"))


def _names(value: dict[str, Any]) -> set[str]:
    required = value.get("required")
    return {name for name in required if isinstance(name, str)} if isinstance(required, list) else set()


def _openness(value: Any) -> int:
    """0: no further properties, 1: such as keep a schema, 2: any."""
    return 0 if value is False else 2 if value is True or value == {} else 1


def _default(old: dict[str, Any], new: dict[str, Any]) -> Iterable[Said]:
    stated = [{key: each[key] for key in ("default",) if key in each} for each in (old, new)]
    return compare_keywords(*stated)


def _keyword_place(node: Node, keyword: str, reader: Reader) -> Place:
    place = reader.at(node, keyword) if keyword in node.value else node
    return Place(place.path, place.pointer)
