"""What teams decided about other tools' rules -> the verdicts of the standards that answer these rules.

In: the tables `ruleset`, `ruleset_rule`, `ruleset_gap`, what standards say that they answer, and the rows of queries as
`judge` has them. A ruleset holds for what lies in and below its folder, the nearest one alone. Where every rule that a
row answers is off, the row goes; else it has the severest level among those that are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from assay.model import Column
from assay.model.standard import Standard
from assay.store.records import Carried

from .evidence import Evidence, load_rows

_ANSWER = tuple(Column(name, "VARCHAR", "") for name in ("standard", "rule", "level"))

#: Rows of raw_finding that rulesets speak of: whether all of their rules are off, or else which level they have.
_CARRY = """
create or replace temp table governed as
with place as (select distinct path from raw_finding where path is not null),
nearest as (
    select p.path, r.path as ruleset from place p
    join ruleset r on r.folder = '' or starts_with(p.path, r.folder || '/')
    qualify row_number() over (partition by p.path, r.tool order by length(r.folder) desc, r.path) = 1)
select n.path, d.rule, d.decision from nearest n
join ruleset_rule d on d.path = n.ruleset and (d.files is null or regexp_full_match(n.path, d.files))
qualify row_number() over (partition by n.path, d.rule order by d.position desc) = 1;

create or replace table carried as
select r.rowid as place,
    bool_and(coalesce(g.decision = 'off', false)) as off,
    case max(case coalesce(nullif(g.decision, 'own'), a.level)
        when 'off' then 0 when 'must' then 3 when 'should' then 2 else 1 end)
        when 3 then 'must' when 2 then 'should' else 'may' end as level
from raw_finding r
join answer_ a on a.standard = r.standard and (r.answers is null or list_contains(string_split(r.answers, ' '), a.rule))
left join governed g on g.path = r.path and g.rule = a.rule
group by r.rowid having count(g.decision) > 0;

drop table governed;
"""
_TOLD = """
select r.path, r.folder,
    coalesce(list(distinct d.said order by d.said) filter (d.decision = 'off'), []),
    coalesce(list(distinct d.said || '|' || d.decision order by d.said || '|' || d.decision)
        filter (d.decision <> 'off'), [])
from ruleset r left join (
    select path, decision, rule || case when files is null then '' else ' in some files' end as said from ruleset_rule
) d on d.path = r.path
group by r.path, r.folder order by r.path
"""


def carry(evidence: Evidence, standards: Iterable[Standard], draft: Path) -> bool:
    """Fill `carried` with what teams decided of the rows in raw_finding; whether there is any ruleset."""
    rows = [
        {"standard": standard.id, "rule": rule, "level": standard.level.value}
        for standard in standards
        for rule in standard.answers
    ]
    if not rows or not _rulesets(evidence):
        return False
    load_rows(evidence.db, "answer_", _ANSWER, rows, draft)
    evidence.db.execute(_CARRY)
    return True


def _rulesets(evidence: Evidence) -> bool:
    evidence.require(["ruleset", "ruleset_rule", "ruleset_gap"])
    return bool(evidence.db.execute("select 1 from ruleset limit 1").fetchall())


def carried(evidence: Evidence, standards: Mapping[str, Standard]) -> tuple[Carried, ...]:
    """What of each ruleset carries over, and what does not."""
    if not _rulesets(evidence):
        return ()
    answered = {rule for standard in standards.values() for rule in standard.answers}
    gaps: dict[str, dict[str, list[str]]] = {}
    for path, what, name in evidence.db.execute(
        "select path, what, name from ruleset_gap order by path, what, name"
    ).fetchall():
        gaps.setdefault(path, {}).setdefault(what, []).append(name)
    return tuple(_told(row, answered, gaps.get(row[0], {})) for row in evidence.db.execute(_TOLD).fetchall())


def _told(row: tuple[Any, ...], answered: set[str], gaps: dict[str, list[str]]) -> Carried:
    path, folder, off, levels = row
    pairs = [tuple(stated.split("|")) for stated in levels]
    wanting = sorted(rule.partition(":")[2] for rule in {_rule(said) for said, _ in pairs} - answered)
    return Carried(
        path=path,
        folder=folder,
        off=tuple(said for said in off if _rule(said) in answered),
        levels=tuple((said, decision) for said, decision in pairs if _rule(said) in answered),
        lost={**({"rules that no standard answers": wanting} if wanting else {}), **gaps},
    )


def _rule(said: str) -> str:
    return said.partition(" ")[0]
