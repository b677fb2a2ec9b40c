"""The cheapest way to fit, against every choice there is, on small units made up at random; and on the example."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations

import pytest

from assay.analysis.touched import Touched
from assay.engine.check import Options, check
from assay.engine.result import Finding, IntegrationResult, Result, Tally, answer
from assay.model import Effort, Fitness, Level, UsageError, Verdict
from assay.model.standard import Standard
from assay.reviews.groups import Group, Work, steps
from assay.reviews.plan import Item, turned
from assay.reviews.way import cheapest, way_to_fit
from seeding import AS_OF, copy_example

UNIT = IntegrationResult("acme", "payment", None, "provider", None, "packages/acme", "its name")


def standard(name: str) -> Standard:
    return Standard(
        id=name, domain="x", title=name, level=Level.MUST, why="", fix="", reference=(), since="1", sql="", digest="",
        file="",
    )  # fmt: skip


def finding(name: str, verdict: Verdict, number: int) -> Finding:
    return Finding(
        standard=name, level=Level.MUST, domain="x", integration="acme", subject=str(number), verdict=verdict,
        reason="", path=None, line=None, origin=None, fingerprint=f"{name}{number}", waived=False,
    )  # fmt: skip


def item(number: int, verdict: Verdict, names: list[str], works: list[Work]) -> Item:
    findings = tuple(finding(name, verdict, number) for name in names)
    group = Group(str(number), "", "", "", "", verdict, tuple(map(standard, names)), findings, frozenset(works))
    return Item(group, (), Touched())


def a_unit(seed: int) -> tuple[IntegrationResult, list[Tally], list[Item]]:
    """A unit of 6 to 12 musts, some met, some waived in part; items that answer the rest, and share works."""
    chance = random.Random(seed)
    names = [f"x/s{n}" for n in range(chance.randint(6, 12))]
    works = [Work(chance.choice(list(Effort)), f"place {n}") for n in range(6)]
    found: list[Item] = []
    unmet, unknown = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
    for number in range(chance.randint(3, 8)):
        verdict = chance.choice([Verdict.UNMET, Verdict.UNKNOWN, Verdict.UNKNOWN, Verdict.UNKNOWN])
        answered = chance.sample(names, 1 if verdict is Verdict.UNMET else chance.randint(1, 2))
        own = [Work(chance.choice(list(Effort)), f"own {number}")] if chance.random() < 0.6 else []
        found.append(item(number, verdict, answered, own or chance.sample(works, chance.randint(1, 3))))
        for name in answered:
            (unmet if verdict is Verdict.UNMET else unknown)[name] += 1
    accepted = [int(chance.random() < 0.2) for _ in names]
    counts = [
        Tally("x", name, Level.MUST, 1, unmet[name] + waived, unknown[name], waived)
        for name, waived in zip(names, accepted, strict=True)
    ]
    return answer(UNIT, counts), counts, found


def cost(chosen: list[Item]) -> int:
    return steps({work for each in chosen for work in each.group.works})


def fits(unit: IntegrationResult, counts: list[Tally], chosen: list[Item]) -> bool:
    return answer(unit, turned(counts, [each.group for each in chosen], unit.name)).fitness is Fitness.FIT


@pytest.mark.parametrize("seed", range(150))
def test_no_choice_of_items_is_cheaper(seed: int) -> None:
    unit, counts, found = a_unit(seed)
    every = [list(some) for size in range(len(found) + 1) for some in combinations(found, size)]
    least = min(cost(some) for some in every if fits(unit, counts, some))
    chosen = cheapest(unit, counts, found)
    assert fits(unit, counts, chosen)
    assert cost(chosen) == least


def test_the_units_made_up_are_of_every_kind() -> None:
    units = [a_unit(seed) for seed in range(150)]
    assert {unit.fitness for unit, _, _ in units} >= {Fitness.UNFIT, Fitness.UNPROVEN}
    left_out = [seed for seed, made in enumerate(units) if 0 < len(cheapest(*made)) < len(made[2])]
    assert len(left_out) > 30


def test_many_that_overlap_with_nothing_are_soon_chosen_from() -> None:
    names = [f"x/s{n}" for n in range(60)]
    counts = [Tally("x", name, Level.MUST, 0, 0, 1, 0) for name in names]
    found = [
        item(n, Verdict.UNKNOWN, [name], [Work(Effort.LINE if n % 2 else Effort.DESIGN, name)])
        for n, name in enumerate(names)
    ]
    chosen = cheapest(answer(UNIT, counts), counts, found)
    assert len(chosen) == 48  # four fifths have to be known
    assert cost(chosen) == 30 * Effort.LINE.steps + 18 * Effort.DESIGN.steps


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Result]:
    root = copy_example(tmp_path_factory.mktemp("way") / "checkout")
    result = check(root, Options(as_of=AS_OF))
    yield result
    result.db.close()


def test_each_integration_of_the_example_has_a_way_to_fit(result: Result) -> None:
    ways = {unit.name: way_to_fit(result, unit.name) for unit in result.integrations if unit.musts}
    assert len(ways) > 5
    for name, way in ways.items():
        assert way.after.fitness is Fitness.FIT, name
        assert (way.steps == 0) == (way.before.fitness is Fitness.FIT)
        assert {f.level for line in way.plan.lines for i in line.items for f in i.group.findings} <= set(Level)
    assert not ways["ledgerline-export-integration"].sure
    assert ways["tally-integration"].sure


def test_where_no_must_applies_nothing_leads_to_fit(result: Result) -> None:
    result.db.execute("begin")
    result.db.execute("delete from finding where integration = 'tally-integration'")
    from dataclasses import replace

    from assay.engine.result import integrations

    bare = replace(result, integrations=integrations(result.db))
    with pytest.raises(UsageError, match="no must applies"):
        way_to_fit(bare, "tally-integration")
    result.db.execute("rollback")
