"""payment_attempt -> attempts by hour and by all dimensions, in columns: one query, whatever the number of payments.

An attempt counts when it came to an end: approved, declined, ended by an error, or never heard of again. Those still
under way, and those that the shopper left, are in no rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from assay.engine.evidence import Evidence

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]
    Codes = np.ndarray[Any, np.dtype[np.int64]]
    Chosen = np.ndarray[Any, np.dtype[np.bool_]]

DIMENSIONS = ("provider", "method", "country", "currency", "network", "device", "version")
#: What stands for a value that the source does not tell.
NOT_TOLD = "(not told)"
HOUR_S = 3600
_NUMBERS = ("tries", "successes", "tried_minor", "approved_minor")
#: Provoked by trials or told by recordings of tests, or of another environment: never mixed with what happened.
CHOSEN = "origin not in ('trial', 'probe', 'recording') and coalesce(environment, 'production') = 'production'"
ENDED = "outcome in ('approved', 'declined', 'error', 'unknown')"


@dataclass(frozen=True, slots=True)
class Cube:
    """Attempts in columns, a row for each hour and combination that occurs.

    `codes[d]` numbers the value of dimension `names[d]` in `values[d]`. `hour` is hours since 1970, UTC. `tried_minor`
    and `approved_minor` are amounts of attempts, in minor units: they add up within a currency alone.
    """

    names: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    codes: tuple[Codes, ...]
    hour: Codes
    tries: Numbers
    successes: Numbers
    tried_minor: Numbers
    approved_minor: Numbers

    def of(self, chosen: Chosen) -> Cube:
        """Some of the rows."""
        columns = (self.tries, self.successes, self.tried_minor, self.approved_minor)
        codes = tuple(code[chosen] for code in self.codes)
        return Cube(self.names, self.values, codes, self.hour[chosen], *(column[chosen] for column in columns))

    def inside(self, where: Sequence[tuple[str, str]]) -> Chosen:
        """Which rows lie in a combination of (dimension, value)."""
        import numpy as np

        chosen: Chosen = np.ones(len(self.hour), dtype=bool)
        for name, value in where:
            place = self.names.index(name)
            chosen &= self.codes[place] == self.values[place].index(value)
        return chosen


def cube(evidence: Evidence, since: datetime, until: datetime, integration: str | None = None) -> Cube:
    """Attempts that came to an end from `since` until before `until`, of one integration or of all."""
    import numpy as np

    evidence.require(["payment_attempt"])
    told = ", ".join(f"coalesce({name}, '{NOT_TOLD}') as {name}" for name in DIMENSIONS)
    count = f"""
        create temp table counted as
        select cast(floor(epoch(decided_at) / {HOUR_S}) as bigint) as hour, {told},
            count(*) as tries, count(*) filter (where outcome = 'approved') as successes,
            cast(coalesce(sum(amount_minor), 0) as double) as tried_minor,
            cast(coalesce(sum(amount_minor) filter (where outcome = 'approved'), 0) as double) as approved_minor
        from payment_attempt
        where decided_at >= $since and decided_at < $until and {ENDED} and {CHOSEN}
          and ($integration is null or integration = $integration)
        group by all"""
    numbered = ", ".join(
        f"(select {name}, row_number() over (order by {name}) - 1 as code from counted group by {name}) {name}_"
        for name in DIMENSIONS
    )
    codes = ", ".join(f"{name}_.code as {name}" for name in DIMENSIONS)
    same = " and ".join(f"{name}_.{name} = c.{name}" for name in DIMENSIONS)
    query = f"""
        select c.hour, {codes}, c.tries, c.successes, c.tried_minor, c.approved_minor
        from counted c, {numbered} where {same} order by all"""
    # The attempts are read once; the table goes with the cursor.
    with evidence.db.cursor() as db:
        db.execute(count, {"since": since, "until": until, "integration": integration})
        found = db.execute(query).fetchnumpy()
        values = [_values(db, name) for name in DIMENSIONS]
    columns = [np.asarray(found[name], dtype=np.int64) for name in DIMENSIONS]
    numbers = [np.asarray(found[name], dtype=np.float64) for name in _NUMBERS]
    return Cube(DIMENSIONS, tuple(values), tuple(columns), np.asarray(found["hour"], dtype=np.int64), *numbers)


def _values(db: Any, name: str) -> tuple[str, ...]:
    return tuple(value for (value,) in db.execute(f"select distinct {name} from counted order by all").fetchall())


def known(evidence: Evidence, until: datetime, integration: str | None = None) -> tuple[datetime, datetime] | None:
    """When the first and the last attempt before `until` came to an end; None where there is none."""
    evidence.require(["payment_attempt"])
    with evidence.db.cursor() as db:
        row = db.execute(
            f"select min(decided_at), max(decided_at) from payment_attempt where decided_at < $until and {ENDED} "
            f"and {CHOSEN} and ($integration is null or integration = $integration)",
            {"until": until, "integration": integration},
        ).fetchone()
    return (row[0], row[1]) if row and row[0] else None
