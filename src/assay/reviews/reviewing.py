"""Two commits of a target, or a commit and the working tree -> both judged alike, and compared.

The base is judged by the head's standards and configuration, on the same day, so that only the code differs. A run that
the lake holds of the base is used when it was judged so and read just what the commit holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from assay.engine import configuration, walk
from assay.engine.check import Options, check, named, open_run
from assay.engine.collect import lend
from assay.engine.configuration import FILE, Configuration
from assay.engine.moves import moves
from assay.engine.result import Result
from assay.engine.scope import readers
from assay.engine.states import State, state_of
from assay.model import AssayError, Target, Verdict
from assay.model.globs import glob_expression
from assay.store.lake import Lake
from assay.store.records import State as Sighted

from .comparison import Comparison, compare
from .described import Described, described
from .repository import Repository
from .sources import GitSources


@dataclass(frozen=True, slots=True)
class Asked:
    """What to review: `head` is the working tree if None; `exact` means `base` itself, not where it was left."""

    base: str | None = None
    head: str | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """Both runs and what changed between them. `told` says how they came about, a sentence each.

    `described` are the descriptions in which something breaks, or may.
    """

    comparison: Comparison
    base: Result
    head: Result
    told: tuple[str, ...]
    described: tuple[Described, ...] = ()


def review(root: Path, asked: Asked, options: Options) -> Review:
    """Judge both sides of a change and compare them. Errors: UsageError, AssayError."""
    return _Reviewing(root, asked, options).review()


class _Reviewing:
    def __init__(self, root: Path, asked: Asked, options: Options) -> None:
        self.root = root
        self.repository = Repository(root)
        self.named = asked.base or self.repository.usual_base()
        head = self.repository.commit(asked.head or "HEAD")
        self.head = head if asked.head else None
        self.tip = self.repository.commit(self.named)
        self.base = self.tip if asked.exact else self.repository.merge_base(self.tip, head)
        self.sources = GitSources(self.repository, self.base, self.head)
        self.lake = Lake(options.lake or configuration.load(root).lake or root / ".assay")
        self.options = replace(options, lake=self.lake.root, as_of=options.as_of or datetime.now(UTC).date())

    def review(self) -> Review:
        with ExitStack() as stack:
            place = self._checked_out(self.head, stack) if self.head else self.root
            config = _in_force(place, self.options)
            head = check(place, self._told("head", config if self.head else None, self.head))
            base, again = self._from_lake(head, config), False
            if base is None:
                base, again = self._judged(head, config, stack), True
        self.sources.prepare(finding.path for finding in head.findings(verdict=Verdict.UNMET) if finding.path)
        moved = moves(state_of(base.db), state_of(head.db), self.sources.renamed)
        compared = compare(base, head, moved, sources=self.sources, seen=self._once_unmet(head))
        return Review(compared, base, head, self._said(base, again), tuple(described(base, head)))

    def _once_unmet(self, head: Result) -> set[str]:
        """Fingerprints that were unmet, and then were not, in the runs of the base's branch or of the head's."""
        branches = {self.named.removeprefix("origin/"), head.run.branch or ""}
        known = [self.lake.catalog.sightings(str(self.root.resolve()), branch) for branch in sorted(branches)]
        return {
            sighting.fingerprint
            for sightings in known
            for sighting in sightings.values()
            if sighting.state is Sighted.CLOSED or sighting.since_run != sighting.first_run
        }

    def _judged(self, head: Result, config: Configuration, stack: ExitStack) -> Result:
        place = self._checked_out(self.base, stack)
        old, new = State(self.repository.files(self.base)), state_of(head.db)
        back = moves(old, new, self.sources.renamed).reversed()
        stated = [msgspec.structs.replace(unit, path=back.path(unit.path)) for unit in config.units]
        units = tuple(
            msgspec.structs.replace(unit, paths=tuple(path for path in map(back.path, unit.paths) if _is_in(old, path)))
            for unit in stated
            if _is_in(old, unit.path)
        )
        return check(place, self._told("base", msgspec.structs.replace(config, units=units), self.base))

    def _checked_out(self, commit: str, stack: ExitStack) -> Path:
        """The target as of a commit; what is known of the files that it shares with the working tree is known of it."""
        place = stack.enter_context(self.repository.tree(commit, self.lake))
        same = self.repository.files(commit).keys() - self.repository.changed(commit)
        stack.enter_context(lend(self.lake, self.root, place, same))
        return place

    def _told(self, side: str, config: Configuration | None, commit: str | None) -> Options:
        tell = self.options.progress
        told: Callable[[str, int, int], None] | None = None
        if tell:
            told = lambda what, done, total: tell(f"{what} the {side}", done, total)  # noqa: E731
        return replace(self.options, progress=told, config=config, commit_of=self.root if commit else None)

    def _from_lake(self, head: Result, config: Configuration) -> Result | None:
        """The newest run that judged the base as the head was judged, and read just what the base holds."""
        runs = self.lake.catalog.runs
        for run in (*runs(str(self.root.resolve())), *runs(named(self.root, self.base))):
            alike = run.commit == self.base and (run.basis, run.as_of, run.waivers) == (
                head.run.basis,
                head.run.as_of,
                head.run.waivers,
            )
            if not alike or run.id == head.run.id:
                continue
            try:
                found = open_run(self.lake, run, head.standards, head.metrics)
            except AssayError:
                continue  # damaged: it is judged again
            if self._is_of_base(found, config):
                return found
        return None

    def _is_of_base(self, found: Result, config: Configuration) -> bool:
        """Whether a run read just what the commit holds; what `include` names, as test reports, may lie beside it."""
        tree = self.repository.files(self.base)
        target = Target(tree, config.conventions)
        wanted = {
            path
            for module in readers(config.evidence).values()
            for path in module.find(target)
            if isinstance(path, str)
        }
        read = dict(found.db.execute("select distinct path, digest from collection where path <> '.'").fetchall())
        beside = [re.compile(glob_expression(glob.lstrip("/"))) for glob in config.include]
        return wanted <= read.keys() and all(
            tree.get(path) == digest or (path not in tree and any(glob.match(path) for glob in beside))
            for path, digest in read.items()
        )

    def _said(self, base: Result, again: bool) -> tuple[str, ...]:
        where = self.base[:12] if self.base == self.tip else f"{self.base[:12]}, where it was left"
        how = "judged by the standards and configuration in force here" if again else f"judged by run {base.run.id}"
        told = [f"The base is {self.named} ({where}), {how}."]
        if self.sources.changes(FILE):
            told.append(f"The change edits {FILE}; both sides are judged as it is now.")
        return tuple(told)


def _in_force(place: Path, options: Options) -> Configuration:
    """What is in force for a directory, as a check of it would find."""
    config = configuration.load(place, profile=options.profiles)
    files, _ = walk.walk(place, config.exclude, config.include)
    return configuration.adopt(config, place, [file.path for file in files])


def _is_in(state: State, path: str) -> bool:
    return path == "." or path in state.files or any(file.startswith(f"{path}/") for file in state.files)
