"""Import cycles between files and between packages."""

from __future__ import annotations

from collections.abc import Sequence

from assay.derivations.cycles import derive
from assay.model import Row, Target
from assay.tables.component import FileCycle, PackageCycle


def _rows(files: Sequence[str] = (), packages: Sequence[tuple[str, str, bool]] = ()) -> list[Row]:
    edges = [
        (edge[0], to, 10 * number + 1, edge.endswith("!"))
        for number, edge in enumerate(files)
        for to in edge[1:].rstrip("!")
    ]
    return list(derive({"files": edges, "packages": packages}, Target(())))


def _cycles(*files: str) -> list[tuple[str, str, int, str, int | None]]:
    """`abc` says that a imports b and c, `abc!` that it does so for types; words stand ten lines apart."""
    rows = [row for row in _rows(files) if isinstance(row, FileCycle)]
    return [(row.path, row.cycle, row.size, row.circle, row.line) for row in rows]


def test_files_in_a_ring_are_one_cycle_named_by_its_first() -> None:
    assert _cycles("ca", "ab", "bc", "ad") == [
        ("a", "a", 3, "a -> b -> c -> a", 11),
        ("b", "a", 3, "a -> b -> c -> a", 11),
        ("c", "a", 3, "a -> b -> c -> a", 11),
    ]


def test_the_shortest_way_round_need_not_pass_the_first_file() -> None:
    found = _cycles("ab", "bc", "cd", "de", "ea", "dc")
    assert {(name, size, circle, line) for _, name, size, circle, line in found} == {("a", 5, "c -> d -> c", 21)}


def test_a_file_that_imports_itself_is_a_cycle_of_one() -> None:
    assert _cycles("aa", "ab") == [("a", "a", 1, "a -> a", 1)]


def test_imports_of_types_are_told_apart() -> None:
    rows = [row for row in _rows(["ab", "ba", "bc!", "ca", "de!", "ed"]) if isinstance(row, FileCycle)]
    assert {(row.cycle, row.size, row.typed_size, row.only_types) for row in rows} == {
        ("a", 2, 3, False),
        ("d", 2, 2, True),
    }


def test_files_that_only_share_an_import_are_in_none() -> None:
    assert _cycles("ac", "bc", "cd") == []


def test_cycles_of_any_length_are_found_without_recursion() -> None:
    ring = [chr(0x4E00 + number) + chr(0x4E00 + (number + 1) % 5_000) for number in range(5_000)]
    found = _cycles(*ring)
    assert len(found) == 5_000 and {size for _, _, size, _, _ in found} == {5_000}
    assert all("-> 4992 more ->" in circle for _, _, _, circle, _ in found)


def test_package_cycles_that_only_tests_close_are_told_apart() -> None:
    rows = _rows(packages=[("a", "b", False), ("b", "a", True), ("c", "d", False), ("d", "c", False)])
    found = {(row.path, row.with_tests) for row in rows if isinstance(row, PackageCycle)}
    assert found == {("a", True), ("b", True), ("c", False), ("d", False)}
