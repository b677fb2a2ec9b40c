"""Duplicate code, from bytes to stretches."""

from __future__ import annotations

from assay.collectors import ecmascript
from assay.derivations.clones import derive
from assay.model import Source, Target
from assay.tables.component import Clone, CloneFingerprint

_STRETCH = [f"total = total * {n} + price({n});" for n in range(20)]


def clones(files: dict[str, list[str]]) -> list[Clone]:
    prints = [
        (path, row.line, row.end_line, row.hash)
        for path, lines in files.items()
        for row in ecmascript.read(Source(path=path, data="\n".join(lines).encode()))
        if isinstance(row, CloneFingerprint)
    ]
    return sorted(derive({"fingerprints": prints}, Target(files)), key=lambda row: (row.path, row.line))


def _own(name: str) -> list[str]:
    return [f"const {name}{n} = {n};" for n in range(15)]


def test_a_stretch_in_two_files_is_told_for_both_sides() -> None:
    first, second = clones({"src/a.ts": _own("a") + _STRETCH + _own("b"), "src/b.ts": _own("c") + _STRETCH})
    assert (first.path, first.other_path) == ("src/a.ts", "src/b.ts")
    assert (second.path, second.other_line) == ("src/b.ts", first.line)
    assert 16 <= first.line <= 19 and 32 <= first.end_line <= 35


def test_layout_and_comments_make_no_difference() -> None:
    loose = [text for line in _STRETCH for text in ("", "// why", "    " + line.replace(" ", "  "))]
    assert len(clones({"src/a.ts": _STRETCH, "src/b.ts": loose})) == 2


def test_short_stretches_imports_and_tests_do_not_count() -> None:
    imports = [f"import {{ a{n} }} from './a{n}';" for n in range(30)]
    assert clones({"src/a.ts": _STRETCH[:7] + _own("a"), "src/b.ts": _STRETCH[:7] + _own("b")}) == []
    assert clones({"src/a.ts": imports, "src/b.ts": imports}) == []
    assert clones({"src/a.ts": _STRETCH, "src/a.test.ts": _STRETCH}) == []


def test_a_stretch_twice_in_one_file() -> None:
    found = clones({"src/a.ts": _STRETCH + _own("a") + _STRETCH})
    assert {(row.path, row.other_path) for row in found} == {("src/a.ts", "src/a.ts")}


def test_the_same_line_over_and_over_ends_soon() -> None:
    assert isinstance(clones({f"src/{n}.ts": ["push(1);"] * 3000 for n in range(4)}), list)
