"""What the catalog keeps, as types: runs and their files, scores, sightings of findings, decisions of people."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

import msgspec


class Part(NamedTuple):
    """One Parquet file of a run: table, path relative to the lake, size.

    Without a `member`, all of its rows are the run's. A compacted file holds the rows that several runs wrote (see
    `store/compaction.py`); those that `member` wrote are the run's.
    """

    table: str
    file: str
    bytes: int
    member: str = ""

    @property
    def writer(self) -> str:
        """The run that wrote the rows: this one or, where they were known already, an earlier one."""
        return self.member or self.file.rpartition("/")[2].removesuffix(".parquet")


class Wider(msgspec.Struct, frozen=True, kw_only=True):
    """What a profile of wider scope would judge beyond the one in force: how many standards more, by which tools."""

    profile: str
    standards: int
    needs: tuple[str, ...]


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """What of another tool's ruleset holds for the standards that answer its rules, in and below `folder`.

    `off` are rules that are not judged, `levels` pairs of a rule and the level that it has (`own`: the standard's,
    where only some files have another); `lost` maps kinds of what does not carry over to names.
    """

    path: str
    folder: str
    off: tuple[str, ...]
    levels: tuple[tuple[str, str], ...]
    lost: dict[str, list[str]]


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One dated pass over a target, and what judged it.

    `prefix` is the target's directory in its git repository, ending in a slash. `base` is the run that it was compared
    with: the one before it of the same branch and profiles. `standards` and `metrics` map ids to the digests of their
    texts, which the lake keeps; `limits` are those that differ from the standards' own, `waivers` those in force or
    ended; `reading` is the digest of the code and conventions that turned files into rows, `basis` that of everything
    the verdicts depend on beside the files, the day and the waivers; `conventions` are the house's, `units` what the
    user states of integrations. Of one that is `expired` only verdicts and measures are kept, no evidence.
    """

    id: str
    target: str
    started: str
    as_of: str
    version: str
    commit: str | None = None
    branch: str | None = None
    prefix: str = ""
    profiles: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    wider: tuple[Wider, ...] = ()
    rulesets: tuple[Carried, ...] = ()
    selection: str = ""
    seconds: float = 0.0
    base: str | None = None
    standards: dict[str, str] = {}
    metrics: dict[str, str] = {}
    limits: dict[str, dict[str, Any]] = {}
    waivers: tuple[dict[str, Any], ...] = ()
    waiver_rules: dict[str, Any] = {}
    reading: str = ""
    basis: str = ""
    conventions: dict[str, Any] = {}
    units: tuple[dict[str, Any], ...] = ()
    expired: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether only a selection was judged: such a run is compared with none, and none with it."""
        return bool(self.selection)


class Score(NamedTuple):
    """How one unit stood in one run, in one domain or (`domain` empty) in all of them.

    `met`, `unmet` and `unknown` count standards by verdict, `must_unmet` and `must_unknown` the `must`s among them;
    `low` and `high` are the score, from 0 to 100.
    """

    run: str
    started: str
    commit: str | None
    integration: str
    domain: str
    met: int
    unmet: int
    unknown: int
    must_unmet: int
    must_unknown: int
    low: float
    high: float
    fitness: str


class State(StrEnum):
    """How an unmet finding stands: seen in the last run, not judged any more, or closed."""

    OPEN = "open"
    UNJUDGED = "unjudged"
    CLOSED = "closed"


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """One unmet finding over the runs of a branch.

    `first_run` saw it first ever, `since_run` began the present (or last) streak, `last_run` saw it last; `state_run`
    is the run in which the state became what it is. `read` says that a collector had read the file at `path`.
    """

    fingerprint: str
    standard: str
    level: str
    integration: str
    subject: str
    path: str | None
    read: bool
    first_run: str
    since_run: str
    last_run: str
    state: State = State.OPEN
    state_run: str


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody decided, and when; never changed or deleted. `about` is a fingerprint or the name of a waiver."""

    id: str
    target: str
    at: str
    who: str
    what: str
    about: str
    why: str = ""
    until: str | None = None
    run: str | None = None
