"""python -m payment_world DIRECTORY [--payments N] [--seed N] [--lawful]: writes a world and says what is in it."""

from __future__ import annotations

import argparse
from pathlib import Path

from .defects import DEFECTS
from .world import make

options = argparse.ArgumentParser(description=__doc__)
options.add_argument("folder", type=Path)
options.add_argument("--payments", type=int, default=20_000)
options.add_argument("--seed", type=int, default=7)
options.add_argument("--lawful", action="store_true", help="plant no defect")
asked = options.parse_args()
world = make(asked.folder, asked.payments, seed=asked.seed, defects=() if asked.lawful else DEFECTS)
for table, rows in world.rows.items():
    print(f"{rows:>12,}  {table}")
for standard, subjects in sorted(world.planted.items()):
    print(f"{len(subjects):>12,}  {standard}")
