"""Which tables a query reads is told from its words only where these leave no doubt."""

from __future__ import annotations

import re

import pytest

from assay.engine.evidence import open_database
from assay.engine.reads import tables_of
from assay.engine.standards import load_metrics, load_standards


def parsed(sql: str) -> set[str]:
    return set(open_database().get_table_names(sql))


def test_words_and_parser_agree_on_all_that_is_shipped() -> None:
    db = open_database()
    units = [*load_standards().values(), *load_metrics().values()]
    assert units
    for unit in units:
        bare = unit.sql
        for name in (*unit.limits, "as_of"):
            bare = bare.replace(f"${name}", "null")
        # The database's parser cannot tell the tables of a query with such a frame.
        bare = re.sub(r"range between interval \d+ \w+ preceding and current row", "", bare)
        assert tables_of(db, unit.sql) == set(db.get_table_names(bare)), unit.id


@pytest.mark.parametrize(
    "sql",
    [
        "select * from call",
        "select * from call c, recording r where c.recording = r.name",
        "select recording, count(*) from call group by recording",
        "with call as (select * from setting) select * from call",
        "with call(a) as (select 1 from setting) select a from call",
        "select * from call where method is distinct from recording",
        "select extract(year from finding) from call",
        "select 'from setting', /* join setting */ 1 from call",
        "from call select url",
        "table call",
        "select * from nowhere join call on true",
        "select * from (call cross join recording)",
        "select * from (recording r join call c on c.recording = r.name)",
        "select 1 from call c join setting s on c.path = s.path, recording",
        "select 1 from (select 1 from call) a, recording",
        "select 1 from call c\n, RECORDING r",
        "select path, recording from call where method in ('a', 'b') order by path, recording",
        "select row_number() over (partition by path, recording) from call",
        "select trim(both 'x' from recording) from call",
        "select substring(recording from 2) from call",
        "select * from call c cross join lateral (select c.path from setting) x",
        "select count(*) filter (where recording is not distinct from path) from call",
        "WITH Parts AS MATERIALIZED (SELECT 1 FROM setting) SELECT * FROM parts",
    ],
)
def test_what_is_read(sql: str) -> None:
    assert tables_of(open_database(), sql) == parsed(sql)
