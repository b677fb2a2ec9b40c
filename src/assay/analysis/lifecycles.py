"""payment_step -> what payments go through: changes with their counts, waits and money, variants, constraints, fitness.

All is counted by the database, so that millions of payments cost one pass for each question. Payments of different
environments and origins are never counted together, amounts of different currencies never added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assay.engine.evidence import Evidence

from .quantiles import Quantile, quantile

#: Minor units by currency.
Money = Mapping[str, int]
#: As many waits of a change are looked at; of more, an even sample by the payment's hash.
_MOST_WAITS = 20_000
_CONFIDENCE = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Population:
    """The payments that are counted together, and how many are of another kind."""

    environment: str | None
    origin: str
    payments: int
    steps: int
    others: tuple[tuple[str | None, str, int], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One change that was observed: `legal` as in payment_step; seconds it took at the middle and the slow end."""

    before: str | None
    after: str | None
    legal: bool | None
    count: int
    money: Money
    median_s: Quantile
    p95_s: Quantile


@dataclass(frozen=True, slots=True)
class Variant:
    """One way that payments go, by their states in order; shares of the payments begun before and after the split.

    `moved` says that the 95 % interval of the difference of the shares (Newcombe 1998, method 10) leaves out zero.
    """

    states: tuple[str, ...]
    payments: int
    illegal: bool
    money: Money
    before: float | None
    after: float | None
    moved: bool


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint of DECLARE (Pesic and van der Aalst 2007): how often it was called for, and how often broken."""

    name: str
    meaning: str
    called: int
    broken: int


@dataclass(frozen=True, slots=True)
class Lifecycles:
    """What payments of one population go through. `split` parts the payments by when they began.

    `exponents` are the decimal places of currencies. `fitness` is that of token replay (Rozinat and van der Aalst
    2008): (1 - missing/consumed)/2 + (1 - remaining/produced)/2. On a graph of states each illegal change lacks one
    token and leaves one behind, and a payment of n steps consumes and produces n + 1, which makes it
    1 - illegal / (steps + payments). Null where no state is known.
    """

    population: Population
    fitness: float | None
    judged: int
    illegal: int
    changes: tuple[Change, ...]
    variants: tuple[Variant, ...]
    varieties: int
    constraints: tuple[Constraint, ...]
    split: datetime | None
    began: tuple[int, int]
    exponents: Mapping[str, int]


_CONSTRAINTS = (
    ("response(unknown, known)", "an unknown outcome becomes known"),
    ("precedence(captured, refunded)", "nothing goes back that was not captured"),
    ("not succession(voided, captured)", "nothing is captured once it was voided"),
    ("absence2(captured in full)", "a payment is captured in full once"),
)


def lifecycles(
    evidence: Evidence,
    *,
    environment: str | None = None,
    units: Sequence[str] = (),
    split: datetime | None = None,
    most: int = 10,
) -> Lifecycles | None:
    """The payments of `environment`, else of the one that most are of; None where no payment was seen.

    With `units`, only theirs. `split` parts earlier from later payments; without it the middle of their time does.
    `most` variants are told.
    """
    evidence.require(["payment_step", "payment_state", "currency"])
    with evidence.db.cursor() as db:
        where = f"integration in ({', '.join(map(_quoted, units))})" if units else "true"
        kinds = db.execute(
            f"select environment, origin, count(*) filter (where is_last), count(*) from payment_step where {where} "
            "group by all order by 3 desc, 1, 2"
        ).fetchall()
        chosen = next((kind for kind in kinds if environment in (None, kind[0])), None)
        if chosen is None:
            return None
        others = tuple((kind[0], kind[1], kind[2]) for kind in kinds if kind is not chosen)
        db.execute(
            f"create or replace temp view chosen as select * from payment_step where {where} "
            f"and environment is not distinct from {_quoted(chosen[0])} "
            f"and origin is not distinct from {_quoted(chosen[1])}"
        )
        population = Population(chosen[0], chosen[1], chosen[2], chosen[3], others)
        told = db.execute("select count(*), count(*) filter (where not legal) from chosen where state is not null")
        judged, illegal = told.fetchone() or (0, 0)
        at = split or _middle(db)
        variants, varieties, began = _variants(db, at, most)
        return Lifecycles(
            population=population,
            fitness=1 - illegal / (judged + population.payments) if judged else None,
            judged=judged,
            illegal=illegal,
            changes=tuple(_changes(db)),
            variants=variants,
            varieties=varieties,
            constraints=_constraints(db),
            split=at,
            began=began,
            exponents=dict(db.execute("select code, try_cast(exponent as integer) from currency").fetchall()),
        )


def _quoted(value: str | None) -> str:
    return "null" if value is None else "'" + value.replace("'", "''") + "'"


def _middle(db: Any) -> datetime | None:
    row = db.execute("select min(happened_at), max(happened_at) from chosen where step = 1").fetchone()
    first, last = row or (None, None)
    return first + (last - first) / 2 if first is not None and last > first else None


def _changes(db: Any) -> Iterable[Change]:
    db.execute(
        """create or replace temp table gone as
        select coalesce(previous, lag(state) over payment_) as previous, state, legal, amount_minor, currency,
            epoch_us(happened_at) - epoch_us(lag(happened_at) over payment_) as took
        from chosen window payment_ as (partition by provider, payment order by step)"""
    )
    money: dict[tuple[Any, ...], dict[str, int]] = {}
    listed = "select previous, state, legal, currency, cast(sum(amount_minor) as bigint) from gone"
    for *change, currency, minor in db.execute(f"{listed} group by all").fetchall():
        if currency is not None and minor is not None:
            money.setdefault(tuple(change), {})[currency] = minor
    waits = db.execute(
        f"""select previous, state, legal, count(*), list(took / 1e6 order by took) filter (
            where took is not null and place <= {_MOST_WAITS})
        from (
            select *, row_number() over (partition by previous, state, legal order by hash(took, amount_minor)) as place
            from gone
        ) g
        group by all order by 4 desc, 1, 2, 3"""
    ).fetchall()
    for previous, state, legal, count, took in waits:
        seconds = [float(value) for value in took or () if previous is not None]
        found = money.get((previous, state, legal), {})
        yield Change(previous, state, legal, count, found, quantile(seconds, 0.5), quantile(seconds, 0.95))


def _variants(db: Any, split: datetime | None, most: int) -> tuple[tuple[Variant, ...], int, tuple[int, int]]:
    db.execute(
        """create or replace temp table way as select provider, payment,
            string_agg(coalesce(state, '?'), ' ' order by step) as states, min(currency) as currency,
            bool_or(not legal) as illegal, max(amount_minor) as minor, min(happened_at) >= $split as later
        from chosen group by provider, payment""",
        {"split": split},
    )
    row = db.execute("select count(*) filter (where not later), count(*) filter (where later) from way").fetchone()
    began = row or (0, 0)
    ways = db.execute(
        """select states, count(*), bool_or(illegal), count(*) filter (where not later), count(*) filter (where later)
        from way group by states order by 2 desc, 1"""
    ).fetchall()
    told = ways[:most] + [way for way in ways[most:] if way[2]][:most]
    amounts: dict[str, dict[str, int]] = {}
    rows = db.execute("select states, currency, cast(sum(minor) as bigint) from way group by all").fetchall()
    for states, currency, minor in rows:
        if currency is not None and minor is not None:
            amounts.setdefault(states, {})[currency] = minor
    found = tuple(
        Variant(
            states=tuple(states.split(" ")),
            payments=count,
            illegal=bool(illegal),
            money=amounts.get(states, {}),
            before=earlier / began[0] if began[0] else None,
            after=later / began[1] if began[1] else None,
            moved=_moved(earlier, began[0], later, began[1]),
        )
        for states, count, illegal, earlier, later in told
    )
    return found, len(ways), began


def _moved(earlier: int, of_earlier: int, later: int, of_later: int) -> bool:
    """Whether two shares differ beyond chance: Newcombe 1998, method 10, with the score intervals of Wilson 1927."""
    if not of_earlier or not of_later:
        return False
    (p, p_low, p_high), (q, q_low, q_high) = _wilson(earlier, of_earlier), _wilson(later, of_later)
    low = q - p - ((q - q_low) ** 2 + (p_high - p) ** 2) ** 0.5
    high = q - p + ((q_high - q) ** 2 + (p - p_low) ** 2) ** 0.5
    return bool(low > 0 or high < 0)


def _wilson(hits: int, of: int) -> tuple[float, float, float]:
    share, square = hits / of, _CONFIDENCE**2
    centre = share + square / (2 * of)
    half = _CONFIDENCE * (share * (1 - share) / of + square / (4 * of * of)) ** 0.5
    return share, (centre - half) / (1 + square / of), (centre + half) / (1 + square / of)


def _constraints(db: Any) -> tuple[Constraint, ...]:
    row = db.execute(
        """select count(*) filter (where asked), count(*) filter (where asked and coalesce(known_at < asked_at, true)),
            count(*) filter (where refunded_at is not null),
            count(*) filter (where refunded_at is not null and coalesce(captured_at > refunded_at, true)),
            count(*) filter (where voided_at is not null),
            count(*) filter (where voided_at is not null and last_capture > voided_at),
            count(*) filter (where wholes > 0), count(*) filter (where wholes > 1)
        from (select bool_or(s.state = 'unknown') as asked, max(s.step) filter (where s.state = 'unknown') as asked_at,
                max(s.step) filter (where k.tells = 'true') as known_at,
                min(s.step) filter (where s.state in ('refunded', 'partially_refunded')) as refunded_at,
                min(s.step) filter (where s.state in ('captured', 'partially_captured', 'settled')) as captured_at,
                max(s.step) filter (where s.state in ('captured', 'partially_captured')) as last_capture,
                min(s.step) filter (where s.state = 'voided') as voided_at,
                count(*) filter (where s.state = 'captured' and s.amount_minor = s.authorized_minor) as wholes
            from chosen s left join payment_state k on k.state = s.state group by s.provider, s.payment) p"""
    ).fetchone()
    counts = list(row or [0] * 2 * len(_CONSTRAINTS))
    return tuple(
        Constraint(name, meaning, counts[2 * place], counts[2 * place + 1])
        for place, (name, meaning) in enumerate(_CONSTRAINTS)
    )
