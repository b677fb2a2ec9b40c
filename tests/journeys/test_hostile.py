"""A tree full of what breaks programs: each is told with its place and reason, and nothing else is lost."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assay.collectors import codeowners
from assay.engine import walk
from assay.engine.check import Options, check
from assay.engine.result import Result

SRC = "packages/acme-integration/src"
GOOD = "import './index';\nexport const x = 1;\n"
#: Every one of these is an ordinary name to a file system.
NAMES = (
    "new\nline.ts",
    "quo'te\"s.ts",
    "emoji😀.ts",
    "sql'; drop table finding;--.ts",
    "glob[*]?.ts",
    "tab\t.ts",
    "\x1b[31mred.ts",
    "back\\slash.ts",
    "%41.ts",
    "Case.ts",
    "case.ts",
    "-rf.ts",
    " leading.ts",
    "a,b.ts",
    "back`tick`.ts",
    "\u202egnp.ts",
    "e\u0301.ts",
    "\u00e9.ts",
    "n" * 200 + ".ts",
)
#: Sources that cannot be read as what they claim to be.
BROKEN: dict[str, bytes] = {
    "packages/broken-integration/package.json": b'{"name": "@shop/broken-integration",',
    f"{SRC}/logo.ts": bytes(range(256)) * 100,
    "packages/core/src/parentheses.ts": b"(" * 50_000,
    "tsconfig.json": b"[" * 100_000,
    "pnpm-workspace.yaml": b"packages: [packages/*\n",
    "packages/core/e2e/__har__/cut/recording.har": b'{"log": {"entries": [',
}
#: Odd, but each holds what it claims to hold.
ODD: dict[str, bytes] = {
    "packages/core/src/empty.ts": b"",
    "packages/core/src/bom.ts": b"\xef\xbb\xbfexport const b = 1;\n",
    "packages/core/src/one-line.ts": b"export const b = [" + b"1," * 300_000 + b"];",
    "packages/directory.ts/readme.md": b"a directory called .ts",
    "packages/core/project.json": b"null",
    "lerna.json": b"5",
}


def write(root: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def dig(start: Path, name: str, levels: int) -> None:
    """Directories in directories, further down than a path can name."""
    here = Path.cwd()
    os.chdir(start)
    try:
        for _ in range(levels):
            Path(name).mkdir()
            os.chdir(name)
            Path("f.ts").write_text(GOOD)
    finally:
        os.chdir(here)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A small healthy workspace."""
    root = tmp_path / "shop"
    write(root, {"package.json": b'{"name": "shop", "private": true, "workspaces": ["packages/*"]}'})
    for name in ("acme-integration", "broken-integration", "core"):
        manifest = json.dumps({"name": f"@shop/{name}"}).encode()
        write(root, {f"packages/{name}/package.json": manifest, f"packages/{name}/src/index.ts": GOOD.encode()})
    return root


def run(root: Path) -> Result:
    return check(root, Options(lake=root.parent / "lake"))


def failed(result: Result) -> dict[str, str]:
    return {c["path"]: str(c["error"]) for c in result.collections() if c["outcome"] == "failed"}


def read(result: Result) -> set[str]:
    result.evidence.require(["source_file"])
    return {path for (path,) in result.db.execute("select path from source_file").fetchall()}


def test_each_is_told_and_nothing_else_is_lost(shop: Path) -> None:
    write(shop, {f"{SRC}/{name}": GOOD.encode() for name in NAMES} | BROKEN | ODD)
    src = shop / SRC
    for link, to in {"loop": "..", "self.ts": "self.ts", "gone.ts": "/nowhere", "out.ts": "/etc/passwd"}.items():
        (src / link).symlink_to(to)
    for pipe in (src / "pipe.ts", shop / ".gitignore", shop / "package-lock.json"):
        os.mkfifo(pipe)
    Path(os.fsdecode(os.fsencode(src) + b"/bad\xff.ts")).write_text(GOOD)
    dig(shop / "packages/core/src", "deep", 80)
    dig(shop / "packages/core/src", "L" * 200, 25)

    result = run(shop)

    told = failed(result)
    assert told.keys() >= BROKEN.keys()
    assert all(told.values())
    sources = read(result)
    assert {f"{SRC}/{name}" for name in NAMES} <= sources
    assert {name for name in ODD if name.endswith(".ts")} <= sources
    assert not {f"{SRC}/{name}" for name in ("self.ts", "gone.ts", "out.ts", "pipe.ts")} & sources
    assert {unit.name for unit in result.integrations} == {"shop", "acme-integration", "broken-integration", "core"}
    warnings = "\n".join(result.run.warnings)
    for said in ("deeper than 64 directories", "File name too long", "not UTF-8"):
        assert said in warnings
    assert failed(run(shop)) == told


def test_the_command_says_so_and_obeys_nothing(shop: Path) -> None:
    write(shop, {f"{SRC}/{name}": GOOD.encode() for name in NAMES} | BROKEN)
    for form in ([], ["--json"], ["--format", "sarif"], ["--format", "junit"], ["--format", "markdown"]):
        argv = [sys.executable, "-m", "assay", "check", str(shop), "--lake", str(shop.parent / "lake"), *form]
        argv += ["--fail-on", "never"]
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        assert done.returncode == 0
        assert "Traceback" not in done.stderr
        assert "\x1b" not in done.stdout and "\u202e" not in done.stdout


def test_a_socket_is_no_source(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop / SRC)  # the name of a socket may not be long
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind("socket.ts")
        assert f"{SRC}/socket.ts" not in read(run(shop))


def _vanishes(file: Path) -> None:
    file.unlink()


def _becomes_a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def _becomes_a_link(file: Path) -> None:
    file.unlink()
    file.symlink_to("/etc/passwd")


def _grows(file: Path) -> None:
    file.write_bytes(b"// grown\n" * 4_000_000)


@pytest.mark.parametrize("change", [_vanishes, _becomes_a_pipe, _becomes_a_link, _grows])
def test_what_changes_while_it_is_read(
    shop: Path, change: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(shop, {f"{SRC}/fickle.ts": GOOD.encode()})
    as_it_was = walk.walk

    def walked(*asked: Any) -> Any:
        found = as_it_was(*asked)
        change(shop / SRC / "fickle.ts")
        return found

    monkeypatch.setattr(walk, "walk", walked)
    result = run(shop)
    assert set(failed(result)) == {f"{SRC}/fickle.ts"}
    assert f"{SRC}/index.ts" in read(result)


def test_a_source_that_kills_its_reader_is_one_failed_source(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deadly(source: Any) -> Any:
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(codeowners, "read", deadly)
    write(shop, {f"{SRC}/file{number}.ts": GOOD.encode() for number in range(80)} | {".github/CODEOWNERS": b"* @shop"})
    who = ("-c", "user.name=Kim", "-c", "user.email=kim@shop.example", "-c", "commit.gpgsign=false")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "one")):
        subprocess.run(["git", *who, *words], cwd=shop, check=True, capture_output=True)
    result = run(shop)
    assert failed(result) == {".github/CODEOWNERS": "the process that read it died"}
    assert len(read(result)) == 83
    (rows, sources) = result.db.execute("select count(*), count(distinct path) from source_file").fetchone() or ()
    assert rows == sources == 83
    # What git printed was read by another process than the one that died.
    committed = result.db.execute("select count(*) from commit_file").fetchone()
    assert committed == result.db.execute("select sum(rows) from collection where collector = 'history'").fetchone()
    assert committed and committed[0] > 80


#: Each process that is started imports the script again, and so ends before it reads anything.
UNGUARDED = """
import sys, threading, time
from pathlib import Path
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
from assay.engine.check import Options, check
check(Path(sys.argv[1]))
"""


def test_a_script_whose_readers_cannot_begin_is_told_what_to_do(shop: Path, tmp_path: Path) -> None:
    write(shop, {f"{SRC}/file{number}.ts": GOOD.encode() for number in range(80)})
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED)
    done = subprocess.run(
        [sys.executable, str(script), str(shop)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode
    assert "processes that read sources end before they read any" in done.stderr
    assert '`if __name__ == "__main__":`' in done.stderr
    assert list((shop / ".assay" / "tmp").iterdir()) == []


def test_ten_thousand_files(shop: Path) -> None:
    for number in range(10_000):
        file = shop / SRC / f"d{number % 100}" / f"f{number}.ts"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"export const a{number} = {number};\n")
    for file in shop.rglob("*"):
        os.utime(file, (1, 1))  # so long ago that nobody doubts it is unchanged
    assert len(read(run(shop))) == 10_003
    assert run(shop).fresh < 10
