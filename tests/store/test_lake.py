"""The lake: what is committed is whole, what is not is invisible."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assay.engine.evidence import open_database
from assay.model import AssayError
from assay.store.catalog import Part, Run
from assay.store.lake import Lake


def a_run(lake: Lake) -> tuple[Run, list[Part]]:
    run = lake.new_run()
    part = lake.append(open_database(), run, "thing", "select 1 as x union all select 2")
    assert part is not None
    return Run(id=run, target="/t", started="2026-01-01", as_of="2026-01-01", version="0"), [part]


def test_a_run_is_visible_only_once_committed(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    run, parts = a_run(lake)
    assert lake.catalog.runs() == []
    lake.commit(run, parts)
    assert [known.id for known in lake.catalog.runs()] == [run.id]
    assert [stored.path.name for stored in lake.files(run.id)["thing"]] == [f"{run.id}.parquet"]
    assert not lake.draft(run.id).exists()


def test_no_rows_no_file(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    assert lake.append(open_database(), lake.new_run(), "thing", "select 1 as x where false") is None


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    run, parts = a_run(lake)
    lake.commit(run, parts)
    (lake.root / parts[0].file).write_bytes(b"PAR1")
    with pytest.raises(AssayError, match="missing or damaged"):
        lake.files(run.id)


def test_a_catalog_that_is_no_database_is_named(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    (lake.root / "catalog.db").write_text("not a database, by far not long enough to be one" * 20)
    with pytest.raises(AssayError, match=r"catalog\.db"):
        lake.catalog.runs()


def test_the_fingerprint_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    key = lake.fingerprint_key()
    assert len(key) == 32
    assert Lake(tmp_path / "lake").fingerprint_key() == key
    assert (lake.root / "key").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_an_unwritable_place_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(AssayError, match="--lake"):
        Lake(tmp_path / "lake")
