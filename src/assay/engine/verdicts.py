"""The rows that queries gave -> the tables `finding` and `measure`, all in DuckDB.

What follows from a row, whatever standard gave it (applicability, Wilson bounds, missing evidence, fingerprints), is
said once, for all standards, in SQL.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Set
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assay.model import Column, Origin
from assay.model.standard import Applies, Metric, Standard
from assay.store.lake import definition
from assay.tables import all_tables

from .carrying import carry
from .evidence import SIDE_BY_SIDE, Evidence, load_rows
from .filling import filled_by
from .outcomes import FINDING

if TYPE_CHECKING:
    import duckdb

_STANDARD = tuple(
    Column(name, kind, "")
    for name, kind in (
        *(("id", "VARCHAR"), ("level", "VARCHAR"), ("domain", "VARCHAR"), ("kinds", "VARCHAR"), ("layers", "VARCHAR")),
        *(("workspace", "BOOLEAN"), ("target", "DOUBLE"), ("lower_better", "BOOLEAN"), ("error", "VARCHAR")),
    )
)

#: Wilson 1927: (p + z2/2n -+ z sqrt(p(1-p)/n + z2/4n2)) / (1 + z2/n) with z = 1.959963984540054.
WILSON = """
create or replace macro wilson_centre(k, n) as k / n + 3.8414588206941245 / (2 * n);
create or replace macro wilson_half(k, n) as
    1.959963984540054 * sqrt(greatest(0, (k / n) * (1 - k / n)) / n + 3.8414588206941245 / (4 * n * n));
create or replace macro wilson_low(k, n) as
    greatest(0, (wilson_centre(k, n) - wilson_half(k, n)) / (1 + 3.8414588206941245 / n));
create or replace macro wilson_high(k, n) as
    least(1, (wilson_centre(k, n) + wilson_half(k, n)) / (1 + 3.8414588206941245 / n));
"""

#: Where the queries put their rows.
RAW = """
create or replace table raw_finding (standard varchar, integration varchar, subject varchar, met boolean,
    reason varchar, path varchar, line bigint, pointer varchar, origin varchar, answers varchar, numerator double,
    denominator double, subjects bigint);
create or replace table raw_measure (metric varchar, integration varchar, dimension varchar, value double,
    numerator double, denominator double);
"""

_PREPARE = """
create or replace table applicable as
select s.id as standard, u.integration
from standard_ s join integration u
  on (s.kinds = '' or contains(s.kinds, ',' || u.kind || ','))
 and (s.layers = '' or contains(s.layers, ',' || u.layer || ','))
 and (not s.workspace or u.path = '.');

create or replace table evidence_read as
select f."table", c.integration, bool_or(u.path = '.') as workspace
from collection c join filler f on f.collector = c.collector
join integration u on u.integration = c.integration
where c.outcome = 'read' group by all;

create or replace table without_evidence as
select a.standard, a.integration, string_agg(distinct n."table", ', ' order by n."table") as missing,
    string_agg(distinct n.remedy, '; ') as remedy
from applicable a join need n on n.standard = a.standard
join integration u on u.integration = a.integration
-- Only what faces a provider must bring traffic; shared code, core and tools are judged on it where there is any.
where (not n.observed or u.layer in ('provider', 'base')) and not exists (
    select 1 from evidence_read e where e."table" = n."table" and (
        e.integration = a.integration
        or (e.workspace and not exists (
            select 1 from evidence_read x where x."table" = n."table" and not x.workspace))))
group by a.standard, a.integration;
"""

#: The rows that the queries gave, where they apply, with what each comes to. One subject of a standard has one `key`.
_JUDGED = """
create or replace view judged as
select r.standard, a.integration, coalesce(r.subject, a.integration) as subject,
    case
        when s.target is null then case when r.met then 'met' when not r.met then 'unmet' else 'unknown' end
        when coalesce(r.denominator, 0) <= 0 then 'unknown'
        when s.lower_better then
            case when wilson_high(r.numerator, r.denominator) <= s.target then 'met'
                 when wilson_low(r.numerator, r.denominator) > s.target then 'unmet' else 'unknown' end
        when wilson_low(r.numerator, r.denominator) >= s.target then 'met'
        when wilson_high(r.numerator, r.denominator) < s.target then 'unmet'
        else 'unknown'
    end as verdict,
    case when s.target is null then r.reason
         else coalesce(r.reason || '; ', '') || printf('%g of %g', r.numerator, r.denominator) end as reason,
    r.path, r.line, r.pointer, r.origin, coalesce(r.subjects, 1) as subjects, s.level, s.domain,
    hash(r.standard, a.integration, coalesce(r.subject, a.integration)) as key
from raw_finding r
join standard_ s on s.id = r.standard and s.error is null
left join (select integration from integration where path = '.') w on true
join applicable a on a.standard = r.standard and a.integration = coalesce(r.integration, w.integration)
"""
#: The same where rulesets say something of some, which `carried` holds.
_CARRIED = (
    _JUDGED.replace("s.level,", "coalesce(c.level, s.level) as level,")
    + "left join carried c on c.place = r.rowid where c.place is null or not c.off"
)

#: A subject that several rows speak of has the worst verdict. That is so of few: only those are sorted.
_FIND = """
insert into finding by name
with mine as materialized (select * from judged where standard > $after and standard <= $upto),
several as (select key from mine group by key having count(*) > 1)
select o.* exclude (key), false as waived,
    substr(sha256(o.standard || chr(31) || o.integration || chr(31) || o.subject), 1, 16) as fingerprint
from (
    select * from mine where key not in (from several)
    union all
    select * from mine where key in (from several)
    qualify row_number() over (partition by standard, integration, subject
        order by case verdict when 'unmet' then 0 when 'unknown' then 1 else 2 end, path, line, pointer, reason) = 1
    union all by name
    select a.standard, a.integration, a.integration as subject, 'unknown' as verdict,
        'the standard could not be judged: ' || s.error as reason, 1 as subjects, s.level, s.domain
    from applicable a join standard_ s on s.id = a.standard
    where s.error is not null and a.standard > $after and a.standard <= $upto
    union all by name
    select n.standard, n.integration, n.integration as subject, 'unknown' as verdict,
        'no evidence of ' || n.missing || '; ' || n.remedy as reason, u.path, 1 as subjects, s.level, s.domain
    from without_evidence n join standard_ s on s.id = n.standard and s.error is null
    join integration u on u.integration = n.integration
    where n.standard > $after and n.standard <= $upto and not exists (
        select 1 from mine j where j.standard = n.standard and j.integration = n.integration)
) o
"""


#: Rows that are found together.
_ROWS = 25_000
#: Of no more rows, planning two statements takes longer than finding them in one.
_FEW = 10_000
#: Comes after the name of any standard.
_LAST = "\U0010ffff"


def prepare(
    db: duckdb.DuckDBPyConnection, standards: Iterable[Standard], tables: Mapping[str, Set[str]], draft: Path
) -> None:
    """Find out where each standard applies, and where it lacks evidence: known before anything is asked.

    `tables` are those that each reads, by its id.
    """
    standards = list(standards)
    needs = [(standard.id, table) for standard in standards for table in _needed(standard, tables[standard.id])]
    load_rows(db, "standard_", _STANDARD, map(_rule, standards), draft)
    _load_rules(db, needs, draft)
    db.execute(_PREPARE)


def conclude(
    evidence: Evidence, standards: Iterable[Standard], errors: Mapping[str, str], draft: Path, *, more: bool
) -> None:
    """Fill `finding` from what was prepared and asked; `errors` say what could not be. With `more`, what it has stays.

    It is done part by part, by their standards, so that tables for grouping and joining stay small.
    """
    db = evidence.db
    for standard, error in errors.items():
        db.execute("update standard_ set error = ? where id = ?", [error, standard])
    db.execute(_CARRIED if carry(evidence, standards, draft) else _JUDGED)
    if not more:
        db.execute(f"create or replace table finding {definition(FINDING)}")

    def find(part: tuple[str, str]) -> None:
        with db.cursor() as own:
            own.execute(_FIND, dict(zip(("after", "upto"), part, strict=True)))

    parts = list(pairwise(_bounds(db)))
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for first in range(0, len(parts), SIDE_BY_SIDE):
            list(pool.map(find, parts[first : first + SIDE_BY_SIDE]))
            evidence.make_room(again=False)


def _bounds(db: duckdb.DuckDBPyConnection) -> list[str]:
    """What the standards of one part lie between; parts have about as many rows, none too many, and nobody idles."""
    (rows,) = db.execute("select count(*) from raw_finding").fetchone() or (0,)
    if rows <= _FEW:
        return ["", _LAST]
    parts = SIDE_BY_SIDE * math.ceil(rows / (SIDE_BY_SIDE * _ROWS))
    shares = [number / parts for number in range(1, parts)]
    asked = "select quantile_disc(standard, $shares) from raw_finding"
    (found,) = db.execute(asked, {"shares": shares}).fetchone() or ([],)
    return ["", *sorted(set(found or ())), _LAST]


def measure(db: duckdb.DuckDBPyConnection, metrics: Iterable[Metric]) -> None:
    """Fill `measure` from raw_measure."""
    ratios = ",".join(f"'{metric.id}'" for metric in metrics if metric.unit == "ratio") or "''"
    db.execute(
        f"""create or replace table measure as
        select r.metric, split_part(r.metric, '/', 1) as domain, r.integration, coalesce(r.dimension, '') as dimension,
            coalesce(r.value, r.numerator / nullif(r.denominator, 0)) as value, r.numerator, r.denominator,
            case when bounded then wilson_low(r.numerator, r.denominator) end as low,
            case when bounded then wilson_high(r.numerator, r.denominator) end as high
        from (select *, metric in ({ratios}) and denominator > 0 and numerator between 0 and denominator as bounded
              from raw_measure) r
        order by all"""
    )


def _needed(standard: Standard, tables: Set[str]) -> list[str]:
    wanted = set(standard.evidence) if standard.evidence is not None else tables
    return sorted(wanted & all_tables().keys() - {"integration"})


def _load_rules(db: duckdb.DuckDBPyConnection, needs: Iterable[tuple[str, str]], draft: Path) -> None:
    fillers = filled_by()
    texts = [Column(name, "VARCHAR", "") for name in ("standard", "table", "remedy")]
    asked = {name for (name,) in db.execute("select distinct collector from collection").fetchall()}
    load_rows(db, "need", [*texts, Column("observed", "BOOLEAN", "")], _needs(needs, fillers, asked), draft)
    # Source in one language is evidence that what only another language has is not there.
    languages = set(fillers.get("source_file", ()))
    able = {table: languages | set(names) if languages & set(names) else names for table, names in fillers.items()}
    rows = ({"table": table, "collector": name} for table, names in able.items() for name in names)
    load_rows(db, "filler", [Column(name, "VARCHAR", "") for name in ("table", "collector")], rows, draft)


def _needs(
    needs: Iterable[tuple[str, str]], fillers: Mapping[str, tuple[str, ...]], asked: Set[str]
) -> Iterable[dict[str, Any]]:
    """What each standard lacks where it lacks a table: what this run looked for in vain, before what it did not."""
    from .plugins import collectors

    for standard, table in needs:
        names = fillers.get(table, ())
        able = [collectors()[name].COLLECTOR for name in [name for name in names if name in asked] or names]
        tools = sorted({collector.tool for collector in able})
        yield {
            "standard": standard,
            "table": table,
            "remedy": f"add {' or '.join(tools) or 'a collector that fills it'}",
            "observed": bool(able) and all(collector.origin is not Origin.SOURCE for collector in able),
        }


def _rule(standard: Standard) -> dict[str, Any]:
    applies: Applies = standard.applies
    return {
        "id": standard.id,
        "level": standard.level.value,
        "domain": standard.domain,
        "kinds": "".join(f",{kind}" for kind in applies.kind) + ("," if applies.kind else ""),
        "layers": "".join(f",{layer}" for layer in applies.layer) + ("," if applies.layer else ""),
        "workspace": standard.scope == "workspace",
        "target": standard.target,
        "lower_better": standard.better == "lower",
    }
