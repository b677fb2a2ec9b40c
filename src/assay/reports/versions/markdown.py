"""What changed between two versions -> Markdown for a comment: who is hit, what breaks, what may, the rest counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assay.descriptions.changes import Level
from assay.model.escape import markdown as escaped
from assay.pages.digest import place, plural
from assay.reviews.versions import Compared

from . import TITLES, ending_told, grouped, headline, hit_told, hits_told, remarks

_MOST = 60


def render(found: Compared, *, as_of: date) -> str:
    """The comment; at most so many changes of each level are listed, the others counted."""
    lines = [f"## {escaped(headline(found))}", ""]
    lines += [f"**{escaped(remark)}**\n" for remark in remarks(found)]
    lines += [*_hits(found), *_changes(found), *_endings(found, as_of)]
    return "\n".join(lines)


def _hits(found: Compared) -> Iterator[str]:
    hit = hits_told(found)
    if hit:
        yield "### Who is hit"
        yield from (f"- `{place(each.path, each.line)}`: {escaped(hit_told(each))}" for each in hit)
        yield ""


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
        if len(changes) > _MOST:
            yield f"- and {len(changes) - _MOST} more"
        yield ""


def _endings(found: Compared, as_of: date) -> Iterator[str]:
    if found.endings:
        yield "### Ending"
        yield from (f"- {escaped(ending_told(ending, as_of))}" for ending in found.endings)
