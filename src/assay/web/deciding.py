"""Where people decide: the run that it is about, and the refusal where nothing can be kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from assay.engine.result import Result
from assay.model import UsageError
from assay.store.records import Run

from .site import Site


@contextmanager
def decide(site: Site, run: Run) -> Iterator[Result]:
    """The run's result. Errors: UsageError when the lake cannot be written."""
    if site.read_only:
        remedy = "Whoever runs the server can let it write there."
        raise UsageError("the lake cannot be written, so nobody can decide here", remedy=remedy)
    with site.runs.open(run) as result:
        yield result
