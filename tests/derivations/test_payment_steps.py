"""The state graph of payments, and the steps that payment events become."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.engine.evidence import REFERENCE
from payment_events import BEGIN, event, steps

FAMILIES = {"", "card", "wallet", "redirect", "bank_debit", "voucher", "pay_later", "offline"}


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_graph_is_whole() -> None:
    states = {row["state"]: row for row in _rows("payment_state")}
    edges = _rows("payment_edge")
    assert len({row["place"] for row in states.values()}) == len(states)
    for edge in edges:
        assert states[edge["from_state"]]["tells"] == states[edge["to_state"]]["tells"] == "true", edge
        assert edge["family"] in FAMILIES
        assert edge["source"]
    named = [(edge["family"], edge["provider"], edge["from_state"], edge["to_state"]) for edge in edges]
    assert len(set(named)) == len(named)
    left = {edge["from_state"] for edge in edges if edge["from_state"] != edge["to_state"] and not edge["provider"]}
    assert {name for name, row in states.items() if row["tells"] == "true"} - left <= {
        name for name, row in states.items() if row["terminal"] == "true"
    }


def test_money_is_never_taken_once_a_payment_ended_without_it() -> None:
    base = {(e["from_state"], e["to_state"]) for e in _rows("payment_edge") if not e["provider"] and not e["family"]}
    takes = {"authorized", "partially_captured", "captured", "settled"}
    for ended in ("declined", "cancelled", "voided", "expired", "returned", "dispute_lost"):
        assert not {to for frm, to in base if frm == ended} & takes, ended


def _way(found: Sequence[dict[str, Any]]) -> list[tuple[str | None, str | None, bool | None]]:
    return [(step["previous"], step["state"], step["legal"]) for step in found]


def test_each_change_is_compared_with_the_one_before_it(tmp_path: Path) -> None:
    found = steps([event("captured", 9, 500), event("authorized", 1, 500), event("voided", 5)], tmp_path)
    assert _way(found) == [
        (None, "authorized", None),
        ("authorized", "voided", True),
        ("voided", "captured", False),
    ]
    assert [step["is_last"] for step in found] == [False, False, True]
    assert [step["next_at"] for step in found] == [step["happened_at"] for step in found[1:]] + [None]
    assert (found[2]["authorized_minor"], found[2]["captured_minor"], found[2]["line"]) == (500, 500, 1)


def test_changes_of_one_instant_come_in_the_order_of_a_lifecycle(tmp_path: Path) -> None:
    told = [event(state, 1, 500) for state in ("settled", "captured", "authorized", "created")]
    assert [step["state"] for step in steps(told, tmp_path)] == ["created", "authorized", "captured", "settled"]


def test_views_of_one_change_are_one_step(tmp_path: Path) -> None:
    told = [
        *(
            event(state, minute, 500, side="api")
            for state, minute in (("authorized", 1), ("captured", 2.1), ("captured", 9))
        ),
        # A notification that comes late, twice, by a clock that is ahead.
        event("authorized", 3, 500, event="e1"),
        event("authorized", 3, 500, event="e1"),
        event("captured", 3.1, 500, event="e2"),
        # A report that knows days alone.
        *(event(state, -600, 500, side="report") for state in ("authorized", "captured")),
    ]
    found = steps(told, tmp_path)
    assert _way(found) == [(None, "authorized", None), ("authorized", "captured", True)]
    assert [step["views"] for step in found] == [4, 4]
    assert found[-1]["captured_minor"] == 500
    assert found[0]["happened_at"] == BEGIN + timedelta(minutes=1)


def test_captures_of_the_same_amount_stay_apart(tmp_path: Path) -> None:
    told = [event("authorized", 0, 900), *(event("captured", 5 * n, 300, event=f"e{n}") for n in (1, 2, 3))]
    told += [event("captured", 5 * n + 1, 300, side="api", reference=f"c{n}") for n in (1, 2, 3)]
    found = steps(told, tmp_path)
    assert [step["state"] for step in found] == ["authorized", "partially_captured", "partially_captured", "captured"]
    assert [step["captured_minor"] for step in found] == [0, 300, 600, 900]
    assert all(step["legal"] for step in found[1:])


def test_events_of_one_charge_that_are_called_otherwise_are_one_capture(tmp_path: Path) -> None:
    told = [event("captured", 1, 500, event="e1", reference="ch"), event("captured", 1.01, 500, event="e2")]
    assert [step["captured_minor"] for step in steps(told, tmp_path)] == [500]


def test_parts_are_told_from_the_whole_by_their_sums(tmp_path: Path) -> None:
    told = [event("authorized", 0, 900), event("captured", 1, 600), event("voided", 2), event("refunded", 3, 200)]
    found = steps([*told, event("refunded", 4, 400)], tmp_path)
    assert [step["state"] for step in found] == [
        *("authorized", "partially_captured", "captured", "partially_refunded", "refunded")
    ]
    assert all(step["legal"] for step in found[1:])


def test_a_refund_that_fails_gives_the_money_back(tmp_path: Path) -> None:
    told = [
        event("captured", 0, 900),
        event("refunded", 1, 900),
        event("refund_failed", 2, 900),
        event("refunded", 3, 100),
    ]
    found = steps(told, tmp_path)
    assert [step["refunded_minor"] for step in found] == [0, 900, 0, 100]
    assert found[-1]["state"] == "partially_refunded"
    assert all(step["legal"] for step in found[1:])


@pytest.mark.parametrize("silent", ["unknown", "error", None])
def test_what_was_not_told_may_have_lain_between(silent: str | None, tmp_path: Path) -> None:
    found = steps([event("authorized", 0, 9), event(silent, 1), event("refunded", 2, 9)], tmp_path)
    assert [step["legal"] for step in found] == [None, None, None]
    found = steps([event("voided", 0), event(silent, 1), event("captured", 2, 9)], tmp_path)
    assert [step["legal"] for step in found] == [None, None, False]
    assert found[-1]["previous"] == "voided"


def test_overlays_hold_for_their_family_and_provider(tmp_path: Path) -> None:
    def last(frm: str, to: str, **more: Any) -> bool | None:
        legal: bool | None = steps([event(frm, 0, **more), event(to, 1, **more)], tmp_path)[-1]["legal"]
        return legal

    assert last("settled", "returned", family="bank_debit") is True
    assert last("settled", "returned", family="card") is False
    assert last("settled", "returned", family=None) is None
    assert last("declined", "captured", provider="stripe") is True
    assert last("declined", "captured", provider="adyen") is False
    assert last("expired", "authorized", provider="klarna", family="pay_later") is True
    assert last("expired", "authorized", provider="adyen", family="pay_later") is False


def test_what_is_known_to_be_no_change_is_no_step(tmp_path: Path) -> None:
    silent = next(row for row in _rows("payment_status") if not row["state"])
    told = [event("authorized", 0, 5, provider=silent["provider"])]
    told.append(event(None, 1, provider=silent["provider"], said=silent["said"]))
    assert len(steps(told, tmp_path)) == 1


def test_lifecycles_are_kept_apart(tmp_path: Path) -> None:
    apart: tuple[dict[str, str], ...] = (
        *({}, {"provider": "farol"}, {"payment": "q"}, {"environment": "test"}, {"origin": "trial"}),
    )
    told = [event(state, n, 5, **more) for more in apart for n, state in enumerate(("authorized", "captured"))]
    found = steps(told, tmp_path)
    assert len(found) == 2 * len(apart)
    assert all(step["legal"] is (None if step["step"] == 1 else True) for step in found)


def test_currencies_are_not_added_up(tmp_path: Path) -> None:
    found = steps([event("authorized", 0, 9), event("captured", 1, 9, currency="SEK")], tmp_path)
    assert [step["captured_minor"] for step in found] == [None, None]
    assert found[-1]["legal"]


def test_without_a_time_nothing_is_illegal(tmp_path: Path) -> None:
    found = steps([event("voided", 0), event("captured", None, 5)], tmp_path)
    assert found[-1]["legal"] is None


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_arrival_and_further_views_change_nothing(data: st.DataObject, tmp_path: Path) -> None:
    states = data.draw(
        st.lists(st.sampled_from(["authorized", "captured", "refunded", "voided"]), min_size=1, max_size=5)
    )
    told = [event(state, n, 100 + n, event=f"e{n}") for n, state in enumerate(states)]
    expected = _way(steps(told, tmp_path))
    again = [row | {"side": "api", "event": None} for row in told] + told
    assert _way(steps(data.draw(st.permutations(again)), tmp_path)) == expected
