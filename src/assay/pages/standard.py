"""A standard and, where there is one, a run -> its page: why, its query, where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assay.engine.cases import Case, cases_of, load_cases
from assay.engine.result import Finding, Result, population
from assay.model import Verdict
from assay.model.standard import Standard

from .met_shares import Share, met_shares, plot


@dataclass(slots=True)
class UnitPart:
    """Findings of the standard in one integration."""

    integration: str
    unmet: list[Finding]
    unknown: list[Finding]
    met: int = 0

    @property
    def told(self) -> list[Finding]:
        return [*self.unmet, *self.unknown]

    @property
    def verdict(self) -> Verdict:
        return Verdict.UNMET if self.unmet else Verdict.UNKNOWN if self.unknown else Verdict.MET


@dataclass(frozen=True, slots=True)
class StandardPage:
    """Why the standard is there, how it judges, and its findings per integration, the worst first."""

    standard: Standard
    applies: Sequence[str]
    cases: Sequence[Case]
    units: Sequence[UnitPart]
    counts: dict[Verdict, int]
    shares: Sequence[Share]
    plot: Markup


def standard(result: Result, name: str) -> StandardPage:
    """The page of one standard. Errors: KeyError when the run knows none of that id."""
    wanted = result.standards[name]
    file = cases_of(wanted)
    shares = met_shares(result, name).get(name, [])
    return page(wanted, result.findings(standard=name), load_cases(file) if file else [], shares)


def page(wanted: Standard, findings: Sequence[Finding], cases: Sequence[Case], shares: Sequence[Share]) -> StandardPage:
    """The page of a standard of which everything is known; `shares` are those of its past."""
    units: dict[str, UnitPart] = {}
    for finding in findings:
        part = units.setdefault(finding.integration, UnitPart(finding.integration, [], []))
        if finding.verdict is Verdict.MET:
            part.met += finding.subjects
        else:
            (part.unmet if finding.verdict is Verdict.UNMET else part.unknown).append(finding)
    chosen = ["the workspace"] if wanted.scope == "workspace" else [*wanted.applies.kind, *wanted.applies.layer]
    order = list(Verdict)
    return StandardPage(
        standard=wanted,
        applies=[str(name) for name in chosen],
        cases=cases,
        units=sorted(units.values(), key=lambda unit: (-len(unit.unmet), -order.index(unit.verdict), unit.integration)),
        counts={verdict: population(findings, verdict) for verdict in Verdict},
        shares=shares,
        plot=plot(shares, wanted.title),
    )
