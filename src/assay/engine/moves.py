"""Two states of a target -> what is called otherwise in the newer one: files, directories, units, packages.

In: which files each state has, the hash of each one's content, its units, and the renames that git saw, if any.
Out: old name -> new name, by which what was said of the older state can be compared with what is said of the newer.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from assay.model.paths import owner_of

from .evidence import places

if TYPE_CHECKING:
    import duckdb

#: What stands between names in a subject.
_NAME = re.compile(r"[^\s,;:'\"()\[\]{}|<>]+")


class Unit(NamedTuple):
    """What is known of a unit here: its directory, its name, further paths of its own, and its package's name."""

    path: str
    name: str
    paths: str | None = None
    package: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """One state of a target: path -> hash of the content (empty where it is not known), and its units."""

    files: Mapping[str, str]
    units: tuple[Unit, ...] = ()

    @property
    def owners(self) -> dict[str, str]:
        """Directory or file -> the unit that owns it."""
        return places((unit.path, unit.name, unit.paths) for unit in self.units)


@dataclass(frozen=True, slots=True)
class Moves:
    """Old name -> new name, of what is called otherwise now."""

    files: Mapping[str, str] = field(default_factory=dict)
    folders: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.files or self.folders or self.units or self.packages)

    def reversed(self) -> Moves:
        """New name -> old name."""
        return Moves(*map(_reversed, (self.files, self.folders, self.units, self.packages)))

    def path(self, old: str) -> str:
        """Where a file or directory lies now; where it lay, if nothing else is known."""
        if old in self.files:
            return self.files[old]
        folder = old
        while folder:
            if folder in self.folders:
                return self.folders[folder] + old[len(folder) :]
            folder = folder.rpartition("/")[0]
        return old

    def subject(self, text: str, path: str | None = None) -> str:
        """A subject in the newer state's words; `path` is that of its finding, which may hold blanks."""
        if path and path in text and (new := self.path(path)) != path:
            head, _, tail = text.partition(path)
            return self._names(head) + new + self._names(tail)
        return self._names(text)

    def _names(self, text: str) -> str:
        return _NAME.sub(lambda found: self._name(found[0]), text)

    def _name(self, name: str) -> str:
        if name in self.units or name in self.packages:
            return self.units.get(name) or self.packages[name]
        if "/" not in name:
            return self.path(name)
        if name.startswith("/"):  # as rules of owners are anchored
            return "/" + self.path(name[1:])
        package, _, inner = name.rpartition("/")
        while package:
            if package in self.packages:
                return f"{self.packages[package]}/{inner}"
            package, _, before = package.rpartition("/")
            inner = f"{before}/{inner}"
        return self.path(name)


def _reversed(names: Mapping[str, str]) -> dict[str, str]:
    return {new: old for old, new in names.items()}


def state_of(db: duckdb.DuckDBPyConnection) -> State:
    """The state that a run saw, from its tables `collection` and `integration`."""
    files = db.execute(
        "select path, coalesce(any_value(digest), '') from collection where outcome <> 'absent' group by path"
    ).fetchall()
    units = db.execute("select path, integration, paths, package_name from integration order by path").fetchall()
    return State(dict(files), tuple(Unit(*unit) for unit in units))


def moves(old: State, new: State, renamed: Mapping[str, str] | None = None) -> Moves:
    """What moved between two states. `renamed` is what git says: old path -> new path."""
    pairs = _Pairs(old, new)
    for before, after in (renamed or {}).items():
        pairs.add(before, after)
    pairs.same_content()
    pairs.same_package()
    pairs.same_name()
    pairs.same_folder()
    owners = old.owners, new.owners
    units = _units(old, new, pairs.found, *owners)
    survives = {unit.name for unit in old.units if unit.name in units} | {unit.name for unit in new.units}
    files = {
        before: after for before, after in pairs.found.items() if _is_plausible(before, after, units, survives, *owners)
    }
    return Moves(files, _folders(old, new, files, units), units, _packages(old, new, units))


class _Pairs:
    """Files that went, matched one to one with files that came."""

    def __init__(self, old: State, new: State) -> None:
        self._old, self._new = old, new
        self.went = old.files.keys() - new.files.keys()
        self.came = new.files.keys() - old.files.keys()
        self.found: dict[str, str] = {}

    def add(self, before: str, after: str) -> None:
        self.found[before] = after
        self.went.discard(before)
        self.came.discard(after)

    def same_content(self) -> None:
        """Equal bytes are the same file; of several, the one whose path ends most alike."""
        by_content: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self.came):
            if self._new.files[path]:
                by_content[self._new.files[path]].append(path)
        for before in sorted(self.went):
            alike = [path for path in by_content.get(self._old.files[before], ()) if path in self.came]
            if alike:
                self.add(before, max(alike, key=lambda path: _common_end(before, path)))

    def same_name(self) -> None:
        """A file much rewritten on its way, where either state has one file of its name only."""
        old, new = (Counter(map(_leaf, state.files)) for state in (self._old, self._new))
        there = {_leaf(path): path for path in self.came if new[_leaf(path)] == 1}
        for before in sorted(self.went):
            if old[_leaf(before)] == 1 and _leaf(before) in there:
                self.add(before, there[_leaf(before)])

    def same_package(self) -> None:
        """A package that was given another name, and its files with it: `pay-old/useOldPay` is `pay-new/useNewPay`."""
        before, after = {unit.name for unit in self._old.units}, {unit.name for unit in self._new.units}
        went = [unit for unit in self._old.units if unit.name not in after]
        came = [unit for unit in self._new.units if unit.name not in before]
        for old, new in ((old, new) for old in went for new in came):
            was, now = _swapped(old.name, new.name)
            there = {path[len(new.path) :].lower(): path for path in self.came if path.startswith(f"{new.path}/")}
            mine = [path for path in self.went if path.rpartition("/")[0].startswith(f"{old.path}/")]
            alike = {path: there.get(path[len(old.path) :].lower().replace(was, now)) for path in mine}
            found = {path: to for path, to in alike.items() if to}
            if was and now and 2 * len(found) > len(mine):
                for path, to in sorted(found.items()):
                    self.add(path, to)

    def same_folder(self) -> None:
        """What was edited in a directory that moved, by its name there; also a package that lies elsewhere now."""
        homes = {unit.package: unit.path for unit in self._new.units if unit.package}
        moved = {unit.path: homes[unit.package] for unit in self._old.units if unit.package in homes}
        sizes = Counter(folder for path in self._old.files for folder in _above(path))
        likely = {
            folder: to for folder, (to, count) in _moved_roots(self.found.items()).items() if 2 * count > sizes[folder]
        }
        roots = likely | {before: after for before, after in moved.items() if before != after}
        for before in sorted(self.went):
            folder = before.rpartition("/")[0]
            while folder:
                after = f"{roots.get(folder, '')}{before[len(folder) :]}".lstrip("/")
                if folder in roots and after in self.came:
                    self.add(before, after)
                    break
                folder = folder.rpartition("/")[0]


def _moved_roots(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, int]]:
    """Directory -> the directory that most of its files that moved, moved to, and how many those are."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for before, after in pairs:
        old, new = before.split("/"), after.split("/")
        shared = _common_end(before, after)
        # Each directory on the common way may be the one that was moved as a whole.
        for count in range(1, shared + 1):
            votes["/".join(old[:-count])]["/".join(new[:-count])] += 1
    return {folder: counts.most_common(1)[0] for folder, counts in votes.items() if folder}


def _swapped(old: str, new: str) -> tuple[str, str]:
    """The words in which two hyphenated names differ, in lower case: `pay-old-x`, `pay-new-x` -> `old`, `new`."""
    one, other = old.lower().split("-"), new.lower().split("-")
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    end = next(
        (n for n, (a, b) in enumerate(zip(one[:start:-1], other[:start:-1], strict=False)) if a != b),
        min(len(one), len(other)) - start - 1,
    )
    return "-".join(one[start : len(one) - end]), "-".join(other[start : len(other) - end])


def _common_end(one: str, other: str) -> int:
    """How many of the last steps of two paths are equal."""
    count = 0
    for left, right in zip(reversed(one.split("/")), reversed(other.split("/")), strict=False):
        if left != right:
            break
        count += 1
    return count


def _units(
    old: State, new: State, found: Mapping[str, str], old_owners: Mapping[str, str], new_owners: Mapping[str, str]
) -> dict[str, str]:
    """A unit is another one now when its name is gone and most of its files are the other's.

    Files at its root (manifest, settings) say little, for packages copy them from each other; they count where there
    are no others.
    """
    names, before = {unit.name for unit in new.units}, {unit.name for unit in old.units}
    mine: dict[str, list[str]] = defaultdict(list)
    for path in old.files:
        unit = owner_of(path, old_owners)
        if unit is not None and unit not in names:
            mine[unit].append(path)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    sizes: dict[str, int] = {}
    for unit, paths in mine.items():
        inner = [path for path in paths if path.rpartition("/")[0] not in old_owners]
        sizes[unit] = len(inner or paths)
        for path in inner or paths:
            after = found.get(path, path)
            to = owner_of(after, new_owners) if after in new.files else None
            if to is not None and to not in before:
                votes[unit][to] += 1
    chosen = {unit: counts.most_common(1)[0] for unit, counts in votes.items()}
    return {unit: to for unit, (to, count) in sorted(chosen.items()) if 2 * count > sizes[unit]}


def _is_plausible(
    before: str,
    after: str,
    units: Mapping[str, str],
    survives: set[str],
    old_owners: Mapping[str, str],
    new_owners: Mapping[str, str],
) -> bool:
    """Packages are full of files that are alike: between them, only what keeps its name below the root moves."""
    unit, to = owner_of(before, old_owners), owner_of(after, new_owners)
    if unit is None or to is None or units.get(unit, unit) == to:
        return True
    homes = [path for path, name in (*old_owners.items(), *new_owners.items()) if name in (unit, to)]
    at_root = before.rpartition("/")[0] in homes or after.rpartition("/")[0] in homes
    return unit in survives and not at_root and _stem(before) == _stem(after)


def _leaf(path: str) -> str:
    return path.rpartition("/")[2]


def _stem(path: str) -> str:
    return _leaf(path).partition(".")[0]


def _folders(old: State, new: State, files: Mapping[str, str], units: Mapping[str, str]) -> dict[str, str]:
    """Directories that are gone, and where most of their files are now."""
    there = {folder for path in new.files for folder in _above(path)}
    found = {folder: to for folder, (to, _) in _moved_roots(files.items()).items() if folder not in there and to}
    homes = {unit.name: unit.path for unit in new.units}
    for unit in old.units:
        to = homes.get(units.get(unit.name, unit.name))
        if to and to != unit.path and unit.path not in there:
            found[unit.path] = to
    return found


def _above(path: str) -> Iterable[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _packages(old: State, new: State, units: Mapping[str, str]) -> dict[str, str]:
    now = {unit.name: unit.package for unit in new.units}
    names = ((unit.package, now.get(units.get(unit.name, unit.name))) for unit in old.units)
    known = {package for package in now.values() if package}
    return {package: to for package, to in names if package and to and package != to and package not in known}
