"""What changed between two runs, in words: the facts behind each cause, whether or not they moved a score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assay.model import Outcome
from assay.store.catalog import Run

from .causes import Cause
from .sides import Side
from .sources import Source

MOST = 20


@dataclass(frozen=True, slots=True)
class Facts:
    """How many things changed, and the first of them, a phrase each."""

    count: int
    first: tuple[str, ...]


def facts(old: Side, new: Side, sources: Iterable[Source]) -> dict[Cause, Facts]:
    """Of each cause that has any."""
    sources = list(sources)
    told = {
        Cause.STANDARDS: list(_standards(old, new)),
        Cause.DAY: [f"{old.run.as_of} became {new.run.as_of}"] if old.as_of != new.as_of else [],
        Cause.TOOL: list(_tool(old.run, new.run)),
        Cause.EVIDENCE: sorted({_collection(source) for source in sources if source.cause is Cause.EVIDENCE}),
        Cause.POPULATION: list(_files(sources, there=False)),
        Cause.CODE: list(_files(sources, there=True)),
        Cause.WAIVERS: list(_waivers(old.run, new.run)),
    }
    return {cause: Facts(len(all_), tuple(all_[:MOST])) for cause, all_ in told.items() if all_}


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


def _collection(source: Source) -> str:
    row: Mapping[str, Any] = source.new or source.old or {}
    if source.old is None:
        what = "appeared"
    elif source.new is None:
        what = "vanished"
    else:
        what = "could not be read" if source.new["outcome"] == Outcome.FAILED else "could be read again"
    return f"{row['path']} {what}"


def _files(sources: Iterable[Source], *, there: bool) -> Iterator[str]:
    """Files whose content changed or, if not `there` in both, that came or went."""
    words = {}
    for source in sources:
        if source.cause is Cause.CODE:
            row = source.new or source.old or {}
            words[row["path"]] = "changed" if source.new and source.old else "came" if source.new else "went"
    yield from (f"{path} {word}" for path, word in sorted(words.items()) if (word == "changed") is there)


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
