"""The generator of payments makes what it says: the same from the same seed, in seasons, with what is wrong known."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from payment_world import World, make
from payment_world.markets import COUNTRIES, METHODS, PROVIDERS
from payment_world.plan import AS_OF
from payment_world.recall import recall

PAYMENTS = 4_000
SMALL = 20_000


@pytest.fixture(scope="module")
def lawful(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make(tmp_path_factory.mktemp("lawful"), PAYMENTS, defects=())


def _ask(world: World, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as db:
        return db.execute(sql.replace("{}", f"{world.folder}/exports")).fetchall()


def test_shares_add_up() -> None:
    assert sum(method.share for method in METHODS) == pytest.approx(1)
    assert sum(country.share for country in COUNTRIES) == pytest.approx(1)
    assert len(PROVIDERS) == 12


def test_the_same_seed_makes_the_same_rows(lawful: World, tmp_path: Path) -> None:
    again, other = (
        make(tmp_path / "again", PAYMENTS, defects=()),
        make(tmp_path / "other", PAYMENTS, seed=8, defects=()),
    )
    digest = "select sum(hash(e)) from '{}/payment_event.parquet' e"
    assert _ask(again, digest) == _ask(lawful, digest) != _ask(other, digest)


def test_every_table_is_filled_and_declared(lawful: World) -> None:
    declared = (lawful.folder / "assay.toml").read_text()
    assert all(rows > 0 and f'table = "{table}"' in declared for table, rows in lawful.rows.items())
    assert lawful.planted == {}


def test_it_has_seasons_and_all_kinds_of_currencies(lawful: World) -> None:
    nights, evenings = _ask(
        lawful,
        "select count(*) filter (hour(placed_at) < 6), count(*) filter (hour(placed_at) between 17 and 22) "
        "from '{}/shop_order.parquet' where status = 'open'",
    )[0]
    assert int(str(evenings)) > 3 * int(str(nights))
    seen = {currency for (currency,) in _ask(lawful, "select distinct currency from '{}/payment_event.parquet'")}
    assert {"EUR", "JPY", "KWD"} <= seen


def test_nothing_happens_after_its_end_and_no_payment_twice(lawful: World) -> None:
    late = f"select count(*) from '{{}}/payment_event.parquet' where occurred_at > timestamp '{AS_OF}'"
    assert _ask(lawful, late) == [(0,)]
    twice = "select event, side from '{}/payment_event.parquet' group by all having count(*) > 1"
    assert _ask(lawful, twice) == []


def test_what_is_planted_is_listed(tmp_path: Path) -> None:
    world = make(tmp_path, SMALL)  # of the rarest defects fewer payments have none
    assert len(world.planted) > 10
    assert all(world.planted.values())


def test_every_standard_names_what_is_wrong_and_nothing_else(tmp_path: Path) -> None:
    found = recall(make(tmp_path / "world", SMALL), tmp_path / "lake")
    assert {name: (one.planted - one.found, one.found - one.planted) for name, one in found.items()} == {
        name: (frozenset(), frozenset()) for name in found
    }


def test_what_is_lawful_is_never_unmet(lawful: World, tmp_path: Path) -> None:
    assert recall(lawful, tmp_path / "lake") == {}
