"""JSON values held against expected ones under matching rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from . import paths
from .matchers import complaint, is_known, kind_of, same, size_complaint
from .mismatch import Exhausted, Findings
from .paths import Place, RulePath, Token
from .rules import Rule, RuleList, Rules, nested, variants
from .told import Unreadable, show

_MOST_DEPTH = 150
#: Whether a value of this name may be what masking left of another one.
Hidden = Callable[[str | None, Any], bool]


def never_hidden(_name: str | None, _value: Any) -> bool:
    """For values that nobody masked."""
    return False


@dataclass(frozen=True, slots=True)
class JsonComparison:
    """Compares values place by place. `strict`: keys that are not expected are mismatches."""

    rules: Rules
    strict: bool
    findings: Findings
    hidden: Hidden = never_hidden

    def compare(self, place: Place, expected: Any, actual: Any) -> None:
        """Add what is not as expected at a place and below it."""
        self.findings.step()
        if len(place) > _MOST_DEPTH:
            self.findings.add(paths.show(place), f"lies deeper than {_MOST_DEPTH} levels", unknown=True)
        elif isinstance(expected, dict) and isinstance(actual, dict):
            self._objects(place, expected, actual)
        elif isinstance(expected, list) and isinstance(actual, list):
            self._arrays(place, expected, actual)
        elif isinstance(expected, dict | list):
            kind = "object" if isinstance(expected, dict) else "array"
            self.findings.add(paths.show(place), f"expected an {kind}, but was {show(actual)}")
        else:
            self._values(place, expected, actual)

    def _values(self, place: Place, expected: Any, actual: Any) -> None:
        rules = self.rules.at(place)
        try:
            why = _difference(expected, actual) if rules is None else complaint(rules, expected, actual)
        except Unreadable as error:
            self.findings.add(paths.show(place), str(error), unknown=True)
            return
        if why:
            name = next((step for step in reversed(place) if not step.isdigit()), None)
            masked = self.hidden(name, actual) or self.hidden(name, expected)
            self.findings.add(paths.show(place), why, unknown=masked)

    def _objects(self, place: Place, expected: Mapping[str, Any], actual: Mapping[str, Any]) -> None:
        rules = self.rules.at(place)
        if rules is None:
            self._keys(place, expected, actual)
            self._members(place, expected, actual)
            return
        self._each_rule(rules, lambda one, rule: one._object(place, rule, rules, expected, actual))

    def _object(
        self, place: Place, rule: Rule, rules: RuleList, expected: Mapping[str, Any], actual: Mapping[str, Any]
    ) -> None:
        if rule.kind in ("values", "eachValue") and not rules.cascaded:
            inner = self._with_each(place, rule) if rule.kind == "eachValue" else self
            first = next(iter(expected.values()), None)
            for key, value in actual.items():
                if key in expected or expected:
                    inner.compare((*place, key), expected.get(key, first), value)
            return
        self._collection(place, rule, rules, expected, actual)
        self._keys(place, expected, actual)
        if rule.kind == "eachKey" and not rules.cascaded:
            self._each_key(place, rule, actual)
        self._members(place, expected, actual)

    def _collection(self, place: Place, rule: Rule, rules: RuleList, expected: Any, actual: Any) -> None:
        try:
            why = _collection_complaint(rule, rules, expected, actual)
        except Unreadable as error:
            self.findings.add(paths.show(place), str(error), unknown=True)
            return
        if why:
            self.findings.add(paths.show(place), why)

    def _members(self, place: Place, expected: Mapping[str, Any], actual: Mapping[str, Any]) -> None:
        for key, value in expected.items():
            if key in actual:
                self.compare((*place, key), value, actual[key])

    def _keys(self, place: Place, expected: Mapping[str, Any], actual: Mapping[str, Any]) -> None:
        if any(rule.kind in ("values", "eachKey", "eachValue") for rule in self.rules.exact(place)):
            return
        if missing := [key for key in expected if key not in actual]:
            self.findings.add(paths.show(place), f"lacks {_list(missing)}")
        unexpected = [key for key in actual if key not in expected] if self.strict else []
        if unexpected:
            self.findings.add(paths.show(place), f"has {_list(unexpected)}, which is not expected")

    def _each_key(self, place: Place, rule: Rule, actual: Mapping[str, Any]) -> None:
        rules = RuleList(nested(rule, []))
        for key in actual:
            self.findings.step()
            if why := self._text_complaint(rules, key, place):
                self.findings.add(paths.show((*place, key)), f"its key: {why}")

    def _text_complaint(self, rules: RuleList, key: str, place: Place) -> str | None:
        try:
            return complaint(rules, "", key, typed=False)
        except Unreadable as error:
            self.findings.add(paths.show(place), str(error), unknown=True)
            return None

    def _arrays(self, place: Place, expected: list[Any], actual: list[Any]) -> None:
        rules = self.rules.at(place)
        if rules is not None:
            self._each_rule(rules, lambda one, rule: one._array(place, rule, rules, expected, actual))
            return
        if len(expected) != len(actual):
            self.findings.add(paths.show(place), f"expected {len(expected)} items, but there are {len(actual)}")
        for index, (one, other) in enumerate(zip(expected, actual, strict=False)):
            self.compare((*place, str(index)), one, other)

    def _array(self, place: Place, rule: Rule, rules: RuleList, expected: list[Any], actual: list[Any]) -> None:
        if rule.kind == "arrayContains" and not rules.cascaded:
            self._variants(place, rule, expected, actual)
            return
        inner = self
        if rule.kind == "eachValue" and not rules.cascaded:
            inner = self._with_each(place, rule)
        else:
            self._collection(place, rule, rules, expected, actual)
        if expected:
            # What is expected of the first is expected of all that come after the expected ones.
            for index, value in enumerate(actual):
                inner.compare((*place, str(index)), expected[index] if index < len(expected) else expected[0], value)

    def _variants(self, place: Place, rule: Rule, expected: list[Any], actual: list[Any]) -> None:
        listed = variants(rule, []) or [(index, Rules()) for index in range(len(expected))]
        for index, rules in listed:
            if not 0 <= index < len(expected):
                self.findings.add(paths.show(place), f"has no example for variant {index}", unknown=True)
            else:
                self._variant(place, rules, expected[index], actual)

    def _variant(self, place: Place, rules: Rules, expected: Any, actual: list[Any]) -> None:
        unclear = False
        for value in actual:
            tried = self._tried(rules, lambda one, value=value: one.compare(paths.ROOT, expected, value))  # type: ignore[misc]
            if not tried.found:
                return
            unclear = unclear or tried.is_unclear
        self.findings.add(paths.show(place), f"has nothing like {show(expected)}", unknown=unclear)

    def _tried(self, rules: Rules, compare: Callable[[JsonComparison], None]) -> Findings:
        """What a comparison comes to that may fail without harm."""
        branch = self.findings.branch()
        with suppress(Exhausted):
            compare(JsonComparison(rules, self.strict, branch, self.hidden))
        self.findings.join(branch)
        return branch

    def _with_each(self, place: Place, rule: Rule) -> JsonComparison:
        """The same with what `eachValue` says of each member."""
        if not (rules := nested(rule, [])):
            return self
        exact = (Token("index" if step.isdigit() else "name", step) for step in place[1:])
        each = (RulePath((*exact, Token("star"))), RuleList(rules))
        self.findings.step(1 + len(self.rules.listed))
        return JsonComparison(Rules((*self.rules.listed, each)), self.strict, self.findings, self.hidden)

    def _each_rule(self, rules: RuleList, apply: Callable[[JsonComparison, Rule], None]) -> None:
        """Apply each rule of a collection; where any of them is enough, each on trial."""
        if not rules.any_of:
            for rule in rules.rules:
                apply(self, rule)
            return
        tried: list[Findings] = []
        for rule in rules.rules:
            tried.append(self._tried(self.rules, lambda one, rule=rule: apply(one, rule)))  # type: ignore[misc]
            if not tried[-1].found:
                return
        told = next((one for one in tried if one.is_unclear), tried[0])
        for mismatch in told.found:
            self.findings.add(mismatch.place, mismatch.message, unknown=mismatch.unknown)


def _difference(expected: Any, actual: Any) -> str | None:
    if same(expected, actual):
        return None
    kinds = (kind_of(expected), kind_of(actual))
    told = "" if kinds[0] == kinds[1] else f" ({kinds[0]}, not {kinds[1]})"
    return f"expected {show(expected)}, but was {show(actual)}{told}"


def _collection_complaint(rule: Rule, rules: RuleList, expected: Any, actual: Any) -> str | None:
    """What a rule says of an array or object itself."""
    match rule.kind:
        case "type":
            return None if rules.cascaded else size_complaint(rule, len(actual))
        case "equality":
            return None if same(expected, actual) else f"expected {show(expected)}, but was {show(actual)}"
        case "notEmpty":
            return None if actual else "is empty"
        case "regex" | "values" | "eachKey" | "eachValue" | "arrayContains":
            return None
    if not is_known(rule.kind):
        raise Unreadable(f"the matcher {rule.kind[:40]} is not known here")
    return f"{show(actual)} does not satisfy {rule.kind}"


def _list(names: list[str]) -> str:
    shown = ", ".join(show(name) for name in names[:5])
    return shown + (f" and {len(names) - 5} more" if len(names) > 5 else "")
