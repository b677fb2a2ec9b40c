"""What changed between two runs, in words: the facts behind each cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assay.model import Outcome
from assay.store.catalog import Run

from .causes import Cause
from .sides import Side
from .sources import Source


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that changed, in words; `integration` names the unit that it lies in, None where it is about all."""

    what: str
    integration: str | None = None


def facts(old: Side, new: Side, sources: Iterable[Source]) -> dict[Cause, tuple[Fact, ...]]:
    """What changed by each cause, whether or not it moved a score."""
    sources = list(sources)
    told: dict[Cause, Iterable[Fact]] = {
        Cause.STANDARDS: map(Fact, _standards(old, new)),
        Cause.DAY: [Fact(f"{old.run.as_of} became {new.run.as_of}")] if old.as_of != new.as_of else [],
        Cause.TOOL: map(Fact, _tool(old.run, new.run)),
        Cause.EVIDENCE: _files(source for source in sources if source.cause is Cause.EVIDENCE),
        Cause.POPULATION: _files(source for source in sources if source.cause is Cause.CODE and not _stays(source)),
        Cause.CODE: _files(source for source in sources if source.cause is Cause.CODE and _stays(source)),
        Cause.WAIVERS: map(Fact, _waivers(old.run, new.run)),
    }
    return {cause: tuple(found) for cause, found in told.items()}


def _standards(old: Side, new: Side) -> Iterator[str]:
    if not (old.run.standards and new.run.standards):
        return
    for name in sorted(old.run.standards.keys() | new.run.standards.keys()):
        if name not in old.run.standards:
            yield f"{name} is judged now"
        elif name not in new.run.standards:
            yield f"{name} is not judged any more"
        else:
            if old.run.standards[name] != new.run.standards[name]:
                yield f"{name} says otherwise{_levels(name, old, new)}"
            yield from _limits(name, old, new)


def _levels(name: str, old: Side, new: Side) -> str:
    levels = [side.standards[name].level for side in (old, new) if name in side.standards]
    return f" ({levels[0]} became {levels[1]})" if len(set(levels)) > 1 else ""


def _limits(name: str, old: Side, new: Side) -> Iterator[str]:
    before, after = (
        {**(side.standards[name].limits if name in side.standards else {}), **side.run.limits.get(name, {})}
        for side in (old, new)
    )
    for limit in sorted(before.keys() | after.keys()):
        if before.get(limit) != after.get(limit):
            yield f"{name}: {limit} {before.get(limit, '-')} became {after.get(limit, '-')}"


def _tool(old: Run, new: Run) -> Iterator[str]:
    if old.version != new.version:
        yield f"assay {old.version} became {new.version}"
    if old.conventions != new.conventions:
        names = sorted(name for name in old.conventions | new.conventions if _other(name, old, new))
        yield f"the house's conventions: {', '.join(names)}"
    elif old.reading != new.reading and old.version == new.version:
        yield "assay's own reading code"


def _other(name: str, old: Run, new: Run) -> bool:
    return bool(old.conventions.get(name) != new.conventions.get(name))


def _stays(source: Source) -> bool:
    return source.old is not None and source.new is not None


def _files(sources: Iterable[Source]) -> list[Fact]:
    """A fact for each file, however many collectors read it."""
    told = {}
    for source in sources:
        row: Mapping[str, Any] = source.new or source.old or {}
        told[row["path"]] = Fact(f"{row['path']} {_happened(source)}", row["integration"])
    return [told[path] for path in sorted(told)]


def _happened(source: Source) -> str:
    if source.old is None:
        return "came"
    if source.new is None:
        return "went"
    if Outcome.FAILED in (source.old["outcome"], source.new["outcome"]):
        return "could not be read" if source.new["outcome"] == Outcome.FAILED else "can be read again"
    if not (source.old["digest"] and source.new["digest"]) and source.old["digest"] != source.new["digest"]:
        return "may have changed: an older assay knew it by another hash"
    return "changed"


def _waivers(old: Run, new: Run) -> Iterator[str]:
    before, after = ({waiver["name"]: waiver for waiver in run.waivers} for run in (old, new))
    for name, waiver in sorted((before | after).items()):
        about = f"the waiver of {waiver['standard'] or waiver['fingerprint']} by {waiver['author']}"
        if name not in after:
            yield f"{about} was taken back"
        elif name not in before:
            yield f"{about} came"
        elif before[name] != after[name]:
            yield f"{about} was decided about"
        elif waiver["until"] and str(old.as_of) <= str(waiver["until"]) < str(new.as_of):
            yield f"{about} ended on {waiver['until']}"
