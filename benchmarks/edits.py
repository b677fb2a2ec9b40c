"""What a check after an edit costs, as ratios of processor time to the first check of the same tree, workers left out.

After an edit only what it can have changed is read, derived and asked again. Each kind of edit is made several times to
a copy of the tree. Usage: python benchmarks/edits.py TREE FILE... [--runs 5], where a comment or a blank line can be
appended to each FILE (relative to the tree): source text, a manifest, a recording.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))


def main() -> None:
    from assay.engine.check import Options, check

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("tree", type=Path)
    options.add_argument("files", nargs="+")
    options.add_argument("--runs", type=int, default=5)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        root = shutil.copytree(asked.tree, Path(place) / "tree", ignore=shutil.ignore_patterns(".assay", ".git"))

        def seconds(lake: str) -> float:
            started = time.process_time()
            check(root, Options(lake=Path(place) / lake)).db.close()
            return time.process_time() - started

        seconds("imports")
        first = statistics.median(seconds(f"first-{number}") for number in range(asked.runs))
        print(f"first check {first:.2f} s of processor time, median of {asked.runs}")
        seconds("lake")
        for name in asked.files:
            taken = []
            for _ in range(asked.runs):
                with (root / name).open("a", encoding="utf-8") as file:
                    file.write("// Edited.\n" if name.endswith((".ts", ".tsx", ".js", ".jsx")) else "\n")
                taken.append(seconds("lake"))
            print(f"{statistics.median(taken) / first:5.2f} x first after an edit of {name}")


if __name__ == "__main__":
    main()
