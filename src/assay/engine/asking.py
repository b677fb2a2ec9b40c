"""What a check asks, and of what: all that is known before a source is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

from assay.model import Target, UsageError
from assay.model.standard import Metric, Standard
from assay.store.lake import Lake

from . import configuration, exports, unchanged, waivers, walk
from .beside import beside
from .collect import JUDGING, READING, code_digest
from .reading import contents, digest_of
from .standards import load_metrics, load_standards


@dataclass(frozen=True, slots=True)
class Options:
    """What a user may ask of a check. Empty selections mean everything.

    `descriptions` are files, relative to the target. `config` is in force instead of what the target states. The target
    may be some `commit_of` another one, checked out for a while: decisions are that one's, and the run is in nobody's
    history.
    """

    lake: Path | None = None
    as_of: date | None = None
    only: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    integrations: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    progress: Callable[[str, int, int], None] | None = None
    config: configuration.Configuration | None = None
    commit_of: Path | None = None


#: Nothing is left out.
EVERYTHING = Options()


@dataclass(frozen=True)
class Question:
    """What is asked of a target: `known` are all standards by id, `selected` those that the options name."""

    root: Path
    options: Options
    as_of: date
    lake: Lake
    config: configuration.Configuration
    target: Target
    files: Sequence[walk.FileStat]
    unreadable: Sequence[tuple[str, str]]
    known: Mapping[str, Standard]
    selected: Mapping[str, Standard]
    metrics: dict[str, Metric]
    standing: Sequence[waivers.Standing]

    @cached_property
    def digest(self) -> str:
        """Hash of all that the answer depends on."""
        return unchanged.question(self.files, self.unreadable, self.as_of, self._stated, self.standing, self._digests)

    @property
    def basis(self) -> str:
        """Hash of all that verdicts depend on beside the target's files and the day."""
        said = repr((*self._stated, self._digests))
        return digest_of(code_digest(READING), code_digest(JUDGING), said)

    @property
    def _digests(self) -> list[tuple[str, str]]:
        units: list[Standard | Metric] = [*self.selected.values(), *self.metrics.values()]
        return [(unit.id, unit.digest) for unit in units]

    @property
    def _stated(self) -> tuple[object, object]:
        config, options = self.config, self.options
        stated = (config.conventions.values, config.limits, config.units, config.exclude, config.profiles, config.own)
        asked = (options.only, options.domains, options.integrations, options.levels)
        return (*stated, sorted(config.evidence)), asked


def ask(root: Path, options: Options, today: date) -> Question:
    """What these options ask of a target. Errors: UsageError, AssayError."""
    if not root.is_dir():
        raise UsageError("is not a directory", where=str(root), remedy="Name the directory of the checkout to examine.")
    _refuse_unspeakable(root, options.lake)
    config = options.config or configuration.load(root, profile=options.profiles, descriptions=options.descriptions)
    lake = Lake(options.lake or config.lake or root / ".assay")
    config, target, files, unreadable = _walked(root, config, adopts=options.config is None)
    known = load_standards(config.standards)
    configuration.refuse_unknown(config, root, {name: standard.limits for name, standard in known.items()})
    decided = lake.catalog.decisions(str((options.commit_of or root).resolve()))
    return Question(
        root=root,
        options=options,
        as_of=options.as_of or today,
        lake=lake,
        config=config,
        target=target,
        files=files,
        unreadable=unreadable,
        known=known,
        selected=select(known, options),
        metrics=load_metrics(config.metrics),
        standing=waivers.standing(config.place, config.own.waiver, decided),
    )


def _walked(
    root: Path, config: configuration.Configuration, *, adopts: bool
) -> tuple[configuration.Configuration, Target, list[walk.FileStat], list[tuple[str, str]]]:
    """(what is in force for the files that there are, the target, its files, what cannot be read and why)."""
    files, unreadable = walk.walk(root, config.exclude, config.include)
    if adopts:
        config = configuration.adopt(config, root, [file.path for file in files])
    around = beside(root, config.beside) if config.beside else []
    paths, others = [file.path for file in files], [file.path for file in around]
    target = Target(paths, config.conventions, beside=others, contents=contents(root))
    unreadable += exports.missing(config.own.export, [*paths, *others])
    return config, target, [*files, *around], unreadable


def _refuse_unspeakable(*paths: Path | None) -> None:
    """Databases know paths that are text. What lies in the target may be called anything; it is told and left out."""
    for path in paths:
        shown = str(path.resolve()).encode("utf-8", "replace").decode() if path else ""
        if path and shown != str(path.resolve()):
            raise UsageError("has a path that is not UTF-8", where=shown, remedy="Rename the directory.")


def select(standards: Mapping[str, Standard], options: Options) -> dict[str, Standard]:
    """The standards that the options ask for. Errors: UsageError when a pattern of `only` matches none."""
    for pattern in options.only:
        if not any(fnmatchcase(name, pattern) for name in standards):
            raise UsageError(f"no standard is called {pattern}", remedy="`assay standards` lists them.")
    return {
        name: standard
        for name, standard in standards.items()
        if (not options.only or any(fnmatchcase(name, pattern) for pattern in options.only))
        and (not options.domains or standard.domain in options.domains)
        and (not options.levels or standard.level in options.levels)
    }
