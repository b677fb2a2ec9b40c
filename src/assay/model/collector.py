"""What a collector and a derivation state of themselves, and what they are handed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import translate
from itertools import takewhile
from typing import Any

import msgspec

from .row import Row
from .words import Origin, Role

_WILDCARD = re.compile(r"[*?[]")


@dataclass(frozen=True, slots=True)
class Conventions:
    """What a house does its own way, as the profile in force and `assay.toml` declare it."""

    values: Mapping[str, Any] = field(default_factory=dict)
    _strings: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def strings(self, name: str) -> tuple[str, ...]:
        """The list of strings called `name`, empty when the profile says nothing."""
        if name not in self._strings:
            self._strings[name] = tuple(value for value in self._list(name) if isinstance(value, str))
        return self._strings[name]

    def words(self, name: str) -> tuple[bytes, ...]:
        """The same as bytes, as source holds them."""
        return tuple(value.encode() for value in self.strings(name))

    def tables(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """The list of TOML tables called `name`, empty when the profile says nothing."""
        return tuple(value for value in self._list(name) if isinstance(value, Mapping))

    def _list(self, name: str) -> tuple[Any, ...]:
        stated = self.values.get(name, ())
        return tuple(stated) if isinstance(stated, list | tuple) else (stated,)


class Source(msgspec.Struct, frozen=True):
    """One file (or the standard output of one command) that evidence is read from."""

    path: str
    data: bytes
    conventions: Conventions = Conventions()

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def text(self) -> str:
        """The data as UTF-8, undecodable bytes replaced, byte order mark dropped."""
        return self.data.decode("utf-8", "replace").removeprefix("\ufeff")


class Target:
    """The files of the directory under examination: posix paths relative to it, sorted.

    `beside` holds those outside of it that the configuration makes known. `contents` reads the first bytes of a file.
    """

    def __init__(
        self,
        paths: Iterable[str],
        conventions: Conventions | None = None,
        *,
        beside: Iterable[str] = (),
        contents: Callable[[str, int], bytes] | None = None,
    ) -> None:
        self.paths = tuple(sorted(paths))
        self.conventions = conventions or Conventions()
        self.beside = tuple(sorted(beside))
        self._contents = contents
        self._names: list[str] = []
        self._by_name: dict[str, list[str]] = {}
        self._by_suffix: dict[str, list[str]] = {}
        for path in self.paths:
            name = path.rsplit("/", 1)[-1]
            self._by_name.setdefault(name, []).append(path)
            self._by_suffix.setdefault(name.rsplit(".", 1)[-1].lower() if "." in name else "", []).append(path)

    def contents(self, path: str, most: int) -> bytes:
        """The first bytes of one of these files; none where it cannot be read, or only names are known."""
        return self._contents(path, most) if self._contents else b""

    def named(self, *names: str) -> Iterator[str]:
        """Paths whose file name is one of `names`, or matches it where it holds a wildcard."""
        for name in names:
            begin = _WILDCARD.split(name, maxsplit=1)[0]
            if begin == name:
                yield from self._by_name.get(name, ())
            else:
                yield from self._matching(name, begin)

    def _matching(self, pattern: str, begin: str) -> Iterator[str]:
        """Paths in their order. Only names that begin as the pattern does are compared, and there are seldom any."""
        if not self._names:
            self._names = sorted(self._by_name)
        first = bisect_left(self._names, begin)
        alike = list(takewhile(lambda name: name.startswith(begin), self._names[first:])) if begin else self._names
        if alike:
            # Names are compared as they are written, on every platform.
            matches = re.compile(translate(pattern)).match
            found = [self._by_name[name] for name in alike if matches(name)]
            yield from (path for paths in sorted(found) for path in paths)

    def suffixed(self, *suffixes: str) -> Iterator[str]:
        """Paths that end in one of `suffixes`, given in lower case without a dot (`ts`, `har`)."""
        for suffix in suffixes:
            yield from self._by_suffix.get(suffix, ())


class Command(msgspec.Struct, frozen=True):
    """A program, run in the target's root, whose output is the source; `stamp` tells whether it would say the same."""

    path: str
    argv: tuple[str, ...]
    stamp: tuple[str, ...]


class Scan(msgspec.Struct, frozen=True):
    """A source of any size, which the database reads and no row of which passes through Python.

    It is a file of the target, or what the PostgreSQL database says to `query` whose connection string the environment
    variable `database` holds. `stated` is what the configuration says of it.
    """

    path: str
    stated: tuple[Mapping[str, Any], ...]
    database: str | None = None
    query: str = ""


class Pass(msgspec.Struct, frozen=True):
    """One pass over the file of a Scan: `rows` is the SQL that makes it, and keeps nothing sensitive.

    `tables` is SQL over the relation `kept`, which came of it, and over `lost`, the lines of CSV that are no rows.
    """

    rows: str
    tables: Mapping[type[Row], str]


class Collector(msgspec.Struct, frozen=True):
    """One kind of source. Its module also has `find(target)` -> paths, Commands or Scans, and what reads them.

    `prepare()`, where there is one, imports what reads: it is called before processes are forked that do.
    `read(source)` -> rows (pure); `scan(db, file, lines, found)` -> the Passes over a Scan's file of so many lines.
    """

    name: str
    tool: str
    about: str
    fills: tuple[type[Row], ...]
    roles: tuple[Role, ...] = (Role.DOMAIN,)
    domains: tuple[str, ...] = ()
    origin: Origin = Origin.SOURCE
    environment: str | None = None
    max_bytes: int = 20_000_000


class Derivation(msgspec.Struct, frozen=True):
    """Rows computed from the rows of the whole target where one source cannot tell (resolved imports, cycles, clones).

    `reads` names its inputs: each a SQL query over evidence tables. `derive(inputs, target)` is handed the lists of
    tuples in the same names, and the target's conventions, and returns rows; it is pure. The target names its files
    only where the derivation says `files`: what looks at none has not to be done again when there is one more. Without
    `derive` the rows of the one query are the rows of the one table, column for column, and never leave the database:
    for millions of rows.
    """

    name: str
    about: str
    fills: tuple[type[Row], ...]
    reads: Mapping[str, str]
    derive: Callable[[Mapping[str, Sequence[tuple[Any, ...]]], Target], Iterable[Row]] | None = None
    domains: tuple[str, ...] = ()
    roles: tuple[Role, ...] = (Role.DOMAIN,)
    files: bool = False
