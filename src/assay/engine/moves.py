"""Two states of a target -> what is called otherwise in the newer one: files, directories, units, packages.

In: which files each state has, the hash of each one's content, its units, and the renames that git saw, if any.
Out: old name -> new name, by which what was said of the older state can be compared with what is said of the newer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from assay.model.expressions import expression
from assay.model.paths import owner_of

from .moved_files import Pairs, above, leaf, moved_roots
from .states import State

#: What stands between names in a subject.
_NAME = expression(r"[^\s,;:'\"()\[\]{}|<>]+")


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


def moves(old: State, new: State, renamed: Mapping[str, str] | None = None) -> Moves:
    """What moved between two states. `renamed` is what git says: old path -> new path."""
    pairs = Pairs(old, new)
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


def _stem(path: str) -> str:
    return leaf(path).partition(".")[0]


def _folders(old: State, new: State, files: Mapping[str, str], units: Mapping[str, str]) -> dict[str, str]:
    """Directories that are gone, and where most of their files are now."""
    there = {folder for path in new.files for folder in above(path)}
    found = {folder: to for folder, (to, _) in moved_roots(files.items()).items() if folder not in there and to}
    homes = {unit.name: unit.path for unit in new.units}
    for unit in old.units:
        to = homes.get(units.get(unit.name, unit.name))
        if to and to != unit.path and unit.path not in there:
            found[unit.path] = to
    return found


def _packages(old: State, new: State, units: Mapping[str, str]) -> dict[str, str]:
    now = {unit.name: unit.package for unit in new.units}
    names = ((unit.package, now.get(units.get(unit.name, unit.name))) for unit in old.units)
    known = {package for package in now.values() if package}
    return {package: to for package, to in names if package and to and package != to and package not in known}
