"""Whether parameters are surely good, asked in the cheapest way: nearly all are, and only the others need words.

In: readers and schemas of parameters. Out: yes, or "look closer"; never a finding. What is plain text is asked of the
validator in one call for all names of a place, with one compiled schema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from .conformance import Schema
from .parameters import ABSENT, ParameterReader, Sent

_IsValid = Callable[[Any], bool]
#: A text as sent is its value where nothing in it is encoded (in a path), and no blanks stand around it (in a header).
_AS_SENT = {"path": {"pattern": "^[^%]*$"}, "header": {"pattern": "^([!-~]([^\n]*[!-~])?)?$"}}


class Screened(NamedTuple):
    """One parameter; `schema` and `is_valid` are None where nothing is said of its value."""

    reader: ParameterReader
    required: bool
    schema: Mapping[str, Any] | None
    is_valid: _IsValid | None


class Screen:
    """Holds the parameters of one operation, or the headers of one answer, in the forms in which they are asked."""

    def __init__(self, parameters: Iterable[Screened]) -> None:
        texts: dict[str, list[Screened]] = {"header": [], "path": []}
        self._singles: dict[str, tuple[ParameterReader, _IsValid | None]] = {}
        self._needed: list[str] = []
        self._others: list[Screened] = []
        for one in parameters:
            form = one.reader.form
            if form.location in texts and one.reader.is_text:
                texts[form.location].append(one)
            elif form.location == "query" and one.reader.is_single:
                self._singles[form.name] = (one.reader, one.is_valid)
                self._needed += [form.name] if one.required else []
            else:
                self._others.append(one)
        self._headers_hold = _together(texts["header"], str.lower)
        self._path_holds = _together(texts["path"], str)

    def headers_hold(self, headers: Mapping[str, str]) -> bool:
        """Headers alone, as an answer has them."""
        if self._headers_hold is not None and not self._headers_hold(headers):
            return False
        return not self._others or self._others_hold(Sent({}, (), headers, {}))

    def holds(self, sent: Sent) -> bool:
        """All parameters of a request, and no name in the query that is nobody's."""
        if self._path_holds is not None and not self._path_holds(sent.path):
            return False
        if self._headers_hold is not None and not self._headers_hold(sent.headers):
            return False
        if (sent.query or self._needed) and not self._query_holds(sent.query):
            return False
        return not self._others or self._others_hold(sent)

    def _query_holds(self, query: Iterable[tuple[str, str]]) -> bool:
        seen = set()
        for name, raw in query:
            single = self._singles.get(name)
            # A name that comes again, or is another parameter's, is looked at closer.
            if single is None or name in seen:
                return False
            seen.add(name)
            reader, is_valid = single
            if is_valid is not None and not is_valid(reader.single(raw)):
                return False
        return all(name in seen for name in self._needed)

    def _others_hold(self, sent: Sent) -> bool:
        for reader, required, _, is_valid in self._others:
            value = reader.read(sent)
            if value is ABSENT:
                if required:
                    return False
            elif is_valid is not None and not is_valid(value):
                return False
        return True


def _together(texts: list[Screened], spelled: Callable[[str], str]) -> _IsValid | None:
    """One question for all of them; None where there is nothing to ask."""
    stated = [(spelled(one.reader.form.name), one) for one in texts]
    required = [name for name, one in stated if one.required]
    # Each schema is a resource of its own, since what it refers to stands in its own $defs.
    properties = {
        name: {
            "$id": f"urn:parameter:{number}",
            **one.schema,
            "allOf": [_AS_SENT[one.reader.form.location], *one.schema.get("allOf", ())],
        }
        for number, (name, one) in enumerate(stated)
        if one.schema is not None and one.is_valid is not None
    }
    if not properties and not required:
        return None
    return Schema({"properties": properties, "required": required}).is_valid
