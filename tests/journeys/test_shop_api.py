"""The example's shop API keeps what it promises: its own tests pass."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from seeding import copy_example


def test_the_shop_api_passes_its_own_tests(tmp_path: Path) -> None:
    root = copy_example(tmp_path / "checkout") / "services" / "shop-api"
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:assay", "--rootdir", ".", "tests"]
    done = subprocess.run(
        argv, cwd=root, env=os.environ | {"PYTHONPATH": str(root / "src")}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
