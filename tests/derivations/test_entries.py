"""What a package offers is followed to where it is defined, and to who takes it."""

from __future__ import annotations

from typing import Any

from assay.derivations import entries
from assay.model import Target
from assay.tables.component import EntryExport


def derived(**inputs: list[tuple[Any, ...]]) -> dict[str, EntryExport]:
    every: dict[str, list[tuple[Any, ...]]] = {name: [] for name in entries.DERIVATION.reads}
    found = entries.DERIVATION.derive(every | {"entries": [("i.ts",)]} | inputs, Target([]))
    return {row.symbol: row for row in found if isinstance(row, EntryExport)}


def export(
    path: str, symbol: str, local: str | None = None, source: str | None = None, is_type: bool = False
) -> tuple[Any, ...]:
    return path, symbol, local, source, is_type, 1


def test_re_exports_are_followed_to_the_file_that_defines() -> None:
    found = derived(
        exports=[export("i.ts", "Pay", "default", "./pay"), export("pay/index.ts", "default", "default", "./Pay"),
                 export("pay/Pay.ts", "default", "Pay")],
        leads=[("i.ts", "./pay", "pay/index.ts"), ("pay/index.ts", "./Pay", "pay/Pay.ts")],
    )  # fmt: skip
    assert found["Pay"].origin_path == "pay/Pay.ts"


def test_export_all_offers_everything_but_the_default_and_stops_in_a_circle() -> None:
    found = derived(
        exports=[export("i.ts", "*", None, "./a"), export("a.ts", "*", None, "./i"), export("a.ts", "x"),
                 export("a.ts", "default", "y")],
        leads=[("i.ts", "./a", "a.ts"), ("a.ts", "./i", "i.ts")],
    )  # fmt: skip
    assert list(found) == ["x"]


def test_a_type_is_a_type_wherever_the_word_stands() -> None:
    found = derived(
        exports=[export("i.ts", "Props", None, "./a"), export("a.ts", "Props", is_type=True)],
        leads=[("i.ts", "./a", "a.ts")],
    )
    assert found["Props"].is_type


def test_users_are_counted_apart_from_tests_and_from_mocks() -> None:
    found = derived(
        exports=[export("i.ts", "a"), export("i.ts", "b")],
        uses=[("i.ts", "x.ts", "a", "static", False), ("i.ts", "y.ts", "*", "dynamic", False),
              ("i.ts", "t.test.ts", "b", "static", True), ("i.ts", "u.test.ts", "*", "require", True)],
    )  # fmt: skip
    assert {name: (row.users, row.test_users) for name, row in found.items()} == {"a": (2, 0), "b": (1, 1)}


def test_a_list_collects_named_exports_of_the_files_it_is_told_of() -> None:
    lists = [("gen.ts", "input", "p/**/src/index.ts", "Pay$"), ("gen.ts", "ignored", "old", "Pay$")]
    files = ["p/a/src/index.ts", "p/old/src/index.ts", "p/a/src/other.ts"]
    for path, collected in zip(files, ["gen.ts", None, None], strict=True):
        found = derived(
            entries=[(path,)],
            exports=[
                export(path, "aPay"),
                export(path, "aShow"),
                export(path, "*", None, "./m"),
                export("m.ts", "bPay"),
            ],
            leads=[(path, "./m", "m.ts")],
            lists=lists,
        )
        assert {name: row.list for name, row in found.items()} == {"aPay": collected, "aShow": None, "bPay": None}


def test_a_pattern_that_only_one_engine_reads_collects_nothing() -> None:
    found = derived(exports=[export("i.ts", "aPay")], lists=[("gen.ts", "input", "*.ts", "(?<=a)Pay")])
    assert found["aPay"].list is None


def test_files_that_nobody_reads_may_import_too() -> None:
    inputs = {name: [] for name in entries.DERIVATION.reads} | {
        "entries": [("i.ts",)],
        "exports": [export("i.ts", "a")],
    }
    for paths, unseen in (["i.ts"], False), (["i.ts", "src/Page.vue"], True):
        (row,) = entries.DERIVATION.derive(inputs, Target(paths))
        assert isinstance(row, EntryExport) and row.unseen is unseen
