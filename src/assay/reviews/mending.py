"""A run and the files it judged -> the mends that safe fixes offer for its unmet findings, none of which overlap."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from assay.engine import configuration, walk
from assay.engine.plugins import fixes
from assay.engine.reads import tables_of
from assay.engine.result import Finding, Result
from assay.fixes.fix import Edit, Fix
from assay.model import Verdict

_MAX_BYTES = 5_000_000
CHANGED = "changed since the run"


class Mend(NamedTuple):
    """The edits that mend one finding, and the family of fixes that they come from."""

    finding: Finding
    family: str
    fix: Fix
    edits: tuple[Edit, ...]

    @property
    def paths(self) -> frozenset[str]:
        return frozenset(edit.path for edit in self.edits)


class Offer(NamedTuple):
    """Mends that can be made together, the files they touch as they were read, and what was left alone and why."""

    mends: tuple[Mend, ...]
    files: dict[str, bytes]
    left: tuple[tuple[str, str], ...]


def mendable(finding: Finding) -> bool:
    """There is a family of fixes for it; whether it can answer is only known from the file."""
    return finding.verdict is Verdict.UNMET and not finding.waived and finding.standard in by_standard()


@cache
def by_standard() -> dict[str, Mapping[str, Fix]]:
    """Standards that fixes mend -> the families by name."""
    found: dict[str, dict[str, Fix]] = {}
    for name, module in fixes().items():
        for standard in module.FIX.standards:
            found.setdefault(standard, {})[name] = module.FIX
    return dict(found)


def offer(result: Result, root: Path, *, only: Sequence[str] = (), integrations: Sequence[str] = ()) -> Offer:
    """All mends for the findings that the globs select. Files that changed since the run began are left alone."""
    wanted = [
        finding
        for finding in result.findings(verdict=Verdict.UNMET)
        if mendable(finding) and _selected(finding.standard, only) and _selected(finding.integration, integrations)
    ]
    return offer_for(result, root, wanted)


def offer_for(result: Result, root: Path, findings: Iterable[Finding]) -> Offer:
    """As `offer`, for these findings."""
    seen = Seen(result, root)
    taken: dict[str, list[Edit]] = {}
    mends: list[Mend] = []
    left: list[tuple[str, str]] = []
    for finding in findings:
        for name, module in fixes().items():
            if finding.standard not in module.FIX.standards:
                continue
            edits = _useful(module.mend(finding, seen.data(finding.path or ""), seen), seen)
            if not edits:
                continue
            if any(_overlaps(edit, other) for edit in edits for other in taken.get(edit.path, ())):
                left.append((edits[0].path, f"another fix touches the same place as that of {finding.subject}"))
                continue
            for edit in edits:
                taken.setdefault(edit.path, []).append(edit)
            mends.append(Mend(finding, name, module.FIX, tuple(edits)))
            break
    left += [(path, CHANGED) for path in sorted(seen.changed)]
    return Offer(tuple(mends), {path: seen.data(path) for path in sorted(taken)}, tuple(left))


def patched(data: bytes, edits: Iterable[Edit]) -> bytes:
    """A file's content after edits that do not overlap."""
    original = data
    for edit in sorted(set(edits), key=lambda edit: (edit.start, edit.end, edit.text), reverse=True):
        data = data[: edit.start] + written(edit, original) + data[edit.end :]
    return data


def written(edit: Edit, data: bytes) -> bytes:
    """The text of an edit with the line breaks that most of the file has."""
    text = edit.text.replace(b"\r\n", b"\n")
    return text.replace(b"\n", b"\r\n") if data.count(b"\r\n") * 2 > data.count(b"\n") else text


def contents(files: Mapping[str, bytes], mends: Iterable[Mend]) -> dict[str, bytes]:
    """Path -> content once the mends are made; files that none of them touches are left out."""
    edits: dict[str, list[Edit]] = {}
    for mend in mends:
        for edit in mend.edits:
            edits.setdefault(edit.path, []).append(edit)
    return {path: patched(files[path], found) for path, found in sorted(edits.items())}


class Seen:
    """The target as a family of fixes sees it. `changed` gathers the files that it asked for in vain."""

    def __init__(self, result: Result, root: Path) -> None:
        self._result = result
        self._root = root.resolve()
        self._began = datetime.fromisoformat(result.run.started).timestamp() * 1_000_000_000
        self._known: dict[str, bytes] = {}
        self._limits: Mapping[str, Mapping[str, Any]] | None = None
        self._paths: Sequence[str] | None = None
        self.changed: set[str] = set()

    @property
    def paths(self) -> Sequence[str]:
        if self._paths is None:
            config = configuration.load(self._root)
            files, _ = walk.walk(self._root, config.exclude, config.include)
            self._paths = tuple(file.path for file in files)
        return self._paths

    def data(self, path: str) -> bytes:
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]

    def _read(self, path: str) -> bytes:
        if path not in self._walked:
            return b""
        try:
            about = plain_file(self._root, path)
        except OSError:
            return b""
        if about.st_size > _MAX_BYTES:
            return b""
        if about.st_mtime_ns > self._began:
            self.changed.add(path)
            return b""
        return (self._root / path).read_bytes()

    @cached_property
    def _walked(self) -> frozenset[str]:
        return frozenset(self.paths)

    def rows(self, query: str, **given: Any) -> list[tuple[Any, ...]]:
        evidence = self._result.evidence
        evidence.require(tables_of(evidence.db, query))
        return evidence.db.execute(query, given).fetchall() if given else evidence.db.execute(query).fetchall()

    def limit(self, standard: str, name: str) -> int | float | str:
        if self._limits is None:
            config = configuration.load(self._root, profile=tuple(self._result.run.profiles))
            self._limits = configuration.adopt(config, self._root, self.paths).limits
        usual = self._result.standards[standard].limits
        value: int | float | str = {**usual, **self._limits.get(standard, {})}[name]
        return value


def plain_file(root: Path, path: str) -> os.stat_result:
    """What the system says of a regular file inside `root`, reached without a link. Errors: OSError for any other."""
    place = root
    for part in Path(path).parts:
        if part in ("..", "/", ""):
            raise OSError(f"{path} leads out of the target")
        place = place / part
        about = place.lstat()
        if stat.S_ISLNK(about.st_mode):
            raise OSError(f"{path} goes by a link")
    if not stat.S_ISREG(about.st_mode):
        raise OSError(f"{path} is no regular file")
    return about


def _selected(name: str, globs: Sequence[str]) -> bool:
    return not globs or any(fnmatchcase(name, glob) for glob in globs)


def _useful(edits: Iterable[Edit], seen: Seen) -> list[Edit]:
    """Edits that change something; none at all when one of them falls outside what could be read."""
    found = list(dict.fromkeys(edits))
    for edit in found:
        if not 0 <= edit.start <= edit.end <= len(seen.data(edit.path)) or not seen.data(edit.path):
            return []
    return [edit for edit in found if seen.data(edit.path)[edit.start : edit.end] != edit.text]


def _overlaps(one: Edit, other: Edit) -> bool:
    """The same edit twice is one; what is only inserted at one place has the order of its text."""
    if one == other or (one.start == one.end == other.start == other.end):
        return False
    return one.start == other.start or (one.start < other.end and other.start < one.end)
