"""Findings that are not met -> groups that one and the same work answers, and what that work is."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from assay.engine.result import Finding
from assay.model import Effort, Origin, Verdict
from assay.model.standard import Standard

#: What differs between reasons that have one cause: files, hosts, numbers, and whether there is one of a thing.
_FILE = re.compile(r"[\w@.-]+(?:/[\w@.\[\]-]+)+\.\w+(?::\d+)?")
_HOST = re.compile(r"\b(?:[\w-]+\.)+[a-z]{2,}\b")
_NUMBER = re.compile(r"(?<![\w{])\d[\d.,]*(?![\w}])")
#: How evidence is brought, by the work that it takes.
_HOW = {Effort.LOCAL: "", Effort.PIPELINE: " from one job of the pipeline", Effort.RECORD: ", one flow for each unit"}
#: Between the tools of a remedy: `add A or B; add C`.
_TOOLS = re.compile(r"(?:^|; )add | or ")
_PLURAL = re.compile(r"\b([a-z]{2,})s\b")


class Work(NamedTuple):
    """One piece of work: its kind, and where it is done. Equal works are done once, whatever they answer."""

    effort: Effort
    place: str


@dataclass(frozen=True, slots=True)
class Group:
    """Findings with one cause. `standards` has those behind them, the heaviest first; `cause` what they share."""

    id: str
    title: str
    why: str
    fix: str
    cause: str
    verdict: Verdict
    standards: tuple[Standard, ...]
    findings: tuple[Finding, ...]
    works: frozenset[Work]

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(sorted({finding.integration for finding in self.findings}))

    @property
    def seen(self) -> str:
        """What was seen, of all that lacks evidence, else at the first place."""
        return self.cause if self.findings[0].gap else self.findings[0].reason or ""

    @property
    def places(self) -> tuple[tuple[str | None, int | None], ...]:
        """Where it shows, each place once."""
        return tuple(dict.fromkeys((finding.path, finding.line) for finding in self.findings))


def groups(
    findings: Iterable[Finding],
    standards: Mapping[str, Standard],
    observed: Collection[str],
    origin_of: Callable[[str], Origin],
) -> list[Group]:
    """Group what is unmet and not waived, or unknown.

    Findings of one standard belong together when their reasons differ in numbers, files, hosts and the names
    of units only; and when all of them stand in one file. What lacks evidence belongs together by what would bring it.
    `observed` are the paths that hold what was seen, not what is to be changed: recordings, for one. `origin_of` tells
    of a tool what its evidence is.
    """
    findings = list(findings)
    units = _named({finding.integration for finding in findings})
    gaps: dict[str, list[Finding]] = {}
    causes: dict[tuple[str, Verdict, str], list[Finding]] = {}
    for finding in findings:
        if finding.verdict is Verdict.MET or finding.waived or finding.standard not in standards:
            continue
        if finding.gap:
            gaps.setdefault(finding.gap[1], []).append(finding)
        else:
            # A recording made anew answers all that a standard says of it, whatever was seen first.
            anew = standards[finding.standard].effort is Effort.RECORD
            why = "" if anew else cause(finding, units)
            causes.setdefault((finding.standard, finding.verdict, why), []).append(finding)
    found = [_gap(remedy, group, standards, origin_of) for remedy, group in gaps.items()]
    for (standard, verdict, why), group in _by_file(causes, observed).items():
        found.append(_group(standards[standard], verdict, why, group, observed))
    return found


def cause(finding: Finding, units: re.Pattern[str]) -> str:
    """The reason without what differs from place to place, in the singular. `units` finds the names of units."""
    text = units.sub("…", finding.reason or "")
    return _PLURAL.sub(r"\1", _NUMBER.sub("#", _HOST.sub("…", _FILE.sub("…", text))))


def _named(units: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(units, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")


def _by_file(
    causes: Mapping[tuple[str, Verdict, str], list[Finding]], observed: Collection[str]
) -> dict[tuple[str, Verdict, str], list[Finding]]:
    """Causes of one standard that show in one and the same file become one."""
    joined: dict[tuple[str, Verdict, str], list[Finding]] = {}
    files: dict[tuple[str, Verdict, str], tuple[str, Verdict, str]] = {}
    for key, group in causes.items():
        paths = {finding.path for finding in group}
        path = next(iter(paths))
        if len(paths) == 1 and path and path not in observed:
            key = files.setdefault((key[0], key[1], path), key)
        joined.setdefault(key, []).extend(group)
    return joined


def _group(
    standard: Standard, verdict: Verdict, why: str, findings: Sequence[Finding], observed: Collection[str]
) -> Group:
    seen = {finding.path for finding in findings if finding.path in observed}
    recordings = {Work(Effort.RECORD, path) for path in seen if path}
    places = {finding.path or finding.integration for finding in findings}
    once = f"{standard.id}: {why}"
    if standard.effort is Effort.RECORD or (verdict is Verdict.UNKNOWN and seen):
        works = {Work(Effort.RECORD, place) for place in places}
    elif seen and standard.effort not in (Effort.LINE, Effort.SETTING):
        # What was observed shows that it is wrong, not where it is mended: that is one place.
        works = recordings | {Work(standard.effort, once)}
    elif standard.effort.once:
        works = {Work(standard.effort, once)}
    elif standard.effort is Effort.SETTING:
        works = {Work(standard.effort, f"{standard.id} {place}") for place in places}
    else:
        works = {Work(standard.effort, f"{standard.id} {f.path or f.integration}:{f.line or 0}") for f in findings}
    title = standard.title if verdict is Verdict.UNMET else f"Prove: {standard.title}"
    return Group(
        _id(standard.id, verdict, why),
        title,
        standard.why,
        standard.fix,
        why,
        verdict,
        (standard,),
        tuple(findings),
        frozenset(works),
    )


def _gap(
    remedy: str, findings: Sequence[Finding], standards: Mapping[str, Standard], origin_of: Callable[[str], Origin]
) -> Group:
    units = {finding.path or finding.integration for finding in findings}
    works = min((_bringing(origin_of(tool), remedy, units) for tool in _TOOLS.split(remedy) if tool), key=steps)
    how = next(effort for effort in _HOW if any(work.effort is effort for work in works))
    asked = sorted({f.standard for f in findings}, key=lambda name: (-standards[name].level.weight, name))
    missing = sorted({table for f in findings if f.gap for table in f.gap[0].split(", ")})
    return Group(
        _id("", Verdict.UNKNOWN, remedy),
        f"Bring evidence: {remedy.removeprefix('add ')}",
        f"Without it nobody can tell whether {len(asked)} standards are met in {len(units)} units.",
        f"{remedy[:1].upper()}{remedy[1:]}{_HOW[how]}; then run `assay check` again.",
        f"nothing was read of {', '.join(missing)}",
        Verdict.UNKNOWN,
        tuple(standards[name] for name in asked),
        tuple(findings),
        works,
    )


def _bringing(origin: Origin, remedy: str, units: Iterable[str]) -> frozenset[Work]:
    """Traffic takes a test that makes it and its recording, in each unit; a report one job; source is written."""
    if origin is Origin.SOURCE:
        return frozenset(Work(Effort.LOCAL, f"{remedy} {unit}") for unit in units)
    if origin is Origin.REPORT:
        return frozenset({Work(Effort.PIPELINE, remedy)})
    return frozenset(Work(effort, unit) for unit in units for effort in (Effort.DESIGN, Effort.RECORD))


def steps(works: Iterable[Work]) -> int:
    """Steps of works, each counted once."""
    return sum(work.effort.steps for work in works)


def _id(*parts: str) -> str:
    return blake2b("\x1f".join(parts).encode(), digest_size=4).hexdigest()
