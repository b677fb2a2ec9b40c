"""What of other tools' rulesets holds for a run -> sentences: what carries over, and what does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assay.engine.result import Result
from assay.store.records import Carried

from .digest import plural

_MOST_NAMES = 4


def sentences(result: Result) -> list[str]:
    """One for each ruleset."""
    return [" ".join(_sentence(ruleset)) for ruleset in result.run.rulesets]


def _sentence(ruleset: Carried) -> Iterator[str]:
    carried = [f"{_rules(ruleset.off)} not judged"] if ruleset.off else []
    for level in ("must", "should", "may", "own"):
        rules = [rule for rule, stated in ruleset.levels if stated == level]
        if rules:
            carried.append(f"{_rules(rules)} judged as {'stated by the standard' if level == 'own' else level}")
    where = f"{ruleset.folder}/" if ruleset.folder else "the whole target"
    yield f"{ruleset.path} holds for {where}: {'; '.join(carried) or 'nothing of it carries over'}."
    if ruleset.lost:
        lost = (f"{what} ({_names(names)})" for what, names in ruleset.lost.items())
        yield f"What does not carry over: {'; '.join(lost)}."


def _rules(rules: Iterable[str]) -> str:
    names = [rule.partition(":")[2] for rule in rules]
    return f"{plural(len(names), 'rule')} ({_names(names)})"


def _names(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more
