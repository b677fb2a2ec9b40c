"""A directed graph and its roots -> of each node, what can be reached only through it.

Immediate dominators by the iteration of Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001): a node
is dominated by what stands on every way to it from the roots.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)
#: Stands before all roots.
_START = 0


def dominators(edges: Mapping[Node, Iterable[Node]], roots: Iterable[Node]) -> dict[Node, Node | None]:
    """Node that can be reached -> its immediate dominator; None for a root, and where no single node stands before."""
    order = _postorder(edges, list(dict.fromkeys(roots)))
    number = {node: n for n, node in enumerate(reversed(order), 1)}
    before: list[list[int]] = [[] for _ in range(len(order) + 1)]
    for node in order:
        for to in edges.get(node, ()):
            before[number[to]].append(number[node])
    for root in roots:
        before[number[root]].append(_START)
    above = _fixed_point(before)
    named = {n: node for node, n in number.items()}
    return {node: named.get(above[n]) for node, n in number.items()}


def _fixed_point(before: list[list[int]]) -> list[int]:
    """Immediate dominators by number; numbers are a reverse postorder, so that what comes before has a lower one."""
    above = [-1] * len(before)
    above[_START] = _START
    changed = True
    while changed:
        changed = False
        for n in range(1, len(before)):
            known = [other for other in before[n] if above[other] >= 0]
            found = known[0]
            for other in known[1:]:
                found = _meet(above, found, other)
            if above[n] != found:
                above[n], changed = found, True
    return above


def _meet(above: list[int], one: int, other: int) -> int:
    while one != other:
        while one > other:
            one = above[one]
        while other > one:
            other = above[other]
    return one


def _postorder(edges: Mapping[Node, Iterable[Node]], roots: list[Node]) -> list[Node]:
    seen: set[Node] = set()
    order: list[Node] = []
    for root in roots:
        if root in seen:
            continue
        seen.add(root)
        stack = [(root, iter(edges.get(root, ())))]
        while stack:
            node, rest = stack[-1]
            for to in rest:
                if to not in seen:
                    seen.add(to)
                    stack.append((to, iter(edges.get(to, ()))))
                    break
            else:
                order.append(node)
                stack.pop()
    return order


def weights(above: Mapping[Node, Node | None], size: Mapping[Node, int]) -> dict[Node, int]:
    """Node -> its size and that of all that can be reached only through it."""
    below: dict[Node | None, list[Node]] = {}
    for node, parent in above.items():
        below.setdefault(parent, []).append(node)
    total: dict[Node, int] = {}
    stack = [(node, False) for node in below.get(None, [])]
    while stack:
        node, ready = stack.pop()
        if ready:
            total[node] = size.get(node, 0) + sum(total[child] for child in below.get(node, []))
        else:
            stack += [(node, True), *((child, False) for child in below.get(node, []))]
    return total
