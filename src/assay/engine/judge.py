"""Standards and metrics over evidence -> the tables `finding` and `measure`, all in DuckDB.

Every standard is one INSERT of its query's rows; what follows (applicability, Wilson bounds, missing evidence,
fingerprints) is said once, for all standards, in SQL.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assay.model import Column, Origin, all_columns
from assay.model.expressions import expression
from assay.model.standard import Applies, Metric, Standard
from assay.tables import all_tables

from . import provoked
from .barren import is_barren
from .carrying import carry
from .evidence import SIDE_BY_SIDE, Evidence, filled_by, load_rows
from .folding import fold
from .reads import tables_of
from .remembering import Remembered

if TYPE_CHECKING:
    import duckdb

FINDING = (
    Column("standard", "VARCHAR", "id of the standard"),
    Column("level", "VARCHAR", "must, should or may"),
    Column("domain", "VARCHAR", "domain of the standard"),
    Column("integration", "VARCHAR", "unit judged"),
    Column("subject", "VARCHAR", "thing judged, named alike in every run"),
    Column("verdict", "VARCHAR", "met, unmet or unknown"),
    Column("reason", "VARCHAR", "what was seen"),
    Column("path", "VARCHAR", "where to look"),
    Column("line", "BIGINT", "line there, from 1"),
    Column("column", "BIGINT", "column there, from 1, in UTF-16 code units; null where only the line is known"),
    Column("pointer", "VARCHAR", "place in the file's value (JSON pointer, RFC 6901), where the standard says"),
    Column("origin", "VARCHAR", "how it was observed, where the standard says"),
    Column("fingerprint", "VARCHAR", "hash of standard, integration and subject"),
    Column("waived", "BOOLEAN", "an unmet that somebody accepted until a date"),
    Column("waiver", "VARCHAR", "name of the waiver that covers it"),
    Column("subjects", "BIGINT", "how many it stands for: 1, or all who meet it where they are many"),
)
MEASURE = (
    Column("metric", "VARCHAR", "id of the metric"),
    Column("domain", "VARCHAR", "domain of the metric"),
    Column("integration", "VARCHAR", "unit measured"),
    Column("dimension", "VARCHAR", "part of the population, empty for all of it"),
    Column("value", "DOUBLE", "the number, in the metric's unit"),
    Column("numerator", "DOUBLE", "of a ratio"),
    Column("denominator", "DOUBLE", "of a ratio: the population"),
    Column("low", "DOUBLE", "lower end of the Wilson 95 % interval of a ratio"),
    Column("high", "DOUBLE", "upper end of the Wilson 95 % interval of a ratio"),
)
WAIVER = (
    Column("name", "VARCHAR", "hash of its terms, by which it is approved"),
    Column("about", "VARCHAR", "what it accepts, in words: standard, unit, subjects"),
    Column("standard", "VARCHAR", "id of the standard whose unmet findings it accepts; null where that is not known"),
    Column("integration", "VARCHAR", "unit that it names; null for every one"),
    Column("subject", "VARCHAR", "glob over subjects; null for every one"),
    Column("fingerprint", "VARCHAR", "the one finding that it is about, when it was proposed in the lake"),
    Column("author", "VARCHAR", "who accepts"),
    Column("reason", "VARCHAR", "why it may stay so for now"),
    Column("until", "DATE", "last day on which it holds"),
    Column("accepted", "BIGINT", "unmet findings that it was given for; null where it does not say"),
    Column("origin", "VARCHAR", "where it was taken: assay.toml or lake"),
    Column("path", "VARCHAR", "file that states it"),
    Column("line", "BIGINT", "line there"),
    Column("approved_by", "VARCHAR", "who approved it, comma separated"),
    Column("declined_by", "VARCHAR", "who declined it"),
    Column("declined_reason", "VARCHAR", "why"),
    Column(
        "state",
        "VARCHAR",
        "how it stands: in force, waits for approval, matches more than accepted, matches nothing, not judged, "
        "ended or declined",
    ),
    Column("judged", "BOOLEAN", "its standard was judged in this run"),
    Column("matched", "BIGINT", "unmet findings that it matches"),
    Column("unjudged", "BIGINT", "unknown findings that it would match"),
    Column("covered", "BIGINT", "findings that it waives"),
    Column("needs_approval", "BOOLEAN", "it covers only what an owner approved"),
    Column("waits_for", "VARCHAR", "owners whose approval is wanting, comma separated"),
    Column("max_days", "BIGINT", "days that a waiver may last at the most"),
)

#: Tables that a run writes of what it judged.
JUDGED = {"finding": FINDING, "measure": MEASURE, "waiver": WAIVER}
_STANDARD = tuple(
    Column(name, kind, "")
    for name, kind in (
        *(("id", "VARCHAR"), ("level", "VARCHAR"), ("domain", "VARCHAR"), ("kinds", "VARCHAR"), ("layers", "VARCHAR")),
        *(("workspace", "BOOLEAN"), ("target", "DOUBLE"), ("lower_better", "BOOLEAN"), ("error", "VARCHAR")),
    )
)
_PACKAGE = Path(__file__).resolve().parent.parent
_PARAMETER = expression(r"\$([a-z_][a-z0-9_]*)", re.IGNORECASE)
_COMMENT = expression(r"--[^\n]*|/\*.*?\*/", re.DOTALL)

#: Wilson 1927: (p + z2/2n -+ z sqrt(p(1-p)/n + z2/4n2)) / (1 + z2/n) with z = 1.959963984540054.
_WILSON = """
create or replace macro wilson_centre(k, n) as k / n + 3.8414588206941245 / (2 * n);
create or replace macro wilson_half(k, n) as
    1.959963984540054 * sqrt(greatest(0, (k / n) * (1 - k / n)) / n + 3.8414588206941245 / (4 * n * n));
create or replace macro wilson_low(k, n) as
    greatest(0, (wilson_centre(k, n) - wilson_half(k, n)) / (1 + 3.8414588206941245 / n));
create or replace macro wilson_high(k, n) as
    least(1, (wilson_centre(k, n) + wilson_half(k, n)) / (1 + 3.8414588206941245 / n));
"""

_RAW = """
create or replace table raw_finding (standard varchar, integration varchar, subject varchar, met boolean,
    reason varchar, path varchar, line bigint, pointer varchar, origin varchar, answers varchar, numerator double,
    denominator double, subjects bigint);
create or replace table raw_measure (metric varchar, integration varchar, dimension varchar, value double,
    numerator double, denominator double);
"""

_JUDGE = """
create or replace table applicable as
select s.id as standard, u.integration
from standard_ s join integration u
  on (s.kinds = '' or contains(s.kinds, ',' || u.kind || ','))
 and (s.layers = '' or contains(s.layers, ',' || u.layer || ','))
 and (not s.workspace or u.path = '.');

create or replace table raw_judged as
select r.standard, coalesce(r.integration, w.integration) as integration, r.subject,
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
    r.path, r.line, r.pointer, r.origin, r.answers, coalesce(r.subjects, 1) as subjects, null::varchar as level
from raw_finding r
join standard_ s on s.id = r.standard and s.error is null
left join (select integration from integration where path = '.') w on true;

drop table raw_finding;
"""

_FIND = """
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

{into}
with said as (
    select r.* from raw_judged r join applicable a using (standard, integration)
    union all
    select a.standard, a.integration, a.integration, 'unknown', 'the standard could not be judged: ' || s.error,
        null, null, null, null, null, 1, null
    from applicable a join standard_ s on s.id = a.standard where s.error is not null
    union all
    select n.standard, n.integration, n.integration, 'unknown',
        'no evidence of ' || n.missing || '; ' || n.remedy, u.path, null, null, null, null, 1, null
    from without_evidence n join standard_ s on s.id = n.standard and s.error is null
    join integration u on u.integration = n.integration
    where not exists (
        select 1 from raw_judged r where r.standard = n.standard and r.integration = n.integration)
),
named as (select * replace (coalesce(subject, integration) as subject) from said),
one as (
    select * from named
    qualify row_number() over (partition by standard, integration, subject
        order by case verdict when 'unmet' then 0 when 'unknown' then 1 else 2 end, path, line, pointer, reason) = 1
)
select o.standard, coalesce(o.level, s.level) as level, s.domain, o.integration, o.subject, o.verdict, o.reason,
    o.path, o.line, null::bigint as "column", o.pointer, o.origin,
    substr(sha256(o.standard || chr(31) || o.integration || chr(31) || o.subject), 1, 16) as fingerprint,
    false as waived, null::varchar as waiver, o.subjects
from one o join standard_ s on s.id = o.standard
order by o.standard, o.integration, o.subject;

drop table raw_judged;
"""


def parameters(sql: str, limits: Mapping[str, Any], as_of: date) -> dict[str, Any]:
    """The values of the `$names` that a query uses."""
    if "$" not in sql:
        return {}
    values = {**limits, "as_of": datetime(as_of.year, as_of.month, as_of.day)}
    return {name: values[name] for name in set(_PARAMETER.findall(_COMMENT.sub(" ", sql))) if name in values}


def judge(
    evidence: Evidence,
    standards: Iterable[Standard],
    *,
    as_of: date,
    limits: Mapping[str, Mapping[str, Any]],
    draft: Path,
    metrics: Iterable[Metric] = (),
    more: bool = False,
    remembered: Remembered | None = None,
) -> dict[str, str]:
    """Fill the tables `finding` and `measure`; returns standard or metric id -> error.

    A standard that fails is unknown wherever it applies. With `more`, what `finding` holds already stays. What is
    `remembered` is not asked again, and what was answered is remembered.
    """
    db = evidence.db
    standards, metrics = list(standards), list(metrics)
    db.execute(_WILSON + _RAW)
    evidence.require(["integration", "collection"])
    values = {s.id: parameters(s.sql, {**s.limits, **limits.get(s.id, {})}, as_of) for s in standards}
    values |= {metric.id: parameters(metric.sql, metric.limits, as_of) for metric in metrics}
    errors, tables = _insert(evidence, [*standards, *metrics], values, remembered, draft)
    evidence.settle()
    evidence.forget()
    with ThreadPoolExecutor(1) as beside:
        kept = beside.submit(remembered.keep, evidence, errors, draft) if remembered is not None else None
        if metrics:
            _measure(db, metrics)
        needs = [(standard.id, table) for standard in standards for table in _needed(standard, tables[standard.id])]
        rules = (_rule(standard, errors.get(standard.id)) for standard in standards)
        load_rows(db, "standard_", _STANDARD, rules, draft)
        _load_rules(db, needs, draft)
        if kept is not None:
            kept.result()
    into = "insert into finding" if more else "create or replace table finding as"
    # Every thread keeps tables of its own for grouping and sorting: one is hardly slower here, and needs 100 MB less.
    (threads,) = db.execute("select current_setting('threads')").fetchone() or (1,)
    db.execute(f"set threads = 1; {_JUDGE}")
    carry(evidence, standards, draft)
    db.execute(f"{_FIND.replace('{into}', into)}; set threads = {threads}")
    return errors


def _measure(db: duckdb.DuckDBPyConnection, metrics: Iterable[Metric]) -> None:
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


def _insert(
    evidence: Evidence,
    units: Sequence[Standard | Metric],
    values: Mapping[str, Mapping[str, Any]],
    remembered: Remembered | None,
    draft: Path,
) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Append all units' rows: (errors by id, tables read by id). Each query is small, so several run side by side."""
    import duckdb

    errors: dict[str, str] = {}
    tables: dict[str, set[str]] = {}
    for unit in units:
        tables[unit.id] = set()
        try:
            tables[unit.id] = tables_of(evidence.db, unit.sql)
        except duckdb.Error as error:
            errors[unit.id] = _brief(error)

    mixed = provoked.is_there(evidence)

    def append(unit: Standard | Metric) -> None:
        into, name = ("raw_finding", "standard") if isinstance(unit, Standard) else ("raw_measure", "metric")
        query = f"insert into {into} by name select '{unit.id}' as {name}, * from ({unit.sql}\n)"
        try:
            with evidence.db.cursor() as db:
                if mixed and (apart := provoked.views(unit, tables[unit.id])):
                    db.execute(apart)
                if isinstance(unit, Standard) and unit.target is None and evidence.is_large(tables[unit.id]):
                    fold(db, unit.id, unit.sql, values[unit.id], draft)
                    return
                db.execute(query, values[unit.id]) if values[unit.id] else db.execute(query)
        except duckdb.Error as error:
            errors[unit.id] = _brief(error)

    able = [unit for unit in units if unit.id not in errors]
    awaited = {unit.id for unit in able if evidence.is_awaited(tables[unit.id])}
    for late in (False, True):
        if late and awaited:
            evidence.settle()
        asked = [unit for unit in able if (unit.id in awaited) is late and not _is_vain(evidence, unit)]
        if remembered is not None:
            # A user's own query may ask what the time is.
            known = remembered.take(evidence, [unit for unit in asked if _is_shipped(unit)], tables, values, mixed)
            asked = [unit for unit in asked if unit.id not in known]
        evidence.require(set().union(*(tables[unit.id] for unit in asked)))
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            list(pool.map(append, asked))
    return errors, tables


def _is_vain(evidence: Evidence, unit: Standard | Metric) -> bool:
    """Whether a shipped query gives no row for want of any evidence; a user's own is asked, so that its errors show."""
    return _is_shipped(unit) and is_barren(unit.sql, evidence.is_empty)


def _is_shipped(unit: Standard | Metric) -> bool:
    return unit.file.startswith(f"{_PACKAGE}{os.sep}")


def _brief(error: Exception) -> str:
    said = str(error).split("\n\n")[0][:300]
    return re.sub(r'Table "raw_\w+" does not have a column', "the result may not have a column", said)


def _needed(standard: Standard, tables: set[str]) -> list[str]:
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


def _rule(standard: Standard, error: str | None) -> dict[str, Any]:
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
        "error": error,
    }


def table_columns(table: str) -> tuple[Column, ...]:
    """Columns of an evidence or outcome table as a standard sees them."""
    return JUDGED.get(table) or all_columns(all_tables()[table])
