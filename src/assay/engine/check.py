"""The main job: one pass over a target, from its files to verdicts, kept in the lake."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from assay import __version__
from assay.model import Outcome, Target, UsageError
from assay.model.standard import Metric, Standard
from assay.store.lake import Lake
from assay.store.records import Part, Run

from . import carrying, configuration, exports, scope, since, unchanged, waivers, walk
from .beside import beside
from .collect import JUDGING, READING, Collecting, Collection, State, code_digest, remembered
from .evidence import SIDE_BY_SIDE, Evidence
from .gathering import OUTCOMES, Gathering
from .judge import JUDGED
from .locating import locate_findings
from .opening import open_evidence, open_table
from .reading import contents, digest_of
from .result import Result, integrations, scores
from .revision import revision
from .stages import judge_in_stages
from .standards import load_metrics, load_standards, text_of

#: More places than these are counted only.
_MOST_UNREAD = 50


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


def check(root: Path, options: Options = Options()) -> Result:
    """Judge a target and keep the run. Errors: UsageError, AssayError; a broken source or standard never raises."""
    begun, started = datetime.now(UTC), time.monotonic()
    if not root.is_dir():
        raise UsageError("is not a directory", where=str(root), remedy="Name the directory of the checkout to examine.")
    _refuse_unspeakable(root, options.lake)
    config = options.config or configuration.load(root, profile=options.profiles, descriptions=options.descriptions)
    lake = Lake(options.lake or config.lake or root / ".assay")
    config, target, files, unreadable = _walked(root, config, adopts=options.config is None)
    known = load_standards(config.standards)
    configuration.refuse_unknown(config, root, {name: standard.limits for name, standard in known.items()})
    selected, metrics = select(known, options), load_metrics(config.metrics)
    as_of = options.as_of or begun.date()
    decided = lake.catalog.decisions(str((options.commit_of or root).resolve()))
    standing = waivers.standing(config.place, config.own.waiver, decided)
    asked_of = _question(files, unreadable, config, options, as_of, standing, [*selected.values(), *metrics.values()])
    if found := unchanged.recall(lake, root, asked_of):
        return _again(lake, root, found, selected, metrics, begun, started)
    from assay import masking

    masking.set_key(lake.fingerprint_key())
    standards = scope.judged(selected, config.evidence)
    with lake.writing() as run, ExitStack() as ended:
        collecting = Collecting(root, files, target, lake, run, scope.readers(config.evidence))
        before = remembered(lake, root, run)
        gathering = Gathering(lake, run, target, config, collecting, before)
        ended.callback(gathering.wait)
        collection = collecting.collect(_told(options.progress, "reading"), gathering.get_ready)
        _tell(options.progress, "judging", 0)
        evidence = gathering.evidence(collection)
        asked = _asked(gathering.state, standards, metrics, config, standing, as_of, options)
        verdicts = _kept(lake, evidence, collecting.memory.judged, asked)
        errors: dict[str, str] = {}
        if not verdicts:
            errors = judge_in_stages(
                evidence,
                standards.values(),
                standing,
                config.own.waivers,
                as_of=as_of,
                limits=config.limits,
                draft=lake.draft(run),
                metrics=metrics.values(),
                remembered=before,
            )
            locate_findings(evidence.db, contents(root))
        _tell(options.progress, "judging", 1)
        waived = waivers.sentences(evidence.db)
        _narrow(evidence, options.integrations)
        # What was judged is written while the rest is asked about it.
        pool = ended.enter_context(ThreadPoolExecutor(SIDE_BY_SIDE))
        written = pool.map(partial(_write, lake, evidence, run), ("collection",) if verdicts else OUTCOMES)
        at = revision(root)
        about = Run(
            id=run,
            target=named(options.commit_of, at.commit) if options.commit_of else str(root.resolve()),
            started=begun.isoformat(timespec="microseconds"),
            as_of=as_of.isoformat(),
            version=__version__,
            **at._asdict(),
            profiles=tuple(config.profiles),
            warnings=(*waived, *(f"{name} failed: {why}" for name, why in errors.items()), *_unread(unreadable)),
            wider=scope.wider(known, config.evidence),
            rulesets=carrying.carried(evidence, known),
            selection=" ".join((*options.only, *options.domains, *options.integrations, *options.levels)),
            basis=_basis(config, options, [*selected.values(), *metrics.values()]),
            seconds=round(time.monotonic() - started, 3),
            **_judges(standards, metrics, config, collecting, standing),
        )
        result = Result(about, evidence, standards, metrics, integrations(evidence.db), collection.fresh, lake=lake)
        parts = [*gathering.written(), *verdicts, *filter(None, written)]
        _commit(lake, root, result, parts, aside=options.commit_of is not None)
        # What failed is tried again next time: its verdicts are not kept.
        judged = collecting.memory.judged if verdicts else State("" if errors else asked, run)
        collecting.remember(collection.collections, gathering.state, judged or State("", run))
        if not errors and _will_say_the_same(collection, config):
            answered = unchanged.Answered(asked_of, tuple(collecting.commands), run, tuple(standards))
            unchanged.remember(lake, root, answered, files, begun)
    return result


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


def named(root: Path, commit: str | None) -> str:
    """What a commit of a target is called in the catalog."""
    return f"{root.resolve()}@{commit}"


def _commit(lake: Lake, root: Path, result: Result, parts: Sequence[Part], aside: bool = False) -> None:
    """Make the run visible, and tell what it changed. One `aside` is in nobody's history.

    The texts of standards and metrics are kept so that they can judge again.
    """
    run = result.run
    units: list[Standard | Metric] = [*result.standards.values(), *result.metrics.values()]
    texts = [(unit.digest, partial(text_of, unit)) for unit in units]
    if aside:
        result.run = lake.commit(run, parts, texts=texts)
        return
    sight = since.sight(result.db, run, lambda path: (root / path).is_file())
    result.run = lake.commit(run, parts, scores(run, result.integrations), sight, texts)
    result.since = since.since(lake.catalog, result)


def _judges(
    standards: Mapping[str, Standard],
    metrics: Mapping[str, Metric],
    config: configuration.Configuration,
    collecting: Collecting,
    standing: Sequence[waivers.Standing],
) -> dict[str, Any]:
    """What judges a run, for its record."""
    return {
        "standards": {name: standard.digest for name, standard in standards.items()},
        "metrics": {name: metric.digest for name, metric in metrics.items()},
        "limits": config.limits,
        "waivers": tuple(msgspec.to_builtins(waiver) for waiver in standing),
        "waiver_rules": msgspec.to_builtins(config.own.waivers),
        "reading": digest_of(code_digest(), collecting.conventions),
        "conventions": dict(config.conventions.values),
        "units": tuple(msgspec.to_builtins(unit) for unit in config.units),
    }


def _will_say_the_same(collection: Collection, config: configuration.Configuration) -> bool:
    """Whether the same files will give the same: nothing failed, and no database was asked."""
    failed = any(collected.outcome == Outcome.FAILED for collected in collection.collections)
    return not failed and not any(one.postgresql for one in config.own.export)


def _basis(config: configuration.Configuration, options: Options, units: Sequence[Standard | Metric]) -> str:
    """Hash of all that a run's verdicts depend on beside the target's files and the day."""
    stated, asked = _stated(config, options)
    judges = [(unit.id, unit.digest) for unit in units]
    return digest_of(code_digest(READING), code_digest(JUDGING), repr((stated, asked, judges)))


def _stated(config: configuration.Configuration, options: Options) -> tuple[object, object]:
    stated = (config.conventions.values, config.limits, config.units, config.exclude, config.profiles, config.own)
    asked = (options.only, options.domains, options.integrations, options.levels)
    return (*stated, sorted(config.evidence)), asked


def _question(
    files: Sequence[walk.FileStat],
    unread: Sequence[tuple[str, str]],
    config: configuration.Configuration,
    options: Options,
    as_of: date,
    standing: Sequence[waivers.Standing],
    units: Sequence[Standard | Metric],
) -> str:
    return unchanged.question(
        files, unread, as_of, _stated(config, options), standing, [(unit.id, unit.digest) for unit in units]
    )


def _again(
    lake: Lake,
    root: Path,
    found: unchanged.Found,
    selected: Mapping[str, Standard],
    metrics: dict[str, Metric],
    begun: datetime,
    started: float,
) -> Result:
    """A new run of an earlier one's parts; the branch may be another one although no file is."""
    standards = {name: standard for name, standard in selected.items() if name in set(found.answered.standards)}
    result = _opened(lake, found.run, standards, metrics)
    with lake.writing() as run:
        again = {"id": run, "started": begun.isoformat(timespec="microseconds"), **revision(root)._asdict()}
        result.run = msgspec.structs.replace(found.run, **again, seconds=round(time.monotonic() - started, 3))
        _commit(lake, root, result, found.parts)
    return result


def _refuse_unspeakable(*paths: Path | None) -> None:
    """Databases know paths that are text. What lies in the target may be called anything; it is told and left out."""
    for path in paths:
        shown = str(path.resolve()).encode("utf-8", "replace").decode() if path else ""
        if path and shown != str(path.resolve()):
            raise UsageError("has a path that is not UTF-8", where=shown, remedy="Rename the directory.")


def _unread(places: Sequence[tuple[str, str]]) -> list[str]:
    told = [f"{path}: {reason}" for path, reason in places[:_MOST_UNREAD]]
    more = len(places) - len(told)
    return [*told, f"{more:,} more places could not be read"] if more else told


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


def _tell(progress: Callable[[str, int, int], None] | None, what: str, done: int) -> None:
    if progress:
        progress(what, done, 1)


def _told(progress: Callable[[str, int, int], None] | None, what: str) -> Callable[[int, int], None] | None:
    return (lambda done, total: progress(what, done, total)) if progress else None


def _asked(
    state: State,
    standards: Mapping[str, Standard],
    metrics: Mapping[str, Metric],
    config: configuration.Configuration,
    standing: Sequence[waivers.Standing],
    as_of: date,
    options: Options,
) -> str:
    """Hash of everything that verdicts and measures depend on."""
    files = [*(unit.digest for unit in standards.values()), *(unit.digest for unit in metrics.values())]
    asked = repr((as_of, config.limits, standing, config.own.waivers, options.integrations))
    return digest_of(state.digest, asked, *standards, *files)


def _kept(lake: Lake, evidence: Evidence, judged: State | None, asked: str) -> list[Part]:
    """The verdicts and measures of the run that was asked the same of the same evidence; empty when there is none."""
    if judged is None or judged.digest != asked:
        return []
    parts = [part for part in lake.catalog.parts(judged.run) if part.table in JUDGED]
    if not {"finding", "measure"} <= {part.table for part in parts} or not all(
        (lake.root / part.file).exists() for part in parts
    ):
        return []
    evidence.require(["integration", "collection"])
    files = {part.table: [lake.stored(part)] for part in parts}
    for table, columns in JUDGED.items():
        open_table(evidence, table, columns, files)
    return parts


def _narrow(evidence: Evidence, names: Sequence[str]) -> None:
    """Keep only some integrations' findings and measures; everything was judged in the light of the whole target."""
    if not names:
        return
    known = [name for (name,) in evidence.db.execute("select integration from integration").fetchall()]
    for pattern in names:
        if not any(fnmatchcase(name, pattern) for name in known):
            raise UsageError(f"no integration is called {pattern}", remedy=f"There are: {', '.join(sorted(known))}.")
    kept = [name for name in known if any(fnmatchcase(name, pattern) for pattern in names)]
    for table in ("finding", "measure", "integration"):
        evidence.db.execute(
            f"delete from {table} where integration is null or not list_contains(?, integration)", [kept]
        )


def _write(lake: Lake, evidence: Evidence, run: str, table: str) -> Part | None:
    with evidence.db.cursor() as db:
        return lake.append(db, run, table, f"from {table}")


def open_run(lake: Lake, run: Run, standards: dict[str, Standard], metrics: dict[str, Metric]) -> Result:
    """A run of the past, readable like a fresh one. Errors: AssayError when its files are damaged."""
    result = _opened(lake, run, standards, metrics)
    result.since = since.since(lake.catalog, result)
    return result


def _opened(lake: Lake, run: Run, standards: dict[str, Standard], metrics: dict[str, Metric]) -> Result:
    evidence = open_evidence(lake.files(run.id))
    return Result(run, evidence, standards, metrics, integrations(evidence.db), lake=lake)
