"""CODEOWNERS -> owner_rule."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model import Collector, Row, Source, Target
from assay.model.expressions import expression
from assay.tables.workspace import OwnerRule

COLLECTOR = Collector(
    name="codeowners",
    tool="CODEOWNERS",
    about="Reads who owns which paths.",
    fills=(OwnerRule,),
    domains=("component",),
    max_bytes=3_000_000,
)
#: [Name], ^[Optional name], [Name][2]: then the owners of what names none.
_SECTION = expression(r"\s*\^?\[[^\]]*\](?:\[\d+\])?(?=\s|$)(.*)")


def find(target: Target) -> Iterator[str]:
    """The one file that counts, in the order in which GitHub and GitLab look."""
    for path in (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"):
        if path in target.paths:
            yield path
            return


def read(source: Source) -> Iterator[Row]:
    """One row per rule; comments, blank lines and section headers are none.

    What a section of GitLab's says behind its name owns each rule in it that names nobody
    (https://docs.gitlab.com/user/project/codeowners/reference).
    """
    position, default = 0, ""
    for number, text in enumerate(source.text.splitlines(), 1):
        words = text.split("#", 1)[0].replace("\\ ", "\0").split()
        if section := _SECTION.match(text):
            default = section[1].split("#", 1)[0].strip()
        if not words or section:
            continue
        position += 1
        yield OwnerRule(
            position=position,
            pattern=words[0].replace("\0", " "),
            owners=" ".join(words[1:]) or default,
            line=number,
        )
