"""The state graph of payments, and the steps that payment events become."""

from __future__ import annotations

import csv

from assay.engine.evidence import REFERENCE

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
