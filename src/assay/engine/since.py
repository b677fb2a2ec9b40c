"""A judged run and what the catalog knows of its branch -> what is new, re-appeared, fixed or no longer judged.

Like is compared with like: whole runs of one target, branch and set of profiles. A finding that is not seen any more is
fixed only if somebody looked: where its standard, its tool or its file was left out, it is no longer judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec import convert
from msgspec.structs import replace

from assay.model import Layer, Verdict
from assay.store.catalog import Catalog
from assay.store.records import Run, Sighting, State

from .result import Result, Since

if TYPE_CHECKING:
    import duckdb

#: What faces a provider comes first.
_LAYERS = [layer.value for layer in Layer]
_UNMET = """
select fingerprint, standard, level, integration, subject, path, path in (
    select path from collection group by path having bool_and(outcome = 'read')) as read
from finding where verdict = 'unmet'
"""
#: A standard that could not be judged, or had no evidence, says so once for the integration.
_BLIND = "select distinct standard, integration from finding where verdict = 'unknown' and subject = integration"
_NOW = "select fingerprint, verdict from finding where list_contains($1, fingerprint)"
_READ = "select path from collection where list_contains($1, path) group by path having bool_and(outcome = 'read')"


def sight(
    db: duckdb.DuckDBPyConnection, run: Run, there: Callable[[str], bool]
) -> Callable[[Run | None, dict[str, Sighting]], Iterator[Sighting]]:
    """What the catalog asks when the run is committed: the sightings that are otherwise now than they were.

    `there` says whether the target still has a file, read or not.
    """

    def settle(before: Run | None, known: dict[str, Sighting]) -> Iterator[Sighting]:  # noqa: ARG001
        seen = set()
        for fingerprint, standard, level, integration, subject, path, read in db.execute(_UNMET).fetchall():
            seen.add(fingerprint)
            said = {"path": path, "read": bool(read), "level": level, "last_run": run.id}
            old = known.get(fingerprint)
            if old is None:
                named = {"fingerprint": fingerprint, "standard": standard, "integration": integration}
                runs = {"first_run": run.id, "since_run": run.id, "state_run": run.id}
                yield convert({**named, "subject": subject, **runs, **said}, Sighting)
            elif old.state is not State.OPEN:
                since = run.id if old.state is State.CLOSED else old.since_run
                yield replace(old, state=State.OPEN, since_run=since, state_run=run.id, **said)
            elif (old.path, old.read, old.level) != (path, bool(read), level):
                yield replace(old, **said)
        gone = [old for old in known.values() if old.state is not State.CLOSED and old.fingerprint not in seen]
        for old, state in _fates(db, run, there, gone):
            if old.state is not state:
                yield replace(old, state=state, state_run=run.id)

    return settle


def _fates(
    db: duckdb.DuckDBPyConnection, run: Run, there: Callable[[str], bool], gone: list[Sighting]
) -> Iterator[tuple[Sighting, State]]:
    """Each finding that is unmet no more, and whether it is closed or was not looked for."""
    if not gone:
        return
    now = dict(db.execute(_NOW, [[old.fingerprint for old in gone]]).fetchall())
    read = {path for (path,) in db.execute(_READ, [[old.path for old in gone if old.path]]).fetchall()}
    blind = set(db.execute(_BLIND).fetchall())
    for old in gone:
        if old.fingerprint in now:
            judged = now[old.fingerprint] == Verdict.MET
        else:
            unread = old.read and old.path is not None and old.path not in read and there(old.path)
            judged = old.standard in run.standards and (old.standard, old.integration) not in blind and not unread
        yield old, State.CLOSED if judged else State.UNJUDGED


def since(catalog: Catalog, result: Result) -> Since | None:
    """What the run of a result changed; None where it is the first of its branch, or later runs came after it."""
    run = result.run
    if run.narrowed:
        return _nothing("a selection is compared with no run; it closes and opens nothing")
    base = catalog.run(run.base) if run.base else None
    if base is None:
        whole = [other.profiles for other in catalog.runs(run.target, run.branch or "") if not other.narrowed]
        others = sorted({", ".join(profiles) for profiles in whole if profiles != run.profiles})
        if not others:
            return None
        return _nothing(f"the first run of this branch with these profiles; earlier ones had {' or '.join(others)}")
    turned = catalog.turned(run)
    return None if turned is None else _told(base, result, turned)


def _nothing(note: str) -> Since:
    return Since(None, note, [], [], [], [])


def _told(base: Run, result: Result, turned: list[Sighting]) -> Since:
    run = result.run.id
    new = {old.fingerprint for old in turned if old.first_run == run}
    again = {old.fingerprint for old in turned if old.since_run == run} - new
    found = [finding for finding in result.findings(verdict=Verdict.UNMET) if finding.fingerprint in new | again]
    facing = {unit.name: _LAYERS.index(unit.layer) for unit in result.integrations if unit.layer in _LAYERS}
    found.sort(key=lambda f: (f.waived, -f.level.weight, facing.get(f.integration, len(_LAYERS))))
    restated = {finding.fingerprint for finding in found if not _same_standard(base, result.run, finding.standard)}
    return Since(
        base,
        "",
        [finding for finding in found if finding.fingerprint in new],
        [finding for finding in found if finding.fingerprint in again],
        [old for old in turned if old.state is State.CLOSED],
        [old for old in turned if old.state is State.UNJUDGED],
        frozenset(restated),
    )


def _same_standard(base: Run, run: Run, standard: str) -> bool:
    same = base.standards.get(standard) == run.standards.get(standard)
    return same and base.limits.get(standard) == run.limits.get(standard)
