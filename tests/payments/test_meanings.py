"""The tables of what providers say: whole, dated, with sources, and of states and families that there are."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from assay.payments import dated
from assay.payments.amounts import amounts, exponents, minor_of, number

_TABLES = ("payment_status", "payment_method", "settlement_kind", "dispute_status", "provider_exponent")
_FAMILIES = {"card", "wallet", "redirect", "bank_debit", "voucher", "pay_later", "offline"}


def _rows(name: str) -> list[dict[str, str]]:
    text = files("assay.tables").joinpath(f"reference/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize("name", _TABLES)
def test_each_row_has_a_source_and_says_one_thing_of_a_day(name: str) -> None:
    rows = _rows(name)
    assert all(row["source"] and row["source"] != "unverified" for row in rows)
    word = next(column for column in ("said", "method", "currency") if column in rows[0])
    keys = [(row["provider"], row[word], row.get("since")) for row in rows]
    assert len(keys) == len(set(keys))


def test_states_and_families_are_those_that_there_are() -> None:
    states = {row["state"] for row in _rows("payment_state")}
    assert {row["state"] for row in _rows("payment_status")} <= states | {""}
    assert {row["family"] for row in _rows("payment_method")} <= _FAMILIES


def test_what_was_said_is_judged_by_the_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {"provider": "acme", "said": "done", "since": "", "until": "2020-01-01", "state": "authorized"},
        {"provider": "acme", "said": "done", "since": "2020-01-01", "until": "", "state": "captured"},
    ]
    monkeypatch.setattr(dated, "reference", lambda name: rows)
    meanings = dated.Meanings("payment_status", "acme", "said", "state")
    found = [meanings.get("done", day) for day in (date(2019, 12, 31), date(2020, 1, 1), None)]
    assert found == ["authorized", "captured", "captured"]
    assert ("done" in meanings, meanings.get("begun"), meanings.get(None)) == (True, None, None)


@pytest.mark.parametrize(
    ("text", "found"),
    [("12.50", "12.50"), ("1,234.50", "1234.50"), ("-3", "-3"), ("1.234,50", None), ("", None), ("1e400", None)],
)
def test_decimals_as_text(text: str, found: str | None) -> None:
    value = number(text)
    assert (None if value is None else str(value)) == found


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1_000", "9" * 60, "0x10"])
def test_what_is_no_amount(text: str) -> None:
    assert number(text) is None


def test_minor_units_follow_the_currency() -> None:
    assert exponents()["JPY"] == 0
    assert [minor_of(number("12.5"), code) for code in ("EUR", "KWD", "JPY", "???")] == [1250, 12500, None, None]
    assert amounts("stripe").minor(5, "???") is None


def test_what_is_known_to_change_no_state_is_known() -> None:
    statuses = dated.statuses("stripe")
    assert "charge.updated" in statuses
    assert statuses.get("charge.updated") is None
    assert "charge.invented" not in statuses
