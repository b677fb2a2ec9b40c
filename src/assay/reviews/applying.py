"""Mends -> changed files, judged again; what made anything worse, or did not mend, is taken back.

Files are replaced one at a time: a sibling is written, synced and moved into place, with the mode of the file it
replaces. Whatever ends the work early, every file is put back as it was.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from assay.engine.result import Result
from assay.fixes.tree import readable
from assay.model import AssayError

from .mending import CHANGED, Mend, Offer, contents, plain_file

_RANK = {"met": 2, "unknown": 1, "unmet": 0}


class Undone(NamedTuple):
    """A mend that was taken back, and why."""

    mend: Mend
    why: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of an offer: the mends that stand, those taken back, files left alone, and the last judgement."""

    kept: tuple[Mend, ...]
    undone: tuple[Undone, ...]
    left: tuple[tuple[str, str], ...]
    after: Result


class Worse(NamedTuple):
    """One thing that is worse than before: where (path or integration, None where unknown) and in words."""

    path: str | None
    integration: str | None
    why: str


def apply(root: Path, before: Result, offered: Offer, judge: Callable[[], Result]) -> Applied:
    """Make the mends, judge, and take back what did harm until nothing is worse than `before`."""
    was = _state(before)
    broken = {mend: why for mend in offered.mends if (why := _breaks(mend, offered))}
    kept, undone = [mend for mend in offered.mends if mend not in broken], [Undone(*each) for each in broken.items()]
    with _Files(root, offered.files) as files:
        while True:
            kept = files.take(kept)
            after = judge()
            taken_back = _harmful(kept, was, _state(after))
            if not taken_back:
                break
            undone += [Undone(mend, taken_back[mend]) for mend in kept if mend in taken_back]
            kept = [mend for mend in kept if mend not in taken_back]
            after.db.close()
        files.stay()
    return Applied(tuple(kept), tuple(undone), (*offered.left, *files.left.items()), after)


def _breaks(mend: Mend, offered: Offer) -> str:
    """Why a mend must not even be tried: a file that can be read now could not be read after it. Empty if it may."""
    for path, data in contents(offered.files, [mend]).items():
        if readable(path, offered.files[path]) and not readable(path, data):
            return f"{path} could not be read as a whole any more"
    return ""


class _State(NamedTuple):
    """What is compared of a judgement."""

    verdicts: dict[str, tuple[str, str, str, str, str | None, str | None]]
    bad: dict[tuple[str, str], tuple[int, int]]
    scores: dict[str, float]
    errors: dict[str, int]


def _state(result: Result) -> _State:
    columns = "fingerprint, verdict, standard, integration, subject, path, reason"
    verdicts = {row[0]: row[1:] for row in result.db.execute(f"select {columns} from finding").fetchall()}
    counted = result.db.execute(
        """select standard, integration, count(*) filter (verdict = 'unmet'), count(*) filter (verdict <> 'met')
        from finding group by all"""
    ).fetchall()
    result.evidence.require(["source_file"])
    errors = dict(result.db.execute("select path, parse_errors from source_file where parse_errors > 0").fetchall())
    failed = result.db.execute("select distinct path from collection where outcome = 'failed'").fetchall()
    return _State(
        verdicts,
        {(standard, unit): (unmet, bad) for standard, unit, unmet, bad in counted},
        {unit.name: unit.score_low for unit in result.integrations},
        errors | {path: errors.get(path, 0) + 1_000_000 for (path,) in failed},
    )


def _worse(was: _State, now: _State) -> Iterator[Worse]:
    for path, count in now.errors.items():
        if count > was.errors.get(path, 0):
            yield Worse(path, None, f"{path} can no longer be read as a whole")
    for fingerprint, (verdict, standard, unit, subject, place, reason) in now.verdicts.items():
        old = was.verdicts.get(fingerprint)
        fell = old is not None and _RANK[verdict] < _RANK[old[0]]
        added = old is None and verdict != "met" and _more(was, now, (standard, unit))
        if fell or added:
            yield Worse(place, unit, f"{standard} became {verdict} for {subject}: {reason}")
    for unit, score in was.scores.items():
        if now.scores.get(unit, -1.0) < score - 1e-9:
            yield Worse(None, unit, f"the score of {unit} fell")


def _more(was: _State, now: _State, key: tuple[str, str]) -> bool:
    """More subjects are unmet, or more are unmet or unknown: a subject may be named anew by what mends it."""
    old, new = was.bad.get(key, (0, 0)), now.bad.get(key, (0, 0))
    return new[0] > old[0] or new[1] > old[1]


def _harmful(kept: Iterable[Mend], was: _State, now: _State) -> dict[Mend, str]:
    """Mends to take back -> why: those behind what is worse, and those whose finding is not met or gone."""
    kept = list(kept)
    found: dict[Mend, str] = {}
    for worse in _worse(was, now):
        for mend in _behind(worse, kept):
            found.setdefault(mend, worse.why)
    for mend in kept:
        verdict = now.verdicts.get(mend.finding.fingerprint)
        if verdict is not None and verdict[0] != "met":
            found.setdefault(mend, f"it is still {verdict[0]}: {verdict[5]}")
    return found


def _behind(worse: Worse, kept: list[Mend]) -> list[Mend]:
    """The mends to blame: those of the same file, else of the same integration, else all."""
    same_file = [mend for mend in kept if worse.path in mend.paths]
    return same_file or [mend for mend in kept if mend.finding.integration == worse.integration] or kept


class _Files:
    """The files of an offer: they become what they are told to, and what they were unless they are to stay.

    `_ours` holds what a file was and all that was to be written into it, before it is: whenever the work is ended,
    mid-way or not, a file that holds any of it is put back.
    """

    def __init__(self, root: Path, original: Mapping[str, bytes]) -> None:
        self._root = root.resolve()
        self._original = original
        self._written: dict[str, bytes] = {}
        self._ours: dict[str, set[bytes]] = {}
        self.left: dict[str, str] = {}

    def __enter__(self) -> _Files:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._put_back()

    def take(self, mends: list[Mend]) -> list[Mend]:
        """Make the mends; those that stand. One that would touch a file left alone is not made anywhere."""
        while True:
            self._become(contents(self._original, mends))
            standing = [mend for mend in mends if not mend.paths & self.left.keys()]
            if standing == mends:
                return mends
            mends = standing

    def stay(self) -> None:
        """Keep what stands there now."""
        self._ours.clear()

    def _become(self, wanted: Mapping[str, bytes]) -> None:
        """Write what is wanted, and everything else as it was. A file that somebody else changed is left alone."""
        for path in sorted({*wanted, *self._written} - self.left.keys()):
            was = self._original[path]
            present, new = self._written.get(path, was), wanted.get(path, was)
            if present == new:
                continue
            self._ours.setdefault(path, {was}).add(new)
            try:
                replace(self._root, path, {present}, new)
            except _ChangedError:
                self.left[path] = CHANGED
                continue
            self._written[path] = new

    def _put_back(self) -> None:
        """Errors: AssayError naming what could not be put back, after everything else was."""
        lost = []
        for path, ours in self._ours.items():
            try:
                replace(self._root, path, ours, self._original[path])
            except _ChangedError:
                continue
            except AssayError:
                if _holds(self._root / path, ours - {self._original[path]}):
                    lost.append(path)
        if lost:
            remedy = "All other files are as they were. `git diff` shows what these were."
            raise AssayError(f"cannot be put back: {', '.join(lost)}", where=str(self._root), remedy=remedy)


def _holds(file: Path, ours: Collection[bytes]) -> bool:
    return file.is_file() and not file.is_symlink() and file.read_bytes() in ours


class _ChangedError(Exception):
    """A file is not what it was."""


def replace(root: Path, path: str, present: Collection[bytes], new: bytes) -> None:
    """Put `new` in the place of a file that holds one of `present`. Errors: AssayError when it cannot be written."""
    target = root / path
    draft = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    try:
        about = plain_file(root, path)
        found = target.read_bytes()
        if found not in present:
            raise _ChangedError
        if found == new:
            return
        try:
            _write(draft, new, about)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
        _sync(target.parent)
    except OSError as error:
        remedy = "All files are as they were. Make it writable, or write a patch with --patch."
        raise AssayError(f"cannot be changed: {error.strerror or error}", where=str(target), remedy=remedy) from error


def _write(draft: Path, new: bytes, about: os.stat_result) -> None:
    """A new file, on disk when this returns, with the mode and where possible the owner of another."""
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with suppress(OSError):
            os.fchown(file.fileno(), about.st_uid, about.st_gid)
        os.fchmod(file.fileno(), stat.S_IMODE(about.st_mode))
        file.write(new)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
