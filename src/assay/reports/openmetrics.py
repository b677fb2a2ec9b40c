"""A result -> OpenMetrics 1.0 text, as Prometheus and what speaks its language scrape or push it.

How each integration stands, the verdicts by domain and level, and every measure. All are gauges of one run; the time of
the run is a metric of its own, so that a run that stopped coming is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from assay.engine.result import Result
from assay.model import Fitness, Outcome
from assay.model.escape import one_line
from assay.model.standard import Metric
from assay.reviews.gate import Gate

#: OpenMetrics 1.0, "Units and Base Units": the unit ends the name. Milliseconds are told as seconds.
_UNITS = {"ratio": ("ratio", 1.0), "ms": ("seconds", 0.001), "bytes": ("bytes", 1.0), "days": ("days", 1.0)}
_NOT_NAME = re.compile(r"[^a-zA-Z0-9_]+")
_VERDICTS = """
select integration, domain, level, verdict, sum(subjects)::bigint, count(*) filter (waived)
from finding group by all order by all
"""
_ABOUT = ("kind", "layer", "provider", "owner")
Labels = Mapping[str, str]
Sample = tuple[Labels, float]


class Family(NamedTuple):
    """One metric family: its name without `assay_`, unit (empty if none), help, samples, and type."""

    name: str
    unit: str
    help: str
    samples: Sequence[Sample]
    type: str = "gauge"


def render(result: Result, target: Path, *, show_all: bool = False, gate: Gate | None = None) -> str:  # noqa: ARG001
    """The text; it ends in `# EOF`. Integrations and measures without a value have no sample."""
    lines = [line for family in _families(result, gate) for line in _lines(family)]
    return "\n".join([*lines, "# EOF"])


def _families(result: Result, gate: Gate | None) -> Iterator[Family]:
    run = result.run
    about = {"version": run.version, "commit": run.commit or "", "branch": run.branch or "", "as_of": run.as_of}
    about["selection"] = run.selection
    yield Family("run", "", "What was judged, and by which assay.", [(about, 1)], "info")
    started = datetime.fromisoformat(run.started).timestamp()
    yield Family("run_started_timestamp_seconds", "seconds", "When the run began, Unix time.", [({}, started)])
    yield Family("run_duration_seconds", "seconds", "How long the run took.", [({}, run.seconds)])
    if gate is not None:
        yield Family("gate_holds", "", "Whether the gate holds: 1 it does, 0 it does not.", [({}, float(gate.holds))])
    yield from _integrations(result)
    yield from _verdicts(result)
    yield from _collections(result)
    yield from _measures(result)


def _integrations(result: Result) -> Iterator[Family]:
    units = result.integrations
    fitness = [
        ({"integration": unit.name, "fitness": word.value}, float(unit.fitness is word))
        for unit in units
        for word in Fitness
    ]
    yield Family("integration_fitness", "", "1 for the answer that holds for the integration, else 0.", fitness)
    for end in ("low", "high"):
        samples = [({"integration": unit.name}, getattr(unit, f"score_{end}") / 100) for unit in units]
        unknown = "unmet" if end == "low" else "met"
        told = f"The {end} end of the integration's score, where what is unknown counts as {unknown}."
        yield Family(f"integration_score_{end}_ratio", "ratio", told, samples)
    owners = [
        ({"integration": unit.name, **{name: getattr(unit, name) or "" for name in _ABOUT}}, 1.0) for unit in units
    ]
    yield Family("integration", "", "What the integration is, and whose.", owners, "info")


def _verdicts(result: Result) -> Iterator[Family]:
    verdicts, waived = [], []
    for integration, domain, level, verdict, count, accepted in result.db.execute(_VERDICTS).fetchall():
        labels = {"integration": integration, "domain": domain, "level": level}
        verdicts.append(({**labels, "verdict": verdict}, float(count)))
        if accepted:
            waived.append((labels, float(accepted)))
    yield Family("findings", "", "Subjects judged, by verdict; what is waived is among the unmet.", verdicts)
    yield Family("waived_findings", "", "Unmet findings that somebody accepted until a date.", waived)


def _collections(result: Result) -> Iterator[Family]:
    counts: dict[tuple[str, str], int] = {}
    for collected in result.collections():
        key = (str(collected["collector"]), str(collected["outcome"]))
        counts[key] = counts.get(key, 0) + 1
    names = sorted({collector for collector, _ in counts})
    samples = [
        ({"collector": name, "outcome": outcome.value}, float(counts.get((name, outcome.value), 0)))
        for name in names
        for outcome in Outcome
    ]
    yield Family("collected_sources", "", "Sources by the collector that read them and how that ended.", samples)


def _measures(result: Result) -> Iterator[Family]:
    found: dict[str, list[Sample]] = {}
    ends: dict[str, list[Sample]] = {}
    for measure in result.measures():
        if measure.metric not in result.metrics or measure.value is None:
            continue
        labels = {"integration": measure.integration or "", "dimension": measure.dimension}
        scale = _UNITS.get(result.metrics[measure.metric].unit, ("", 1.0))[1]
        found.setdefault(measure.metric, []).append((labels, measure.value * scale))
        for end in ("low", "high"):
            value = getattr(measure, end)
            if value is not None:
                ends.setdefault(measure.metric, []).append(({**labels, "end": end}, value * scale))
    for name, samples in found.items():
        yield _measure(result.metrics[name], "", samples)
        if name in ends:
            yield _measure(result.metrics[name], "_interval", ends[name])


def _measure(metric: Metric, what: str, samples: Sequence[Sample]) -> Family:
    unit = _UNITS.get(metric.unit, ("", 1.0))[0]
    name = _NOT_NAME.sub("_", metric.id).strip("_")
    stem = name.removesuffix(f"_{unit}") if unit else name
    told = f"{metric.title}. {metric.formula} ({metric.unit})" if not what else f"Wilson 95 % interval: {metric.title}."
    return Family(f"{stem}{what}_{unit}" if unit else f"{stem}{what}", unit, told, samples)


def _lines(family: Family) -> Iterable[str]:
    if not family.samples:
        return
    name = f"assay_{family.name}"
    yield f"# TYPE {name} {family.type}"
    if family.unit:
        yield f"# UNIT {name} {family.unit}"
    yield f"# HELP {name} {_escaped(family.help)}"
    sample = f"{name}_info" if family.type == "info" else name
    for labels, value in family.samples:
        told = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items() if text)
        yield f"{sample}{{{told}}} {value!r}" if told else f"{sample} {value!r}"


def _escaped(text: str) -> str:
    """Label values and help: backslash, line feed and quote are escaped (OpenMetrics 1.0, ABNF `escaped-string`)."""
    return one_line(text).replace("\\", "\\\\").replace('"', '\\"')
