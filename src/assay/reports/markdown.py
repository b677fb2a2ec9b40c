"""A result -> a short Markdown page, for a pull request or the summary of a CI job."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from assay.engine.result import IntegrationResult, Result
from assay.model import Fitness
from assay.model.escape import markdown as escaped
from assay.pages import digest, rulesets
from assay.pages.figures import score
from assay.reviews.gate import Gate

_SIGN = {Fitness.FIT: "✅", Fitness.UNFIT: "❌", Fitness.UNPROVEN: "❔"}


def render(result: Result, target: Path, *, show_all: bool = False, gate: Gate | None = None) -> str:  # noqa: ARG001
    """The page. Units that face a provider, unless `show_all`."""
    shown, others = digest.units(result, show_all=show_all)
    counts = ", ".join(f"{count} {fitness}" for fitness, count in digest.tally(shown).items())
    lines = [f"## assay: {counts}", ""]
    if gate is not None:
        held = "The gate holds." if gate.holds else f"The gate does not hold: {escaped('; '.join(gate.reasons))}."
        lines += [held, ""]
    lines += [
        *_since(result),
        *_table(shown),
        "",
        *_others(others),
        *_worst(result),
        *_gaps(result),
        *_warnings(result),
    ]
    run = result.run
    commit = f", commit `{escaped(run.commit)[:12]}`" if run.commit else ""
    about = f"{digest.plural(len(result.standards), 'standard')} as of {run.as_of}{commit}, assay {run.version}"
    about += f", of a selection only: {escaped(run.selection)}" if run.selection else ""
    more = "".join(f"<br>{escaped(text)}" for text in (*rulesets.sentences(result), *digest.wider(result)))
    return "\n".join([*lines, f"<sub>{about}{more}</sub>"])


def _since(result: Result) -> list[str]:
    since = result.since
    if since is None or since.base is None:
        return []
    told = ", ".join(f"{count:,} {what}" for what, count in digest.changes(since).items())
    return [f"Since {escaped(digest.named(since.base))}: {told or 'nothing new, nothing fixed'}.", ""]


def _table(shown: Sequence[IntegrationResult]) -> Iterable[str]:
    yield "| integration | verdict | score | musts unmet | unknown | owner |"
    yield "|---|---|--:|--:|--:|---|"
    for unit in shown:
        yield (
            f"| {escaped(unit.name)} | {_SIGN[unit.fitness]} {unit.fitness} | {score(unit.score_low, unit.score_high)} "
            f"| {unit.musts_unmet} | {unit.musts_unknown} | {escaped(unit.owner).replace('@', '@&#8203;')} |"
        )


def _others(others: Sequence[IntegrationResult]) -> list[str]:
    if not others:
        return []
    counts = ", ".join(f"{count} {fitness}" for fitness, count in digest.tally(others).items() if count)
    return [f"And {digest.plural(len(others), 'other unit')} (shared code, core, tools, the workspace): {counts}.", ""]


def _worst(result: Result) -> Iterable[str]:
    groups = digest.worst(result)
    if not groups:
        return
    yield "### What matters most"
    yield ""
    for group in groups:
        first, standard = group.findings[0], group.standard
        at = f" ({escaped(digest.place(first.path, first.line))})" if first.path else ""
        yield f"- **{escaped(standard.title)}** ({group.level}, {escaped(standard.id)})"
        yield f"  - {escaped(first.integration)}: {escaped(first.reason)}{at}"
        if len(group.findings) > 1:
            more = f"{len(group.findings) - 1} more, in {digest.plural(group.integrations, 'integration')}"
            yield f"  - and {more}"
        yield f"  - To fix: {escaped(standard.fix)}"
    yield ""


def _warnings(result: Result) -> Iterable[str]:
    if result.run.warnings:
        yield "### Worth knowing"
        yield ""
        yield from (f"- {escaped(digest.shortened(warning))}" for warning in result.run.warnings)
        yield ""


def _gaps(result: Result) -> Iterable[str]:
    found = digest.gaps(result)[:5]
    if not found:
        return
    yield "### Not evidenced"
    yield ""
    for gap in found:
        would = f"{digest.plural(gap.standards, 'standard')} unknown in {digest.plural(gap.integrations, 'unit')}"
        yield f"- {escaped(gap.missing)}: {would}; {escaped(gap.remedy)}"
    yield ""
