"""Tests, and uses of recordings, that stand in comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.testing import RecordingUse, TestCase

from .syntax import File, comments, text
from .tests import framework, level

FILLS = (TestCase, RecordingUse)
TESTS = True
HINTS = (b"//", b"/*")
_COMMENTED = expression(
    r"\n(?:/\*+)?[ \t]*(?://|\*)?[ \t]*((?:it|test)(?:\.(?:only|skip|fixme|todo))?)"
    r"\(\s*(['\"`])([^\n]{1,500}?)\2\s*,"
)


def finish(file: File) -> Iterator[Row]:
    """One row per test in a comment; those that adjoin, or have one blank line between them, are one text."""
    block: list[tuple[int, str]] = []
    for comment in comments(file):
        start = comment.start_point[0]
        if block and start > block[-1][0] + 1 + block[-1][1].count("\n") + 1:
            yield from _commented(block, file)
            block = []
        block.append((start, text(comment)))
    yield from _commented(block, file)


def _commented(block: list[tuple[int, str]], file: File) -> Iterator[Row]:
    words = "".join(f"\n{words}" for _, words in block)
    if "(" not in words:
        return
    lines = [start + offset for start, words_ in block for offset in range(1, words_.count("\n") + 2)]
    for match in _COMMENTED.finditer(words):
        yield TestCase(
            name=match[3][:500],
            framework=framework(file),
            level=level(file),
            assertions=0,
            snapshots=0,
            helper_calls=0,
            failure=False,
            disabled_by="comment",
            focused=False,
            line=lines[words.count("\n", 0, match.start(1)) - 1],
        )
    for name in (*file.conventions.strings("recording_starters"), "routeFromHAR"):
        for use in re.finditer(re.escape(name) + r"\(\s*(['\"`])([^'\"`\n]+)\1", words):
            at = lines[words.count("\n", 0, use.start()) - 1]
            yield RecordingUse(recording=use[2], in_comment=True, disabled=True, test=None, line=at)
