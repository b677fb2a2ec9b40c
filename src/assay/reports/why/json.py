"""A split -> its JSON. Every key is always there; scores and their parts are points of 100, not rounded."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from assay.analysis.split import Cause, Change, Explained, Split
from assay.store.catalog import Run

MOST_FACTS = 20


def out(split: Split) -> dict[str, Any]:
    """`parts` hold all causes, 0 where one did not act, and add up to `to` - `from`."""
    return {
        "from": _run(split.old),
        "to": _run(split.new),
        "units": {"both": split.units, "came": list(split.came), "went": list(split.went)},
        "facts": {
            cause: {"count": len(facts), "first": [asdict(fact) for fact in facts[:MOST_FACTS]]}
            for cause, facts in split.facts.items()
        },
        "target": _explained(split.target),
        "integrations": [{"name": unit.name, **_explained(unit)} for unit in split.integrations],
    }


def _run(run: Run) -> dict[str, Any]:
    return {name: getattr(run, name) for name in ("id", "started", "commit", "branch", "as_of", "version")}


def _explained(told: Explained) -> dict[str, Any]:
    return {
        "low": _change(told.low),
        "high": _change(told.high),
        "unmet_musts": _change(told.unmet),
        "carriers": {cause: [asdict(carrier) for carrier in told.carriers.get(cause, ())] for cause in Cause},
    }


def _change(change: Change) -> dict[str, Any]:
    return {"from": change.old, "to": change.new, "parts": {cause: change.parts.get(cause, 0.0) for cause in Cause}}
