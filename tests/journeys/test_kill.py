"""A killed run leaves the lake readable and complete runs whole."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import seeding
from assay.engine.check import open_run
from assay.store.lake import Lake

KILLS = int(os.environ.get("ASSAY_KILLS", "12"))


def command(root: Path, lake: Path) -> list[str]:
    return [sys.executable, "-m", "assay", "check", str(root), "--lake", str(lake), "--as-of", "2026-11-20", "--json"]


def whole(lake: Path) -> int:
    """Open every run; how many there are."""
    runs = Lake(lake).catalog.runs()
    for run in runs:
        result = open_run(Lake(lake), run, {}, {})
        assert {"nordpay-integration", "shop-api"} <= {unit.name for unit in result.integrations}
        assert result.findings()
        result.db.close()
    return len(runs)


def test_kills_at_random_moments(tmp_path: Path) -> None:
    root, lake = seeding.copy_example(tmp_path / "checkout"), tmp_path / "lake"
    started = time.monotonic()
    subprocess.run(command(root, lake), capture_output=True, check=False)
    usual = time.monotonic() - started
    chance = random.Random(7)
    for number in range(KILLS):
        (root / "packages/core/src/changed.ts").write_text(f"export const changed = {number};\n")
        process = subprocess.Popen(command(root, lake), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.1, 1.1) * usual)
        process.kill()
        process.wait()
    before = whole(lake)
    done = subprocess.run(command(root, lake), capture_output=True, check=False)
    assert done.returncode == 1
    assert whole(lake) == before + 1
