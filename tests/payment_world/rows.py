"""The plan -> rows of the ledger's tables, in DuckDB: every kind of change is one query over the plan.

`flaw` marks what is wrong on purpose (defects.py): a row without one is told as it should be. A `copy` marks payments
that a defect, or a lawful oddity, added: 1 is of the production environment, 2 of the test environment.
"""

from __future__ import annotations

from datetime import datetime

import duckdb

from .markets import ANSWERED, COUNTRIES, DECLINES, METHODS, NETWORKS, SAID
from .plan import ANSWERED_AFTER, AS_OF, EXEMPTIONS, MINUTE, SECOND, THREEDS, Columns, Path, Twist

DIRECT = "family in ('card', 'wallet', 'pay_later')"
TABLES = ("payment_event", "shop_order", "settlement_line", "dispute", "webhook_delivery")


def load(db: duckdb.DuckDBPyConnection, found: Columns) -> None:
    """The view `plan`: the columns of the plan with names for numbers."""
    listed = {"n": found["n"], **{name: column for name, column in found.items() if name != "n"}}  # noqa: F841
    db.execute("create table plan_ as select * from listed")
    _names(db, "method_", [(one.provider, one.method, one.family, one.provider in ANSWERED) for one in METHODS])
    _names(db, "country_", [(one.code, one.currency, one.exponent) for one in COUNTRIES])
    _names(db, "decline_", [(one.code, one.advice, one.kind) for one in DECLINES])
    _names(db, "said_", [(provider, kind, code) for provider, kinds in SAID.items() for kind, code in kinds.items()])
    db.execute(
        f"""create table plan as
        select p.* exclude (method, country, family, network, decline, threeds, exemption, placed, begun),
            make_timestamp(p.placed) as placed, make_timestamp(p.begun) as begun,
            'P' || right('00000000' || p.n, 9) as payment, 'O' || right('00000000' || p.order_no, 9) as order_id,
            m.a as provider, m.b as method, m.c as family, m.d as answered, c.a as country, c.b as currency,
            c.c as exponent, {_listed("p.network", NETWORKS)} as network, d.a as network_code, d.b as advice_code,
            coalesce(s.c, case when d.c = 'delayed' then t.c end) as decline_code,
            {_listed("p.threeds", THREEDS)} as threeds, {_listed("p.exemption", EXEMPTIONS)} as exemption,
            p.copy = 2 as test
        from plan_ p join method_ m on m.i = p.method join country_ c on c.i = p.country
        left join decline_ d on d.i = p.decline
        left join said_ s on s.a = m.a and s.b = d.c left join said_ t on t.a = m.a and t.b = 'soft'"""
    )


def _names(db: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[object, ...]]) -> None:
    names = [chr(97 + number) for number in range(len(rows[0]))]
    values = ", ".join(f"({number}, {', '.join('?' for _ in names)})" for number in range(len(rows)))
    cells = [cell for row in rows for cell in row]
    db.execute(f"create table {table} as select * from (values {values}) t(i, {', '.join(names)})", cells)


def _listed(column: str, names: tuple[str, ...]) -> str:
    return f"nullif(list_value({', '.join(repr(name) for name in names)})[{column} + 1], '')"


def after(micros: str) -> str:
    """A moment that many microseconds after the attempt."""
    return f"begun + to_microseconds(cast({micros} as bigint))"


#: Name -> (k, state, amount, moment, reference, who saw it, condition). Seen: 3 the API, 2 a notification, 1 both.
Step = tuple[int, str, str, str, str | None, int, str]
#: A minute at the least, so that the challenge of a shopper comes before.
CAPTURED_AT = f"capture_after + {MINUTE}"
REFUNDED_AT = f"{CAPTURED_AT} + refund_after"
DISPUTED_AT = f"{CAPTURED_AT} + dispute_after"
AUTHORIZED_AT = (
    f"case when path = {Path.UNKNOWN} then case when twist = {Twist.HEARD_TOO_LATE} then 931000000 "
    f"when r % 50 = 0 then 930000000 else 60000000 + r % 780 * 1000000 end "
    f"when challenged then {ANSWERED_AFTER[1]} else {ANSWERED_AFTER[0]} end"
)
PART = "amount * 6 // 10 // 10 * 10"
FIRST = f"case when path = {Path.INCREMENTED} then {PART} else amount end"
_PAID = f"path in ({Path.CAPTURED}, {Path.PARTS}, {Path.INCREMENTED}, {Path.UNKNOWN}, {Path.RETURNED})"

_VOIDED = f"path = {Path.VOIDED} and twist <> {Twist.NEVER_RELEASED}"
_VOIDED_AFTER = f"twist = {Twist.VOIDED_AFTER_CAPTURE}"

STEPS: dict[str, Step] = {
    "created": (1, "created", FIRST, after("0"), None, 3, "answered"),
    "pending": (2, "pending", "amount", after("1000000"), None, 1, f"challenged or not {DIRECT}"),
    "unknown": (3, "unknown", "amount", after("30000000"), None, 3, f"path = {Path.UNKNOWN}"),
    "authorized": (4, "authorized", FIRST,
                   after(AUTHORIZED_AT), None, 1, f"{DIRECT} and path in (0, 1, 2, 3, 5)"),
    "incremented": (5, "authorized", f"amount - {PART}", after(f"{AUTHORIZED_AT} + 1000000"), None, 1,
                    f"path = {Path.INCREMENTED}"),
    "declined": (4, "declined", "amount", after(AUTHORIZED_AT), None, 1, f"path = {Path.DECLINED}"),
    "error": (4, "error", "amount", after("30000000"), None, 3, f"path = {Path.ERROR}"),
    "failed": (5, "declined", "amount", after("90000000"), None, 2, f"path = {Path.ERROR}"),
    "part": (6, "case when answered then 'captured' else 'partially_captured' end", PART,
             after(f"{MINUTE - SECOND} + capture_after // 2"), "C1", 1, f"path = {Path.PARTS}"),
    "captured": (7, "captured", f"case when path = {Path.PARTS} then amount - {PART} else amount end + over",
                 after(f"{CAPTURED_AT} + case when path = 5 then 900000000 else 0 end"), "C2", 1, _PAID),
    "voided": (7, "voided", "amount", after(CAPTURED_AT), None, 1, _VOIDED),
    "voided after all": (8, "voided", "amount", after(f"{CAPTURED_AT} + 60000000"), None, 1, _VOIDED_AFTER),
    "cancelled": (7, "cancelled", "amount", after("120000000"), None, 2, f"path = {Path.CANCELLED}"),
    "lapsed": (7, "expired", "amount", after("capture_after"), None, 2, f"path = {Path.LAPSED}"),
    "returned": (9, "returned", "amount", after(f"{CAPTURED_AT} + dispute_after // 2"), "X1", 2,
                 f"path = {Path.RETURNED}"),
    "first refund": (10, "case when answered then 'refunded' else 'partially_refunded' end", PART, after(REFUNDED_AT),
                     "R1", 1, "refund in (2, 3)"),
    "refund": (11, "refunded", f"case when refund = 3 then amount - {PART} else amount end + back",
               after(f"{REFUNDED_AT} + 86400000000"), "R2", 1, "refund in (1, 3)"),
    "disputed": (12, "disputed", "amount", after(DISPUTED_AT), "D1", 2, "dispute > 0"),
    "decided": (13, "case when dispute = 1 then 'dispute_won' else 'dispute_lost' end", "amount",
                after(f"{DISPUTED_AT} + 2592000000000"), "D1", 2, "dispute in (1, 2)"),
}  # fmt: skip


def events(db: duckdb.DuckDBPyConnection, *, as_of: datetime = AS_OF) -> None:
    """The table `payment_event`: every step as each side saw it."""
    parts = " union all ".join(_step(*step) for step in STEPS.values())
    db.execute(f"create table step as select * from ({parts}) where occurred <= timestamp '{as_of}'")
    db.execute(
        f"""create table payment_event as
        select {_EVENT}
        from step s join plan p on p.n = s.n
        join (values ('api', 1), ('api', 3), ('webhook', 1), ('webhook', 2)) w(side, seen) on w.seen = s.seen
        where w.side = 'webhook' or p.answered"""
    )


def _step(k: int, state: str, amount: str, moment: str, reference: str | None, seen: int, where: str) -> str:
    said = state if " " in state else f"'{state}'"
    named = f"'{reference}'" if reference else "null"
    return (
        f"select n, {k} as k, {said} as state, cast({amount} as bigint) as minor, {moment} as occurred, "
        f"{named} as part, {seen} as seen from plan where ({where})"
    )


_LAG = "(p.r // 7 + s.k * 104729) % 9973"
_EVENT = f"""
    case when p.test then 'test' else 'production' end as environment, p.provider, 'main' as account,
    'E' || p.n || '-' || s.k as event, p.payment, p.payment || '-' || s.part as reference, p.order_id,
    p.attempt, 'S' || p.order_no as session, w.side, s.state as said, s.state, s.minor as amount_minor,
    case when p.provider not in ('paypal', 'braintree', 'mollie', 'afterpay') then null
        when p.exponent = 0 then cast(s.minor as varchar)
        else (s.minor // cast(10 ** p.exponent as bigint)) || '.'
            || right('00' || s.minor % cast(10 ** p.exponent as bigint), p.exponent) end as amount,
    p.currency, p.method, p.family, p.network, p.country,
    case p.r % 3 when 0 then 'desktop' when 1 then 'mobile' else 'app' end as device,
    case when p.begun < timestamp '2024-06-01' then '2.' else '3.' end || (p.r // 3) % 4 as version,
    case when s.state = 'declined' then p.decline_code end as decline_code,
    case when s.state = 'declined' then p.network_code end as network_code,
    case when s.state = 'declined' then p.advice_code end as advice_code,
    case when s.k between 4 and 5 then p.threeds end as threeds,
    case when s.k between 4 and 5 and p.threeds is not null then p.challenged end as challenged,
    case when s.k between 4 and 5 then case when p.network = 'mastercard'
            then case p.threeds when 'Y' then '02' when 'A' then '01' end
            else case p.threeds when 'Y' then '05' when 'A' then '06' end end end as eci,
    case when s.k between 4 and 5 then p.exemption end as exemption,
    case when p.family = 'card' then case when p.merchant then 'merchant' else 'customer' end end as initiator,
    case when p.merchant then 'N' || p.credential end as prior,
    case when p.network is not null then 'K' || p.credential end as credential,
    case when p.network is not null then 'provider_token' end as credential_kind,
    case when w.side = 'api' then 'I' || p.n || case when s.k > 4 then '-' || s.k else '' end end as idempotency_key,
    cast(s.k as varchar) as object_version, s.occurred as occurred_at,
    case when w.side = 'api' then s.occurred + to_milliseconds(200 + {_LAG} % 900)
        else s.occurred + to_milliseconds(500 + {_LAG} * {_LAG} % 60000) end as received_at"""
