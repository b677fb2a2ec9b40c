"""The lake under duress: no room, interruptions, damage, other versions, many at once."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

import seeding
from assay.engine.check import Options, check, open_run
from assay.model import AssayError
from assay.store.lake import Lake


def command(root: Path, lake: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "assay", "check", str(root), "--lake", str(lake), "--as-of", "2026-11-20", *more]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return seeding.judged_copy(tmp_path)[0]


@pytest.fixture
def lake(root: Path) -> Path:
    """The lake of one whole run."""
    return root.parent / "lake"


def whole(lake: Path) -> int:
    """Open every run; how many there are."""
    runs = Lake(lake).catalog.runs()
    for run in runs:
        result = open_run(Lake(lake), run, {}, {})
        assert result.integrations and result.findings()
        result.db.close()
    return len(runs)


def left_over(lake: Path) -> list[str]:
    """Files of the lake that belong to no run."""
    known = {part.file for run in Lake(lake).catalog.runs() for part in Lake(lake).catalog.parts(run.id)}
    rows = {str(file.relative_to(lake)) for file in lake.glob("rows/*/*")}
    return [*map(str, (lake / "tmp").iterdir()), *(rows - known)]


def alive(session: int) -> list[int]:
    """Processes of a session that have not ended, as Linux lists them."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, _, its_session = stat.read_text().rpartition(")")[2].split()[:4]
            if int(its_session) == session and state != "Z":
                found.append(int(stat.parent.name))
    return found


def test_a_full_disk_is_told_and_costs_nothing(root: Path, lake: Path) -> None:
    (root / "packages/core/src/more.ts").write_text("export const more = 1;\n")
    narrow = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))"
    argv = [sys.executable, "-c", f"{narrow}; from assay.cli import main; main()", *command(root, lake)[3:]]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"{lake}" in done.stderr and "cannot be" in done.stderr and "Make room" in done.stderr
    assert "Traceback" not in done.stderr
    assert (whole(lake), left_over(lake)) == (1, [])


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing(root: Path, lake: Path, stop: signal.Signals) -> None:
    for file in root.rglob("*.ts"):
        file.write_text(file.read_text() + "\n")
    for delay in (0.0, 0.3, 0.6):
        process = subprocess.Popen(
            command(root, lake), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        while not any((lake / "tmp").iterdir()) and process.poll() is None:
            time.sleep(0.01)
        time.sleep(delay)
        if process.poll() is None:
            os.killpg(process.pid, stop)
        out, err = process.communicate(timeout=60)
        if process.returncode in (0, 1):
            continue  # it was quicker than the signal
        if process.returncode == -signal.SIGABRT:
            continue  # DuckDB does not always bear it; what it leaves is swept away as after a kill
        assert (process.returncode, out) == (3, "")
        assert err.strip().endswith("assay: stopped")
        assert left_over(lake) == []
        assert not alive(process.pid)


def test_no_worker_outlives_a_killed_run(root: Path, lake: Path) -> None:
    for number in range(400):
        (root / f"packages/core/src/more{number}.ts").write_text(f"export const more = {number};\n" * 200)
    process = subprocess.Popen(command(root, lake), stdout=subprocess.DEVNULL, start_new_session=True)
    limit = time.monotonic() + 30
    while len(alive(process.pid)) < 2 and process.poll() is None and time.monotonic() < limit:
        time.sleep(0.01)
    process.kill()
    process.wait()
    limit = time.monotonic() + 10
    while alive(process.pid) and time.monotonic() < limit:
        time.sleep(0.05)
    assert not alive(process.pid)


def test_what_a_killed_run_left_is_swept_away_later(root: Path, lake: Path) -> None:
    orphan, known = "20200101T000000000000-abcdef", Lake(lake).catalog.runs()[0].id
    for run in (orphan, known):
        (lake / "tmp" / run).mkdir()
        os.utime(lake / "tmp" / run, (1, 1))
    (lake / "rows" / "call" / f"{orphan}.parquet").write_bytes(b"PAR1")
    check(root, Options(lake=lake, as_of=seeding.AS_OF)).db.close()
    assert (whole(lake), left_over(lake)) == (2, [])


@pytest.mark.parametrize("many", [2, 8])
def test_many_checks_at_once(root: Path, tmp_path: Path, many: int) -> None:
    lake = tmp_path / "fresh"
    at_once = [
        subprocess.Popen(command(root, lake, "--json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(many)
    ]
    said = [process.communicate() for process in at_once]
    assert [process.returncode for process in at_once] == [1] * many, said
    assert all(out for out, _ in said)
    assert (whole(lake), left_over(lake)) == (many, [])


def test_a_lake_of_a_newer_assay_is_left_alone(root: Path, lake: Path) -> None:
    with sqlite3.connect(lake / "catalog.db") as db:
        db.execute("pragma user_version = 99")
    done = subprocess.run(command(root, lake), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert "newer assay" in done.stderr and "Upgrade assay" in done.stderr


def test_a_run_of_an_older_assay_is_readable(root: Path, lake: Path) -> None:
    """Columns that came later are null in it."""
    run = Lake(lake).catalog.runs()[0]
    for table, column in {"integration": "paths", "finding": "origin", "collection": "tool"}.items():
        file = lake / "rows" / table / f"{run.id}.parquet"
        old = file.with_suffix(".old")
        duckdb.connect().execute(f"copy (select * exclude ({column}) from '{file}') to '{old}' (format parquet)")
        old.replace(file)
        with sqlite3.connect(lake / "catalog.db") as db:
            db.execute(
                "update part set bytes = ? where run = ? and file like ?",
                (file.stat().st_size, run.id, f"%{table}/{run.id}.parquet"),
            )
    assert whole(lake) == 1
    check(root, Options(lake=lake, as_of=seeding.AS_OF)).db.close()
    assert whole(lake) == 2


@pytest.mark.parametrize("table", ["call", "finding", "import_edge", "integration"])
def test_a_damaged_file_is_told_and_moving_the_lake_away_helps(root: Path, lake: Path, table: str) -> None:
    for file in (lake / "rows" / table).iterdir():
        size = file.stat().st_size
        file.write_bytes(b"PAR1" + os.urandom(size - 8) + b"PAR1")
    (root / "packages/core/src/more.ts").write_text("export const more = 1;\n")
    done = subprocess.run(command(root, lake), capture_output=True, text=True, check=False)
    if done.returncode == 3:
        assert str(lake) in done.stderr and "Move the lake directory away" in done.stderr
        lake.rename(lake.with_name("away"))
    again = subprocess.run(command(root, lake), capture_output=True, text=True, check=False)
    assert again.returncode == 1
    assert "could not be judged" not in again.stdout


def test_a_damaged_run_is_told_by_reports(root: Path, lake: Path) -> None:
    for file in (lake / "rows" / "finding").iterdir():
        file.write_bytes(b"PAR1" + os.urandom(file.stat().st_size - 8) + b"PAR1")
    with pytest.raises(AssayError, match="cannot be read"):
        whole(lake)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_lake_where_nobody_may_write_can_be_asked_but_not_added_to(root: Path, lake: Path) -> None:
    folders = [lake, *(path for path in lake.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    try:
        assert whole(lake) == 1
        done = subprocess.run(command(root, lake), capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (3, "")
        assert "the lake cannot be written: Permission denied" in done.stderr
    finally:
        for folder in folders:
            folder.chmod(0o700)
