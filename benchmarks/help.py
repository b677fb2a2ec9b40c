"""Claim: `assay --help` answers within 150 ms.

Prints its wall time beside that of `python -c pass`, the floor of anything written in Python, and the modules that
take longest to import on the way. Usage: python benchmarks/help.py [--runs 20]
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import time


def milliseconds(argv: list[str], runs: int) -> float:
    """Median wall time of a whole process."""
    took = []
    for _ in range(runs):
        started = time.monotonic()
        subprocess.run(argv, capture_output=True, check=True)
        took.append(time.monotonic() - started)
    return 1000 * statistics.median(took)


def slowest(argv: list[str], most: int = 8) -> list[tuple[float, str]]:
    """(milliseconds, module) of the modules whose own import takes longest."""
    said = subprocess.run([argv[0], "-X", "importtime", *argv[1:]], capture_output=True, text=True, check=True).stderr
    found = [(int(own) / 1000, name) for own, name in re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", said)]
    return sorted(found, reverse=True)[:most]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=20)
    runs = options.parse_args().runs
    ask = [sys.executable, "-m", "assay", "--help"]
    floor, took = milliseconds([sys.executable, "-c", "pass"], runs), milliseconds(ask, runs)
    print(f"python -c pass {floor:6.0f} ms")
    print(f"assay --help   {took:6.0f} ms   {took / floor:.1f} x python -c pass")
    for own, name in slowest(ask):
        print(f"  {own:6.1f} ms  {name}")


if __name__ == "__main__":
    main()
