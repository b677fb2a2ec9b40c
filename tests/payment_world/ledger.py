"""Steps of payments -> the shop's orders, what providers settle, disputes and deliveries of notifications."""

from __future__ import annotations

from datetime import datetime

import duckdb

from .plan import AS_OF, DELIVERED, Path
from .rows import CAPTURED_AT, DISPUTED_AT, PART, REFUNDED_AT, after

#: Currencies that are paid out in euros, with the units of them for one euro.
FOREIGN = {"JPY": 160.0, "KRW": 1450.0, "KWD": 0.33, "BHD": 0.41, "BRL": 5.5}


def orders(db: duckdb.DuckDBPyConnection, *, as_of: datetime = AS_OF) -> None:
    """The table `shop_order`: placed, then paid or ended, then perhaps returned."""
    paid = f"path in ({Path.CAPTURED}, {Path.PARTS}, {Path.INCREMENTED}, {Path.UNKNOWN}, {Path.RETURNED})"
    ended = f"path in ({Path.VOIDED}, {Path.DECLINED}, {Path.ERROR}, {Path.CANCELLED}, {Path.LAPSED})"
    captured = f"{CAPTURED_AT} + case when path = {Path.UNKNOWN} then 900000000 else 0 end"
    # Status -> of which orders, since when, and what was refunded of them.
    states = (
        ("open", "true", "placed", "0"),
        ("paid", paid, after(captured), "0"),
        ("paid", "refund in (2, 3)", after(REFUNDED_AT), PART),
        ("ended", ended, after(f"{CAPTURED_AT} + 5000000"), "0"),
        ("returned", "refund in (1, 3)", after(f"{REFUNDED_AT} + 86400000000"), "amount"),
    )
    parts = " union all ".join(
        f"select {_ORDER.format(status=status, refunded=refunded)}, {moment} as changed_at from plan "
        f"where last and not test and ({where}) and {moment} <= timestamp '{as_of}'"
        for status, where, moment, refunded in states
    )
    db.execute(f"create table shop_order as {parts}")


_ORDER = """'production' as environment, provider, order_id, payment, 'S' || order_no as session, '{status}' as said,
    '{status}' as status, amount as total_minor, cast(null as varchar) as total,
    cast({refunded} as bigint) as refunded_minor,
    amount as parts_minor, currency, method, country, placed as placed_at"""


def settlements(db: duckdb.DuckDBPyConnection, *, as_of: datetime = AS_OF) -> None:
    """The table `settlement_line`: what is captured, refunded and charged back, in batches by day and currency."""
    foreign = ", ".join(f"('{currency}', cast({rate} as double))" for currency, rate in FOREIGN.items())
    db.execute(
        f"""create table settlement_line as
        with moved as (
            select s.*, p.*, coalesce(f.rate, 1.0) as units,
                case when f.rate is null then p.currency else 'EUR' end as into_,
                case when s.state in ('captured', 'partially_captured') then 'capture'
                    when s.state in ('refunded', 'partially_refunded') then 'refund'
                    when s.state in ('disputed', 'returned') then 'chargeback'
                    when s.state = 'dispute_won' then 'chargeback_reversal' end as kind,
                cast(s.occurred as date)
                    + case p.family when 'bank_debit' then 3 when 'pay_later' then 5 else 2 end as day
            from step s join plan p on p.n = s.n
            left join (values {foreign}) f(currency, rate) on f.currency = p.currency
            where not p.test
        ), priced as (
            select *, case when kind in ('refund', 'chargeback') then -minor else minor end as gross,
                case when kind = 'capture' then 25 + cast(round(minor * 0.014 / units
                    / 10 ** case when into_ = currency then 0 else exponent - 2 end) as bigint) else 0 end as fee
            from moved where kind is not null and day <= date '{as_of:%Y-%m-%d}'
        ), lines as (
            select *, cast(case when into_ = currency then gross
                else round(gross / units / 10 ** (exponent - 2)) end as bigint) - fee as net,
                provider || '-' || into_ || '-' || day as batch
            from priced
        )
        select 'production' as environment, provider, 'main' as account, 'L' || n || '-' || k as line_id, payment,
            payment || '-' || part as reference, order_id, kind as said, kind, gross as gross_minor, currency,
            fee as fee_minor, net as net_minor, into_ as settled_currency,
            case when into_ <> currency then cast(1 / units as varchar) end as exchange_rate, batch,
            occurred as booked_at, day as settled_on
        from lines"""
    )


def payouts(db: duckdb.DuckDBPyConnection) -> None:
    """Lines of `settlement_line` that pay out a batch each: the sum of its lines, taken away."""
    db.execute(
        """insert into settlement_line by name
        select environment, provider, account, 'L' || batch as line_id, 'payout' as said, 'payout' as kind,
            0 as fee_minor, cast(-sum(net_minor) as bigint) as net_minor, settled_currency, batch,
            max(cast(settled_on as timestamp)) as booked_at, settled_on
        from settlement_line group by environment, provider, account, settled_currency, batch, settled_on"""
    )


def disputes(db: duckdb.DuckDBPyConnection, *, as_of: datetime = AS_OF) -> None:
    """The table `dispute`: opened, answered (in time, now and then at the last second) or accepted, decided."""
    opened, closed = after(DISPUTED_AT), after(f"{DISPUTED_AT} + 2592000000000")
    answered = after(f"{DISPUTED_AT} + cast(answer_at * 1209600000000 as bigint)")
    never = "cast(null as timestamp)"
    #: Outcome -> which disputes, when it is told, when it was answered and closed.
    told = {
        "open": ("true", opened, never, never),
        "answered": ("dispute in (1, 2)", answered, answered, never),
        "accepted": ("dispute = 3", answered, never, answered),
        "won": ("dispute = 1", closed, answered, closed),
        "lost": ("dispute = 2", closed, answered, closed),
    }
    parts = " union all ".join(
        f"""select case when test then 'test' else 'production' end as environment, provider, 'D' || n as dispute,
            payment, order_id, network,
            case network when 'visa' then '10.4' when 'mastercard' then '4837' end as reason_code,
            '{name}' as said, '{name}' as outcome, amount as amount_minor, currency, {opened} as opened_at,
            {opened} + interval 14 day as due_at, {answer} as answered_at, {end} as closed_at
        from plan where dispute > 0 and ({where}) and {moment} <= timestamp '{as_of}'"""
        for name, (where, moment, answer, end) in told.items()
    )
    db.execute(f"create table dispute as {parts}")


def deliveries(db: duckdb.DuckDBPyConnection) -> None:
    """The table `webhook_delivery`: some fail at first, some come twice, some too late; all is handled."""
    db.execute(
        f"""create table webhook_delivery as
        with sent as (
            select e.*, p.r, p.n, p.flaw, row_number() over () as one,
                case when p.r % 50 = 1 then 2 when p.r % 100 = 2 then 2 else 1 end as times,
                p.r % 50 = 1 as fails
            from payment_event e join plan p on p.payment = e.payment
            where e.side = 'webhook' and p.n % {DELIVERED} = 0
        ), tried as (
            select s.*, t.attempt as try, s.fails and t.attempt = 1 as failed,
                s.received_at + to_seconds((t.attempt - 1) * (60 + s.r % 240)) as arrived
            from sent s join (values (1), (2)) t(attempt) on t.attempt <= s.times
        ), ordered as (
            select *, max(case when not failed then cast(object_version as integer) end)
                over (partition by n order by arrived, one, try rows unbounded preceding) as newest
            from tried
        )
        select o.environment, o.provider,
            case when o.provider in ('stripe', 'adyen', 'paypal', 'square') then o.provider
                else 'standard-webhooks' end as scheme, 'shop.example/webhooks/' || o.provider as endpoint,
            o.event || '-' || o.try as delivery, o.event, o.state as kind, o.payment, o.object_version,
            o.try as attempt,
            true as signed, true as authentic, true as secure,
            case when o.provider <> 'adyen' then round(0.2 + o.r % 4000 / 1000.0, 3) end as skew_s,
            case when o.failed then 500 else 200 end as status, cast(null as varchar) as error, 1 as applied,
            coalesce(k.state, 'created') as state, o.occurred_at, o.arrived - interval 1 second as sent_at,
            o.arrived as received_at, o.arrived + to_milliseconds(40 + o.r % 2500) as answered_at,
            case when not o.failed then o.arrived + to_milliseconds(30 + o.r % 2500) end as applied_at
        from ordered o left join (select distinct n, k, state from step) k on k.n = o.n and k.k = o.newest"""
    )
