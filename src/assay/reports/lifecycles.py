"""What payments go through -> lines on a terminal, and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from assay.analysis.lifecycles import Change, Constraint, Lifecycles, Money, Population, Variant
from assay.model.escape import one_line
from assay.pages.digest import plural
from assay.pages.lifecycle_graph import fitness, headline
from assay.reports.screen import screen
from assay.store.records import Run

_INDENT = 2
_MOST_SHOWN = 8
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def show(found: Lifecycles, console: Console | None = None) -> None:
    """Print fitness, changes, variants and constraints, each with how many payments it speaks of."""
    console = console or screen()
    console.print(Text(one_line(headline(found)), style="bold"))
    for line in _others(found.population):
        console.print(Text(line, style="dim"))
    console.print()
    console.print(Text(fitness(found)))
    _section(console, "Changes", (_change(change, found) for change in found.changes if change.before))
    title = f"Variants: {len(found.variants)} of {found.varieties:,}"
    if found.split is not None:
        title += (
            f"; shares of the {found.began[0]:,} payments begun before {found.split:%Y-%m-%d %H:%M} UTC "
            f"and the {found.began[1]:,} begun later"
        )
    _section(console, title, (_variant(variant, found) for variant in found.variants))
    _section(console, "Constraints", map(_constraint, found.constraints))


def _section(console: Console, title: str, lines: Iterable[Text]) -> None:
    console.print()
    console.print(Text(title, style="bold"))
    for line in lines:
        console.print(Padding(line, (0, 0, 0, _INDENT), expand=False))


def _others(population: Population) -> Iterable[str]:
    for environment, origin, payments in population.others[:_MOST_SHOWN]:
        place = one_line(environment or "an environment that was not told")
        yield f"{plural(payments, 'payment')} in {place} ({origin}) counted apart; --environment chooses"


def _change(change: Change, found: Lifecycles) -> Text:
    line = Text(f"{_state(change.before)} -> {_state(change.after)}  {change.count:,}")
    if change.legal is False:
        line.append("  ILLEGAL", style="bold red")
    elif change.legal is None:
        line.append("  not judged", style="dim")
    waits = [
        f"{name} {_time(wait.value)}"
        for name, wait in (("median", change.median_s), ("p95", change.p95_s))
        if wait.value is not None
    ]
    for told in (", ".join(waits), money_told(change.money, found.exponents)):
        if told:
            line.append(f"  {told}", style="dim")
    return line


def _variant(variant: Variant, found: Lifecycles) -> Text:
    line = Text(f"{plural(variant.payments, 'payment')}  {' -> '.join(map(_state, variant.states))}")
    if variant.illegal:
        line.append("  ILLEGAL", style="bold red")
    if variant.before is not None and variant.after is not None:
        style = "yellow" if variant.moved else "dim"
        line.append(f"  {100 * variant.before:.1f} % -> {100 * variant.after:.1f} %", style=style)
        if variant.moved:
            line.append(" (more than chance)", style="yellow")
    told = money_told(variant.money, found.exponents)
    if told:
        line.append(f"  {told}", style="dim")
    return line


def _constraint(constraint: Constraint) -> Text:
    if not constraint.called:
        return Text(f"{constraint.name}: never called for", style="dim")
    broken = f"broken in {constraint.broken:,} of {plural(constraint.called, 'payment')}"
    return Text(f"{constraint.name}: {constraint.meaning}; {broken}", style="red" if constraint.broken else "")


def _state(state: str | None) -> str:
    return one_line((state or "?").replace("_", " "))


def _time(seconds: float) -> str:
    """Seconds in the largest unit that gives at least one."""
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds >= size), (1, "s"))
    return f"{seconds / size:.3g} {unit}"


def money_told(money: Money, exponents: Mapping[str, int]) -> str:
    """Sums by currency: `1,200.50 EUR, 300 JPY`."""
    listed = sorted(money.items())
    return ", ".join(_amount(minor, currency, exponents.get(currency)) for currency, minor in listed[:_MOST_SHOWN])


def _amount(minor: int, currency: str, exponent: int | None) -> str:
    if exponent is None:
        return f"{minor:,} minor units of {one_line(currency)}"
    whole, part = divmod(abs(minor), 10**exponent)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole:,}{f'.{part:0{exponent}d}' if exponent else ''} {one_line(currency)}"


def out(found: Lifecycles, run: Run) -> dict[str, Any]:
    """For programs: amounts in minor units, times in seconds, null what is not known."""
    population = found.population
    return {
        "run": run.id,
        "environment": population.environment,
        "origin": population.origin,
        "payments": population.payments,
        "changes": population.steps,
        "others": [dict(zip(("environment", "origin", "payments"), other, strict=True)) for other in population.others],
        "fitness": {"value": found.fitness, "judged": found.judged, "illegal": found.illegal},
        "edges": [_edge_out(change) for change in found.changes],
        "variants": [_variant_out(variant) for variant in found.variants],
        "varieties": found.varieties,
        "split": {
            "at": found.split and found.split.isoformat(),
            "payments_before": found.began[0],
            "payments_after": found.began[1],
        },
        "constraints": [
            {"name": one.name, "meaning": one.meaning, "called": one.called, "broken": one.broken}
            for one in found.constraints
        ],
    }


def _edge_out(change: Change) -> dict[str, Any]:
    return {
        "from": change.before,
        "to": change.after,
        "legal": change.legal,
        "count": change.count,
        "money": dict(change.money),
        "seconds": [
            {"share": wait.share, "value": wait.value, "low": wait.low, "high": wait.high, "count": wait.count}
            for wait in (change.median_s, change.p95_s)
        ],
    }


def _variant_out(variant: Variant) -> dict[str, Any]:
    return {
        "states": _listed(variant.states),
        "payments": variant.payments,
        "illegal": variant.illegal,
        "money": dict(variant.money),
        "share_before": variant.before,
        "share_after": variant.after,
        "moved": variant.moved,
    }


def _listed(states: Sequence[str]) -> list[str | None]:
    return [None if state == "?" else state for state in states]
