"""Places -> what they touch: recorded calls, writes that move money, files that build on them, recent commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assay.engine.evidence import Evidence

#: Commits older than this say little about what is being worked on.
CHURN_DAYS = 180

#: A recording stands for its own calls; any other place for those of the unit that it belongs to.
_CALLS = """
with asked as (
    select distinct item, path, unit
    from (select unnest($items) as item, unnest($paths) as path, unnest($units) as unit)
),
recorded as (select distinct path from call),
chosen as (
    select a.item, c.path, c.entry, c.operation, c.method
    from asked a join call c on c.path = a.path
    union
    select a.item, c.path, c.entry, c.operation, c.method
    from asked a join call c on c.integration = a.unit
    where a.path not in (select path from recorded)
)
select item, count(*), count(*) filter (operation is not null and method not in ('GET', 'HEAD', 'OPTIONS'))
from chosen group by item
"""
_ALL_CALLS = """
select count(*), count(*) filter (operation is not null and method not in ('GET', 'HEAD', 'OPTIONS')) from call
"""
#: What builds on a file imports it or takes it in as configuration; what builds on a unit stands outside of it.
_DEPENDENTS = """
with asked as (select distinct item, path from (select unnest($items) as item, unnest($paths) as path)),
edges as (
    select path, to_path from import_edge where to_path is not null
    union select path, to_path from config_link where to_path is not null and relation <> 'self'
)
select item, count(distinct path) from (
    select a.item, e.path from asked a join edges e on e.to_path = a.path where e.path <> a.path
    union
    select a.item, e.path from asked a join integration u on u.path = a.path and u.path <> '.'
    join edges e on starts_with(e.to_path, u.path || '/') and not starts_with(e.path, u.path || '/')
) found group by item
"""
_ALL_FILES = "select count(*) from source_file"
_COMMITS = """
with asked as (select distinct item, path from (select unnest($items) as item, unnest($paths) as path)),
recent as (
    select distinct "commit", path from commit_file
    where authored_at >= $since::timestamp and authored_at < $until::timestamp
)
select item, count(distinct "commit") from (
    select a.item, r."commit" from asked a join recent r on r.path = a.path
    union
    select a.item, r."commit" from asked a join integration u on u.path = a.path and u.path <> '.'
    join recent r on starts_with(r.path, u.path || '/')
) found group by item
"""
_ALL_COMMITS = """
select count(distinct "commit") from commit_file
where authored_at >= $since::timestamp and authored_at < $until::timestamp
"""


@dataclass(frozen=True, slots=True)
class Touched:
    """Counts, each with the whole that it is a part of; a whole of 0 means that nothing is known of it."""

    calls: int = 0
    of_calls: int = 0
    writes: int = 0
    of_writes: int = 0
    dependents: int = 0
    of_files: int = 0
    commits: int = 0
    of_commits: int = 0

    @property
    def weight(self) -> float:
        """1 and the four shares: from 1 (touches nothing that was observed) to 5 (touches everything)."""
        pairs = (
            (self.calls, self.of_calls),
            (self.writes, self.of_writes),
            (self.dependents, self.of_files),
            (self.commits, self.of_commits),
        )
        return 1 + sum(min(1.0, part / whole) for part, whole in pairs if whole)


def touched(
    evidence: Evidence, places: Sequence[tuple[str | None, str]], items: Sequence[int], as_of: date
) -> Mapping[int, Touched]:
    """What each item's places touch. `places` are (path, unit), `items` the item that each of them belongs to."""
    evidence.require(["call", "import_edge", "config_link", "source_file", "commit_file"])
    at = {"items": list(items), "paths": [path for path, _ in places]}
    span = {"since": as_of - timedelta(days=CHURN_DAYS), "until": as_of + timedelta(days=1)}
    with evidence.db.cursor() as db:
        calls = {
            row[0]: row[1:] for row in db.execute(_CALLS, {**at, "units": [unit for _, unit in places]}).fetchall()
        }
        dependents = dict(db.execute(_DEPENDENTS, at).fetchall())
        commits = dict(db.execute(_COMMITS, {**at, **span}).fetchall())
        of_calls, of_writes = db.execute(_ALL_CALLS).fetchone() or (0, 0)
        (of_files,) = db.execute(_ALL_FILES).fetchone() or (0,)
        (of_commits,) = db.execute(_ALL_COMMITS, span).fetchone() or (0,)
    return {
        item: Touched(
            *(calls.get(item, (0, 0))[0], of_calls),
            *(calls.get(item, (0, 0))[1], of_writes),
            *(dependents.get(item, 0), of_files),
            *(commits.get(item, 0), of_commits),
        )
        for item in set(items)
    }
