"""Claim: on two million payments every payment standard names those that are wrong, all of them, and no other.

Makes a world of payments (tests/payment_world) with every defect planted at its rate, runs `assay check` on it with the
profile `production`, and compares for each standard the subjects that are unmet with those planted. Prints precision
and recall of each, and the standards over these tables in which nothing is planted; fails unless all are 1. With
--lawful nothing is planted, and nothing may be found. Usage: python benchmarks/payment_world_recall.py [--payments N]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from payment_world import make
from payment_world.defects import DEFECTS
from payment_world.recall import recall, unplanted


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--payments", type=int, default=2_000_000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--lawful", action="store_true")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        world = make(Path(folder) / "world", asked.payments, seed=asked.seed, defects=() if asked.lawful else DEFECTS)
        made = time.monotonic() - started
        found = recall(world, Path(folder) / "lake")
        judged = time.monotonic() - started - made
    print(f"{sum(world.rows.values()):,} rows made in {made:.0f} s, read and judged in {judged:.0f} s")
    print(f"{'planted':>8} {'found':>8} {'precision':>10} {'recall':>7}  standard")
    for name, one in found.items():
        print(f"{len(one.planted):8} {len(one.found):8} {one.precision:10.3f} {one.recall:7.3f}  {name}")
        for subject in [*sorted(one.planted - one.found)[:3], *sorted(one.found - one.planted)[:3]]:
            print(f"{'':38}{'missed' if subject in one.planted else 'not planted'}: {subject}")
    for name in unplanted(world.planted) if not asked.lawful else ():
        print(f"{'-':>8} {'':27}  {name}")
    return int(any(one.precision < 1 or one.recall < 1 for one in found.values()))


if __name__ == "__main__":
    sys.exit(main())
