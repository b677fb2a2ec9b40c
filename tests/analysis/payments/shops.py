"""Seeded attempts of a shop, with days and weeks as shops have them, and drops planted by a condition in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from assay.engine.evidence import Evidence, open_database
from assay.model import all_columns
from assay.tables import all_tables

AS_OF = date(2024, 7, 15)
#: Midnight after the day of judgement.
END = datetime(2024, 7, 16)


@dataclass(frozen=True)
class Planted:
    """Attempts for which `condition` holds are approved less often by `fall`; they are told to `outcome` instead."""

    condition: str
    fall: float
    outcome: str = "declined"
    code: str | None = None


def shop(
    folder: Path, attempts: int, *drops: Planted, seed: int = 1, days: int = 70, until: datetime = END
) -> Evidence:
    """Evidence of so many attempts in the days before `until`. A share of them is made by night, and more at weekends.

    The last two weeks bring more of what is always approved less often (vouchers): a mix that is no drop.
    """
    columns = ", ".join(
        f"{values.get(column.name, f'cast(null as {column.sql_type})')} as {column.name}"
        for values in [_VALUES]
        for column in all_columns(all_tables()["payment_attempt"])
    )
    lost = " ".join(f"when ({drop.condition}) and u8 < {drop.fall} then '{drop.outcome}'" for drop in drops)
    code = " ".join(f"when ({drop.condition}) and u8 < {drop.fall} then '{drop.code}'" for drop in drops if drop.code)
    uniform = ", ".join(f"random() as u{n}" for n in range(9))
    evidence = Evidence(open_database(), {})
    evidence.set_collections([], folder)
    # One thread draws the same numbers each time.
    evidence.db.execute(f"set threads = 1; select setseed({seed / 1000})")
    evidence.db.execute(f"""
        create table payment_attempt as
        with drawn as materialized (select i, {uniform} from range({attempts}) t(i)),
        timed as (
            select *, timestamp '{until}' - to_seconds(cast(u0 * {days} as integer) * 86400
                + cast(86399 * (case when u1 < 0.1 then u1 * 10 else 0.35 + 0.6 * (u1 - 0.1) / 0.9 end) as integer)
                + 1) as decided_at
            from drawn
        ),
        placed as (
            select *, case when u2 < 0.6 then 'card' when u2 < 0.8 then 'ideal' when u2 < 0.9 then 'klarna' when u2 <
                    (case when decided_at > timestamp '{until}' - interval 14 day then 0.99 else 0.93 end)
                    then 'voucher' else 'card' end as method,
                case when u3 < 0.45 then 'DE' when u3 < 0.7 then 'NL' when u3 < 0.85 then 'FR' else 'GB' end as country,
                case when u4 < 0.55 then 'stripe' else 'adyen' end as provider,
                case when u6 < 0.5 then 'phone' when u6 < 0.9 then 'desktop' else 'tablet' end as device
            from timed
        ),
        rated as (
            select *, 0.93 - case method when 'voucher' then 0.4 when 'klarna' then 0.1 else 0 end
                - case country when 'FR' then 0.05 else 0 end - 0.03 * (hour(decided_at) < 8)::integer as rate
            from placed
        )
        select {columns}
        from (select *, case {lost} when u7 < rate then 'approved'
                else 'declined' end as came_out,
            case {code or "when false then null"} when method = 'card' then 'insufficient_funds' end as reason
            from rated)""")
    evidence.db.execute("reset threads")
    evidence.state_made("payment_attempt")
    return evidence


_VALUES = {
    "integration": "'shop'",
    "path": "'events.csv'",
    "origin": "'report'",
    "environment": "'production'",
    "provider": "provider",
    "payment": "'p' || i",
    "purchase": "'p' || i",
    "number": "1",
    "outcome": "came_out",
    "decline_code": "case when came_out = 'approved' then null else reason end",
    "amount_minor": "cast(1000 + 9000 * u5 as bigint)",
    "currency": "case country when 'GB' then 'GBP' else 'EUR' end",
    "method": "method",
    "country": "country",
    "device": "device",
    "network": "case when method = 'card' then case when u5 < 0.6 then 'visa' else 'mastercard' end end",
    "began_at": "decided_at",
    "decided_at": "decided_at",
}
