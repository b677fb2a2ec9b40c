"""Things of a value that take works, some of them shared -> the order in which the next gives most for its steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from .groups import Work, steps


class Valued(NamedTuple):
    """What a thing is worth, and the works that it takes."""

    value: float
    works: frozenset[Work]


class Taken(NamedTuple):
    """The numbers of the things that one step of the order answers, the most valuable first, and what it takes."""

    things: tuple[int, ...]
    works: frozenset[Work]


def ranking(things: Sequence[Valued]) -> Iterator[Taken]:
    """Best first: the value of all that its works answer, for each step that the works before have not paid for.

    A thing that takes no works beyond those done joins the one that did the last of them. Only what shares works with
    what was taken changes its rank, so that thousands take a moment.
    """
    doing: dict[Work, list[int]] = {}
    for n, thing in enumerate(things):
        for work in thing.works:
            doing.setdefault(work, []).append(n)
    within = [_within(things, thing, doing) for thing in things]
    left = set(range(len(things)))
    done: set[Work] = set()

    def rank(n: int) -> float:
        return -sum(things[m].value for m in within[n] if m in left) / steps(things[n].works - done)

    ranks = {n: rank(n) for n in left}
    queue = [(ranks[n], n) for n in left]
    heapify(queue)
    while left:
        at, best = heappop(queue)
        if best not in left or at != ranks[best]:
            continue
        works = things[best].works - done
        done |= works
        touched = {n for work in works for n in doing[work]} & left
        answered = sorted((n for n in touched if things[n].works <= done), key=lambda n: (-things[n].value, n))
        left -= set(answered)
        for n in touched & left:
            ranks[n] = rank(n)
            heappush(queue, (ranks[n], n))
        yield Taken(tuple(answered), works)


def _within(things: Sequence[Valued], outer: Valued, doing: dict[Work, list[int]]) -> list[int]:
    """The things that the works of one answer as well, itself among them."""
    near = {n for work in outer.works for n in doing[work]}
    return sorted(n for n in near if things[n].works <= outer.works)
