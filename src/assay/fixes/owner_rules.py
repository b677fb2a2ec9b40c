"""A CODEOWNERS rule that covers nothing -> the rule at where its code lives now, or no rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from assay.model.owner_pattern import OwnerPattern

from .fix import Context, Edit, Fix, Unmet
from .tree import line_bytes

FIX = Fix(
    standards=("component/owner_rules_match_files",),
    title="Points rules of CODEOWNERS at where the code lives now, and deletes those whose code is gone",
    why_safe="A rule moves only where exactly one place ends as it does, further down in the same package; it "
    "goes only where whatever is called so, or nearly so, has the rule's owners already.",
    needs="a decision where the code went to several places or to other owners, and for rules with wildcards",
)


def mend(finding: Unmet, data: bytes, context: Context) -> list[Edit]:
    """All lines with the pattern; none of them where two places could be meant."""
    written = finding.subject.removeprefix("rule for ")
    try:
        place = OwnerPattern(written).place
    except ValueError:
        return []
    if place is None or " " in written or not finding.path:
        return []
    rules = context.rows("select pattern, owners, line, path from owner_rule order by position")
    mine = [(owners, line) for pattern, owners, line, path in rules if pattern == written and path == finding.path]
    named = list(_named(place, context.paths))
    moved = _moved(place, named, context)
    edits = []
    for owners, line in mine:
        start, end = line_bytes(data, line)
        at = data.find(written.encode(), start, end)
        if at < 0:
            return []
        if moved is not None:
            now = ("/" if written.startswith("/") else "") + moved + ("/" if written.endswith("/") else "")
            edits.append(Edit(finding.path, at, at + len(written.encode()), now.encode()))
        elif all(_owned_by(each, rules) == set(owners.split()) for each in (*named, *_alike(place, context.paths))):
            edits.append(Edit(finding.path, start, end, b""))
        else:
            return []
    return edits


def _moved(place: str, named: Sequence[str], context: Context) -> str | None:
    """Where it lies now: the one place that ends as the missing part does, further down in the same unit."""
    there = _directories(context.paths)
    parts = place.split("/")
    depth = next((depth for depth in range(len(parts) - 1, 0, -1) if "/".join(parts[:depth]) in there), 0)
    above, below = "/".join(parts[:depth]), "/".join(parts[depth:])
    found = [each for each in named if each.startswith(f"{above}/") and each.endswith(f"/{below}")]
    if not depth or len(found) != 1:
        return None
    units = dict(context.rows("select path, integration from integration where path <> '.'"))
    return found[0] if (unit := _unit(above, units)) and unit == _unit(found[0], units) else None


def _unit(path: str, units: Mapping[str, str]) -> str | None:
    """The unit that holds a path; None where it is the workspace's own."""
    while path and path not in units:
        path = path.rpartition("/")[0]
    return units.get(path)


def _directories(paths: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for path in paths:
        while "/" in path:
            path = path.rpartition("/")[0]
            if path in found:
                break
            found.add(path)
    return found


def _alike(place: str, paths: Iterable[str]) -> list[str]:
    """What lies where it should and is called nearly so: it may have been renamed."""
    above, _, name = place.rpartition("/")
    prefix = f"{above}/" if above else ""
    beside = {path[len(prefix) :].partition("/")[0] for path in paths if path.startswith(prefix)}
    return [prefix + each for each in get_close_matches(name, sorted(beside), 3, 0.7)]


def _named(place: str, paths: Iterable[str]) -> Iterator[str]:
    """Files and directories that are called as the last part of the place is, whatever their suffix."""
    wanted, seen = _stem(place), set[str]()
    for path in paths:
        parts = path.split("/")
        for depth in range(len(parts), 0, -1):
            if _stem(parts[depth - 1]) == wanted:
                found = "/".join(parts[:depth])
                if found not in seen:
                    seen.add(found)
                    yield found


def _stem(place: str) -> str:
    return place.rpartition("/")[2].partition(".")[0].lower()


def _owned_by(path: str, rules: Iterable[tuple[str, str, int, str]]) -> set[str]:
    """The owners of a file or directory, by the last rule that covers it; nobody where none does."""
    owners: set[str] = set()
    for pattern, names, _, _ in rules:
        try:
            known = OwnerPattern(pattern)
        except ValueError:
            continue
        if known.covers(path) or known.covers(f"{path}/_"):
            owners = set(names.split())
    return owners
