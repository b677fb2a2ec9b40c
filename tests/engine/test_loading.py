"""Derived rows become a table: the same however many there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.engine.evidence import open_database
from assay.engine.loading import load_derived
from assay.engine.outcomes import table_columns
from assay.tables.api import ApiBody

_SAID = {"api": "Shop", "side": "request", "status": None, "described": True, "has_schema": True, "type": None}
_REST = {"headers": None, "links": 2, "media_type": 'a "quoted"\ntext', "pointer": ""}


def _body(number: int) -> ApiBody:
    path = "pay/api.json" if number % 2 else "api.json"
    return ApiBody(**_SAID, **_REST, path=path, operation=f"GET /é/{number}", properties=None)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [0, 3, 7_001])
def test_each_row_has_what_it_says_and_the_unit_of_its_place(tmp_path: Path, count: int) -> None:
    columns = table_columns("api_body")
    with open_database() as db:
        load_derived(
            db, "api_body", columns, [_body(number) for number in range(count)], {".": "shop", "pay": "pay"}, tmp_path
        )
        assert [name for name, *_ in db.execute("describe api_body").fetchall()] == [one.name for one in columns]
        asked = "integration, origin, environment, path, operation, described, links, media_type, lists"
        found = db.execute(f"select {asked} from api_body").fetchall()
    expected = [
        (unit, "source", None, path, f"GET /é/{number}", True, 2, 'a "quoted"\ntext', None)
        for number in range(count)
        for unit, path in [("pay", "pay/api.json") if number % 2 else ("shop", "api.json")]
    ]
    assert sorted(found, key=repr) == sorted(expected, key=repr)
    assert not list(tmp_path.iterdir())
