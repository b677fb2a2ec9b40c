"""Headers, query parameters, forms, metadata, path and status held against expected ones under matching rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from .matchers import complaint, same, size_complaint
from .mismatch import Findings
from .rules import RuleList, Rules
from .told import Unreadable, show

Lists = Mapping[str, tuple[str, ...]]

#: Headers of which parameters may be more than expected, compared without regard to case.
_PARAMETERISED = ("accept", "content-type")
#: Headers that are lists by definition (RFC 9110); others may hold a comma that separates nothing.
_LISTS = frozenset(
    "accept accept-encoding accept-language access-control-allow-headers access-control-allow-methods allow vary "
    "access-control-expose-headers access-control-request-headers cache-control if-match if-none-match".split()
)
_MOST_PARAMETERS = 5_000


def read_headers(stated: object) -> dict[str, tuple[str, ...]]:
    """Names in lower case -> values, lists taken apart."""
    headers: dict[str, tuple[str, ...]] = {}
    for name, value in stated.items() if isinstance(stated, Mapping) else ():
        key = str(name).lower()
        values = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        if key in _LISTS:
            values = [part for one in values for part in one.split(",")]
        headers[key] = headers.get(key, ()) + tuple(one.strip() for one in values)
    return headers


def read_query(stated: object) -> dict[str, tuple[str, ...]] | None:
    """A query string (version 2) or an object of lists (version 3 and later) -> names to values; None: not stated."""
    if isinstance(stated, str):
        return parse_form(stated)
    if not isinstance(stated, Mapping):
        return None
    return {
        str(name): tuple("" if one is None else str(one) for one in (value if isinstance(value, list) else [value]))
        for name, value in stated.items()
    }


def parse_form(text: str) -> dict[str, tuple[str, ...]]:
    """`a=1&b=2&a=3` -> names to values in order. Errors: Unreadable when there are too many."""
    found: dict[str, tuple[str, ...]] = {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
    except ValueError as error:
        raise Unreadable(f"has more than {_MOST_PARAMETERS:,} fields") from error
    for name, value in pairs:
        found[name] = (*found.get(name, ()), value)
    return found


def compare_headers(expected: Lists, actual: Lists, rules: Rules, findings: Findings) -> None:
    """Every expected header is there; others are let be."""
    for name, values in expected.items():
        present = actual.get(name)
        if present is None:
            findings.add(name, "is missing")
        elif not values and present:
            findings.add(name, f"expected to be empty, but was {show(', '.join(present))}")
        else:
            _header(name, values, present, rules, findings)


def _header(name: str, expected: Sequence[str], actual: Sequence[str], rules: Rules, findings: Findings) -> None:
    found = rules.at(("$", name))
    if found is not None and not any(rules.exact(("$", name))):
        found = None
    if found is not None:
        _ruled_header(name, expected, actual, found, findings)
        return
    for index in range(max(len(expected), len(actual))):
        if index >= len(actual):
            findings.add(name, f"lacks {show(expected[index])}")
            continue
        wanted = expected[index] if index < len(expected) else ""
        _value(name, wanted, actual[index], rules.at(("$", name, str(index))), findings, header=True)


def _ruled_header(
    name: str, expected: Sequence[str], actual: Sequence[str], rules: RuleList, findings: Findings
) -> None:
    """A rule may be about the header as it was sent, or about each of its values."""
    branch = findings.branch()
    _value(name, ", ".join(expected), ", ".join(actual), rules, branch)
    if branch.found and len(actual) > 1:
        again = findings.branch()
        for index, value in enumerate(actual):
            _value(name, expected[min(index, len(expected) - 1)], value, rules, again)
        branch = branch if again.found else again
    findings.found.extend(branch.found)


def compare_lists(expected: Lists, actual: Lists, rules: Rules, findings: Findings, *, what: str = "parameter") -> None:
    """Query parameters or form fields: the same names, the values of each in the same order."""
    for name, values in expected.items():
        if name not in actual:
            findings.add(name, f"the {what} is missing")
        else:
            _list(name, values, actual[name], rules, findings)
    for name in actual:
        if name not in expected:
            findings.add(name, f"the {what} is not expected")


def _list(name: str, expected: Sequence[str], actual: Sequence[str], rules: Rules, findings: Findings) -> None:
    place = ("$", name)
    whole = rules.at(place)
    if whole is None and len(expected) != len(actual):
        findings.add(name, f"expected {len(expected)} value(s), but there are {len(actual)}")
    elif whole is not None:
        try:
            if why := _size(whole, len(actual)):
                findings.add(name, why)
        except Unreadable as error:
            findings.add(name, str(error), unknown=True)
            return
    for index, value in enumerate(actual):
        wanted = expected[index] if index < len(expected) else expected[0] if expected and whole is not None else ""
        _value(name, wanted, value, rules.at((*place, str(index))), findings)


def _size(rules: RuleList, size: int) -> str | None:
    return next((why for rule in rules.rules if rule.kind == "type" and (why := size_complaint(rule, size))), None)


def compare_metadata(expected: Mapping[str, Any], actual: Mapping[str, Any], rules: Rules, findings: Findings) -> None:
    """Every expected member of a message's metadata is there; the content type is compared like the header."""
    for name, value in expected.items():
        found = rules.at(("$", name))
        if name not in actual:
            findings.add(name, "is missing")
        elif found is not None:
            _value(name, value, actual[name], found, findings, typed=not isinstance(value, str))
        elif name.lower().replace("-", "") == "contenttype":
            _value("content-type", str(value), str(actual[name]), None, findings, header=True)
        elif not same(value, actual[name]):
            findings.add(name, f"expected {show(value)}, but was {show(actual[name])}")


def compare_one(name: str, expected: Any, actual: Any, rules: Rules, findings: Findings) -> None:
    """A path or a status: one value under the rules of its part."""
    found = rules.at(("$",))
    _value(name, expected, actual, found, findings, typed=not isinstance(expected, str))


def _value(
    name: str,
    expected: Any,
    actual: Any,
    rules: RuleList | None,
    findings: Findings,
    *,
    typed: bool = False,
    header: bool = False,
) -> None:
    findings.step()
    try:
        if rules is not None:
            why = complaint(rules, expected, actual, typed=typed)
        elif header and name in _PARAMETERISED:
            why = _parameterised(expected, actual)
        else:
            equal = _spaceless(expected) == _spaceless(actual) if header else same(expected, actual)
            why = None if equal else f"expected {show(expected)}, but was {show(actual)}"
    except Unreadable as error:
        findings.add(name, str(error), unknown=True)
        return
    if why:
        findings.add(name, why)


def _parameterised(expected: str, actual: str) -> str | None:
    """RFC 9110 section 5.6.6: parameters in any order; those that are not expected are let be."""
    (wanted, *parameters), (value, *present) = (
        [part.strip() for part in text.split(";") if part.strip()] or [""] for text in (expected, actual)
    )
    asked, had = (
        {key.strip().lower(): text.strip().lower() for key, _, text in (one.partition("=") for one in listed)}
        for listed in (parameters, present)
    )
    asked.pop("boundary", None)
    if wanted == value and asked.items() <= had.items():
        return None
    return f"expected {show(expected)}, but was {show(actual)}"


def _spaceless(text: str) -> str:
    return ",".join(part.strip() for part in text.split(","))
