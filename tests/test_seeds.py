"""Every standard has a seeded defect in the example that flips it, end to end, and nothing undeclared."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

import seeding
from assay.engine.standards import load_standards
from assay.model import Fitness

FILES = sorted(seeding.SEEDS.rglob("*.yaml"))


@pytest.fixture(scope="session")
def unseeded(tmp_path_factory: pytest.TempPathFactory) -> Callable[[tuple[str, ...]], seeding.Read]:
    """A function of the profiles by which the example is read and judged as it is, once."""
    return cache(lambda profiles: seeding.read_example(tmp_path_factory.mktemp("base"), profiles))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_seed_flips_its_standard_and_nothing_undeclared(
    file: Path, unseeded: Callable[[tuple[str, ...]], seeding.Read], tmp_path: Path
) -> None:
    standard = f"{file.parent.name}/{file.stem}"
    seed = seeding.load(file)
    read = unseeded(seed.profiles)
    before, after = read.verdicts, seeding.planted_verdicts(seed, standard, read, tmp_path)
    changed = {key for key in before.keys() | after.keys() if _changed(before.get(key), after.get(key))}
    flipped = (standard, seed.flips.integration)
    assert before.get(flipped, "met") == "met"
    assert after.get(flipped) == seed.flips.to
    others = {key for key in changed if key[0] != standard}
    assert {key for key in others if not any(fnmatch(key[0], pattern) for pattern in seed.companions)} == set()
    assert [p for p in seed.companions if not any(fnmatch(key[0], p) for key in others)] == []


def _changed(was: str | None, became: str | None) -> bool:
    """What newly applies and is met harms nobody; what was judged and no longer is has changed."""
    return was != became and (was, became) != (None, "met")


def test_every_standard_has_a_seed() -> None:
    seeded = {f"{file.parent.name}/{file.stem}" for file in FILES}
    assert sorted(load_standards().keys() - seeded) == []


def test_the_good_integration_is_fit_and_the_workspace_too(tmp_path: Path) -> None:
    from assay.engine.check import Options, check

    result = check(seeding.copy_example(tmp_path / "checkout"), Options(lake=tmp_path / "lake", as_of=seeding.AS_OF))
    fitness = {unit.name: unit.fitness for unit in result.integrations}
    assert fitness["nordpay-integration"] is Fitness.FIT
    assert fitness["checkout"] is Fitness.FIT
    assert result.findings("unmet", "nordpay-integration") == []
    assert sorted(set(fitness.values())) == sorted(Fitness)
