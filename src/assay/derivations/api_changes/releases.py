"""Descriptions -> which of them replaces which, and what changed between the two."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec

from assay.descriptions.changes import Change, Policy, compare
from assay.descriptions.changes.pairing import pair, without_names
from assay.descriptions.document import open_document
from assay.descriptions.errors import DescriptionError
from assay.descriptions.openapi import Api, read_api
from assay.descriptions.routing import Address, servers_of

#: Ends are told as days: whether one has passed is judged where the day of judgement is known.
_POLICY = Policy(as_of=None)


@dataclass(frozen=True, eq=False)
class Release:
    """Two versions of one API, read, with what changed; `hosts` are those of the newer one."""

    name: str
    old: Api
    new: Api
    hosts: tuple[str, ...]
    changes: list[Change]

    @cached_property
    def in_place(self) -> bool:
        """Whether the newer version is where the older one was, so that its callers meet it without having moved."""
        before, after = (_addresses(api) for api in (self.old, self.new))
        after |= {Address(host, each.base) for host in self.hosts for each in after}
        if before & after:
            return True
        return (
            not {each.host for each in before}.isdisjoint(each.host for each in after)
            and pair(self.old, self.new).is_readdressed
        )


def _addresses(api: Api) -> set[Address]:
    """Where it is; what a variable is called is not on the wire."""
    found = servers_of(api) or [Address(None, "")]
    return {Address(each.host and without_names(each.host), without_names(each.base)) for each in found}


class _Described(NamedTuple):
    path: str
    api: str
    title: str | None
    version: str | None
    replaces: str | None
    hosts: str


def read_releases(descriptions: Iterable[Sequence[Any]], files: Iterable[Sequence[Any]]) -> Iterator[Release]:
    """One for each description that has a version before."""
    described = [_Described(*row) for row in descriptions]
    read = _Reading({str(path): str(text) for path, text in files})
    for old, new in _pairs(described, read):
        before, after = read.api(old), read.api(new.path)
        if before is None or after is None:
            continue
        try:
            changes = compare(before, after, _POLICY)
        except RecursionError:
            continue  # told by the table of problems: it nests too deep
        yield Release(new.api, before, after, tuple(new.hosts.split()), changes)


class _Reading:
    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._files: dict[str, Any] = {}
        self._apis: dict[str, Api | None] = {}

    def api(self, path: str) -> Api | None:
        """The API described in a file; None where it cannot be read, as the table of problems tells."""
        if path not in self._apis:
            if not self._files:
                self._files = {name: msgspec.json.decode(text) for name, text in self._texts.items()}
            try:
                self._apis[path] = read_api(open_document(path, self._files))
            except DescriptionError:
                self._apis[path] = None
        return self._apis[path]


def _pairs(described: Sequence[_Described], read: _Reading) -> Iterator[tuple[str, _Described]]:
    """(file of the version before, description): as stated, else the next lower version of the same title."""
    stated = {each.replaces for each in described if each.replaces}
    groups: dict[str, list[_Described]] = defaultdict(list)
    for each in described:
        if each.replaces:
            yield each.replaces, each
        elif each.title and each.version and each.path not in stated:
            groups[each.title].append(each)
    for group in groups.values():
        ordered = sorted(group, key=lambda each: version_key(each.version or ""))
        for old, new in pairwise(ordered):
            if version_key(old.version or "") < version_key(new.version or "") and _is_one_api(old, new, read):
                yield old.path, new


def version_key(version: str) -> tuple[int, ...]:
    """The numbers of a version, so that 10 comes after 9."""
    return tuple(map(int, re.findall(r"\d{1,9}", version)))


def _is_one_api(old: _Described, new: _Described, read: _Reading) -> bool:
    """Whether most operations of the older description are in the newer one: two APIs may share a title."""
    before, after = read.api(old.path), read.api(new.path)
    if before is None or after is None:
        return False
    return 2 * len(pair(before, after).kept) > len(before.operations)
