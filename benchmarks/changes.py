"""How long comparing two versions of a description takes, as a ratio to a floor measured in the same run.

The floor reads and parses both files (JSON, by the standard library), visits every value in them once, and does nothing
else; comparing reads both, follows every reference and tells every change. Goal: at most 8 times the floor, on Stripe's
descriptions of 2020-01-09 and 2022-04-12 (2.7 and 4.2 MB). Usage: python benchmarks/changes.py OLD NEW [--runs 5]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assay.descriptions.changes import Level, compare
from assay.descriptions.document import open_document
from assay.descriptions.openapi import read_api

GOAL = 8.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    floors, wholes = [], []
    values, changes = 0, []
    for _ in range(asked.runs):
        # Turn by turn, so that what else the machine does meets both alike.
        seconds, values = timed(lambda: sum(visited(json.loads(file.read_bytes())) for file in (asked.old, asked.new)))
        floors.append(seconds)
        seconds, changes = timed(lambda: compare(*(read(file) for file in (asked.old, asked.new))))
        wholes.append(seconds)
    breaking = sum(change.level is Level.BREAKING for change in changes)
    ratio = min(wholes) / min(floors)
    print(f"{values:,} values; {len(changes):,} changes, {breaking} breaking")
    print(f"floor {min(floors):.2f} s, comparing {min(wholes):.2f} s: {ratio:.1f} times (goal: at most {GOAL:g})")
    return 0 if ratio <= GOAL else 1


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def read(file: Path) -> Any:
    return read_api(open_document(file.name, {file.name: file.read_bytes()}))


def visited(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(visited, inner))


if __name__ == "__main__":
    sys.exit(main())
