"""One parsed source file, and what every language's concerns ask of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from tree_sitter import Node

from assay.model import Conventions, Row, Source
from assay.model.expressions import expression
from assay.model.paths import is_test_path
from assay.tables.component import SourceFile

#: Where generators put their output, and what the comments at the head of their files say.
_GENERATED_PATH = expression(r"(^|/)(__generated__|generated)/|(^|[/.-])generated[.-][^/]*$")
_HEAD = expression(rb"(?:\xef\xbb\xbf)?(?:\s+|//[^\n]*|#[^\n]*|/\*.*?\*/|\"\"\".*?\"\"\")*", re.DOTALL)
_HEAD_BYTES = 2_000
_GENERATED = expression(
    rb"@generated\b|\bauto(?:matically)?[- ]?generated\b|\bdo not (?:edit|modify)\b"
    rb"|^[\s#/*\"]*(?:(?:this )?(?:file|code)[\w ]{0,8})?generated (?:by|from|with|using)\b",
    re.IGNORECASE | re.MULTILINE,
)
_CONFLICT = expression(rb"^<<<<<<< .*\n(?:.*\n)*?=======\r?\n", re.MULTILINE)


class File:
    """One parsed source file; `language` is the grammar that read it."""

    def __init__(self, source: Source, language: str, root: Node) -> None:
        self.path = source.path
        self.data = source.data
        self.conventions: Conventions = source.conventions
        self.language = language
        self.root = root
        self.is_test = is_test_path(source.path)
        #: Those of the words that concerns ask for which it holds.
        self.held: frozenset[bytes] = frozenset()
        self.memo: dict[str, Any] = {}

    @cached_property
    def stripped(self) -> list[bytes]:
        """Its lines without the white space around them."""
        return list(map(bytes.strip, self.data.split(b"\n")))

    @cached_property
    def lines(self) -> list[str]:
        return self.data.decode("utf-8", "replace").splitlines()


def mentions(file: File, words: Iterable[bytes]) -> bool:
    """The file holds one of these words, which some concern of its package states as HINTS, WORDS or of the house."""
    return not file.held.isdisjoint(words)


def text(node: Node | None) -> str:
    """Source text of a node; empty for none."""
    # What a node holds is cut out of the file each time it is asked for.
    content = node.text if node is not None else None
    return content.decode("utf-8", "replace") if content else ""


def line(node: Node) -> int:
    """Line of a node, from 1."""
    return node.start_point[0] + 1


def errors(root: Node) -> Iterator[Node]:
    """The places that the grammar could not read, in document order."""
    waiting = [root] if root.has_error else []
    while waiting:
        node = waiting.pop()
        if node.type == "ERROR":
            yield node
        waiting += [child for child in reversed(node.children) if child.has_error]


def is_generated(file: File) -> bool:
    """A program wrote it: by its path, or because the comment at its head says so."""
    if "generated" not in file.memo:
        head = _HEAD.match(file.data[:_HEAD_BYTES])
        said = head is not None and _GENERATED.search(head[0]) is not None
        file.memo["generated"] = said or _is_generated_path(file.path)
    generated: bool = file.memo["generated"]
    return generated


def _is_generated_path(path: str) -> bool:
    return "generated" in path and _GENERATED_PATH.search(path) is not None


def source_file(
    file: File,
    language: str,
    comments: tuple[bytes, ...],
    *,
    typed: bool,
    unread: int,
    first_unread: Node | None = None,
    prose: int = 0,
) -> Row:
    """The row of the file. A line is code unless it is blank or begins as `comments` do; `prose` of these are none."""
    blank, commented = file.stripped.count(b""), len([each for each in file.stripped if each.startswith(comments)])
    return SourceFile(
        language=language,
        lines=file.data.count(b"\n") + (not file.data.endswith(b"\n") and bool(file.data)),
        bytes=len(file.data),
        code_lines=max(0, len(file.stripped) - blank - commented - prose),
        typed=typed,
        is_test=file.is_test,
        is_generated=is_generated(file),
        digest=hashlib.blake2b(file.data, digest_size=16).hexdigest(),
        parse_errors=unread,
        error_line=line(first_unread) if first_unread else None,
        conflict_line=_conflict_line(file.data),
    )


def _conflict_line(data: bytes) -> int | None:
    if b"<<<<<<< " not in data:
        return None
    found = _CONFLICT.search(data)
    return data.count(b"\n", 0, found.start()) + 1 if found else None
