"""import_edge -> file_cycle and package_cycle: strongly connected components (Tarjan 1972), without recursion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from assay.model import Derivation, Row, Target
from assay.tables.component import FileCycle, PackageCycle

Graph = Mapping[str, Sequence[str]]
#: Searches for the shortest circle of a component begin at so many of its files.
_STARTS = 200
#: More files of a circle than this are not told by name.
_TOLD = 8


def components(graph: Graph) -> Iterator[list[str]]:
    """Strongly connected components of more than one node, or of one that points at itself; each sorted."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for root in graph:
        if root in index:
            continue
        work = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, successors = work[-1]
            for other in successors:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(graph.get(other, ()))))
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    yield from _popped(node, stack, on_stack, graph)


def _popped(node: str, stack: list[str], on_stack: set[str], graph: Graph) -> Iterator[list[str]]:
    found = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        found.append(member)
        if member == node:
            break
    if len(found) > 1 or node in graph.get(node, ()):
        yield sorted(found)


def _shortest(members: Sequence[str], graph: Graph) -> list[str]:
    """The shortest circle through any of the members of a component, by breadth-first search from each in turn."""
    best: list[str] = []
    inside = frozenset(members)
    for start in members[:_STARTS]:
        before: dict[str, str] = {start: start}
        rank = [start]
        depth = 1
        while rank and (not best or depth < len(best)):
            closing = next((node for node in rank if start in graph.get(node, ())), None)
            if closing is not None:
                best = _path(closing, start, before)
                break
            following = []
            for node in rank:
                for other in graph.get(node, ()):
                    if other in inside and other not in before:
                        before[other] = node
                        following.append(other)
            rank, depth = following, depth + 1
    return best


def _path(end: str, start: str, before: Mapping[str, str]) -> list[str]:
    found = [end]
    while found[-1] != start:
        found.append(before[found[-1]])
    return found[::-1]


def _told(circle: Sequence[str]) -> str:
    left_out = len(circle) - _TOLD
    middle = [f"{left_out} more"] if left_out > 0 else []
    return " -> ".join([*circle[:_TOLD], *middle, circle[0]])


def _graph(edges: Iterable[tuple[str, str]]) -> Graph:
    graph: dict[str, list[str]] = {}
    for source, to in edges:
        graph.setdefault(source, []).append(to)
    return graph


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:  # noqa: ARG001
    """Files in cycles, but for tests and imports inside functions; then packages, without and with tests."""
    lines = {(path, to): line for path, to, line, _ in inputs["files"]}
    loaded = _graph((path, to) for path, to, _, is_type in inputs["files"] if not is_type)
    named = _graph(lines)
    typed = {path: len(files) for files in components(named) for path in files}
    found: set[str] = set()
    for files in components(loaded):
        found.update(files)
        yield from _files(files, loaded, lines, typed[files[0]], only_types=False)
    for files in components(named):
        if found.isdisjoint(files):
            yield from _files(files, named, lines, len(files), only_types=True)
    yield from _package_cycles(inputs["packages"])


def _files(
    files: Sequence[str], graph: Graph, lines: Mapping[tuple[str, str], int], typed: int, *, only_types: bool
) -> Iterator[Row]:
    circle = _shortest(files, graph)
    line = lines[circle[0], circle[1 % len(circle)]]
    for path in files:
        yield FileCycle(
            path=path,
            cycle=files[0],
            size=len(files),
            typed_size=typed,
            only_types=only_types,
            circle=_told(circle),
            line=line,
        )


def _package_cycles(edges: Sequence[tuple[Any, ...]]) -> Iterator[Row]:
    own = [(source, to) for source, to, is_test in edges if not is_test]
    found: set[str] = set()
    for packages in components(_graph(own)):
        found.update(packages)
        yield from _packages(packages, with_tests=False)
    for packages in components(_graph((source, to) for source, to, _ in edges)):
        if not found.issuperset(packages):
            yield from _packages([path for path in packages if path not in found], with_tests=True)


def _packages(paths: Sequence[str], *, with_tests: bool) -> Iterator[Row]:
    for path in paths:
        yield PackageCycle(path=path, cycle=paths[0], size=len(paths), with_tests=with_tests)


DERIVATION = Derivation(
    name="cycles",
    about="Finds import cycles between files and between packages.",
    fills=(FileCycle, PackageCycle),
    reads={
        "files": """
            select path, to_path, coalesce(min(case when kind <> 'type' then line end), min(line)),
                bool_and(kind = 'type') from import_edge
            where not is_test and kind not in ('resolve', 'lazy') and to_path is not null
            group by path, to_path order by path, to_path""",
        # Pairs of names first: joined the other way round, every unit would meet every other.
        "packages": """
            select u.path, t.path, p.is_test from (
                select e.integration as source, f.integration as to_unit, bool_and(e.is_test) as is_test
                from import_edge e join source_file f on f.path = e.to_path
                where e.integration <> f.integration and e.kind <> 'resolve' group by e.integration, f.integration ) p
            join integration u on u.integration = p.source
            join integration t on t.integration = p.to_unit
            where u.path <> '.' and t.path <> '.'
            order by u.path, t.path""",
    },
    derive=derive,
    domains=("component",),
)
