"""The rows of a standard over millions of subjects -> raw_finding: who does not meet it each, who does counted.

In: a query over a large table. What it gives passes once through a file, so that memory stays bounded. Out: the rows
that are not met, and the met ones of each unit: all of them, or where they are many one row that says how many.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assay.store.lake import quoted

if TYPE_CHECKING:
    import duckdb

#: So many met subjects of one standard in one unit are kept each.
MOST = 10_000
#: What the others of a unit are called, in every run alike.
OTHERS = "(all others)"

#: A subject that some row says otherwise of is not met; one that several rows say the same of is one.
_FOLD = """
insert into raw_finding by name
with given as (from read_parquet('{file}')),
bad as (select distinct integration, subject from given where met is not true),
good as (
    select integration, subject from given where met
    and not exists (select 1 from bad where bad.integration is not distinct from given.integration
        and bad.subject is not distinct from given.subject)
),
many as (
    select integration, count(distinct md5_number(coalesce(subject, integration))) as subjects from good group by all
    having count(*) > {most}
)
select * replace (1::bigint as subjects) from given where met is not true
union all by name
select * replace (1::bigint as subjects) from given
where met and not exists (select 1 from many where many.integration is not distinct from given.integration)
union all by name
select $id as standard, integration, '{others}' as subject, true as met,
    printf('%d subjects meet it', subjects) as reason, subjects
from many
"""


def fold(db: duckdb.DuckDBPyConnection, standard: str, sql: str, values: Mapping[str, Any], draft: Path) -> None:
    """Append what a standard's query gives. Errors: duckdb.Error when the query is none."""
    file = draft / f"{standard.replace('/', '.')}.judged.parquet"
    shape = "(select * from raw_finding limit 0)"
    query = f"{shape} union all by name (select '{standard}' as standard, * from ({sql}\n))"
    copied = f"copy ({query}) to '{quoted(file)}' (format parquet, compression lz4)"
    db.execute(copied, dict(values)) if values else db.execute(copied)
    db.execute(_FOLD.format(file=quoted(file), most=MOST, others=OTHERS), {"id": standard})
    file.unlink()
