"""What changed between two versions -> Markdown for a comment: who is hit, what breaks, what may, the rest counted.

What an API or a path is called is of strangers: it is escaped, and a list is cut where a comment would not take it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from assay.descriptions.changes import Level
from assay.model.escape import markdown as escaped
from assay.pages.digest import place, plural
from assay.reviews.versions import Compared

from . import HITS_NOT_KNOWN, TITLES, ending_told, grouped, headline, hit_told, hits_told, remarks

_MOST = 60


def render(found: Compared, *, as_of: date) -> str:
    """The comment; at most so many lines of a kind are listed, the others counted."""
    lines = [f"## {escaped(headline(found))}", ""]
    lines += [f"**{escaped(remark)}**\n" for remark in remarks(found)]
    lines += [f"{HITS_NOT_KNOWN}\n"] if found.hits is None else []
    lines += _listed("Who is hit", [f"{place(each.path, each.line)}: {hit_told(each)}" for each in hits_told(found)])
    lines += _changes(found)
    lines += _listed("Ending", [ending_told(ending, as_of) for ending in found.endings])
    return "\n".join(lines)


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"### {title}"
        yield from (f"- {escaped(line)}" for line in lines[:_MOST])
        yield from _more(lines)
        yield ""


def _more(lines: Sequence[object]) -> Iterator[str]:
    if len(lines) > _MOST:
        yield f"- and {len(lines) - _MOST} more"


def _changes(found: Compared) -> Iterator[str]:
    for level in Level:
        changes = found.of(level)
        if not changes:
            continue
        if level is Level.COMPATIBLE:
            yield f"{plural(len(changes), 'compatible change')}."
            yield ""
            continue
        yield f"### {TITLES[level]}"
        for whose, listed in grouped(changes[:_MOST]).items():
            yield f"- **{escaped(whose)}**"
            yield from (f"  - {escaped(change.message)} (`{change.id}`)" for change in listed)
        yield from _more(changes)
        yield ""
