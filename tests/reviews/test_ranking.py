"""The order of the plan, against choosing anew among all that is left at every step."""

from __future__ import annotations

import random
import time

import pytest

from assay.model import Effort
from assay.reviews.groups import Work, steps
from assay.reviews.ranking import Valued, ranking


def some(seed: int, count: int, works: int) -> list[Valued]:
    chance = random.Random(seed)
    pool = [Work(chance.choice(list(Effort)), str(n)) for n in range(works)]
    return [
        Valued(chance.randint(1, 1000), frozenset(chance.sample(pool, chance.randint(1, min(4, works)))))
        for _ in range(count)
    ]


@pytest.mark.parametrize("seed", range(40))
def test_each_step_takes_what_gives_most_of_all_that_is_left(seed: int) -> None:
    things = some(seed, 25, 12)
    left = set(range(len(things)))
    done: set[Work] = set()
    for taken in ranking(things):
        best = max(
            sum(things[m].value for m in left if things[m].works <= things[n].works) / steps(things[n].works - done)
            for n in left
        )
        given = {n for n in left if things[n].works <= done | taken.works}
        assert set(taken.things) == given
        head = [n for n in given if things[n].works - done == taken.works]
        assert max(
            sum(things[m].value for m in left if things[m].works <= things[n].works) / steps(taken.works) for n in head
        ) == pytest.approx(best)
        assert taken.works
        done |= taken.works
        left -= given
    assert not left


def test_thousands_take_a_moment() -> None:
    things = some(7, 4000, 3000)
    began = time.process_time()
    assert sum(len(taken.things) for taken in ranking(things)) == 4000
    assert time.process_time() - began < 2
