"""What a review costs beside the cold check of the same tree: with the base judged anew, and with it in the lake.

One file is edited in a clone of TREE, a git repository. Goals: at most as long as the cold check where the base is
judged in a worktree, half as long where the lake holds it. Usage: python benchmarks/review.py TREE [--as-of YYYY-MM-DD]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    """Print the seconds and their ratios as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--as-of", default="2024-07-15")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clone, lake = Path(folder, "clone"), Path(folder, "lake")
        subprocess.run(["git", "clone", "--quiet", str(asked.tree.resolve()), str(clone)], check=True)
        cold = _seconds("check", str(clone), lake, asked.as_of)
        listed = subprocess.run(["git", "ls-files", "*.ts"], cwd=clone, check=True, capture_output=True, text=True)
        edited = clone / listed.stdout.splitlines()[0]
        edited.write_text(edited.read_text(encoding="utf-8") + "// edited\n", encoding="utf-8")
        judged, kept = (_seconds("review", f"--target={clone}", lake, asked.as_of, "--base=HEAD") for _ in range(2))
    seconds = {"cold": cold, "review_base_judged": judged, "review_base_in_lake": kept}
    ratios = {"judged_to_cold": judged / cold, "kept_to_cold": kept / cold}
    print(json.dumps({name: round(value, 2) for name, value in (seconds | ratios).items()}))


def _seconds(command: str, target: str, lake: Path, as_of: str, *more: str) -> float:
    words = [sys.executable, "-m", "assay", command, target, *more, f"--lake={lake}", f"--as-of={as_of}"]
    started = time.monotonic()
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return time.monotonic() - started


if __name__ == "__main__":
    main()
