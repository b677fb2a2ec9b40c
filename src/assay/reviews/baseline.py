"""What is unmet today, kept as a small text that reviewers read; from then on it may only become less.

In: a run, and the text of the baseline if there is one. Out: what is beyond it, and the baseline made smaller.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from assay.engine.result import Result
from assay.model import Level, Outcome, UsageError, Verdict

FILE = "assay-baseline.json"
_ABOUT = (
    "Unmet findings that were there already, by standard and unit. `assay review baseline --update` makes it smaller."
)
_MAX_BYTES = 10_000_000
#: Standard -> unit -> how many unmet findings.
Allowed = Mapping[str, Mapping[str, int]]


class _Text(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    about: str = _ABOUT
    version: int = 1
    unmet: dict[str, dict[str, int]]


class Excess(NamedTuple):
    """One standard in one unit that has more unmet findings than the baseline allows."""

    standard: str
    unit: str
    level: Level
    found: int
    allowed: int


def read(file: Path) -> Allowed:
    """What a baseline allows. Errors: UsageError when it is not there or is none."""
    remedy = "Write one with `assay review baseline`, or correct --baseline."
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise UsageError(f"is larger than {_MAX_BYTES:,} bytes, and so no baseline", where=str(file), remedy=remedy)
        return msgspec.json.decode(file.read_bytes(), type=_Text).unmet
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=str(file), remedy=remedy) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"is no baseline: {error}", where=str(file), remedy=remedy) from error


def text(allowed: Allowed) -> str:
    """The text of a baseline: sorted, a line for each unit, so that its changes are read line by line."""
    kept = {
        standard: {unit: count for unit, count in sorted(units.items()) if count}
        for standard, units in sorted(allowed.items())
    }
    made = _Text(unmet={standard: units for standard, units in kept.items() if units})
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode() + "\n"


def counts(result: Result) -> dict[str, dict[str, int]]:
    """How many findings of a run are unmet and not waived."""
    found: dict[str, dict[str, int]] = {}
    unmet = Counter((f.standard, f.integration) for f in result.findings(verdict=Verdict.UNMET) if not f.waived)
    for (standard, unit), count in unmet.items():
        found.setdefault(standard, {})[unit] = count
    return found


def beyond(allowed: Allowed, result: Result, levels: Collection[Level]) -> list[Excess]:
    """What a run has more than the baseline allows, of these levels, by standard and unit."""
    found = []
    severest = _levels(result)
    for standard, units in sorted(counts(result).items()):
        for unit, count in sorted(units.items()):
            most = allowed.get(standard, {}).get(unit, 0)
            level = severest[standard, unit]
            if level in levels and count > most:
                found.append(Excess(standard, unit, level, count, most))
    return found


def _levels(result: Result) -> dict[tuple[str, str], Level]:
    """The severest level of what is unmet, of each standard and unit."""
    found: dict[tuple[str, str], Level] = {}
    for finding in result.findings(verdict=Verdict.UNMET):
        key = finding.standard, finding.integration
        found[key] = max(found.get(key, finding.level), finding.level, key=lambda level: level.weight)
    return found


def smaller(allowed: Allowed, result: Result) -> dict[str, dict[str, int]]:
    """The baseline, as far as the run is better; what it could not judge stays, and nothing is added."""
    now = counts(result)
    units = {unit.name for unit in result.integrations}
    unknown = {(f.standard, f.integration) for f in result.findings(verdict=Verdict.UNKNOWN)}
    failed = {found["integration"] for found in result.collections(Outcome.FAILED)}

    def left(standard: str, unit: str, count: int) -> int:
        if unit not in units:
            return 0 if not result.run.selection else count
        if standard not in result.standards or (standard, unit) in unknown or unit in failed:
            return count
        return min(count, now.get(standard, {}).get(unit, 0))

    return {
        standard: {unit: left(standard, unit, count) for unit, count in units_.items()}
        for standard, units_ in allowed.items()
    }


def renamed(allowed: Allowed, units: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """The same baseline after units were renamed: old name -> new name."""
    return {
        standard: {units.get(unit, unit): count for unit, count in counted.items()}
        for standard, counted in allowed.items()
    }
