"""A result -> what a person needs first: the units that face a provider, what matters most, and what lacks evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assay.engine.result import Finding, IntegrationResult, Result, Since
from assay.model import Fitness, Layer, Level, Verdict
from assay.model.standard import Standard
from assay.store.records import Run

_FACING = (Layer.PROVIDER, Layer.BASE)


class Group(NamedTuple):
    """The unmet findings of one standard, the one to show first in front."""

    standard: Standard
    findings: Sequence[Finding]

    @property
    def level(self) -> Level:
        """The severest: a team may have given some of them another than the standard's."""
        return max((finding.level for finding in self.findings), key=lambda level: level.weight)

    @property
    def integrations(self) -> int:
        return len({finding.integration for finding in self.findings})


class Gap(NamedTuple):
    """Evidence that is missing: what, what to add, and what it would let assay judge."""

    missing: str
    remedy: str
    standards: int
    integrations: int


def units(result: Result, *, show_all: bool = False) -> tuple[list[IntegrationResult], list[IntegrationResult]]:
    """(shown, others): what faces a provider, providers first; without any such unit, or on demand, all are shown."""
    facing = [unit for unit in result.integrations if unit.layer in _FACING]
    shown, others = result.integrations, []
    if facing and not show_all:
        shown, others = facing, [unit for unit in result.integrations if unit.layer not in _FACING]
    order = [layer.value for layer in Layer]
    shown = sorted(shown, key=lambda unit: (order.index(unit.layer) if unit.layer in order else 9, unit.name))
    return shown, others


def tally(shown: Sequence[IntegrationResult]) -> dict[Fitness, int]:
    """How many units are fit, unfit, unproven."""
    return {fitness: sum(unit.fitness is fitness for unit in shown) for fitness in Fitness}


def worst(result: Result, most: int = 5) -> list[Group]:
    """The standards that weigh most among the unmet: level first, then how many integrations they concern."""
    layers = {
        unit.name: _FACING.index(Layer(unit.layer)) if unit.layer in _FACING else 2 for unit in result.integrations
    }
    groups: dict[str, list[Finding]] = {}
    for finding in result.findings(verdict=Verdict.UNMET):
        if not finding.waived and finding.standard in result.standards:
            groups.setdefault(finding.standard, []).append(finding)
    found = [
        Group(result.standards[name], sorted(group, key=lambda f: (layers.get(f.integration, 9), f.line is None)))
        for name, group in groups.items()
    ]
    found.sort(key=lambda group: (-group.level.weight, -group.integrations, group.standard.id))
    return found[:most]


def gaps(result: Result, domain: str = "") -> list[Gap]:
    """What was not evidenced (of one domain), by what would mend it; what would let assay judge most comes first."""
    seen: dict[str, tuple[set[str], list[Finding]]] = {}
    for finding in result.findings(verdict=Verdict.UNKNOWN):
        if finding.gap and domain in ("", finding.domain):
            missing, remedy = finding.gap
            tables, group = seen.setdefault(remedy, (set(), []))
            tables.update(missing.split(", "))
            group.append(finding)
    found = [
        Gap(", ".join(sorted(tables)), remedy, len({f.standard for f in group}), len({f.integration for f in group}))
        for remedy, (tables, group) in seen.items()
    ]
    return sorted(found, key=lambda gap: (-gap.standards * gap.integrations, gap.missing))


def wider(result: Result) -> list[str]:
    """What profiles of wider scope would judge beyond this run; those that add the same share a sentence."""
    groups: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    for more in result.run.wider:
        groups.setdefault((more.standards, more.needs) if more.needs else (0, ()), []).append(more.profile)
    told, idle = [], "nothing yet: this version has no collector of that evidence."
    for (standards, needs), names in sorted(groups.items(), key=lambda group: not group[0][1]):
        many = len(names) > 1
        who = f"Profile{'s' * many} {' and '.join(names)}"
        if needs:
            judge, they = ("judge", "they need") if many else ("judges", "it needs")
            told.append(f"{who} {judge} {plural(standards, 'more standard')}; {they} {', '.join(needs)}.")
        else:
            told.append(f"{who} {'add' if many else 'adds'} {idle}")
    return told


def named(run: Run | None) -> str:
    """A run as people know it: when it was, and the commit."""
    if run is None:
        return "an earlier run"
    commit = f" ({run.commit[:10]})" if run.commit else ""
    return f"the run of {run.started[:16].replace('T', ' ')}{commit}"


def changes(since: Since) -> dict[str, int]:
    """How many findings are new, re-appeared, fixed, no longer judged; what there is none of is left out."""
    told: dict[str, Sequence[object]] = {
        "new": since.new,
        "re-appeared": since.reappeared,
        "fixed": since.fixed,
        "no longer judged": since.unjudged,
    }
    return {what: len(found) for what, found in told.items() if found}


def apart(since: Since, finding: Finding) -> str:
    """What sets a new finding apart: somebody accepted it, or the standard rather than the code is new."""
    marks = [
        *(["waived"] if finding.waived else []),
        *(["re-appeared"] if finding in since.reappeared else []),
        *(["its standard is new or changed"] if finding.fingerprint in since.restated else []),
    ]
    return f" ({', '.join(marks)})" if marks else ""


def place(path: str | None, line: int | None, column: int | None = None) -> str:
    """`path:line:column`, as editors and terminals open it."""
    return ":".join(str(part) for part in (path, line, column) if part) if path and line else path or ""


def shortened(text: str, most: int = 200) -> str:
    """A text that may hold an endless path, cut in its middle: how it begins and how it ends tell most."""
    return text if len(text) <= most else f"{text[: most // 2 - 1]}…{text[-most // 2 :]}"


def plural(count: int, word: str, words: str = "") -> str:
    """`1 unit`, `2 units`; `words` where an s does not do."""
    return f"{count:,} {word if count == 1 else words or f'{word}s'}"
