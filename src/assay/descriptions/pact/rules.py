"""Matching rules of a pact, of version 2 and of 3 and later -> rules by part, and which of them is about a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from assay.model.expressions import expression

from .paths import Place, RulePath, Token, parse_path

_PARTS = {
    "headers": "header",
    "contents": "body",
    "content": "body",
    "metaData": "metadata",
    "queryparameters": "query",
}
_KINDS = {
    "timestamp": "datetime",
    "array-contains": "arrayContains",
    "each-key": "eachKey",
    "each-value": "eachValue",
    "status-code": "statusCode",
    "not-empty": "notEmpty",
    "content-type": "contentType",
    "min-type": "type",
    "max-type": "type",
    "min-max-type": "type",
}
#: What a rule says without `match`, in the order in which it is looked for.
_IMPLIED = ("regex", "min", "max", "timestamp", "datetime", "date", "time")
_TYPE_KINDS = ("type",)
_NUMBER = expression(r"[0-9]{1,15}")
_MOST_RULES = 20_000


class Rule(NamedTuple):
    """One matcher: what it is called in version 4, and all that it states."""

    kind: str
    stated: Mapping[str, Any]

    def number(self, name: str) -> int | None:
        """A stated number, also where it is written as text."""
        value = self.stated.get(name)
        if isinstance(value, str) and _NUMBER.fullmatch(value):
            return int(value)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def text(self, *names: str) -> str | None:
        """The first of these that is stated as text."""
        return next((value for name in names if isinstance(value := self.stated.get(name), str)), None)


class RuleList(NamedTuple):
    """The matchers of one place, all of which or any of which have to hold."""

    rules: tuple[Rule, ...]
    any_of: bool = False
    cascaded: bool = False

    @property
    def is_about_type(self) -> bool:
        return any(rule.kind in _TYPE_KINDS for rule in self.rules)


class _Node:
    """Where the paths of rules lead, step by step: only those about a place are looked at, however many there are."""

    __slots__ = ("items", "listed", "named", "star")

    def __init__(self) -> None:
        self.named: dict[str, _Node] = {}
        self.star: _Node | None = None
        self.items: _Node | None = None
        self.listed: list[tuple[int, RuleList]] = []

    def below(self, token: Token) -> _Node:
        """The node that a token leads to, made where there is none."""
        if token.kind == "star":
            self.star = self.star or _Node()
            return self.star
        if token.kind == "items":
            self.items = self.items or _Node()
            return self.items
        return self.named.setdefault(token.text, _Node())

    def steps(self, step: str) -> Iterator[tuple[_Node, int]]:
        """(node, weight) of what is about a step: 2 for its name, 1 for a star (matcher selection algorithm)."""
        if step in self.named:
            yield self.named[step], 2
        if self.star is not None:
            yield self.star, 1
        if self.items is not None and step.isdigit():
            yield self.items, 1


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one part (body, header, query, path, status, metadata) of one request, response or message."""

    listed: tuple[tuple[RulePath, RuleList], ...] = ()
    _root: _Node = field(default_factory=_Node, init=False, repr=False, compare=False)
    _known: dict[Place, RuleList | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for number, (path, rules) in enumerate(self.listed):
            node = self._root
            for token in path.tokens:
                node = node.below(token)
            node.listed.append((number, rules))

    def at(self, place: Place) -> RuleList | None:
        """The rules of the most specific path about a place, cascaded if it is about what lies above."""
        if not self.listed:
            return None
        if place not in self._known:
            self._known[place] = self._find(place)
        return self._known[place]

    def _find(self, place: Place) -> RuleList | None:
        found = max(self._about(place), key=lambda one: (one[0], -one[2]), default=None)
        return None if found is None else found[3]._replace(cascaded=found[1] != len(place))

    def _about(self, place: Place) -> Iterator[tuple[int, int, int, RuleList]]:
        """(weight, length, number, rules) of each path about a place or what lies above it.

        The weight is the product of the weights of its steps times their number: of paths that weigh the same, the
        longer one is nearer to the place.
        """
        at = [(self._root, 2)] if place else []
        for length in range(1, len(place) + 1):
            for node, product in at:
                yield from ((product * length, length, number, rules) for number, rules in node.listed)
            if length < len(place):
                at = [(below, product * weight) for node, product in at for below, weight in node.steps(place[length])]

    def about_type(self, place: Place) -> bool:
        """Whether any rule about the place, or what lies above it, is one of type."""
        return any(rules.is_about_type for _, _, _, rules in self._about(place))

    def searching(self) -> Rules:
        """The same with patterns that may be found anywhere in a text."""
        return Rules(
            tuple((path, rules._replace(rules=tuple(map(_searching, rules.rules)))) for path, rules in self.listed)
        )

    def exact(self, place: Place) -> Iterator[Rule]:
        """The rules that are about the place itself."""
        for _, length, _, rules in self._about(place):
            if length == len(place):
                yield from rules.rules


def _searching(rule: Rule) -> Rule:
    pattern = rule.text("regex") if rule.kind == "regex" else None
    found = {"regex": f"(?s:.*)(?:{pattern})(?s:.*)", "written": pattern}
    return rule if pattern is None else Rule("regex", {**rule.stated, **found})


class ReadRules(NamedTuple):
    """Rules by part, and what could not be read, in words."""

    parts: Mapping[str, Rules]
    problems: tuple[str, ...]

    def of(self, part: str) -> Rules:
        """The rules of one part; none when nothing is said of it."""
        return self.parts.get(part, Rules())


def read_rules(stated: Any) -> ReadRules:
    """`matchingRules` of any version: in version 2 JSON paths that begin with the part, later an object for each."""
    parts: dict[str, list[tuple[RulePath, RuleList]]] = {}
    problems: list[str] = []
    if stated is None:
        return ReadRules({}, ())
    if not isinstance(stated, Mapping):
        return ReadRules({}, ("matchingRules is no object",))
    for key, value in stated.items():
        if key.startswith("$"):
            _add_v2(key, value, parts, problems)
        else:
            _add_part(_PARTS.get(str(key), str(key)), value, parts, problems)
    if sum(map(len, parts.values())) > _MOST_RULES:
        return ReadRules({}, (f"there are more than {_MOST_RULES:,} matching rules",))
    return ReadRules({name: Rules(tuple(found)) for name, found in parts.items()}, tuple(problems))


def _add_v2(name: str, value: object, parts: dict[str, list[tuple[RulePath, RuleList]]], problems: list[str]) -> None:
    path = parse_path(name)
    if path is None or not path.tokens or path.tokens[0].kind != "name":
        problems.append(f"the path {name[:100]} cannot be read")
        return
    part = _PARTS.get(path.tokens[0].text, path.tokens[0].text)
    rest = path.tokens[1:]
    rules = read_list(value if isinstance(value, Mapping) and "matchers" in value else {"matchers": [value]}, problems)
    if part == "header":
        rest = tuple(token._replace(text=token.text.lower()) for token in rest)
    if rules:
        parts.setdefault(part, []).append((RulePath(rest), rules))


def _add_part(part: str, value: object, parts: dict[str, list[tuple[RulePath, RuleList]]], problems: list[str]) -> None:
    if not isinstance(value, Mapping):
        problems.append(f"the rules of {part[:40]} are no object")
        return
    listed = {"$": value} if isinstance(value.get("matchers"), list) else value
    for name, stated in listed.items():
        path = parse_path(name) if name.startswith("$") else _named(name)
        if path is None:
            problems.append(f"the path {name[:100]} cannot be read")
            continue
        if part == "header":
            path = RulePath(tuple(token._replace(text=token.text.lower()) for token in path.tokens))
        if rules := read_list(stated, problems):
            parts.setdefault(part, []).append((path, rules))


def _named(name: str) -> RulePath | None:
    """The key of a header, query parameter or metadata: a name, maybe with an index (`Accept[0]`)."""
    if not name:
        return RulePath(())
    head, bracket, index = name.rpartition("[")
    if bracket and index[:-1].isdigit() and index.endswith("]"):
        return RulePath((Token("name", head), Token("index", index[:-1])))
    if bracket and index == "*]":
        return RulePath((Token("name", head), Token("items")))
    return RulePath((Token("name", name),))


def read_list(stated: object, problems: list[str]) -> RuleList | None:
    """`{"combine": "AND", "matchers": […]}` -> its rules; None without any."""
    matchers = stated.get("matchers") if isinstance(stated, Mapping) else None
    if not isinstance(matchers, list):
        problems.append("a rule has no list of matchers")
        return None
    rules = tuple(rule for one in matchers if (rule := read_rule(one, problems)))
    any_of = isinstance(stated, Mapping) and str(stated.get("combine", "AND")).upper() == "OR"
    return RuleList(rules, any_of) if rules else None


def read_rule(stated: object, problems: list[str]) -> Rule | None:
    """One matcher; the oldest ones are told by what they state instead of `match`."""
    if not isinstance(stated, Mapping):
        problems.append("a matcher is no object")
        return None
    name = stated.get("match")
    if name is None:
        implied = next((word for word in _IMPLIED if word in stated), None)
        if implied is None:
            problems.append("a matcher does not say what to match")
            return None
        name = "type" if implied in ("min", "max") else implied
    rule = Rule(_KINDS.get(str(name), str(name)), stated)
    # What cannot be read inside of a rule is told with it: left out, the rule would hold for anything.
    if rule.kind in ("eachKey", "eachValue"):
        nested(rule, problems)
    elif rule.kind == "arrayContains":
        variants(rule, problems)
    return rule


def variants(rule: Rule, problems: list[str]) -> list[tuple[int, Rules]]:
    """The variants of `arrayContains`: index in the expected list -> rules, paths from the element's own root."""
    found = []
    stated = rule.stated.get("variants", [])
    for one in stated if isinstance(stated, list) else [stated]:
        if isinstance(one, Mapping) and isinstance(index := one.get("index"), int):
            parts: dict[str, list[tuple[RulePath, RuleList]]] = {}
            _add_part("body", one.get("rules", {}), parts, problems)
            found.append((index, Rules(tuple(parts.get("body", ())))))
        else:
            problems.append("a variant does not say which example it is about")
    return found


def nested(rule: Rule, problems: list[str]) -> tuple[Rule, ...]:
    """The rules that `eachKey` and `eachValue` state for each."""
    stated = rule.stated.get("rules", [])
    listed = stated if isinstance(stated, list) else [stated]
    return tuple(one for each in listed if (one := read_rule(each, problems)))
