"""How often does pure noise get a step, and how often is a planted one found?

    python benchmarks/false_alarms.py [--series 2000]

Printed, for series of each length: the share of series without any step in which assay/analysis/steps.py finds one
(normal noise; noise with heavier tails: Laplace; a random walk; a slope with noise), and the share in which a step in
the middle, of two and of three standard deviations, is found within two places.
"""

from __future__ import annotations

import argparse

import numpy as np

from assay.analysis.steps import pattern

LENGTHS = (6, 10, 20, 50, 100, 500)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--series", type=int, default=2000)
    many = options.parse_args().series
    chance = np.random.default_rng(20240715)
    print("length   normal  laplace     walk    slope   2 sd found   3 sd found")
    for length in LENGTHS:
        made = {
            "normal": lambda n=length: chance.normal(size=n),
            "laplace": lambda n=length: chance.laplace(size=n),
            "walk": lambda n=length: chance.normal(size=n).cumsum(),
            "slope": lambda n=length: chance.normal(size=n) + np.linspace(0, 20, n),
        }
        shares = [np.mean([bool(pattern(make()).steps) for _ in range(many)]) for make in made.values()]
        for height in (2, 3):
            found = 0
            for _ in range(many):
                values = chance.normal(size=length)
                values[length // 2 :] += height
                found += any(abs(step.index - length // 2) <= 2 for step in pattern(values).steps)
            shares.append(found / many)
        print(f"{length:6} {shares[0]:8.2%} {shares[1]:8.2%} {shares[2]:8.2%} {shares[3]:8.2%}", end=" ")
        print(f"{shares[4]:12.1%} {shares[5]:12.1%}")


if __name__ == "__main__":
    main()
