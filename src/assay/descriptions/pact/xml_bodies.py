"""XML bodies held against expected ones under matching rules; entities and other dangers are refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from . import paths
from .matchers import complaint, size_complaint
from .mismatch import Findings
from .paths import Place, RulePath
from .rules import RuleList, Rules
from .told import Unreadable, show

_MOST_DEPTH = 100
_MOST_ELEMENTS = 100_000


class XmlError(ValueError):
    """A body that is no XML, in words."""


@dataclass(slots=True)
class Element:
    """One element: `name` is `namespace:local`, `text` that of its own, trimmed."""

    name: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""


def parse_xml(data: bytes) -> Element:
    """The root element. Errors: XmlError; Unreadable where entities are declared or there is more than is read."""
    root = Element("", {})
    open_elements = [root]
    count = 0
    # The separator cannot stand in a name of XML, while a colon can in an address.
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(open_elements) > _MOST_DEPTH or count > _MOST_ELEMENTS:
            raise Unreadable("is deeper or larger than what is read")
        named = {key.replace(" ", ":"): value for key, value in attributes.items()}
        element = Element(name.replace(" ", ":"), named)
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def text(data: str) -> None:
        open_elements[-1].text += data.strip()

    def refuse(*_: object) -> NoReturn:
        raise Unreadable("has entities of its own, which are not read")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: open_elements.pop()
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.SkippedEntityHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise XmlError(f"is no XML: {error}") from error
    if not root.children:
        raise XmlError("has no element")
    return root.children[0]


@dataclass(frozen=True, slots=True)
class XmlComparison:
    """Compares elements by name. `strict`: elements and attributes that are not expected are mismatches."""

    rules: Rules
    strict: bool
    findings: Findings

    def compare(self, expected: Element, actual: Element) -> None:
        """Add what is not as expected of two root elements."""
        self._element((*paths.ROOT, expected.name), expected, actual)

    def _element(self, place: Place, expected: Element, actual: Element) -> None:
        self.findings.step()
        rules = self.rules.at(place)
        why = _element_complaint(rules, expected, actual)
        if why:
            self.findings.add(paths.show(place), why)
            return
        self._attributes(place, expected, actual)
        self._children(place, expected, actual)
        self._text((*place, "#text"), expected.text, actual.text)

    def _attributes(self, place: Place, expected: Element, actual: Element) -> None:
        for name, value in expected.attributes.items():
            if name in actual.attributes:
                self._text((*place, f"@{name}"), value, actual.attributes[name])
            else:
                self.findings.add(paths.show(place), f"lacks the attribute {show(name)}")
        for name in actual.attributes.keys() - expected.attributes.keys() if self.strict else ():
            self.findings.add(paths.show(place), f"has the attribute {show(name)}, which is not expected")

    def _text(self, place: Place, expected: str, actual: str) -> None:
        rules = self.rules.at(place)
        try:
            if rules is None:
                why = None if expected == actual else f"expected {show(expected)}, but was {show(actual)}"
            else:
                why = complaint(rules, expected, actual, typed=False)
        except Unreadable as error:
            self.findings.add(paths.show(place), str(error), unknown=True)
            return
        if why:
            self.findings.add(paths.show(place), why)

    def _children(self, place: Place, expected: Element, actual: Element) -> None:
        wanted, present = _by_name(expected), _by_name(actual)
        for name, group in present.items():
            there = (*place, name)
            if name in wanted:
                self._group(there, wanted[name], group)
            elif self.strict or self.rules.about_type(there):
                self.findings.add(paths.show(place), f"has <{name}>, which is not expected")
        for name in wanted.keys() - present.keys():
            self.findings.add(paths.show(place), f"lacks <{name}>")

    def _group(self, place: Place, expected: list[Element], actual: list[Element]) -> None:
        """Elements of one name: where a rule of type is about them, each is like the first."""
        if self.rules.about_type(place):
            for element in actual:
                self._element(place, expected[0], element)
            return
        if len(actual) < len(expected) or (self.strict and len(actual) > len(expected)):
            self.findings.add(paths.show(place), f"expected {len(expected)} of them, but there are {len(actual)}")
        for one, other in zip(expected, actual, strict=False):
            self._element(place, one, other)


def of_elements(rules: Rules) -> Rules:
    """Rules for XML: elements of one name share a place, so that `[*]` behind a name says nothing more."""
    return Rules(
        tuple(
            (RulePath(tuple(token for token in path.tokens if token.kind != "items")), found)
            for path, found in rules.listed
        )
    )


def _element_complaint(rules: RuleList | None, expected: Element, actual: Element) -> str | None:
    """What is said of an element itself: its name, and how many elements it holds. Other rules are about its text."""
    if expected.name != actual.name:
        return f"expected <{expected.name}>, but was <{actual.name}>"
    for rule in rules.rules if rules is not None and not rules.cascaded else ():
        if rule.kind == "type" and (why := size_complaint(rule, len(actual.children))):
            return why
        if rule.kind == "notEmpty" and not actual.children and not actual.text:
            return "is empty"
    return None


def _by_name(element: Element) -> dict[str, list[Element]]:
    groups: dict[str, list[Element]] = {}
    for child in element.children:
        groups.setdefault(child.name, []).append(child)
    return groups
