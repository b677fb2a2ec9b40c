"""Are causes found where they were planted, and nowhere else? F1 over the elements of hundreds of seeded cases.

Rates: attempts to pay with one to three causes of one to three dimensions, among shifts of what comes. Numbers: the
published protocol of RiskLoc (Kalander 2022), sets S and L, generated anew (tests/analysis/attribution/planted.py).

    python benchmarks/attribution.py [CASES]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "analysis" / "attribution"))

from planted import L, S, Score, approvals, counted, score

from assay.analysis.attribution.cause import Cause
from assay.analysis.attribution.counts import causes_of_counts
from assay.analysis.attribution.rates import causes_of_rates


def told(name: str, cases: int, make: Callable[[int], tuple[list[Cause], set[str]]]) -> Score:
    """Print and return the score of so many seeds."""
    began, total = time.perf_counter(), Score(0, 0, 0)
    for seed in range(cases):
        total += score(*make(seed))
    took = (time.perf_counter() - began) / max(1, cases)
    print(f"{name:<40} {cases:>4} cases  F1 {total.f1:.3f}  {total}  {1000 * took:,.0f} ms each")
    return total


def main(cases: int) -> None:
    kinds = ((1, True), (1, False), (2, True), (2, False), (3, False))

    def rated(number: int, wide: bool) -> Callable[[int], tuple[list[Cause], set[str]]]:
        def make(seed: int) -> tuple[list[Cause], set[str]]:
            leaves, planted = approvals(seed, causes=number, wide=wide)
            return causes_of_rates(leaves), planted

        return make

    total = Score(0, 0, 0)
    for number, wide in kinds:
        of = "one dimension" if wide else "one to three dimensions"
        total += told(f"rates, {number} cause(s) of {of}", cases, rated(number, wide))
    print(f"rates in all: F1 {total.f1:.3f}")

    def numbers(seed: int, sizes: tuple[int, ...], single: bool) -> tuple[list[Cause], set[str]]:
        leaves, planted = counted(seed, sizes, single=single)
        return causes_of_counts(leaves), planted

    told("numbers, protocol S", max(1, cases // 4), lambda seed: numbers(seed, S, False))
    told("numbers, protocol L", max(1, cases // 4), lambda seed: numbers(seed, L, True))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
