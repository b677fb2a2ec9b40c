"""A derivation that is one query: its rows are its table's rows, and never leave the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.engine import deriving
from assay.engine.evidence import Evidence, load_rows, open_database
from assay.engine.outcomes import table_columns
from assay.model import Derivation, Target, all_columns
from assay.tables.payment import MoneyAmount

_KEYS = "integration, path, 'report' as origin, environment"
_QUERY = f"""select 1 as entry, 'f' as field, total as decimal, total_minor as minor, 2 as decimal_places, currency,
    line, {_KEYS} from shop_order"""


def _derived(monkeypatch: pytest.MonkeyPatch, folder: Path, orders: list[dict[str, object]]) -> list[tuple[str, str]]:
    stated = Derivation(name="money", about="Money.", fills=(MoneyAmount,), reads={"orders": _QUERY})
    monkeypatch.setattr(deriving, "derivations", lambda: (stated,))
    evidence = Evidence(open_database(), {})
    if orders:
        load_rows(evidence.db, "shop_order", table_columns("shop_order"), orders, folder)
        evidence.state_made("shop_order")
    found = [(table, rows) for table, rows in deriving.derived(evidence, Target(())) if isinstance(rows, str)]
    for _, query in found:
        cursor = evidence.db.execute(query)
        assert [name for name, *_ in cursor.description or ()] == [one.name for one in all_columns(MoneyAmount)]
        assert [row[all_names().index("minor")] for row in cursor.fetchall()] == [5, 7]
    return found


def all_names() -> list[str]:
    return [one.name for one in all_columns(MoneyAmount)]


def test_its_rows_have_the_columns_of_the_table_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    orders: list[dict[str, object]] = [{"order_id": "a", "total_minor": 5}, {"order_id": "b", "total_minor": 7}]
    assert [table for table, _ in _derived(monkeypatch, tmp_path, orders)] == ["money_amount"]


def test_where_what_it_reads_is_empty_it_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _derived(monkeypatch, tmp_path, []) == []
