"""What is told never depends on the order in which rows happen to stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import seeding
from assay.engine import evidence
from assay.engine.check import Options, check


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with all defects that find room in it."""
    root = seeding.copy_example(tmp_path_factory.mktemp("order") / "checkout")
    for file in sorted(seeding.SEEDS.rglob("*.yaml")):
        seeding.plant_where_it_fits(file, root)
    return root


@pytest.fixture
def salted(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int]]:
    """Tables stand in the order of their hashes with a salt, if there is one."""
    salt: dict[str, int] = {}
    read = evidence.read_parquet

    def shuffled(*args: object, **how: object) -> str:
        relation = read(*args, **how)  # type: ignore[arg-type]
        return f"(from {relation} t order by hash(t, {salt['is']}))" if salt else relation

    monkeypatch.setattr(evidence, "read_parquet", shuffled)
    yield salt


def test_the_order_of_rows_tells_nothing(broken: Path, salted: dict[str, int], tmp_path: Path) -> None:
    told = []
    for salt in (None, 1, 2):
        salted.update({} if salt is None else {"is": salt})
        result = check(broken, Options(lake=tmp_path / f"lake-{salt}", as_of=seeding.AS_OF))
        told.append({*map(repr, result.findings()), *map(repr, result.measures())})
        result.db.close()
    assert len(told[0]) > 2_000
    assert told[0] ^ told[1] == told[0] ^ told[2] == set()
