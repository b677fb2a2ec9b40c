"""The run that a page speaks of. In: what its address says. Out: the run, and those that could be chosen instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from assay.store.records import Run

from .findings import Text
from .runs import Runs

_MOST_OFFERED = 50


class RunChosen(msgspec.Struct, frozen=True, kw_only=True):
    """Of which target and run a page is to speak: the first target's newest if left out."""

    target: Text = ""
    run: Annotated[Text, Meta(description="id, or how it begins")] = ""


class TwoChosen(RunChosen, frozen=True, kw_only=True):
    """Two runs: `run`, and the one before it that it is compared with: see `before` if left out."""

    base: Annotated[Text, Meta(description="id, or how it begins")] = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The run, and what a reader may choose instead, the newest first."""

    run: Run
    runs: Sequence[Run]
    targets: Sequence[str]

    @property
    def is_newest(self) -> bool:
        return not self.runs or self.run.id == self.runs[0].id


def chosen(runs: Runs, query: RunChosen) -> Chosen:
    """Errors: NotFoundError when there is no such run, or none at all."""
    run = runs.find(query.target, query.run)
    return Chosen(run, runs.of(run.target)[:_MOST_OFFERED], runs.targets())


def before(runs: Runs, head: Run, wanted: str = "") -> Run | None:
    """The run that another is compared with: as named, else the last whole one, of its branch where there is one.

    None where nothing was judged before it. Errors: NotFoundError when there is no run as named.
    """
    if wanted:
        return runs.find(head.target, wanted)
    earlier = [run for run in runs.of(head.target) if run.started < head.started and not run.narrowed]
    same = [run for run in earlier if run.branch == head.branch]
    return next(iter([*same, *earlier]), None)
