"""Reconciled payments and their breaks -> totals of each currency that add up, and what differs: kind, sum and age.

Of each currency the first side and the differences make the second, to the last unit: orders and what differs are what
was captured, captures and what differs are what is settled. Currencies are never added up, nor environments.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from assay.engine.evidence import Evidence

#: Ages of breaks, days: up to and with each, and beyond the last.
AGES = (2, 7, 30)


class Difference(NamedTuple):
    """All breaks of one kind between two sides in one currency; ages are days, counted as in AGES."""

    sides: str
    flow: str
    kind: str
    payments: int
    sum_minor: int
    absolute_minor: int
    ages: tuple[int, ...]
    oldest_days: int | None
    payment: str
    integration: str | None
    path: str | None
    line: int | None


class Fee(NamedTuple):
    """What was kept and what is paid out in one currency, minor units."""

    currency: str
    exponent: int | None
    fee_minor: int
    net_minor: int


@dataclass(frozen=True, slots=True)
class Book:
    """One currency in one environment: what each side comes to, minor units, and what differs.

    `matched` are payments with a capture of which nothing differs; `days_to_settle` the median and the 90th percentile
    of the days from capture to payout.
    """

    environment: str | None
    currency: str
    exponent: int | None
    payments: int
    matched: int
    ordered_minor: int
    captured_minor: int
    settled_minor: int
    order_refunded_minor: int
    refunded_minor: int
    settled_refund_minor: int
    chargeback_minor: int
    orders: int
    lines: int
    days_to_settle: tuple[float, float] | None
    fees: tuple[Fee, ...]
    differences: tuple[Difference, ...]

    def between(self, sides: str, flow: str) -> int:
        """The sum of the differences between two sides, minor units."""
        return sum(one.sum_minor for one in self.differences if (one.sides, one.flow) == (sides, flow))


_UNITS = "($units = [] or list_contains($units, {of}integration))"
_BOOKS = f"""
with broken as (
    select distinct environment, provider, payment, currency from reconciliation_break where {_UNITS.format(of="")}
)
select p.environment, p.currency, any_value(cast(c.exponent as integer)), count(*),
    count(*) filter (where b.payment is null and b.currency is null and p.captured_minor > 0),
    coalesce(sum(ordered_minor), 0)::bigint, coalesce(sum(captured_minor), 0)::bigint,
    coalesce(sum(settled_minor), 0)::bigint, coalesce(sum(order_refunded_minor), 0)::bigint,
    coalesce(sum(refunded_minor), 0)::bigint, coalesce(sum(settled_refund_minor), 0)::bigint,
    coalesce(sum(chargeback_minor), 0)::bigint, sum(orders)::bigint, sum(lines)::bigint,
    quantile_cont(date_diff('day', cast(captured_at as date), settled_on), [0.5, 0.9])
from reconciled_payment p left join currency c on c.code = p.currency
left join broken b on b.environment is not distinct from p.environment and b.provider is not distinct from p.provider
    and b.payment is not distinct from p.payment and b.currency is not distinct from p.currency
where {_UNITS.format(of="p.")} and p.currency is not null group by 1, 2 order by 4 desc, 1, 2
"""
_FEES = f"""
select environment, currency, settled_currency, any_value(cast(c.exponent as integer)),
    coalesce(sum(fee_minor), 0)::bigint, coalesce(sum(net_minor), 0)::bigint
from reconciled_payment p left join currency c on c.code = p.settled_currency
where settled_currency is not null and {_UNITS.format(of="p.")} group by 1, 2, 3 order by 3
"""
_AGED = "date_diff('day', since, $as_of::timestamp)"
_BREAKS = f"""
select environment, currency, sides, flow, kind, count(*), sum(difference_minor)::bigint,
    sum(abs(difference_minor))::bigint, {", ".join(f"count(*) filter (where {_AGED} <= {age})" for age in AGES)},
    max({_AGED}), arg_max(coalesce(provider || ' ' || payment, 'order ' || order_id), abs(difference_minor)),
    arg_max(integration, abs(difference_minor)), arg_max(path, abs(difference_minor)),
    arg_max(line, abs(difference_minor))
from reconciliation_break where {_UNITS.format(of="")} group by 1, 2, 3, 4, 5
order by 3 desc, 4, 8 desc
"""


def reconciliation(evidence: Evidence, as_of: date, units: Collection[str] = ()) -> list[Book]:
    """One book for each environment and currency, those of most payments first; of some units, or of all."""
    evidence.require(["reconciled_payment", "reconciliation_break", "currency"])
    asked: dict[str, object] = {"units": sorted(units)}
    differences: dict[tuple[str | None, str], list[Difference]] = {}
    for environment, currency, *row in evidence.db.execute(_BREAKS, {**asked, "as_of": as_of}).fetchall():
        differences.setdefault((environment, currency), []).append(_difference(row))
    fees: dict[tuple[str | None, str], list[Fee]] = {}
    for environment, currency, *row in evidence.db.execute(_FEES, asked).fetchall():
        fees.setdefault((environment, currency), []).append(Fee(*row))
    books = []
    for environment, currency, *numbers, days in evidence.db.execute(_BOOKS, asked).fetchall():
        of = (environment, currency)
        spread = None if days is None or None in days else (float(days[0]), float(days[1]))
        books.append(Book(*[*of, *numbers, spread, tuple(fees.get(of, ())), tuple(differences.get(of, ()))]))
    return books


def _difference(row: list[Any]) -> Difference:
    sides, flow, kind, payments, total, absolute, *rest = row
    upto, (oldest, payment, integration, path, line) = rest[: len(AGES)], rest[len(AGES) :]
    bounds = [0, *upto, payments]
    ages = tuple(more - less for less, more in pairwise(bounds))
    return Difference(sides, flow, kind, payments, total, absolute, ages, oldest, payment, integration, path, line)
