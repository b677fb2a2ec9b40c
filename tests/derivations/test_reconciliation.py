"""Orders, payments and settlements side by side: nothing lost, nothing counted twice, each difference of its kind."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.derivations import payment_steps, reconciled_payments, reconciliation_breaks
from assay.engine.barren import is_barren
from assay.engine.evidence import Evidence, load_rows, open_database
from assay.engine.outcomes import table_columns
from assay.engine.reads import tables_of

Rows = list[dict[str, Any]]
Reconciled = Callable[..., tuple[Rows, Rows, Evidence]]
_KEYS = {"integration": "acme", "path": "a.csv", "origin": "report", "environment": "production", "provider": "acme"}
_TABLES = ("shop_order", "payment_event", "settlement_line")


@pytest.fixture
def reconciled(tmp_path: Path) -> Iterator[Reconciled]:
    """(reconciled payments, breaks, evidence) of orders, events and lines."""
    opened: list[Evidence] = []

    def reconcile(orders: Rows, events: Rows, lines: Rows) -> tuple[Rows, Rows, Evidence]:
        evidence = Evidence(open_database(), {})
        opened.append(evidence)
        for table, rows in zip(_TABLES, (orders, events, lines), strict=True):
            given = [{**_KEYS, "entry": entry, "line": entry + 2, **row} for entry, row in enumerate(rows)]
            load_rows(evidence.db, table, table_columns(table), given, tmp_path)
            evidence.state_made(table)
        found = []
        for module in (payment_steps, reconciled_payments, reconciliation_breaks):
            (row,), (query,) = module.DERIVATION.fills, module.DERIVATION.reads.values()
            table = {"PaymentStep": "payment_step", "ReconciledPayment": "reconciled_payment"}.get(
                row.__name__, "breaks"
            )
            evidence.require(tables_of(evidence.db, query))
            evidence.db.execute(f'create table "{table}" as {query}')
            evidence.state_made(table)
            cursor = evidence.db.execute(f'from "{table}" order by provider, payment, currency')
            names = [name for name, *_ in cursor.description or ()]
            found.append([dict(zip(names, values, strict=True)) for values in cursor.fetchall()])
        return found[1], found[2], evidence

    yield reconcile
    for evidence in opened:
        evidence.db.close()


def _order(payment: str | None, total: int, **more: Any) -> dict[str, Any]:
    said = {"order_id": f"o-{payment}", "status": "paid", "currency": "EUR", "placed_at": "2024-05-01 10:00:00"}
    return {**said, "payment": payment, "total_minor": total, "refunded_minor": 0, **more}


def _captured(payment: str, amount: int, state: str = "captured", **more: Any) -> dict[str, Any]:
    said = {"side": "report", "said": state, "currency": "EUR", "occurred_at": "2024-05-01 10:00:05"}
    return {**said, "payment": payment, "order_id": f"o-{payment}", "state": state, "amount_minor": amount, **more}


def _line(payment: str | None, gross: int, kind: str = "capture", **more: Any) -> dict[str, Any]:
    said = {"said": kind, "kind": kind, "currency": "EUR", "settled_currency": "EUR", "settled_on": "2024-05-05"}
    return {**said, "payment": payment, "gross_minor": gross, "fee_minor": 10, "net_minor": gross - 10, **more}


#: What is beside the payment in question, so that every side is known to reach far enough.
_AROUND = (
    [_order("a", 100, placed_at="2024-04-01 10:00:00"), _order("z", 100, placed_at="2024-06-01 10:00:00")],
    [
        _captured("a", 100, occurred_at="2024-04-01 10:00:00"),
        _captured("z", 100, occurred_at="2024-06-01 10:00:00"),
    ],
    [_line("a", 100, settled_on="2024-04-05"), _line("z", 100, settled_on="2024-06-05")],
)


def _among(orders: Rows, events: Rows, lines: Rows) -> tuple[Rows, Rows, Rows]:
    return _AROUND[0] + orders, _AROUND[1] + events, _AROUND[2] + lines


def test_three_sides_that_agree_have_no_break(reconciled: Reconciled) -> None:
    payments, breaks, _ = reconciled(*_among([_order("p", 500)], [_captured("p", 500)], [_line("p", 500)]))
    (one,) = (row for row in payments if row["payment"] == "p")
    said = ("ordered_minor", "captured_minor", "settled_minor", "fee_minor", "net_minor", "orders", "lines")
    assert [one[name] for name in said] == [500, 500, 500, 10, 490, 1, 1]
    assert breaks == []


@pytest.mark.parametrize(
    ("orders", "events", "lines", "expected"),
    [
        ([], [_captured("p", 500)], [_line("p", 500)], [("paid", "unknown_to_shop", 500)]),
        ([_order("p", 500)], [], [], [("paid", "missing_at_provider", -500)]),
        ([_order("p", 500)], [_captured("p", 500, "authorized")], [], [("paid", "not_captured", -500)]),
        ([_order("p", 500)], [_captured("p", 500)], [], [("paid", "missing_in_settlement", -500)]),
        ([_order("p", 499)], [_captured("p", 500)], [_line("p", 500)], [("paid", "amount", 1)]),
        ([_order("p", 500)], [_captured("p", 500)], [_line("p", 501)], [("paid", "amount", 1)]),
        ([_order("p", 500)], [_captured("p", 500)], [_line("p", 500)] * 2, [("paid", "settled_twice", 500)]),
        ([], [], [_line("p", 500)], [("paid", "unknown_to_provider", 500)]),
        (
            [_order("p", 500, currency="SEK")],
            [_captured("p", 500)],
            [_line("p", 500)],
            [("paid", "currency", 500), ("paid", "currency", -500)],
        ),
        (
            [_order("q", 500, order_id="o-p")],
            [_captured("p", 500), _captured("q", 500, order_id="o-p")],
            [_line("p", 500), _line("q", 500)],
            [("paid", "second_payment", 500)],
        ),
        (
            [_order("p", 500)],
            [_captured("p", 500), _captured("p", 200, "refunded", occurred_at="2024-05-02 10:00:00")],
            [_line("p", 500)],
            [("refunded", "amount", 200), ("refunded", "missing_in_settlement", -200)],
        ),
        (
            [_order("p", 500, placed_at="2024-09-01 10:00:00")],
            [],
            [],
            [("paid", "beyond_export", -500)],
        ),
        (
            [_order("p", 500)],
            [_captured("p", 500, occurred_at="2024-06-20 10:00:00")],
            [],
            [("paid", "beyond_export", -500)],
        ),
    ],
)
def test_each_difference_has_its_kind(
    reconciled: Reconciled, orders: Rows, events: Rows, lines: Rows, expected: list[tuple[str, str, int]]
) -> None:
    _, breaks, _ = reconciled(*_among(orders, events, lines))
    assert sorted((one["flow"], one["kind"], one["difference_minor"]) for one in breaks) == sorted(expected)


def test_split_captures_and_refunds_are_added_up(reconciled: Reconciled) -> None:
    events = [
        _captured("p", 500, "authorized"),
        _captured("p", 300, "partially_captured", reference="c1", occurred_at="2024-05-02 10:00:00"),
        _captured("p", 200, "captured", reference="c2", occurred_at="2024-05-03 10:00:00"),
        _captured("p", 50, "partially_refunded", reference="r1", occurred_at="2024-05-04 10:00:00"),
    ]
    lines = [_line("p", 300), _line("p", 200), _line("p", -50, "refund")]
    payments, breaks, _ = reconciled(*_among([_order("p", 500, refunded_minor=50, status="returned")], events, lines))
    (one,) = (row for row in payments if row["payment"] == "p")
    assert (one["captured_minor"], one["settled_minor"], one["settled_refund_minor"], one["lines"]) == (500, 500, 50, 3)
    assert breaks == []


def test_what_two_sides_told_is_counted_once(reconciled: Reconciled) -> None:
    told = [_captured("p", 500, side=side, reference="c1") for side in ("api", "webhook", "webhook", "report")]
    _, breaks, _ = reconciled(*_among([_order("p", 500)], told, [_line("p", 500)]))
    assert breaks == []


def test_the_newest_row_of_an_order_counts(reconciled: Reconciled) -> None:
    states = [
        _order("p", 400, status="pending", changed_at="2024-05-01 10:00:00"),
        _order("p", 500, changed_at="2024-05-01 10:05:00"),
        _order("p", 450, status="open", changed_at="2024-05-01 10:02:00"),
    ]
    payments, breaks, _ = reconciled(*_among(states, [_captured("p", 500)], [_line("p", 500)]))
    assert [row["ordered_minor"] for row in payments if row["payment"] == "p"] == [500]
    assert breaks == []


def test_an_order_or_line_without_the_payments_id_is_found_by_what_it_names(reconciled: Reconciled) -> None:
    events = [_captured("p", 500, reference="c1"), _captured("n", 300, "declined", order_id="o-p")]
    orders = [_order(None, 500, order_id="o-p", provider=None)]
    payments, breaks, _ = reconciled(*_among(orders, events, [_line(None, 500, reference="c1")]))
    (one,) = (row for row in payments if row["payment"] == "p")
    assert (one["ordered_minor"], one["settled_minor"], one["order_id"]) == (500, 500, "o-p")
    assert breaks == []
    _, breaks, _ = reconciled(*_among(orders, events, [_line(None, 500, order_id="o-p")]))
    assert breaks == []


@pytest.mark.parametrize(("gross", "kinds"), [(3172, []), (3171, []), (3150, ["amount"])])
def test_a_settlement_told_after_conversion_is_held_against_by_its_rate(
    reconciled: Reconciled, gross: int, kinds: list[str]
) -> None:
    line = _line("p", gross, exchange_rate="0.0061")
    events, orders = [_captured("p", 5200, currency="JPY")], [_order("p", 5200, currency="JPY")]
    payments, breaks, _ = reconciled(*_among(orders, events, [line]))
    assert [one["kind"] for one in breaks] == kinds
    assert [row["currency"] for row in payments if row["payment"] == "p"] == ["JPY"]


def test_of_a_side_without_exports_nothing_is_said(reconciled: Reconciled) -> None:
    events = [_captured("p", 500)]
    assert reconciled([], events, [])[1] == []
    assert reconciled([_order("p", 400)], [], [_line("p", 400)])[1] == []
    assert [one["sides"] for one in reconciled([_order("p", 400)], events, [])[1]] == ["shop and provider"]


def test_what_trials_made_is_no_book(reconciled: Reconciled) -> None:
    events = [_captured("p", 500, origin="trial"), _captured("r", 500, origin="recording")]
    payments, breaks, _ = reconciled(*_among([], events, []))
    assert [row["payment"] for row in payments] == ["a", "z"] and breaks == []


def _world(seed: int) -> tuple[Rows, Rows, Rows]:
    """Payments of which many have something wrong with them."""
    chance = random.Random(seed)
    orders, events, lines = [], [], []
    for number in range(400):
        payment, amount = f"p{number}", chance.randrange(1, 100_000)
        currency = chance.choice(["EUR", "JPY", "KWD"])
        of = {"currency": currency}
        day = f"2024-05-{chance.randrange(1, 29):02} 10:00:00"
        if chance.random() < 0.9:
            total = amount + chance.choice([0, 0, 0, 1, -1])
            named = chance.choice([payment, payment, payment, None])
            status = chance.choice(["paid", "paid", "returned", "ended", "pending"])
            orders.append(_order(named, total, status=status, order_id=f"o-{payment}", placed_at=day, **of))
        if chance.random() < 0.9:
            events.append(_captured(payment, amount, order_id=f"o-{payment}", occurred_at=day, **of))
            if chance.random() < 0.3:
                events.append(_captured(payment, amount // 2, "refunded", occurred_at="2024-05-30 10:00:00", **of))
        for _ in range(chance.choice([0, 1, 1, 1, 1, 2])):
            lines.append(_line(payment, amount, settled_currency=currency, **of))
        if chance.random() < 0.3:
            lines.append(_line(payment, -(amount // 2), "refund", settled_currency=currency, **of))
    return orders, events, lines


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sums_and_differences_add_up_to_the_last_unit(reconciled: Reconciled, seed: int) -> None:
    _, breaks, evidence = reconciled(*_world(seed))
    assert {one["kind"] for one in breaks} >= {"amount", "missing_in_settlement", "unknown_to_shop", "settled_twice"}

    def asked(query: str) -> dict[str, int]:
        return {currency: int(total or 0) for currency, total in evidence.db.execute(query).fetchall()}

    def side(column: str) -> dict[str, int]:
        return asked(f"select currency, sum({column}) from reconciled_payment group by 1")

    def differences(sides: str, flow: str) -> dict[str, int]:
        return asked(
            f"select currency, sum(difference_minor) from breaks where sides = '{sides}' and flow = '{flow}' group by 1"
        )

    def plus(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
        return {currency: one[currency] + other.get(currency, 0) for currency in one}

    shop, settlement = "shop and provider", "provider and settlement"
    assert plus(side("ordered_minor"), differences(shop, "paid")) == side("captured_minor")
    assert plus(side("captured_minor"), differences(settlement, "paid")) == side("settled_minor")
    assert plus(side("refunded_minor"), differences(settlement, "refunded")) == side("settled_refund_minor")
    raw = {
        "ordered_minor": "select currency, sum(total_minor) from shop_order "
        "where status in ('paid', 'returned') group by 1",
        "captured_minor": "select currency, sum(amount_minor) from payment_event where state = 'captured' group by 1",
        "settled_minor": "select currency, sum(gross_minor) from settlement_line where kind = 'capture' group by 1",
        "fee_minor": "select currency, sum(fee_minor) from settlement_line group by 1",
    }
    for column, query in raw.items():
        assert side(column) == asked(query), column


def test_where_nothing_is_exported_nothing_is_asked() -> None:
    for module in (reconciled_payments, reconciliation_breaks):
        (query,) = module.DERIVATION.reads.values()
        assert is_barren(query, lambda table: table not in ("currency",))
