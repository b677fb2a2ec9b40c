"""Whether the parameters of many requests are surely good, asked in the cheapest way: only the others need words.

In: readers of parameters, columns of what was sent. Out: yes for all of them, or "look closer"; never a finding. A text
that is sent again and again is asked once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from sys import intern
from typing import NamedTuple

from .conformance import Schema
from .parameters import ABSENT, ParameterReader, Sent, cookies_of, pairs_of


class Screened(NamedTuple):
    """One parameter; `schema` is None where nothing is said of its value."""

    reader: ParameterReader
    required: bool
    schema: Schema | None


class Screen:
    """Holds the parameters of one operation, or the headers of one answer, by how they are asked."""

    def __init__(self, parameters: Iterable[Screened]) -> None:
        self._texts: dict[str, list[tuple[str, Screened]]] = {"path": [], "header": []}
        self._singles: dict[str, Screened] = {}
        self._others: list[Screened] = []
        for one in parameters:
            form = one.reader.form
            if form.location == "path":
                self._texts["path"].append((form.name, one))
            elif form.location == "header":
                self._texts["header"].append((intern(form.name.lower()), one))
            elif form.location == "query" and one.reader.is_single:
                self._singles[form.name] = one
            else:
                self._others.append(one)
        self._needed = [name for name, one in self._singles.items() if one.required]

    def headers_hold(self, headers: Sequence[Mapping[str, str]]) -> bool:
        """Headers alone, as answers have them."""
        return all(_holds(name, one, headers) for name, one in self._texts["header"])

    def holds(
        self, parameters: Sequence[Mapping[str, str]], queries: Sequence[str], headers: Sequence[Mapping[str, str]]
    ) -> bool:
        """All parameters of requests, whose columns these are, and no name in a query that is nobody's."""
        return (
            all(_holds(name, one, parameters) for name, one in self._texts["path"])
            and self.headers_hold(headers)
            and all(map(self._query_holds, set(queries)))
            and (not self._others or all(map(self._others_hold, queries, headers)))
        )

    def _query_holds(self, query: str) -> bool:
        seen = set()
        for name, raw in pairs_of(query):
            one = self._singles.get(name)
            # A name that comes again, or is another parameter's, is looked at closer.
            if one is None or name in seen:
                return False
            seen.add(name)
            if one.schema is not None and not one.schema.is_valid(one.reader.single(raw)):
                return False
        return seen.issuperset(self._needed)

    def _others_hold(self, query: str, headers: Mapping[str, str]) -> bool:
        sent = Sent({}, pairs_of(query), headers, cookies_of(headers.get("cookie")))
        for reader, required, schema in self._others:
            value = reader.read(sent)
            if value is ABSENT:
                if required:
                    return False
            elif schema is not None and not schema.is_valid(value):
                return False
        return True


def _holds(name: str, one: Screened, sent: Sequence[Mapping[str, str]]) -> bool:
    """One parameter of a path or header: each text that was sent of it is a value on its own."""
    if one.required:
        try:
            texts = set(map(itemgetter(name), sent))
        except KeyError:
            return False
    else:
        texts = {texts[name] for texts in sent if name in texts}
    return one.schema is None or one.schema.are_valid(list(map(one.reader.value_of, texts)))
