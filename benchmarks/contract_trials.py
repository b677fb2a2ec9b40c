"""The shop API of the example, tried for minutes: good, and with each set of planted defects. Prints what was found.

python benchmarks/contract_trials.py --seconds 300
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT / "tests" / "trials"))

from test_planted_defects import ALSO, FOUND_BY  # noqa: E402

from assay import masking  # noqa: E402
from trying import TOGETHER, Tried, tried  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    wanted = parser.parse_args()
    masking.set_key(b"benchmark" * 4)
    for defects in ((), *TOGETHER):
        with tempfile.TemporaryDirectory() as folder:
            began = time.monotonic()
            seen = tried(Path(folder) / "checkout", *defects, seconds=wanted.seconds)
            _tell(defects, seen, time.monotonic() - began)


def _tell(defects: tuple[str, ...], seen: Tried, seconds: float) -> None:
    outcome, unmet = seen.outcome, seen.unmet()
    rate, judged = outcome.exchanges / outcome.seconds, seconds - outcome.seconds
    print(f"\n{len(defects)} defects planted: {outcome.exchanges:,} exchanges, {rate:.0f} a second")
    print(f"{outcome.exercised} of {outcome.operations} operations taken; judged in {judged:.0f} s")
    for defect in defects:
        standard, subject = FOUND_BY[defect]
        found = any(one == standard and subject in of for one, of in unmet)
        print(f"  {'found' if found else 'MISSED':7} {defect:24} {standard}")
    expected = {FOUND_BY[defect][0] for defect in defects}.union(*(ALSO.get(defect, set()) for defect in defects))
    for standard, subject in sorted(unmet):
        if standard not in expected:
            print(f"  FALSE?  {standard}: {subject}")


if __name__ == "__main__":
    main()
