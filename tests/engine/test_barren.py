"""A query that is not asked would have given nothing; what may give a row of nothing is always asked."""

from __future__ import annotations

import contextlib
import random
from datetime import date
from pathlib import Path

import duckdb
import pytest

from assay.engine.barren import is_barren
from assay.engine.evidence import Evidence, open_database
from assay.engine.judge import parameters
from assay.engine.standards import load_metrics, load_standards

_EMPTY = {"call", "issue"}


@pytest.mark.parametrize(
    "sql",
    [
        "select integration, count(*) as n from call group by integration",
        "select c.integration, c.path from call c left join integration i using (integration) where c.status > 3",
        "with a as (select * from call), b as (select x from a join other using (x)) select b.x as y, 1 from b",
        "select x from (select path as x from call where 'from other' <> '') order by x",
        "select x from call union all select path from issue where exists (select 1 from other)",
        "with a(x) as materialized (select path from call) select distinct x, (select count(*) from other) from a",
        "select integration, count(*) over () from call -- right join other",
        "select x -- what came of 'it'\nfrom call",
        "select integration, right(min(path), 6) as path from call group by integration",
        "select o.x from other o left join others p using (x) join call c on c.x = o.x where o.y > 1",
        "select o.x from other o join others on true cross join issue",
        "select c.x, v.y from call c cross join (values (2), (3)) v(y)",
        "select integration, n from (select integration, max(x) as n from call group by all)",
    ],
)
def test_a_query_of_nothing_gives_nothing(sql: str) -> None:
    assert is_barren(sql, _EMPTY.__contains__)
    assert not is_barren(sql, set[str]().__contains__)


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from call",
        "select count(*) as n, n from call",
        "select max(x) as m, null as path, current_date as day from call group by all",
        "select count(*) from call group by ()",
        "select a, count(*) from call group by rollup (a)",
        "select x from other left join call using (x)",
        "select x from call right join other using (x)",
        "select x from other left outer join call using (x)",
        "select x from other anti join call using (x)",
        "select count(*) from other join call using (x)",
        "select x from other where exists (select 1 from others o join call using (x))",
        "select x from call full join other using (x)",
        "select x from call union all select y from other",
        "select count(*) n, n from call",
        "select n: count(*), n from call",
        "select {'a': max(x)} s, s.a from call",
        "select count(*), current_user from call",
        "select x from other left join others join call on true on true",
        "select x from call_all(1)",
        "select x from call union all select 1",
        "with a as (select count(*) as n from call) select n from a",
        "with recursive a as (select x from call union all select x from a) select x from a",
        "with call as (select 1 as x) select x from call",
        "select a is distinct from call as met, b from other",
        "select x from unnest([1, 2]) as t(x)",
        "select x from (values (1)) as t(x)",
        "values (1)",
        "select x from call union all values (1)",
        "with a(x) as (values (1)) select x from a",
        "select 1",
        "from call select 1",
        "this is no query (",
        "with a as (select x from call",
    ],
)
def test_what_may_give_a_row_of_nothing_is_asked(sql: str) -> None:
    assert not is_barren(sql, _EMPTY.__contains__)


_ITEMS = (
    *("x", "x as k", "z.x", "1", "count(*)", "count(*) n", "count(*) as n", "n: count(*)", "n", "max(x) m", "m", "*"),
    *("{'a': max(1)} s", "s.a", "current_date", "current_user", "(select count(*) from other)", "count(*) over ()"),
)
_ENDS = ("", "", "", " where true", " where exists (select 1 from call)", " group by all", " group by ()")
_MORE_ENDS = (" group by 1", " group by x", " group by rollup (x)", " having true", " order by 1", " qualify true")
_JOINS = ("", "left ", "left outer ", "right ", "full ", "anti ", "semi ", "inner ")


def _made_up(chance: random.Random, depth: int = 0) -> str:
    tables = ["call", "issue", "other", "others"]

    def relation() -> str:
        inner = f"({_made_up(chance, depth + 1)})" if depth < 2 else "(values (1)) v(x)"
        whole = chance.choice([*tables, *tables, inner, "(values (1)) v(x)", "unnest([1]) u(x)", "call_all(1)"])
        return whole if whole.endswith(")") and whole != inner else f"{whole} {chance.choice(['z', 'as y', 'w'])}"

    def joined() -> str:
        found = relation()
        for _ in range(chance.choice((0, 0, 1, 1, 2))):
            how, kept = chance.choice(_JOINS), f"{chance.choice(('left ', ''))}join {relation()} on true"
            found += chance.choice(
                (f" {how}join {relation()} on true",) * 3 + (f" {how}join {relation()} {kept} on true",)
            )
            found += chance.choice(("", "", "", f", {relation()}", f" cross join {relation()}"))
        return found

    def select() -> str:
        items = ", ".join(chance.choices(_ITEMS, k=chance.choice((1, 1, 2, 3))))
        beginning = chance.choice(("select ", "select ", "select distinct "))
        return f"{beginning}{items} from {joined()}{chance.choice(_ENDS + _MORE_ENDS)}"

    sql = select()
    if depth < 2 and chance.random() < 0.2:
        tables.append(chance.choice(("call", "part")))
        sql = f"with {tables[-1]} as ({sql}) {select()}"
    return f"{sql} union all {select()}" if chance.random() < 0.15 else sql


def test_no_query_that_is_not_asked_would_have_given_a_row_whatever_its_shape() -> None:
    db = open_database()
    for table, rows in {"call": 0, "issue": 0, "other": 1, "others": 2}.items():
        db.execute(f"create table {table} as select i as x from range({rows}) r(i)")
    db.execute("create macro call_all(a) as table select 1 as x")
    answered = 0
    for number in range(4_000):
        sql = _made_up(random.Random(number))
        if is_barren(sql, _EMPTY.__contains__):
            with contextlib.suppress(duckdb.Error):
                assert db.execute(sql).fetchmany(1) == [], sql
                answered += 1
    assert answered > 50


def test_every_shipped_query_that_is_not_asked_of_nothing_gives_nothing(tmp_path: Path) -> None:
    evidence = Evidence(open_database(), {})
    evidence.set_collections((), tmp_path)
    evidence.require(["integration"])
    units = [*load_standards(()).values(), *load_metrics(()).values()]
    vain = [unit for unit in units if is_barren(unit.sql, evidence.is_empty)]
    assert len(vain) > len(units) / 2, "or it is not worth its code"
    from assay.engine.reads import tables_of

    for unit in vain:
        values = parameters(unit.sql, unit.limits, date(2026, 1, 1))
        evidence.require(tables_of(evidence.db, unit.sql) - {"integration", "collection", "finding", "waiver"})
        rows = evidence.db.execute(unit.sql, values) if values else evidence.db.execute(unit.sql)
        assert rows.fetchall() == [], unit.id
