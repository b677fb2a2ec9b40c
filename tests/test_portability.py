"""Standards and metrics keep to the SQL that every engine reads alike: an allow-list on the syntax tree (sqlglot)."""

from __future__ import annotations

import pytest
import sqlglot
from sqlglot import exp

from assay.engine.standards import load_metrics, load_standards
from assay.model.standard import Metric, Standard

UNITS: dict[str, Standard | Metric] = {**load_standards(), **load_metrics()}

#: Functions that mean the same on DuckDB and on Spark, by sqlglot's names.
ALLOWED = frozenset(
    "Abs And ArgMax ArgMin Avg Case Cast Ceil Coalesce Concat ConcatWs Contains Corr Count CountIf DateDiff DateTrunc "
    "EpochUs Exists FirstValue Floor Greatest GroupConcat If Lag LastValue Lead Least Left Length LogicalAnd LogicalOr "
    "Lower MD5 Max Median Min Ntile Nullif Or PercentRank PercentileCont Pow RegexpExtract RegexpLike RegexpReplace "
    "Replace Right Round RowNumber SHA2 SplitPart Sqrt StartsWith Stddev StrPosition Substring Sum TimeToStr Trim "
    "TryCast Upper Variance".split()
)
#: What one of the engines lacks, or reads differently without a word.
REFUSED = (exp.Pivot, exp.SimilarTo, exp.AtTimeZone, exp.Unnest, exp.Star)


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())
def test_the_query_is_portable(unit: Standard | Metric) -> None:
    tree = sqlglot.parse_one(unit.sql, read="duckdb")
    functions = {type(node).__name__: node.sql("duckdb") for node in tree.find_all(exp.Func)}
    assert {name: sql for name, sql in functions.items() if name not in ALLOWED} == {}
    refused = [node.sql("duckdb") for node in tree.find_all(*REFUSED) if not _is_counted_or_projected(node)]
    assert refused == []
    for replace in tree.find_all(exp.RegexpReplace):
        assert "g" in (replace.text("modifiers") or ""), f"without 'g' the engines differ: {replace.sql('duckdb')}"
    sqlglot.transpile(unit.sql, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


def _is_counted_or_projected(node: exp.Expression) -> bool:
    """`count(*)` and `select *` mean the same everywhere; `* exclude` and `* replace` do not."""
    plain = isinstance(node, exp.Star) and not any(node.args.get(name) for name in ("except_", "except", "replace"))
    return plain and isinstance(node.parent, (exp.Count, exp.Select, exp.Column))


def test_what_is_not_portable_is_seen() -> None:
    for sql in ("select list(x) from t", "select time_bucket(interval 1 day, at) from t", "select epoch_ms(at) from t"):
        names = {type(node).__name__ for node in sqlglot.parse_one(sql, read="duckdb").find_all(exp.Func)}
        assert names - ALLOWED
