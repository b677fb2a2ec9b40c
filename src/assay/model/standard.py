"""Standards and metrics as read from their files: a TOML header over one SQL query."""

from __future__ import annotations

import msgspec

from .words import Effort, Kind, Layer, Level


class Applies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which units a standard or metric is about; empty means all."""

    kind: tuple[Kind, ...] = ()
    layer: tuple[Layer, ...] = ()


class StandardHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the author of a standard states of it. `target` and `better` make it a rate standard.

    `answers` names the rules of other tools that it answers, each `tool:rule`: what a team decided about them holds for
    the standard, too (see docs/how-to/write-a-standard.md). With `provoked` it judges also what trials and probes
    caused on purpose: it speaks of answers, whoever asked.
    """

    title: str
    level: Level
    why: str
    fix: str
    effort: Effort = Effort.LOCAL
    reference: tuple[str, ...]
    since: str
    applies: Applies = Applies()
    scope: str = "integration"
    limits: dict[str, int | float | str] = {}
    evidence: tuple[str, ...] | None = None
    provoked: bool = False
    target: float | None = None
    better: str = "higher"
    answers: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()


class MetricHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the author of a metric states of it; `provoked` as for a standard."""

    title: str
    unit: str
    better: str
    kind: str
    why: str
    formula: str
    reference: tuple[str, ...] = ()
    since: str = "0.1"
    provoked: bool = False
    applies: Applies = Applies()
    limits: dict[str, int | float | str] = {}


class Standard(StandardHeader, frozen=True, kw_only=True):
    """One expectation. `id` is its path, `digest` the hash of its file, `sql` the query without the header."""

    id: str
    domain: str
    sql: str
    digest: str
    file: str


class Metric(MetricHeader, frozen=True, kw_only=True):
    """One named query that returns numbers; `id`, `sql`, `digest` and `file` as for a standard."""

    id: str
    domain: str
    sql: str
    digest: str
    file: str
