"""A review -> a comment on a pull request: the answer in a line, what moved, and the author's own lines first.

A comment holds at most 65,536 characters on GitHub, and fewer people read each further line: everything but what is on
the change's own lines is folded, and what has no room is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assay.model import Fitness
from assay.model.escape import markdown as escaped
from assay.model.standard import Standard
from assay.pages.digest import place, plural, shortened
from assay.reviews.comparison import Row, Status, Touched, UnitChange
from assay.reviews.gate import Gate
from assay.reviews.reviewing import Review

from . import digest

#: The first line: by it whoever posts the comment finds it again, and writes it anew instead of another.
MARKER = "<!-- assay review -->"
#: GitHub's limit (GitLab's is 1,000,000) in characters; some room for the last lines.
MOST = 65_536
_ROOM = 1_000
_MOST_GROUPS = 10
_MOST_OF_ONE = 3
_MOST_UNITS = 15
_SIGN = {Fitness.FIT: "✅", Fitness.UNFIT: "❌", Fitness.UNPROVEN: "❔"}


def render(review: Review, *, show_all: bool = False, gate: Gate | None = None) -> str:
    """The comment. `show_all` lists every finding, as far as there is room."""
    compared = review.comparison
    lines = [MARKER, f"## assay: {escaped(digest.headline(compared))}", ""]
    if gate is not None:
        held = "The gate holds." if gate.holds else f"**The gate does not hold: {escaped('; '.join(gate.reasons))}.**"
        lines += [held, ""]
    lines += [f"- {escaped(text)}" for text in digest.described(review)]
    lines += ["", *_units(compared.units), *_own(review, show_all)]
    foot = ["<sub>" + "<br>".join(map(escaped, filter(None, (*review.told, digest.moved(compared))))) + "</sub>"]
    return _fitted(lines, list(_folded(review, show_all)), foot)


def _units(units: Sequence[UnitChange]) -> Iterable[str]:
    found = digest.changed(units)
    if not found:
        return
    yield "| unit | was | is | score was | is |"
    yield "|---|---|---|--:|--:|"
    for unit in found[:_MOST_UNITS]:
        before = f"{_SIGN[unit.before.fitness]} {unit.before.fitness}" if unit.before else "–"
        after = f"{_SIGN[unit.after.fitness]} {unit.after.fitness}" if unit.after else "–"
        fell = " ⚠" if unit.floor_fell else ""
        yield (
            f"| {escaped(unit.name)} | {before} | {after} | {digest.score(unit.before)} | "
            f"{digest.score(unit.after)}{fell} |"
        )
    yield ""
    if len(found) > _MOST_UNITS:
        yield from (f"And {plural(len(found) - _MOST_UNITS, 'more unit')}.", "")


def _own(review: Review, show_all: bool) -> Iterable[str]:
    """What the change brought on lines that it wrote."""
    (title, appeared), *_ = digest.counted(review.comparison)
    own = [row for row in appeared if row.touched is Touched.LINE]
    if own:
        yield f"### {title} {digest.near(Touched.LINE)} ({len(own):,})"
        yield ""
        yield from _listed(own, review.head.standards, show_all)
        yield ""


def _folded(review: Review, show_all: bool) -> Iterable[list[str]]:
    """The rest, a block to unfold for each kind."""
    first, *others = digest.counted(review.comparison)
    for touched in (Touched.FILE, Touched.NOTHING):
        rows = [row for row in first.rows if row.touched is touched]
        yield _block(f"{first.title} {digest.near(touched)}", rows, review.head.standards, show_all)
    for title, more in others:
        yield _block(title, more, review.head.standards, show_all)


def _block(title: str, rows: Sequence[Row], standards: Mapping[str, Standard], show_all: bool) -> list[str]:
    if not rows:
        return []
    head = ["<details>", f"<summary>{escaped(title)} ({len(rows):,})</summary>", ""]
    return [*head, *_listed(rows, standards, show_all), "", "</details>", ""]


def _listed(rows: Sequence[Row], standards: Mapping[str, Standard], show_all: bool) -> Iterable[str]:
    groups = digest.groups(rows)
    shown = groups if show_all else groups[:_MOST_GROUPS]
    for group in shown:
        standard = standards.get(group.standard)
        title = standard.title if standard else group.standard
        yield f"- **{escaped(title)}** ({group.level}, {escaped(group.standard)})"
        told = group.rows if show_all else group.rows[:_MOST_OF_ONE]
        yield from map(_line, told)
        if len(group.rows) > len(told):
            yield f"  - and {len(group.rows) - len(told):,} more, in {plural(group.units, 'unit')}"
        if standard and group.rows[0].status in digest.APPEARED:
            yield f"  - To fix: {escaped(standard.fix)}"
    if len(groups) > len(shown):
        left = sum(len(group.rows) for group in groups[len(shown) :])
        yield f"- and {plural(left, 'more finding')} of {plural(len(groups) - len(shown), 'standard')}"


def _line(row: Row) -> str:
    finding = row.finding
    at = f" ({escaped(place(finding.path, finding.line))})" if finding.path else ""
    said = row.because if row.status in (Status.FIXED, Status.NOT_JUDGED) else finding.reason or finding.subject
    return f"  - {escaped(finding.integration)}: {escaped(shortened(said))}{at}"


def _fitted(lines: Sequence[str], blocks: Sequence[Sequence[str]], foot: Sequence[str]) -> str:
    """As many lines, then whole blocks, as a comment holds; what is left out is told."""
    room = MOST - _ROOM - sum(len(line) + 1 for line in foot)
    kept: list[str] = []
    for line in lines:
        if len(line) + 1 > room:
            kept += ["", "More has no room in a comment; `assay review --format markdown --all` prints it.", ""]
            return "\n".join([*kept, *foot])
        kept.append(line)
        room -= len(line) + 1
    for block in filter(None, blocks):
        size = sum(len(line) + 1 for line in block)
        if size > room:
            kept += ["More has no room in a comment; `assay review` prints it.", ""]
            break
        kept += block
        room -= size
    return "\n".join([*kept, *foot])
