"""Places in source and configuration files, by their syntax tree: lines, objects, pairs, elements -> byte ranges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from assay.model import Source, SourceError
from assay.model.yaml_text import load_yaml
from assay.syntax import text
from assay.syntax.ecmascript import parse

from .fix import Edit

_BOM = b"\xef\xbb\xbf"
#: What may stand before JSON so that the grammar of scripts reads it.
_LEAD = b"("


def nodes(root: Node, *kinds: str) -> Iterator[Node]:
    """All nodes of some kinds below a node, in document order."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.type in kinds:
            yield node
        stack.extend(reversed(node.children))


def on_line(root: Node, line: int | None, *kinds: str) -> Iterator[Node]:
    """Those that begin on a line, counted from 1."""
    return (node for node in nodes(root, *kinds) if node.start_point[0] + 1 == line)


def script(path: str, data: bytes) -> Node | None:
    """The tree of a source file that was read without an error; None for any other."""
    root = parse(path, data)
    return None if root is None or root.has_error else root


class Json:
    """JSON with comments: its outermost value, and edits of the file that it stands in."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        skipped = len(_BOM) if data.startswith(_BOM) else 0
        self._shift = skipped - len(_LEAD)
        root = parse("json.js", _LEAD + data[skipped:] + b"\n)")
        expression = root.named_children[0] if root is not None and root.named_children else None
        inner = expression.named_children[0] if expression is not None and expression.named_children else None
        values = [node for node in inner.named_children if node.type != "comment"] if inner is not None else []
        #: None when the file is no JSON.
        self.value = values[0] if root is not None and not root.has_error and len(values) == 1 else None

    def edit(self, start: int, end: int, written: bytes) -> Edit:
        """An edit, its places counted in this tree."""
        return Edit(self.path, start + self._shift, end + self._shift, written)


def pairs(value: Node | None) -> dict[str, Node]:
    """The members of an object by their key, as pairs."""
    if value is None or value.type != "object":
        return {}
    return {_key(pair): pair for pair in value.named_children if pair.type == "pair"}


def _key(pair: Node) -> str:
    return text(pair.child_by_field_name("key")).strip("'\"")


def held(pair: Node | None) -> Node | None:
    """What a pair holds."""
    return pair.child_by_field_name("value") if pair is not None else None


def elements(value: Node | None) -> list[Node]:
    """The elements of an array."""
    if value is None or value.type != "array":
        return []
    return [node for node in value.named_children if node.type != "comment"]


def without(element: Node) -> tuple[int, int]:
    """The bytes to take out so that an element or member is gone, together with the comma that parted it.

    Where it has its lines to itself, these go; a comment beside it stays.
    """
    after = _comma(element, forward=True)
    if after is not None:
        following = after.next_sibling
        # Up to the next one, so that the gap before the removed one parts what is left.
        end = following.start_byte if following is not None and following.is_named else after.end_byte
        if following is not None and following.type == "comment":
            end = after.end_byte
        return element.start_byte, end
    before = _comma(element, forward=False)
    return (before.start_byte if before is not None else element.start_byte), element.end_byte


def _comma(element: Node, *, forward: bool) -> Node | None:
    sibling = element.next_sibling if forward else element.prev_sibling
    while sibling is not None and sibling.type == "comment":
        sibling = sibling.next_sibling if forward else sibling.prev_sibling
    return sibling if sibling is not None and sibling.type == "," else None


def line_bytes(data: bytes, line: int) -> tuple[int, int]:
    """Where a line begins and ends, from 1, its line break included."""
    start = 0
    for _ in range(line - 1):
        start = data.find(b"\n", start) + 1
        if not start:
            return len(data), len(data)
    end = data.find(b"\n", start)
    return start, len(data) if end < 0 else end + 1


def with_pair(path: str, value: Node, key: str, written: str, data: bytes) -> Edit:
    """The edit that makes `key: written` the first member of an object, laid out as its first member is."""
    members = [node for node in value.named_children if node.type != "comment"]
    if not members:
        return Edit(path, value.start_byte, value.end_byte, f"{{ {key}: {written} }}".encode())
    first = members[0].start_byte
    gap = data[data.rfind(b"\n", 0, first) + 1 : first]
    parted = b"\n" + gap if not gap.strip() else b" "
    return Edit(path, first, first, f"{key}: {written},".encode() + parted)


def stricter(path: str, data: bytes, rules: Iterable[str], levels: Iterable[str]) -> list[Edit]:
    """ESLint rules that a JSON configuration sets to one of these levels, as errors."""
    json = Json(path, data)
    edits = []
    for value in nodes(json.value, "object") if json.value is not None else ():
        for name in rules:
            stated = held(pairs(value).get(name))
            severity = elements(stated)[0] if elements(stated) else stated
            if severity is not None and text(severity).strip("\"'") in levels:
                edits.append(json.edit(severity.start_byte, severity.end_byte, b'"error"'))
    return edits


def readable(path: str, data: bytes) -> bool:
    """A source file, JSON or YAML can be read as a whole; of files of other kinds nothing is asked."""
    suffix = path.rpartition(".")[2].lower()
    if suffix == "json":
        return Json(path, data).value is not None
    if suffix in ("yml", "yaml"):
        try:
            load_yaml(Source(path, data))
        except SourceError:
            return False
        return True
    root = parse(path, data)
    return root is None or not root.has_error
