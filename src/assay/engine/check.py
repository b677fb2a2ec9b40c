"""The main job: one pass over a target, from its files to verdicts, kept in the lake."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from assay import __version__
from assay.model import Outcome, UsageError
from assay.model.standard import Metric, Standard
from assay.store.lake import Lake
from assay.store.records import Part, Run

from . import carrying, scope, since, unchanged, waivers
from .asking import EVERYTHING, Options, Question, ask
from .collect import Collecting, Collection, State, code_digest, remembered
from .evidence import SIDE_BY_SIDE, Evidence
from .gathering import Gathering
from .locating import locate_findings
from .opening import open_evidence, open_table
from .outcomes import JUDGED, OUTCOMES
from .reading import contents, digest_of
from .result import Result, integrations, scores
from .revision import revision
from .stages import judge_in_stages
from .standards import text_of

__all__ = ["Options", "check", "named", "open_run"]

#: More places than these are counted only.
_MOST_UNREAD = 50


class _Begun(NamedTuple):
    """When a check began, by the calendar and by the clock."""

    at: datetime
    clock: float

    def times(self) -> dict[str, Any]:
        """What a run's record says of it."""
        seconds = round(time.monotonic() - self.clock, 3)
        return {"started": self.at.isoformat(timespec="microseconds"), "seconds": seconds}


def check(root: Path, options: Options = EVERYTHING) -> Result:
    """Judge a target and keep the run. Errors: UsageError, AssayError; a broken source or standard never raises."""
    begun = _Begun(datetime.now(UTC), time.monotonic())
    question = ask(root, options, begun.at.date())
    if found := unchanged.recall(question.lake, root, question.digest):
        return _again(question, found, begun)
    from assay import masking

    masking.set_key(question.lake.fingerprint_key())
    with question.lake.writing() as run, ExitStack() as ended:
        return _Pass(question, run, begun).made(ended)


class _Pass:
    """One pass over a target, which becomes a run."""

    def __init__(self, question: Question, run: str, begun: _Begun) -> None:
        self._question = question
        self._run = run
        self._begun = begun
        lake, config = question.lake, question.config
        self._standards = scope.judged(question.selected, config.evidence)
        readers = scope.readers(config.evidence)
        self._collecting = Collecting(question.root, question.files, question.target, lake, run, readers)
        self._before = remembered(lake, question.root, run)
        self._gathering = Gathering(lake, run, question.target, config, self._collecting, self._before)

    def made(self, ended: ExitStack) -> Result:
        """The run, read, judged and kept; `ended` is closed when the pass is over, however it ends."""
        question, progress = self._question, self._question.options.progress
        ended.callback(self._gathering.wait)
        collection = self._collecting.collect(_told(progress, "reading"), self._gathering.get_ready)
        _tell(progress, "judging", 0)
        evidence = self._gathering.evidence(collection)
        asked = self._asked()
        verdicts = _kept(question.lake, evidence, self._collecting.memory.judged, asked)
        errors = {} if verdicts else self._judge(evidence)
        _tell(progress, "judging", 1)
        waived = waivers.sentences(evidence.db)
        _narrow(evidence, question.options.integrations)
        # What was judged is written while the rest is asked about it.
        pool = ended.enter_context(ThreadPoolExecutor(SIDE_BY_SIDE))
        tables = ("collection",) if verdicts else OUTCOMES
        written = pool.map(partial(_write, question.lake, evidence, self._run), tables)
        failed = (f"{name} failed: {why}" for name, why in errors.items())
        about = self._record(evidence, (*waived, *failed, *_unread(question.unreadable)))
        units = integrations(evidence.db)
        result = Result(about, evidence, self._standards, question.metrics, units, collection.fresh, lake=question.lake)
        _commit(question, result, chain(self._gathering.written(), verdicts, filter(None, written)))
        # What failed is tried again next time: its verdicts are not kept.
        judged = self._collecting.memory.judged if verdicts else State("" if errors else asked, self._run)
        self._remember(collection, judged or State("", self._run), surely=not errors)
        return result

    def _judge(self, evidence: Evidence) -> dict[str, str]:
        """Fill the tables of what is judged; standard or metric -> why it failed."""
        question = self._question
        errors = judge_in_stages(
            evidence,
            self._standards.values(),
            question.standing,
            question.config.own.waivers,
            as_of=question.as_of,
            limits=question.config.limits,
            draft=question.lake.draft(self._run),
            metrics=question.metrics.values(),
            remembered=self._before,
        )
        locate_findings(evidence.db, contents(question.root))
        return errors

    def _asked(self) -> str:
        """Hash of everything that verdicts and measures depend on."""
        question, config = self._question, self._question.config
        units: list[Standard | Metric] = [*self._standards.values(), *question.metrics.values()]
        waived = (question.standing, config.own.waivers)
        asked = repr((question.as_of, config.limits, *waived, question.options.integrations))
        return digest_of(self._gathering.state.digest, asked, *self._standards, *(unit.digest for unit in units))

    def _record(self, evidence: Evidence, warnings: tuple[str, ...]) -> Run:
        """What the catalog keeps of the run: what was asked, of what, and what judged it."""
        question, config = self._question, self._question.config
        options, at = question.options, revision(question.root)
        selection = (*options.only, *options.domains, *options.integrations, *options.levels)
        return Run(
            id=self._run,
            target=named(options.commit_of, at.commit) if options.commit_of else str(question.root.resolve()),
            as_of=question.as_of.isoformat(),
            version=__version__,
            **at._asdict(),
            profiles=tuple(config.profiles),
            warnings=warnings,
            wider=scope.wider(question.known, config.evidence),
            rulesets=carrying.carried(evidence, question.known),
            selection=" ".join(selection),
            basis=question.basis,
            standards={name: standard.digest for name, standard in self._standards.items()},
            metrics={name: metric.digest for name, metric in question.metrics.items()},
            limits=config.limits,
            waivers=tuple(msgspec.to_builtins(waiver) for waiver in question.standing),
            waiver_rules=msgspec.to_builtins(config.own.waivers),
            reading=digest_of(code_digest(), self._collecting.conventions),
            conventions=dict(config.conventions.values),
            units=tuple(msgspec.to_builtins(unit) for unit in config.units),
            **self._begun.times(),
        )

    def _remember(self, collection: Collection, judged: State, *, surely: bool) -> None:
        """Keep what this pass knew; where the same files will give the same, the next is not made."""
        question, collecting = self._question, self._collecting
        collecting.remember(collection.collections, self._gathering.state, judged)
        failed = any(collected.outcome == Outcome.FAILED for collected in collection.collections)
        # What a database says today nobody knows before it is asked.
        if surely and not failed and not any(one.postgresql for one in question.config.own.export):
            commands = tuple(collecting.commands)
            answered = unchanged.Answered(question.digest, commands, self._run, tuple(self._standards))
            unchanged.remember(question.lake, question.root, answered, question.files, self._begun.at)


def _again(question: Question, found: unchanged.Found, begun: _Begun) -> Result:
    """A new run of an earlier one's parts; the branch may be another one although no file is."""
    answered = set(found.answered.standards)
    standards = {name: standard for name, standard in question.selected.items() if name in answered}
    result = _opened(question.lake, found.run, standards, question.metrics)
    with question.lake.writing() as run:
        now = {"id": run, **revision(question.root)._asdict(), **begun.times()}
        result.run = msgspec.structs.replace(found.run, **now)
        _commit(question, result, found.parts)
    return result


def named(root: Path, commit: str | None) -> str:
    """What a commit of a target is called in the catalog."""
    return f"{root.resolve()}@{commit}"


def _commit(question: Question, result: Result, parts: Iterable[Part]) -> None:
    """Make the run visible, and tell what it changed; that of some commit is in nobody's history.

    The texts of standards and metrics are kept so that they can judge again.
    """
    lake, run = question.lake, result.run
    units: list[Standard | Metric] = [*result.standards.values(), *result.metrics.values()]
    texts = [(unit.digest, partial(text_of, unit)) for unit in units]
    if question.options.commit_of is not None:
        result.run = lake.commit(run, parts, texts=texts)
        return
    sight = since.sight(result.db, run, lambda path: (question.root / path).is_file())
    result.run = lake.commit(run, parts, scores(run, result.integrations), sight, texts)
    result.since = since.since(lake.catalog, result)


def _unread(places: Sequence[tuple[str, str]]) -> list[str]:
    told = [f"{path}: {reason}" for path, reason in places[:_MOST_UNREAD]]
    more = len(places) - len(told)
    return [*told, f"{more:,} more places could not be read"] if more else told


def _tell(progress: Callable[[str, int, int], None] | None, what: str, done: int) -> None:
    if progress:
        progress(what, done, 1)


def _told(progress: Callable[[str, int, int], None] | None, what: str) -> Callable[[int, int], None] | None:
    return (lambda done, total: progress(what, done, total)) if progress else None


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
