"""package-lock.json and npm-shrinkwrap.json, versions 1 to 3."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from assay.model import Row, Source, SourceError
from assay.model.expressions import expression
from assay.tables.workspace import LockedDependency

from .origin import is_plain_http, kind_of

_MAX_DEPTH = 64
_OBJECT_KEY = expression(rb'\n[ \t]*"([^"\n]+)"[ \t]*:[ \t]*\{')
_FOLDER = "node_modules/"


class _Entry(msgspec.Struct):
    name: str | None = None
    version: str | None = None
    resolved: str | bool | None = None
    integrity: str | None = None
    dev: bool | None = None
    dev_optional: bool | None = msgspec.field(default=None, name="devOptional")
    link: bool = False
    in_bundle: bool = msgspec.field(default=False, name="inBundle")
    bundled: bool = False
    dependencies: msgspec.Raw = msgspec.Raw(b"")


class _Lock(msgspec.Struct):
    version: int = msgspec.field(default=1, name="lockfileVersion")
    packages: dict[str, _Entry] | None = None
    dependencies: msgspec.Raw = msgspec.Raw(b"")


_entries = msgspec.json.Decoder(dict[str, _Entry])


def read(source: Source) -> Iterator[Row]:
    """`packages` where it is (version 2 and 3), else the nested `dependencies` of version 1."""
    try:
        lock = msgspec.json.decode(source.data.removeprefix(b"\xef\xbb\xbf"), type=_Lock)
        lines = _Lines(source.data)
        if lock.packages is not None:
            yield from _flat(lock.packages, lines)
        elif lock.dependencies:
            yield from _nested(lock.dependencies, lines)
    except (msgspec.DecodeError, RecursionError) as error:
        raise SourceError(
            f"is not an npm lock file: {error}", where=source.path, remedy="Let `npm install` write it anew."
        ) from error


def _flat(packages: dict[str, _Entry], lines: _Lines) -> Iterator[Row]:
    for key, entry in packages.items():
        if _FOLDER in key:
            yield _row(entry.name or key.rpartition(_FOLDER)[2], entry, lines.next(key))


def _nested(dependencies: msgspec.Raw, lines: _Lines) -> Iterator[Row]:
    """In document order, so that lines are found by one scan; deeper than any real tree is a hostile file."""
    stack = [iter(_entries.decode(dependencies).items())]
    while stack:
        found = next(stack[-1], None)
        if found is None:
            stack.pop()
            continue
        name, entry = found
        yield _row(name, entry, lines.next(name))
        if entry.dependencies and len(stack) < _MAX_DEPTH:
            stack.append(iter(_entries.decode(entry.dependencies).items()))


def _row(name: str, entry: _Entry, line: int | None) -> LockedDependency:
    stated = entry.resolved if isinstance(entry.resolved, str) else None
    if stated is None and entry.version and not entry.version[:1].isdigit():
        # Version 1 states git, file and http addresses as the version.
        stated = entry.version
    bundled = entry.in_bundle or entry.bundled
    return LockedDependency(
        manager="npm",
        name=name,
        version=entry.version,
        # A bundled package lies inside its parent's archive, whose checksum covers it.
        integrity=bool(entry.integrity) or bundled,
        resolved_kind="workspace" if entry.link else kind_of(stated),
        plain_http=is_plain_http(stated),
        development=bool(entry.dev or entry.dev_optional),
        line=line,
    )


class _Lines:
    """Lines of the keys that open an object, asked for in document order: one scan in all."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._matches = _OBJECT_KEY.finditer(data)
        self._at = 0
        self._line = 1

    def next(self, key: str) -> int | None:
        wanted = key.encode("utf-8", "surrogatepass")
        for match in self._matches:
            if match[1] == wanted:
                self._line += self._data.count(b"\n", self._at, match.start(1))
                self._at = match.start(1)
                return self._line
        return None
