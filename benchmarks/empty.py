"""What every check costs before there is anything to read, as ratios of processor time in one run.

The floor is a process that imports the libraries which a check and its report cannot do without, and opens a database.
Against it: the check of an empty directory into a new lake, and the same again, which finds that nothing has changed.
Usage: python benchmarks/empty.py [--runs 10]
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from itertools import count
from pathlib import Path

_SOURCE = Path(__file__).resolve().parent.parent / "src"
_FLOOR = "import click, msgspec, rich.table, sqlite3, duckdb; duckdb.connect(':memory:').execute('select 1')"


def seconds(*words: str) -> float:
    """Processor time of one process and of those that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPATH": str(_SOURCE)}
    subprocess.run([sys.executable, *words], env=environment, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=10)
    runs = options.parse_args().runs
    with tempfile.TemporaryDirectory() as place:
        empty = Path(place) / "empty"
        empty.mkdir()
        lakes = count()

        def check(lake: str) -> float:
            return seconds("-m", "assay", "check", str(empty), "--fail-on", "never", "--lake", f"{place}/{lake}")

        check("first")  # compiles what is compiled once
        took = [(seconds("-c", _FLOOR), check(f"new-{next(lakes)}"), check("first")) for _ in range(runs)]
    floor, new, again = (statistics.median(each) for each in zip(*took, strict=True))
    print(f"libraries alone             {1000 * floor:5.0f} ms of processor time, median of {runs}")
    print(f"an empty directory          {1000 * new:5.0f} ms   {new / floor:.1f} x")
    print(f"the same again, unchanged   {1000 * again:5.0f} ms   {again / floor:.1f} x")


if __name__ == "__main__":
    main()
