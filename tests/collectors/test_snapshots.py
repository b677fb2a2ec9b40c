"""Stored snapshots: whose they are, how many lines, and where."""

from __future__ import annotations

import pytest

from assay.collectors import snapshots
from assay.model import Source, SourceError
from assay.tables.testing import Snapshot

_STORED = r"""// Jest Snapshot v1, https://goo.gl/fbAQLP

exports[`Card shows \`the\` price 1`] = `
<b>
  \`EUR\`
</b>
`;

exports[`Card shows \`the\` price 12`] = `"short"`;
"""


def test_title_number_lines_and_place() -> None:
    found = list(snapshots.read(Source("src/__snapshots__/card.test.ts.snap", _STORED.encode())))
    assert found == [
        Snapshot(test="Card shows `the` price", number=1, lines=4, spec_path="src/card.test.ts", line=3),
        Snapshot(test="Card shows `the` price", number=12, lines=0, spec_path="src/card.test.ts", line=9),
    ]


def test_a_file_of_another_kind_is_refused() -> None:
    with pytest.raises(SourceError):
        list(snapshots.read(Source("app.snap", b"hsqs\x00\x01")))


def test_an_empty_file_of_snapshots_is_none() -> None:
    assert (
        list(snapshots.read(Source("a.snap", b"// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html\n"))) == []
    )
