"""Findings -> one part for each domain and, in it, each standard: the worst first, the met only counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assay.engine.result import Finding
from assay.model import Level, Verdict
from assay.model.standard import Standard

_WORST_FIRST = (Verdict.UNMET, Verdict.UNKNOWN, Verdict.MET)


@dataclass(slots=True)
class StandardPart:
    """Findings of one standard: those unmet and unknown in full, the met as a number."""

    id: str
    title: str
    level: Level
    fix: str
    unmet: list[Finding] = field(default_factory=list)
    unknown: list[Finding] = field(default_factory=list)
    met: int = 0

    @property
    def gap(self) -> str | None:
        """What to add, where nothing but missing evidence keeps it from being judged."""
        first = self.unknown[0].gap if self.unknown and not self.unmet else None
        return first[1] if first else None

    @property
    def verdict(self) -> Verdict:
        """The worst of its findings'."""
        return Verdict.UNMET if self.unmet else Verdict.UNKNOWN if self.unknown else Verdict.MET

    @property
    def waived(self) -> bool:
        """Everything unmet in it is waived."""
        return bool(self.unmet) and all(finding.waived for finding in self.unmet)

    @property
    def told(self) -> list[Finding]:
        """What is worth reading, the worst first."""
        return [*self.unmet, *self.unknown]

    @property
    def population(self) -> int:
        return len(self.unmet) + len(self.unknown) + self.met


@dataclass(frozen=True, slots=True)
class DomainPart:
    """The standards of one domain: those with something to tell, those that lack evidence, those wholly met.

    `gaps` has the latter by what to add.
    """

    domain: str
    standards: Sequence[StandardPart]
    gaps: Mapping[str, Sequence[StandardPart]]
    met: Sequence[StandardPart]


def by_standard(findings: Iterable[Finding], standards: Mapping[str, Standard]) -> list[StandardPart]:
    """One part for each standard, the worst verdict and the highest level first."""
    parts: dict[str, StandardPart] = {}
    for finding in findings:
        part = parts.get(finding.standard)
        if part is None:
            known = standards.get(finding.standard)
            title, fix = (known.title, known.fix) if known else (finding.standard, "")
            part = parts[finding.standard] = StandardPart(finding.standard, title, finding.level, fix)
        if finding.verdict is Verdict.MET:
            part.met += finding.subjects
        else:
            (part.unmet if finding.verdict is Verdict.UNMET else part.unknown).append(finding)
    return sorted(parts.values(), key=_rank)


def by_domain(parts: Iterable[StandardPart], domains: Iterable[str]) -> list[DomainPart]:
    """The parts of each domain, also of those without any."""
    found: dict[str, list[StandardPart]] = {domain: [] for domain in domains}
    for part in parts:
        found.setdefault(part.id.split("/", maxsplit=1)[0], []).append(part)
    return [
        DomainPart(
            domain,
            [part for part in mine if part.told and not part.gap],
            gaps(mine),
            [part for part in mine if not part.told],
        )
        for domain, mine in found.items()
    ]


def gaps(parts: Iterable[StandardPart]) -> dict[str, list[StandardPart]]:
    """What to add -> the parts that it would let assay judge."""
    found: dict[str, list[StandardPart]] = {}
    for part in parts:
        if part.gap:
            found.setdefault(part.gap, []).append(part)
    return found


def _rank(part: StandardPart) -> tuple[object, ...]:
    return _WORST_FIRST.index(part.verdict), part.waived, -part.level.weight, part.id
