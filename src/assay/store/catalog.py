"""The catalog (SQLite): runs, the Parquet files each is made of, their scores, what was seen in them, and decisions.

A run is visible when its row is committed, in one transaction with its files, scores and sightings; whatever was
written before that is an orphan that nobody reads. Readers take a run's file list in one transaction and so see a whole
state.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from assay.model import AssayError

from . import schema
from .records import Decision, Part, Run, Score, Sighting, State, Wider

__all__ = ["Catalog", "Decision", "Part", "Run", "Score", "Sight", "Sighting", "State", "Text", "Wider"]

#: The run before (of the same branch and profiles) and the sightings so far -> the sightings that are otherwise now.
Sight = Callable[[Run | None, dict[str, Sighting]], Iterable[Sighting]]
#: Of a standard or metric: the digest of its text, and what reads it, or None where it is not to be had any more. It is
#: asked only for texts that are not kept yet.
Text = tuple[str, Callable[[], str | None]]
_ADD_PART = 'insert or ignore into part (run, "table", file, bytes, member) values (?, ?, ?, ?, ?)'
_SIGHTING = Sighting.__struct_fields__
_SCORE = ", ".join(f"s.{name}" for name in Score._fields[3:])
_DECISION = Decision.__struct_fields__


class Catalog:
    """The catalog of one lake."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._open()) as db:
                version = schema.version(db)
                if version > schema.VERSION:
                    raise AssayError("was written by a newer assay", where=str(self._path), remedy="Upgrade assay.")
                if version < schema.VERSION:
                    schema.upgrade(db, self._path.parent)
                with db:
                    yield db
        except sqlite3.OperationalError as error:
            remedy = "Make room, see to it that you may write there, or name another directory with --lake."
            raise AssayError(f"the catalog cannot be used: {error}", where=str(self._path), remedy=remedy) from error
        except sqlite3.DatabaseError as error:
            remedy = "Move the lake directory away; the next run makes a new one."
            raise AssayError(f"the catalog cannot be used: {error}", where=str(self._path), remedy=remedy) from error

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=30)
        try:
            db.execute("pragma user_version").fetchone()
        except sqlite3.OperationalError as error:
            db.close()
            if "unable to open" not in str(error):
                raise
            # Where nobody may write, SQLite cannot make the files that it shares with writers; nor is there any.
            return sqlite3.connect(f"file:{quote(str(self._path))}?mode=ro&immutable=1", uri=True)
        return db

    def add(
        self,
        run: Run,
        parts: Iterable[Part],
        scores: Iterable[Score] = (),
        sight: Sight | None = None,
        texts: Iterable[Text] = (),
    ) -> Run:
        """Make a run visible at once with its files, its scores, what `sight` says was seen in it, and the texts of
        the units that judged it.

        Scores and sightings are kept of whole runs only: a narrowed run closes and opens nothing. Returns the run with
        its `base`.
        """
        with self._connect() as db:
            db.execute("begin immediate")
            series = None if run.narrowed else _series(db, run)
            before = _last_run(db, series)
            run = msgspec.structs.replace(run, base=before.id if before else None)
            number = _insert(db, run)
            _keep_texts(db, texts)
            if series is not None:
                marks = ", ".join("?" * (len(Score._fields) - 1))
                db.executemany(
                    f"insert into score values ({marks})", ((number, series, *score[3:]) for score in scores)
                )
                if sight is not None:
                    _keep(db, series, sight(before, _sightings(db, series)))
                db.execute("update series set last_run = ? where number = ?", (run.id, series))
            # Last, for they may still be written while the rest is noted down.
            db.executemany(_ADD_PART, ((run.id, *part) for part in parts))
        return run

    def unit_texts(self) -> dict[str, str]:
        """The texts of all standards and metrics that once judged, by their digest."""
        with self._connect() as db:
            return dict(db.execute("select digest, text from unit").fetchall())

    def runs(self, target: str | None = None, branch: str | None = None) -> list[Run]:
        """Runs, newest first; of one target, and of one branch ('' where none is known), when they are named."""
        asked = {"target": target, "branch": branch}
        where = " and ".join(f"r.{name} = :{name}" for name, value in asked.items() if value is not None)
        return self._runs(f"where {where or 'true'} order by r.started desc, r.id desc", asked)

    def series(self, target: str, branch: str | None = None) -> list[Run]:
        """The runs that can be compared with each other, oldest first: whole ones, with the profiles of the newest.

        Of one branch ('' where none is known); without it, of that of the newest run.
        """
        whole = [run for run in self.runs(target, branch) if not run.narrowed]
        newest = [(run.branch, run.profiles) for run in whole[:1]]
        return [run for run in reversed(whole) if (run.branch, run.profiles) in newest]

    def run(self, run: str) -> Run | None:
        """The run of this id."""
        return next(iter(self._runs("where r.id = :id", {"id": run})), None)

    def _runs(self, where: str, values: dict[str, Any]) -> list[Run]:
        with self._connect() as db:
            return _read_runs(db, where, values)

    def parts(self, run: str) -> list[Part]:
        """The files that a run is made of; empty when there is no such run."""
        with self._connect() as db:
            query = 'select "table", file, bytes, member from part where run = ? order by 1, 2'
            return [Part(*row) for row in db.execute(query, (run,))]

    def scores(
        self,
        target: str,
        branch: str | None = None,
        since: str | None = None,
        *,
        integration: str | None = None,
        domain: str | None = None,
    ) -> list[Score]:
        """Scores of the runs of a target, oldest first; `since` is a time or how it begins. Narrowed runs have none.

        Only like is told with like: of each branch, the runs with the profiles of its newest.
        """
        asked = {"target": target, "branch": branch, "since": since, "integration": integration, "domain": domain}
        with self._connect() as db:
            chosen = [number for number, _ in _newest_series(db, target, branch)]
            of = [("since", "r.started >= :since"), ("integration", "s.integration = :integration")]
            of += [("domain", "s.domain = :domain")]
            where = " and ".join(text for name, text in of if asked[name] is not None)
            rows = db.execute(
                f"""select r.id, r.started, json_extract(r.about, '$.commit'), {_SCORE}
                from run r join score s on s.run = r.number
                where s.series in ({", ".join(map(str, chosen))}) and {where or "true"}
                order by r.started, r.id, s.integration, s.domain""",
                asked,
            )
            return [Score(*row) for row in rows]

    def sightings(self, target: str, branch: str | None = None) -> dict[str, Sighting]:
        """Every finding that was ever unmet in the branch's runs with the profiles of its newest, by fingerprint.

        Without a branch: in those of the branch that was judged last.
        """
        with self._connect() as db:
            newest = max(_newest_series(db, target, branch), key=lambda one: one[1], default=None)
            return _sightings(db, newest[0]) if newest else {}

    def turned(self, run: Run) -> list[Sighting] | None:
        """The sightings whose state a run changed; None where later runs have written over it, or it compared none."""
        if run.narrowed:
            return None
        with self._connect() as db:
            series = _find_series(db, run)
            if series is None or series[1] != run.id:
                return None
            return list(_sightings(db, series[0], "and ? in (first_run, since_run, state_run)", run.id).values())

    def ask(self, query: str, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query of the catalog's tables, seen in one state."""
        with self._connect() as db:
            return db.execute(query, values or {}).fetchall()

    def replace(self, old: Iterable[tuple[str, str]], new: str, size: int) -> None:
        """Name a new file instead of old ones, wherever runs name these: at once, and for good.

        Of each old file: the run that wrote it, or '' where it is a compacted one, whose members stay what they are.
        """
        with self._connect() as db:
            db.execute("begin immediate")
            for file, member in old:
                named = {"new": new, "bytes": size, "member": member, "old": file, "at": time.time()}
                db.execute(
                    """update or ignore part set file = :new, bytes = :bytes,
                        member = case when member = '' then :member else member end where file = :old""",
                    named,
                )
                db.execute("delete from part where file = :old", named)
                db.execute("insert or ignore into replaced values (:old, :at)", named)

    def expire(self, keep: int, spared: Collection[str] | None = None) -> tuple[int, list[str]]:
        """Forget all runs of each branch but its newest; with `spared`, only their rows of other tables.

        These are marked as expired. Returns how many runs it concerned, and the files that no run names any more.
        """
        marks = ", ".join(f"'{table}'" for table in sorted(spared or ()))
        of = "run in (select id from old)" + (f' and "table" not in ({marks})' if spared is not None else "")
        with self._connect() as db:
            db.execute("begin immediate")
            db.execute(
                """create temp table old as select number, id from (select number, id,
                    row_number() over (partition by target, branch order by id desc) as place from run)
                where place > ?""",
                (keep,),
            )
            (runs,) = db.execute(f"select count(distinct run) from part where {of}").fetchone()
            files = f"select distinct file from part where {of}"
            gone = db.execute(f"{files} except select file from part where not ({of})").fetchall()
            if spared is not None:
                marked = "json_set(about, '$.expired', json('true'))"
                db.execute(f"update run set about = {marked} where id in (select run from part where {of})")
            db.execute(f"delete from part where {of}")
            db.executemany("insert or ignore into replaced values (?, ?)", ((file, time.time()) for (file,) in gone))
            if spared is None:
                db.execute("delete from score where run in (select number from old)")
                db.execute("delete from run where number in (select number from old)")
                db.execute("delete from judges where digest not in (select judges from run)")
            return runs, [file for (file,) in gone]

    def forget_replaced(self, before: float, delete: Callable[[str], None]) -> None:
        """Have the files deleted that were replaced before a time (in seconds) and that no run names."""
        with self._connect() as db:
            db.execute("begin immediate")
            query = "select file from replaced where at < ? and file not in (select file from part)"
            for (file,) in db.execute(query, (before,)).fetchall():
                delete(file)
                db.execute("delete from replaced where file = ?", (file,))

    def decide(self, decision: Decision) -> None:
        """Add a decision to the audit trail; there is no way to change or delete it."""
        with self._connect() as db:
            marks = ", ".join(f":{name}" for name in _DECISION)
            query = f"insert into decision ({', '.join(_DECISION)}) values ({marks})"
            db.execute(query, msgspec.structs.asdict(decision))

    def decisions(self, target: str | None = None, about: str | None = None) -> list[Decision]:
        """The audit trail, oldest first; of one target, and about one thing, when they are named."""
        asked = {"target": target, "about": about}
        where = " and ".join(f"{name} = :{name}" for name, value in asked.items() if value is not None)
        with self._connect() as db:
            query = f"select {', '.join(_DECISION)} from decision where {where or 'true'} order by number"
            return [Decision(**dict(zip(_DECISION, row, strict=True))) for row in db.execute(query, asked)]


def _keep_texts(db: sqlite3.Connection, texts: Iterable[Text]) -> None:
    known = {digest for (digest,) in db.execute("select digest from unit")}
    missing = ((digest, read()) for digest, read in texts if digest not in known)
    kept = [(digest, text) for digest, text in missing if text is not None]
    db.executemany("insert or ignore into unit (digest, text) values (?, ?)", kept)


def _insert(db: sqlite3.Connection, run: Run) -> int:
    judges = msgspec.json.encode({"standards": run.standards, "metrics": run.metrics}).decode()
    digest = hashlib.blake2b(judges.encode(), digest_size=10).hexdigest()
    db.execute("insert or ignore into judges values (?, ?)", (digest, judges))
    about = msgspec.json.encode(msgspec.structs.replace(run, standards={}, metrics={})).decode()
    row = (run.id, run.started, run.target, run.branch or "", digest, about)
    cursor = db.execute("insert into run (id, started, target, branch, judges, about) values (?, ?, ?, ?, ?, ?)", row)
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _read_runs(db: sqlite3.Connection, where: str, values: dict[str, Any]) -> list[Run]:
    judges: dict[str, dict[str, dict[str, str]]] = {"": {}}
    found = []
    for digest, about in db.execute(f"select r.judges, r.about from run r {where}", values).fetchall():
        if digest not in judges:
            (text,) = db.execute("select about from judges where digest = ?", (digest,)).fetchone()
            judges[digest] = msgspec.json.decode(text)
        found.append(msgspec.structs.replace(msgspec.json.decode(about, type=Run), **judges[digest]))
    return found


def _find_series(db: sqlite3.Connection, run: Run) -> tuple[int, str] | None:
    key = (run.target, run.branch or "", " ".join(run.profiles))
    query = "select number, last_run from series where target = ? and branch = ? and profiles = ?"
    found: tuple[int, str] | None = db.execute(query, key).fetchone()
    return found


def _series(db: sqlite3.Connection, run: Run) -> int:
    """The number of the series that a whole run continues: the runs of a branch with the same profiles."""
    key = (run.target, run.branch or "", " ".join(run.profiles))
    db.execute("insert or ignore into series (target, branch, profiles, last_run) values (?, ?, ?, '')", key)
    found = _find_series(db, run)
    assert found is not None
    return found[0]


def _newest_series(db: sqlite3.Connection, target: str, branch: str | None) -> list[tuple[int, str]]:
    """(number, last run) of the series of each branch that was continued last."""
    query = """select number, max(last_run) from series
        where target = ? and (? is null or branch = ?) group by branch"""
    return db.execute(query, (target, branch, branch)).fetchall()


def _last_run(db: sqlite3.Connection, series: int | None) -> Run | None:
    """The newest run of a series; None where it begins, or the run is not kept any more."""
    where = "where r.id = (select last_run from series where number = :number)"
    return next(iter(_read_runs(db, where, {"number": series})), None)


def _sightings(db: sqlite3.Connection, series: int, more: str = "", *values: str) -> dict[str, Sighting]:
    """What is open was seen in the last run of the series: that is not written down again in every run."""
    last = "coalesce(last_run, (select last_run from series where number = series)) as last_run"
    names = ", ".join(last if name == "last_run" else name for name in _SIGHTING)
    rows = db.execute(f"select {names} from sighting where series = ? {more}", (series, *values))
    found = (msgspec.convert(dict(zip(_SIGHTING, row, strict=True)), Sighting, strict=False) for row in rows)
    return {sighting.fingerprint: sighting for sighting in found}


def _keep(db: sqlite3.Connection, series: int, sightings: Iterable[Sighting]) -> None:
    marks = ", ".join(f":{name}" for name in _SIGHTING)
    db.executemany(
        f"insert or replace into sighting (series, {', '.join(_SIGHTING)}) values (:series, {marks})",
        ({**_written(sighting), "series": series} for sighting in sightings),
    )


def _written(sighting: Sighting) -> dict[str, Any]:
    values = msgspec.structs.asdict(sighting)
    last_run = None if sighting.state is State.OPEN else sighting.last_run
    return {**values, "state": sighting.state.value, "last_run": last_run}
