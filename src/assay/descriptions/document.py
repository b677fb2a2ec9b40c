"""The files of one description -> one document, in which every reference leads to its place.

In: a root file and the files it may refer to, as bytes or as values. Out: nodes, each a value with the file and the
JSON pointer where it stands. Nothing is fetched: what lies on another host stays unresolved.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin

import msgspec

from assay.model.expressions import expression

from .decoding import Decoded, decode
from .errors import DescriptionError
from .pointers import below, tokens
from .walking import Trail, pointer_of

#: Top-level key that states the format -> the format.
FORMATS = {"openapi": "openapi", "swagger": "openapi", "asyncapi": "asyncapi"}
#: How the versions of OpenAPI begin whose schemas are no JSON Schema: much that is allowed since was not before.
BEFORE_3_1 = ("2.", "3.0")
_MOST_HOPS = 100
#: Keys by which a place says what it is called.
_NAMING = frozenset(("$id", "$self", "$anchor", "$dynamicAnchor"))
_NAMING_IN_JSON = expression(rb'"\$(?:id|self|anchor|dynamicAnchor)"')
_INDEX = expression(r"[0-9]{1,9}")


class Node(msgspec.Struct, frozen=True, gc=False):
    """A value and where it stands: file and JSON pointer. Values form no circles."""

    value: Any
    path: str
    pointer: str


class Problem(NamedTuple):
    """One thing that is wrong: schema, reference, duplicate_key, outdented, loop, version or limit; what is said of the
    place.
    """

    kind: str
    message: str
    path: str
    pointer: str


class Document:
    """One description over its files. Values are shared, and are never to be changed.

    `files` holds what was reached, and `depth` the levels seen there: all of them after `references`.
    """

    def __init__(self, root: str, files: Mapping[str, Any], naming: Callable[[], Iterable[str]] | None = None) -> None:
        """`naming` are the files in which some place says what it is called; where nobody knows, all of them may be."""
        self.root = root
        self._naming = naming
        self.problems: list[Problem] = []
        self._given = files
        self.files: dict[str, Any] = {}
        self.depth = 0
        self._known: dict[tuple[str, str], Node | None] = {}
        self._names: dict[str, Node] | None = None
        value = self._open(root)
        key = next((key for key in FORMATS if isinstance(value, dict) and key in value), None)
        if key is None:
            what = "states none of " + ", ".join(FORMATS) + " at its top"
            raise DescriptionError(what, where=root)
        self.format = FORMATS[key]
        self.version = str(value[key])

    def root_node(self) -> Node:
        """The whole of the root file."""
        return Node(self.files[self.root], self.root, "")

    def child(self, node: Node, *keys: str | int) -> Node | None:
        """What stands below a node by these keys, references followed at each step and at the end. None: nothing."""
        found: Node | None = node
        for key in keys:
            found = self.follow(found) if found is not None else None
            found = step(found, key) if found is not None else None
        return self.follow(found) if found is not None else None

    def follow(self, node: Node) -> Node | None:
        """A chain of $ref to its end, across files. None: broken, on another host, or a loop."""
        hops = 0
        while (
            (value := node.value).__class__ is dict and "$ref" in value and isinstance(reference := value["$ref"], str)
        ):
            found = self.resolve(reference, node.path) if hops <= _MOST_HOPS else None
            if found is None:
                return None
            node, hops = found, hops + 1
        return node

    def resolve(self, reference: str, path: str) -> Node | None:
        """The place that a reference in the file `path` names, itself not followed. None: broken or on another host."""
        key = (path, reference)
        if key not in self._known:
            self._known[key] = None  # a pointer that leads through itself comes to nothing
            self._known[key] = self._resolve(reference, path)
        return self._known[key]

    def _resolve(self, reference: str, path: str) -> Node | None:
        address, _, fragment = reference.partition("#")
        fragment = unquote(fragment)
        base: Node | None
        if not address:
            base = self._whole(path)
        elif is_remote(reference):
            base = self._by_name(address)
        else:
            base = self._whole(target_file(address, path)) or self._named_beside(address, path)
        if base is None or not fragment:
            return base
        if not fragment.startswith("/"):
            return self._by_name(f"{base.path}#{fragment}")
        return self._below(base, fragment)

    def _below(self, base: Node, pointer: str) -> Node | None:
        node: Node | None = base
        for token in tokens(pointer):
            below = step(node, token) if node is not None else None
            if below is None and node is not None and isinstance(node.value, dict) and "$ref" in node.value:
                # Strictly there is nothing; every bundler looks where the reference leads.
                led = self.follow(node)
                below = step(led, token) if led is not None else None
            node = below
        return node

    def _whole(self, path: str) -> Node | None:
        if path not in self.files:
            if path not in self._given:
                return None
            try:
                self._open(path)
            except DescriptionError as error:
                self.problems.append(Problem("reference", error.what, path, ""))
                self.files[path] = None
        return Node(self.files[path], path, "")

    def _open(self, path: str) -> Any:
        if path not in self._given:
            raise DescriptionError("is not there", where=path)
        decoded = _decoded(self._given[path], path)
        self.problems += beside_the_value(path, decoded)
        self.files[path] = decoded.value
        return decoded.value

    def _by_name(self, name: str) -> Node | None:
        """The place that calls itself so; its file is reached by that."""
        if self._names is None:
            self._names = self._named()
        found = self._names.get(name)
        if found is not None:
            self._whole(found.path)
        return found

    def _named(self) -> dict[str, Node]:
        """Places by what they call themselves: $id and $self as an address, $anchor as file#name.

        To be asked for its names does not make a file part of the document. A name that two have is that of a part.
        """
        names: dict[str, Node] = {}
        for path in sorted(self._naming() if self._naming else self._given, key=self.files.__contains__):
            try:
                value = self.files[path] if path in self.files else _decoded(self._given[path], path).value
            except DescriptionError:
                continue
            names.update(_own_names(value, path))
        return names

    def _named_beside(self, address: str, path: str) -> Node | None:
        """A relative address, where the file itself states under which address it lies."""
        whole = self._whole(path)
        base = next((whole.value[key] for key in ("$self", "$id") if _states(whole, key)), None) if whole else None
        return self._by_name(urljoin(base, address)) if base else None


def open_document(root: str, files: Mapping[str, bytes | Any]) -> Document:
    """The document whose root is the file `root`; `files` are bytes (JSON or YAML) or values decoded already.

    Errors: DescriptionError where the root cannot be read or is no description.
    """
    return Document(root, files)


def may_name(file: bytes) -> bool:
    """Whether in a file as `decode` encodes it some place says what it is called."""
    return _NAMING_IN_JSON.search(file) is not None


def beside_the_value(path: str, decoded: Decoded) -> list[Problem]:
    """What is said of a file's keys that stand twice, and of lines too far out."""
    twice = "stands twice: what the first says is lost"
    further = "goes on, in brackets or quotes, no further in than its key: YAML 1.2 forbids it, js-yaml 5 refuses it"
    found = [("duplicate_key", twice, pointer) for pointer in decoded.duplicates]
    found += [("outdented", further, pointer) for pointer in decoded.outdented]
    return [Problem(kind, said, path, pointer) for kind, said, pointer in found]


def step(node: Node, key: str | int) -> Node | None:
    """What stands directly below a node by a key, no reference followed."""
    value, path, pointer = node.value, node.path, node.pointer
    if isinstance(value, dict):
        name = str(key)
        return Node(value[name], path, below(pointer, name)) if name in value else None
    if isinstance(value, list) and (isinstance(key, int) or _INDEX.fullmatch(key)) and int(key) < len(value):
        return Node(value[int(key)], path, f"{pointer}/{int(key)}")
    return None


def items(node: Node | None) -> Iterator[tuple[str | int, Node]]:
    """The members of an object or the items of an array, no reference followed."""
    if node is None:
        return
    whole, path, pointer = node.value, node.path, node.pointer
    if isinstance(whole, dict):
        for key, value in whole.items():
            yield key, Node(value, path, below(pointer, key))
    elif isinstance(whole, list):
        for number, value in enumerate(whole):
            yield number, Node(value, path, f"{pointer}/{number}")


def is_remote(reference: str) -> bool:
    """Whether a reference is an address with a scheme of its own."""
    head = reference.partition("#")[0]
    return "://" in head or head.startswith(("urn:", "//"))


def target_file(address: str, path: str) -> str:
    """The file that a relative address names in the file `path`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(address.partition("?")[0])))


def _decoded(given: bytes | Any, path: str) -> Decoded:
    return decode(given, path) if isinstance(given, bytes) else Decoded(given, b"", ())


def _states(node: Node, key: str) -> bool:
    return isinstance(node.value, dict) and isinstance(node.value.get(key), str)


def _own_names(value: Any, path: str) -> Iterator[tuple[str, Node]]:
    waiting: list[tuple[Any, Trail]] = [(value, None)]
    while waiting:
        found, trail = waiting.pop()
        if isinstance(found, dict):
            if not _NAMING.isdisjoint(found):
                yield from _names_of(Node(found, path, pointer_of(trail)))
            waiting += [(one, (trail, key)) for key, one in found.items() if isinstance(one, dict | list)]
        elif isinstance(found, list):
            waiting += [(one, (trail, number)) for number, one in enumerate(found) if isinstance(one, dict | list)]


def _names_of(node: Node) -> Iterator[tuple[str, Node]]:
    for key in ("$id", "$self"):
        if _states(node, key):
            yield node.value[key].partition("#")[0], node
    for key in ("$anchor", "$dynamicAnchor"):
        if _states(node, key):
            yield f"{node.path}#{node.value[key]}", node
