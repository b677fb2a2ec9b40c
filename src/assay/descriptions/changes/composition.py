"""Two lists of alternatives or parts (oneOf, anyOf, allOf, prefixItems) -> which of them belong together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from assay.descriptions.document import Node

from .reading import OF_USE, Reader, binding

Names = Mapping[str, set[str]]


class Matched(NamedTuple):
    """Indexes: those that belong together, those only in the old list, those only in the new one."""

    pairs: list[tuple[int, int]]
    removed: list[int]
    added: list[int]


def called(old: Node, new: Node) -> tuple[Names, Names]:
    """References -> the values of the discriminator that mean them, of both sides."""
    return _called(old), _called(new)


def _called(node: Node) -> Names:
    stated = node.value.get("discriminator")
    mapping = stated.get("mapping") if isinstance(stated, dict) else None
    found: dict[str, set[str]] = {}
    for name, reference in mapping.items() if isinstance(mapping, dict) else ():
        if isinstance(reference, str):
            found.setdefault(reference, set()).add(str(name))
    return found


def match(
    old: list[Node],
    new: list[Node],
    before: Reader,
    after: Reader,
    names: tuple[Names, Names] = ({}, {}),
    renamed: bool = False,
) -> Matched:
    """By reference, by what a discriminator calls them, by being equal, by title, by being alike, and the last two.

    `renamed`: two references to objects alike are of one schema whose name changed.
    """
    removed, added = list(range(len(old))), list(range(len(new)))
    pairs: list[tuple[int, int]] = []

    def pair(same: Any) -> None:
        for index in list(removed):
            found = next((other for other in added if same(old[index], new[other])), None)
            if found is not None:
                pairs.append((index, found))
                removed.remove(index)
                added.remove(found)

    pair(lambda a, b: _reference(a) is not None and _component(a) == _component(b))
    pair(lambda a, b: bool(names[0].get(_reference(a) or "", set()) & names[1].get(_reference(b) or "", set())))
    pair(lambda a, b: _reference(a) is None and _reference(b) is None and a.value == b.value)
    pair(_same_title)
    pair(lambda a, b: (_reference(a) is None) != (_reference(b) is None) and _same_binding(a, b, before, after))
    pair(lambda a, b: None in (_reference(a), _reference(b)) and alike(a, b, before, after))
    if renamed:
        pair(lambda a, b: _share_most(a, b, before, after))
    inline = [i for i in removed if _reference(old[i]) is None], [j for j in added if _reference(new[j]) is None]
    if len(inline[0]) == len(inline[1]) == 1:
        one, other = inline[0][0], inline[1][0]
        if not _title(old[one]) and not _title(new[other]):
            pairs.append((one, other))
            removed.remove(one)
            added.remove(other)
    return Matched(sorted(pairs), removed, added)


def in_order(old: list[Node], new: list[Node]) -> Matched:
    """By place in the list, as items of a tuple belong together."""
    both = min(len(old), len(new))
    return Matched([(index, index) for index in range(both)], [*range(both, len(old))], [*range(both, len(new))])


def alike(old: Node, new: Node, before: Reader, after: Reader) -> bool:
    """Whether two alternatives are versions of one: objects that share most names, lists of values that share some."""
    one, other = before.flat(old).value, after.flat(new).value
    if one.get("type") != other.get("type"):
        return False
    if one.get("properties") or other.get("properties"):
        return _share_most(old, new, before, after)
    values = one.get("enum"), other.get("enum")
    if isinstance(values[0], list) and isinstance(values[1], list):
        return any(value in values[1] for value in values[0])
    return one.get("type") is not None and values == (None, None)


def _share_most(old: Node, new: Node, before: Reader, after: Reader) -> bool:
    """Whether both are objects most of whose properties are of one name, and none tells them apart by its values."""
    one, other = before.properties(before.flat(old)), after.properties(after.flat(new))
    both = one.keys() & other.keys()
    if 2 * len(both) <= max(len(one), len(other)):
        return False
    pairs = ((_values(before.resolve(one[name])), _values(after.resolve(other[name]))) for name in both)
    return not any(was and is_now and not any(value in is_now for value in was) for was, is_now in pairs)


def _values(node: Node) -> list[Any]:
    if "const" in node.value:
        return [node.value["const"]]
    listed = node.value.get("enum")
    return listed if isinstance(listed, list) else []


def versions_of(node: Node, choice: Node, own: Reader, other: Reader) -> tuple[str, list[Node], int] | None:
    """(keyword, alternatives, index) where one alternative of `choice` is a version of a schema that has none."""
    for keyword in ("anyOf", "oneOf"):
        parts = other.members(choice, keyword)
        if not parts or node.value.get(keyword) or binding(choice.value) - {keyword, "discriminator", *OF_USE}:
            continue
        for same in (_is_named_alike, alike):
            found = next((index for index, part in enumerate(parts) if same(node, part, own, other)), None)
            if found is not None:
                return keyword, parts, found
    return None


def _is_named_alike(node: Node, part: Node, own: Reader, other: Reader) -> bool:
    return _reference(part) is not None and other.resolve(part).pointer == own.resolve(node).pointer


def name_of(node: Node, index: int) -> str:
    """What a part is called in a message."""
    reference = _reference(node)
    if reference is not None:
        return reference.rpartition("/")[2]
    return _title(node) or f"#{index + 1}"


def called_otherwise(old: Node, new: Node) -> tuple[str, str] | None:
    """What two references to components call an alternative, where its name is another now."""
    names = name_of(old, 0), name_of(new, 0)
    both = _reference(old) is not None and _reference(new) is not None
    return names if both and names[0] != names[1] else None


def only_annotates(node: Node, reader: Reader) -> bool:
    """Whether a part binds nothing."""
    return not binding(reader.resolve(node).value)


def _reference(node: Node) -> str | None:
    found = node.value.get("$ref") if isinstance(node.value, dict) else None
    return found if isinstance(found, str) else None


def _component(node: Node) -> str | None:
    """What a reference leads to; what was a definition in OpenAPI 2.0 is a schema among components since."""
    reference = _reference(node)
    return None if reference is None else reference.replace("#/definitions/", "#/components/schemas/")


def _same_title(old: Node, new: Node) -> bool:
    if _reference(old) is not None or _reference(new) is not None:
        return False
    return _title(old) is not None and _title(old) == _title(new)


def _title(node: Node) -> str | None:
    title = node.value.get("title") if isinstance(node.value, dict) else None
    return title if isinstance(title, str) and title else None


def _same_binding(old: Node, new: Node, before: Reader, after: Reader) -> bool:
    one, other = before.resolve(old).value, after.resolve(new).value
    return {key: one[key] for key in binding(one)} == {key: other[key] for key in binding(other)}
