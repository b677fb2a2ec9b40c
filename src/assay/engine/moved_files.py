"""Files that went and files that came -> which of them are the same, by content, name and place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from .states import State


class Pairs:
    """Files that went, matched one to one with files that came."""

    def __init__(self, old: State, new: State) -> None:
        self._old, self._new = old, new
        self.went = old.files.keys() - new.files.keys()
        self.came = new.files.keys() - old.files.keys()
        self.found: dict[str, str] = {}

    def add(self, before: str, after: str) -> None:
        """Say that one is the other."""
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
        old, new = (Counter(map(leaf, state.files)) for state in (self._old, self._new))
        there = {leaf(path): path for path in self.came if new[leaf(path)] == 1}
        for before in sorted(self.went):
            if old[leaf(before)] == 1 and leaf(before) in there:
                self.add(before, there[leaf(before)])

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
        sizes = Counter(folder for path in self._old.files for folder in above(path))
        likely = {
            folder: to for folder, (to, count) in moved_roots(self.found.items()).items() if 2 * count > sizes[folder]
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


def moved_roots(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, int]]:
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


def leaf(path: str) -> str:
    """The last step of a path."""
    return path.rpartition("/")[2]


def above(path: str) -> Iterable[str]:
    """Each directory that holds it."""
    while path := path.rpartition("/")[0]:
        yield path
