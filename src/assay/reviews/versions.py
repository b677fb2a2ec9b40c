"""Two versions of a description, as a user names them -> what changed between them, where, and who is hit.

In: files, or files of git revisions. What a description refers to is read below the repository (without one, below the
folder of the file) and nowhere else.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from assay.derivations.api_changes import CALLS, SITES
from assay.derivations.api_changes.hits import hits
from assay.derivations.api_changes.releases import Release
from assay.descriptions.changes import Change, Level, Place, Policy, compare, version_kept
from assay.descriptions.changes.lifecycle import SUNSET, sunset_of
from assay.descriptions.document import open_document
from assay.descriptions.errors import DescriptionError
from assay.descriptions.openapi import Api, read_api
from assay.descriptions.positions import locate
from assay.model import UsageError
from assay.tables.api_change import ApiChangeHit

#: Bytes of a file that are read at the most.
MOST = 64_000_000
_SECONDS = 60


class Version(NamedTuple):
    """One version: how it was named, what it describes, and the bytes of a file of it."""

    name: str
    api: Api
    files: _Files


class Ending(NamedTuple):
    """One operation that the newer version says is to go; `day` is None where none is stated or it cannot be read."""

    operation: str
    stated: str | None
    day: date | None
    place: Place


class Compared(NamedTuple):
    """`hits` is None where nobody knows what calls the API here."""

    old: Version
    new: Version
    changes: list[Change]
    endings: list[Ending]
    hits: list[ApiChangeHit] | None
    lines: Mapping[tuple[str, Place], int]

    def of(self, *levels: Level) -> list[Change]:
        """The changes of these levels."""
        return [change for change in self.changes if change.level in levels]

    @property
    def version_kept(self) -> str | None:
        """How the newer version fails to tell that something breaks; None where it tells, or nothing breaks."""
        return version_kept(self.old.api.version, self.new.api.version) if self.of(Level.BREAKING) else None

    def line(self, change: Change) -> tuple[str, int | None] | None:
        """(file, line) where a change stands: in the newer version where it is there."""
        for version, place in ((self.new, change.new), (self.old, change.old)):
            if place is not None:
                return version.files.shown(place.path), self.lines.get((version.name, place))
        return None


class _Files(Mapping[str, bytes]):
    """Files below a directory by their paths in it, read when they are asked for."""

    def __init__(self, read: Callable[[str], bytes | None], shown: Callable[[str], str]) -> None:
        self._read, self._known = read, dict[str, bytes | None]()
        self.shown = shown

    def __getitem__(self, path: str) -> bytes:
        if path not in self._known:
            inside = not path.startswith(("/", "../"))
            self._known[path] = self._read(path) if inside else None
        found = self._known[path]
        if found is None:
            raise KeyError(path)
        return found

    def __iter__(self) -> Iterator[str]:
        return (path for path, data in self._known.items() if data is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def read_version(name: str, at: Path | None = None) -> Version:
    """What `name` is: a file, or REVISION:FILE with the file as seen from `at`. Errors: UsageError."""
    at = at or Path.cwd()
    revision, colon, file = name.partition(":")
    if colon and not (at / name).exists():
        top = _top((at / file).parent) or _top(at)
        if top is None:
            raise UsageError("is not in a git repository", where=str(at / file), remedy="Name two files.")
        path = _in_repository(at / file, top)
        found = _Files(partial(_blob, top, revision), lambda path: f"{revision}:{path}")
    else:
        if not (at / name).is_file():
            remedy = "Name a file, or a revision and a file in it: main:openapi.yaml."
            raise UsageError("is not there", where=name, remedy=remedy)
        top = _top((at / name).parent) or (at / name).resolve().parent
        path = _in_repository(at / name, top)
        found = _Files(lambda path: _bytes(top / path), lambda path: _relative(top / path, at))
    try:
        return Version(name, read_api(open_document(path, found)), found)
    except DescriptionError as error:
        raise UsageError(
            f"cannot be read: it {error.what}", where=name, remedy="Name an OpenAPI description."
        ) from error


def compare_versions(
    old: Version, new: Version, as_of: date, ask: Callable[[str], list[Any]] | None = None
) -> Compared:
    """What changed. `ask` answers queries over the evidence of this workspace; without it nobody knows who is hit."""
    try:
        changes = compare(old.api, new.api, Policy(as_of))
    except RecursionError:
        raise UsageError(
            "nests too deep to be compared", where=new.name, remedy="Name parts of it (components)."
        ) from None
    release = Release(new.api.title or new.name, old.api, new.api, (), changes)
    hit = None if ask is None else _worst_first(hits([release], ask(SITES), ask(f"{CALLS} order by path, entry")))
    return Compared(old, new, changes, list(_endings(new.api)), hit, _lines(old, new, changes))


def _worst_first(found: Iterable[ApiChangeHit]) -> list[ApiChangeHit]:
    return sorted(found, key=lambda hit: (-hit.breaking, -hit.possibly_breaking, hit.path, hit.line or 0))


def _endings(api: Api) -> Iterator[Ending]:
    for operation in api.operations:
        value = operation.node.value
        if value.get("deprecated") is True or SUNSET in value:
            stated = str(value[SUNSET]) if SUNSET in value else None
            place = Place(operation.node.path, operation.node.pointer)
            yield Ending(operation.operation, stated, sunset_of(value), place)


def _lines(old: Version, new: Version, changes: Iterable[Change]) -> dict[tuple[str, Place], int]:
    """Lines of what breaks or may: finding them reads the files once more."""
    asked: dict[tuple[str, str], set[str]] = {}
    versions = {old.name: old, new.name: new}
    for change in changes:
        if change.level is not Level.COMPATIBLE:
            version, place = (new, change.new) if change.new else (old, change.old)
            if place is not None:
                asked.setdefault((version.name, place.path), set()).add(place.pointer)
    found: dict[tuple[str, Place], int] = {}
    for (name, path), pointers in asked.items():
        for pointer, (line, _) in locate(versions[name].files[path], pointers).items():
            found[name, Place(path, pointer)] = line
    return found


def _top(directory: Path) -> Path | None:
    said = _git(directory, "rev-parse", "--show-toplevel")
    return Path(said.decode("utf-8", "replace").strip()) if said else None


def _in_repository(file: Path, top: Path) -> str:
    try:
        return PurePosixPath(file.resolve().relative_to(top.resolve())).as_posix()
    except ValueError:
        raise UsageError("is not in this repository", where=str(file), remedy="Name a file below it.") from None


def _blob(top: Path, revision: str, path: str) -> bytes | None:
    if revision.startswith("-"):
        return None
    size = _git(top, "cat-file", "-s", f"{revision}:{path}")
    return _git(top, "cat-file", "blob", f"{revision}:{path}") if size and int(size) <= MOST else None


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes() if file.is_file() and file.stat().st_size <= MOST else None
    except OSError:
        return None


def _relative(file: Path, at: Path) -> str:
    try:
        return file.resolve().relative_to(at.resolve()).as_posix()
    except ValueError:
        return str(file)


def _git(directory: Path, *asked: str) -> bytes | None:
    try:
        done = subprocess.run(["git", *asked], cwd=directory, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
