"""A patch is one that git applies, byte for byte, whatever the files hold and are called."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.fixes.fix import Edit
from assay.reviews.mending import patched
from assay.reviews.patch import patch

LINES = st.lists(
    st.sampled_from([b"a", b"b", b"", b"c\r", b"-- x", b"+++", b"\xff\xfe", b"\xe2\x80\xae", b"@@"]), max_size=12
)
CONTENT = st.builds(lambda lines, end: b"\n".join(lines) + end, LINES, st.sampled_from([b"", b"\n"]))
NAMES = ("plain.ts", "with blank/a b.ts", "ümlaut/ß.ts", 'quo"te.ts', "back\\slash.ts", "tab\there.ts")


def _git(root: Path, *words: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", *words], cwd=root, input=given, capture_output=True, check=False)


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("repository")
    _git(root, "init", "-q")
    return root


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=CONTENT, new=CONTENT.filter(bool), name=st.sampled_from(NAMES), prefix=st.sampled_from(["", "shop/"]))
def test_git_applies_it(repository: Path, old: bytes, new: bytes, name: str, prefix: str) -> None:
    file = repository / prefix / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(old or b"x")
    text = patch({name: old or b"x"}, {name: new}, prefix)
    done = _git(repository, "apply", "-", given=text) if text else None
    assert done is None or done.returncode == 0, done.stderr
    assert file.read_bytes() == new
    file.unlink()


def test_what_does_not_change_is_not_in_it() -> None:
    assert patch({"a.ts": b"x\n"}, {"a.ts": b"x\n"}) == b""


@pytest.mark.parametrize(
    ("data", "text", "wanted"),
    [
        (b"one\r\ntwo\r\n", b"1\n1", b"1\r\n1\r\ntwo\r\n"),
        (b"one\ntwo", b"1\n1", b"1\n1\ntwo"),
        (b"\xef\xbb\xbfone\n", b"", b"\xef\xbb\xbf\n"),
    ],
    ids=["windows line breaks", "no break at the end", "byte order mark"],
)
def test_edits_keep_how_a_file_is_written(data: bytes, text: bytes, wanted: bytes) -> None:
    start = data.index(b"one")
    assert patched(data, [Edit("a", start, start + 3, text)]) == wanted


@given(st.binary(min_size=1, max_size=60), st.data())
def test_many_edits_are_as_good_as_one_after_the_other(data: bytes, drawn: st.DataObject) -> None:
    data = data.replace(b"\r", b"x")
    cuts = sorted(drawn.draw(st.sets(st.integers(0, len(data)), min_size=2, max_size=6)))
    edits = [Edit("a", *pair, b"!") for pair in zip(cuts[::2], cuts[1::2], strict=False)]
    wanted = data
    for edit in reversed(edits):
        wanted = wanted[: edit.start] + edit.text + wanted[edit.end :]
    assert patched(data, edits) == wanted
