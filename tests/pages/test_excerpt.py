"""An excerpt shows lines of the file that was judged, and nothing else of the machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.engine.check import Options, check
from assay.engine.result import Result
from assay.pages.excerpt import Sources

SOURCE = "packages/acme-integration/src/index.ts"
#: Made at run time, so that no token stands in a file.
TOKEN = "ghp_" + hashlib.sha256(b"excerpt").hexdigest()[:36]
LINES = ["one", f'const t = "{TOKEN}";', "three", 'const mail = "kim@harbour.io";', "five", "six", "seven", "eight"]


@pytest.fixture
def judged(tmp_path: Path) -> Iterator[Result]:
    file = tmp_path / "shop" / SOURCE
    file.parent.mkdir(parents=True)
    file.write_text("\n".join(LINES))
    (file.parents[1] / "package.json").write_text('{"name": "@shop/acme-integration"}')
    (tmp_path / "outside.ts").write_text("outside")
    result = check(tmp_path / "shop", Options(lake=tmp_path / "lake"))
    yield result
    result.db.close()


def test_it_shows_the_lines_around_and_marks_the_one_meant(judged: Result) -> None:
    found = Sources(judged).excerpt(SOURCE, 7)
    assert found is not None
    assert (found.first, found.marked) == (4, 7) and list(found.lines)[1:] == ["five", "six", "seven", "eight"]


def test_what_is_sensitive_is_not_shown(judged: Result) -> None:
    found = Sources(judged).excerpt(SOURCE, 3)
    assert found is not None and found.lines[2] == "three"
    text = "\n".join(found.lines)
    assert TOKEN not in text and "kim@" not in text


def test_a_file_that_changed_or_went_is_not_shown(judged: Result) -> None:
    file = Path(judged.run.target) / SOURCE
    file.write_text("\n".join([*LINES, "nine"]))
    changed = Sources(judged).excerpt(SOURCE, 1)
    file.unlink()
    gone = Sources(judged).excerpt(SOURCE, 1)
    assert changed and "has changed" in changed.why and not changed.lines
    assert gone and "not there any more" in gone.why


def test_no_link_is_followed(judged: Result) -> None:
    file = Path(judged.run.target) / SOURCE
    same = file.read_bytes()
    file.unlink()
    (file.parent / "real.ts").write_bytes(same)
    file.symlink_to("real.ts")
    found = Sources(judged).excerpt(SOURCE, 1)
    assert found and "behind a link" in found.why


@pytest.mark.parametrize("path", ["../outside.ts", "/etc/hostname", "packages/none.ts", "", "a\0b", None])
def test_only_what_was_read_is_opened(judged: Result, path: str | None) -> None:
    assert Sources(judged).excerpt(path, 1) is None


def test_a_path_outside_is_refused_even_when_the_lake_names_it(judged: Result) -> None:
    judged.db.execute("update collection set path = '../outside.ts' where path = ?", [SOURCE])
    found = Sources(judged).excerpt("../outside.ts", 1)
    assert found and not found.lines and "outside the target" in found.why
