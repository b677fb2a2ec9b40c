"""What a query gave of rows that are the same is not asked again, and no verdict tells whether it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

import seeding
from assay.engine.check import Options, check
from assay.engine.result import Result
from assay.tables import all_tables

AS_OF = date(2024, 7, 15)
PAY = "export const pay = (): Promise<Response> => fetch('https://pay.example/charges', {method: 'POST'});\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    (root / "src").mkdir(parents=True)
    (root / "package.json").write_text(json.dumps({"name": "shop", "private": True}))
    (root / "src" / "pay.ts").write_text(PAY)
    return root


@pytest.fixture
def run(shop: Path, tmp_path: Path) -> Callable[[], Result]:
    return lambda: check(shop, Options(lake=tmp_path / "lake", as_of=AS_OF))


def _said(result: Result) -> dict[str, object]:
    """All that a run says: of what it judged, and every row of its evidence."""
    said: dict[str, object] = {
        "findings": sorted(map(repr, result.findings())),
        "measures": sorted(map(repr, result.measures())),
        "units": [(unit.name, unit.fitness) for unit in result.integrations],
    }
    result.evidence.require(all_tables())
    for table in all_tables():
        said[table] = sorted(map(repr, result.db.execute(f'from "{table}"').fetchall()))
    result.db.close()
    return said


def _lake_like(lake: Path, other: Path) -> Path:
    """A lake that knows nothing but how to fingerprint."""
    other.mkdir()
    shutil.copyfile(lake / "key", other / "key")
    return other


def _writers(result: Result, table: str) -> set[str]:
    """The runs that wrote the rows of a table which are this run's, too."""
    assert result.lake
    return {part.writer for part in result.lake.catalog.parts(result.run.id) if part.table == table}


def _kept(lake: Path, table: str) -> Path:
    (file,) = (lake / "cache").glob(f"*.{table}.*.parquet")
    return file


def _tamper(file: Path) -> None:
    """Let the cache tell another reason than any query gives."""
    told = file.with_suffix(".told")
    with duckdb.connect() as db:
        db.execute(f"copy (select * replace ('as remembered' as reason) from '{file}') to '{told}' (format parquet)")
    told.replace(file)


def _reasons(result: Result, standard: str) -> set[str | None]:
    return {finding.reason for finding in result.findings() if finding.standard == standard}


def test_only_what_an_edit_can_change_is_asked_again(run: Callable[[], Result], shop: Path, tmp_path: Path) -> None:
    before = _reasons(run(), "component/type_escapes_are_rare")
    _tamper(_kept(tmp_path / "lake", "raw_finding"))
    (shop / "src" / "pay.ts").write_text(PAY.replace("Promise<Response>", "any"))
    after = run()
    assert _reasons(after, "component/type_escapes_are_rare").isdisjoint({"as remembered", None, *before})
    assert _reasons(after, "security/resources_use_tls") == {"as remembered"}


def test_what_stays_the_same_over_several_edits_is_asked_once(
    run: Callable[[], Result], shop: Path, tmp_path: Path
) -> None:
    run()
    _tamper(_kept(tmp_path / "lake", "raw_finding"))
    for told in ("// Paid.\n", "// Paid.\n// Shipped.\n", ""):
        (shop / "src" / "pay.ts").write_text(PAY + told)
        assert _reasons(run(), "security/resources_use_tls") == {"as remembered"}


def test_what_reads_rows_that_were_derived_again_and_are_the_same_is_not_asked(
    run: Callable[[], Result], shop: Path, tmp_path: Path
) -> None:
    (shop / "src" / "till.ts").write_text("import { pay } from './pay';\nexport const till = pay;\n")
    run()
    _tamper(_kept(tmp_path / "lake", "raw_finding"))
    (shop / "README.md").write_text("# Shop\n")
    after = run()
    assert _writers(after, "import_edge") == {after.run.id}
    assert _reasons(after, "component/importing_has_no_effect") == {"as remembered"}


def test_what_reads_only_rows_that_are_derived_is_asked_when_they_differ(run: Callable[[], Result], shop: Path) -> None:
    (shop / "package.json").write_text(json.dumps({"name": "shop", "private": True, "workspaces": ["packages/*"]}))
    for name in "abc":
        (shop / "packages" / name / "src").mkdir(parents=True)
        (shop / "packages" / name / "package.json").write_text(json.dumps({"name": name}))

    def imports(**other: str) -> None:
        for name, imported in other.items():
            text = f"import {{ {imported} }} from '../../{imported}/src/index';\nexport const {name} = {imported};\n"
            (shop / "packages" / name / "src" / "index.ts").write_text(text)

    imports(a="b", b="a", c="a")
    two = _reasons(run(), "component/packages_form_no_cycle")
    imports(b="c")
    assert _reasons(run(), "component/packages_form_no_cycle").isdisjoint(two)


@pytest.mark.parametrize(
    "paths",
    [
        {"src/pay.ts": PAY.replace("pay.example", "pay.test")},
        {"src/buy.ts": PAY},
        {"src/pay.ts": PAY, "src/buy.ts": PAY},
        {"src/pay.ts": PAY + PAY.replace("pay =", "repay =")},
        {"src/pay.ts": PAY.replace("Promise<Response>", "any")},
        {},
    ],
)
def test_whatever_a_source_becomes_and_was_a_run_says_what_a_first_run_says(
    paths: dict[str, str], run: Callable[[], Result], shop: Path, tmp_path: Path
) -> None:
    # Of what only a changed source says, or said, another one says the like.
    (shop / "src" / "till.ts").write_text("import { pay } from './pay';\nexport const till: any = pay;\n")
    run().db.close()
    for number, files in enumerate((paths, {"src/pay.ts": PAY})):
        for path in ("src/pay.ts", "src/buy.ts"):
            (shop / path).unlink(missing_ok=True)
        for path, text in files.items():
            (shop / path).write_text(text)
        other = _lake_like(tmp_path / "lake", tmp_path / f"other-{number}")
        assert _said(run()) == _said(check(shop, Options(lake=other, as_of=AS_OF)))


#: One after the other: another call and another import; a new file, and the recording is gone.
EDITS = (
    ("payment/orders_add_up", "component/providers_stand_apart"),
    ("component/code_is_written_once", "testing/providers_are_recorded"),
)


def test_a_run_after_edits_says_what_a_first_run_says(tmp_path: Path) -> None:
    root = seeding.copy_example(tmp_path / "checkout")
    asked = Options(lake=tmp_path / "lake", as_of=seeding.AS_OF)
    check(root, asked).db.close()
    for number, (one, other) in enumerate(EDITS):
        seeding.plant(seeding.load(seeding.SEEDS / f"{one}.yaml"), root, one)
        check(root, asked).db.close()
        seeding.plant(seeding.load(seeding.SEEDS / f"{other}.yaml"), root, other)
        first = Options(lake=_lake_like(tmp_path / "lake", tmp_path / f"other-{number}"), as_of=seeding.AS_OF)
        assert _said(check(root, asked)) == _said(check(root, first))


@pytest.mark.parametrize(
    "path, text, again",
    [
        ("README.md", "# Shop\n", {"import_edge", "target_file"}),
        ("src/pay.ts", f"{PAY}// Paid.\n", set()),
        ("src/till.ts", "export { pay as till } from './pay';\n", {"import_edge"}),
        ("package.json", '{"name": "shop", "private": true, "scripts": {"test": "vitest"}}', {"ci_command"}),
    ],
)
def test_only_what_an_edit_can_change_is_derived_again(
    path: str, text: str, again: set[str], run: Callable[[], Result], shop: Path
) -> None:
    (shop / "src" / "till.ts").write_text("import { pay } from './pay';\nexport const till = pay;\n")
    (shop / ".circleci").mkdir()
    (shop / ".circleci" / "config.yml").write_text("jobs: {test: {steps: [{run: npm test}]}}\n")
    first = run()
    (shop / path).write_text(text)
    second = run()
    tables = ("import_edge", "target_file", "ci_command")
    assert {table for table in tables if _writers(first, table) != {first.run.id}} == set()
    assert {table for table in tables if _writers(second, table) != {first.run.id}} == again


def test_what_is_derived_from_what_was_derived_again_follows_from_its_new_rows(tmp_path: Path) -> None:
    root, lake = seeding.judged_copy(tmp_path)
    export = root / "exports" / "payments.csv"
    export.write_text(export.read_text().replace(",49.90,", ",49.91,"))
    first = Options(lake=_lake_like(lake, tmp_path / "other"), as_of=seeding.AS_OF)
    assert _said(check(root, Options(lake=lake, as_of=seeding.AS_OF))) == _said(check(root, first))


def test_rows_of_a_package_that_is_called_otherwise_are_its_own(
    run: Callable[[], Result], shop: Path, tmp_path: Path
) -> None:
    (shop / "src" / "till.ts").write_text("import { pay } from './pay';\nexport const till = pay;\n")
    run()
    (shop / "package.json").write_text(json.dumps({"name": "store", "private": True}))
    renamed = run()
    renamed.evidence.require(["import_edge", "module_export"])
    for table in ("import_edge", "module_export"):
        assert renamed.db.execute(f"select distinct integration from {table}").fetchall() == [("store",)]
    other = _lake_like(tmp_path / "lake", tmp_path / "other")
    assert _said(renamed) == _said(check(shop, Options(lake=other, as_of=AS_OF)))


def test_what_was_derived_and_is_gone_is_derived_again(run: Callable[[], Result], shop: Path, tmp_path: Path) -> None:
    (shop / "src" / "till.ts").write_text("import { pay } from './pay';\nexport const till = pay;\n")
    run()
    (lost,) = (tmp_path / "lake" / "rows" / "import_edge").glob("*.parquet")
    lost.unlink()
    (shop / "README.md").write_text("# Shop\n")
    result = run()
    result.evidence.require(["import_edge"])
    assert result.db.execute("select to_path from import_edge").fetchall() == [("src/pay.ts",)]


@pytest.mark.parametrize("table", ["collection", "import_edge", "integration"])
def test_rows_that_cannot_be_read_any_more_are_no_reason_to_fail(
    table: str, run: Callable[[], Result], shop: Path, tmp_path: Path
) -> None:
    (shop / "src" / "till.ts").write_text("import { pay } from './pay';\nexport const till = pay;\n")
    run()
    (damaged,) = (tmp_path / "lake" / "rows" / table).glob("*.parquet")
    damaged.write_bytes(bytes(damaged.stat().st_size))
    (shop / "src" / "till.ts").write_text("import { pay } from './pay';\nexport const till = () => pay();\n")
    (shop / "src" / "sale.ts").write_text("export { till as sale } from './till';\n")
    other = _lake_like(tmp_path / "lake", tmp_path / "other")
    assert _said(run()) == _said(check(shop, Options(lake=other, as_of=AS_OF)))


def test_what_another_day_asked_is_derived_no_more_than_before(
    run: Callable[[], Result], shop: Path, tmp_path: Path
) -> None:
    (shop / "src" / "till.ts").write_text("import { pay } from './pay';\nexport const till = pay;\n")
    first = run()
    check(shop, Options(lake=tmp_path / "lake", as_of=date(2025, 7, 15))).db.close()
    (shop / "src" / "pay.ts").write_text(f"{PAY}// Paid.\n")
    assert _writers(run(), "import_edge") == {first.run.id}


def test_what_other_conventions_made_is_made_again(run: Callable[[], Result], shop: Path, tmp_path: Path) -> None:
    (shop / "src" / "till.ts").write_text("import { pay } from './pay';\nexport const till = pay;\n")
    run()
    _tamper(_kept(tmp_path / "lake", "raw_finding"))
    (shop / "assay.toml").write_text('[conventions]\ntest_paths = ["**/proofs/**"]\n')
    after = run()
    assert _writers(after, "import_edge") == {after.run.id}
    assert "as remembered" not in {finding.reason for finding in after.findings()}


def test_another_day_is_another_question(run: Callable[[], Result], shop: Path, tmp_path: Path) -> None:
    (shop / "package-lock.json").write_text(json.dumps({"lockfileVersion": 3, "packages": {}}))
    run()
    later = check(shop, Options(lake=tmp_path / "lake", as_of=date(2025, 7, 15)))
    first = check(shop, Options(lake=tmp_path / "other", as_of=date(2025, 7, 15)))
    assert _said(later) == _said(first)


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_bytes(b"PAR1 no more")])
def test_without_what_was_kept_everything_is_asked(
    spoil: Callable[[Path], object], run: Callable[[], Result], shop: Path, tmp_path: Path
) -> None:
    first = run()
    for table in ("raw_finding", "raw_measure"):
        spoil(_kept(tmp_path / "lake", table))
    (shop / "README.md").write_text("# Shop\n")
    assert {f.standard for f in run().findings()} >= {f.standard for f in first.findings()}


def test_a_query_of_the_users_own_is_always_asked(shop: Path, tmp_path: Path) -> None:
    own = shop / "assay" / "standards" / "component" / "clocks_move.sql"
    own.parent.mkdir(parents=True)
    header = 'title = "T"\nlevel = "may"\nwhy = "W"\nfix = "F"\nreference = ["a clock"]\nsince = "1"'
    own.write_text(
        f"/*\n{header}\n*/\nselect integration, path as subject, true as met, "
        "cast(get_current_timestamp() as varchar) as reason, path, 1 as line from source_file"
    )
    asked = Options(lake=tmp_path / "lake", as_of=AS_OF)
    before = _reasons(check(shop, asked), "component/clocks_move")
    (shop / "README.md").write_text("# Shop\n")
    assert before and _reasons(check(shop, asked), "component/clocks_move") != before
