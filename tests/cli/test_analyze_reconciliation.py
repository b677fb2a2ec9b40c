"""`assay analyze reconciliation` over exports of three sides: sums that add up, kinds of what differs, their age."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from assay.cli import run
from assay.engine.check import Options, check

_ORDERS = """id,payment,total,refunded,currency,placed
o-1,p-1,20.00,0,EUR,2024-05-01T10:00:00Z
o-2,p-2,30.00,5.00,EUR,2024-05-02T10:00:00Z
o-3,p-3,4000,0,JPY,2024-05-03T10:00:00Z
o-9,p-9,1.00,0,EUR,2024-05-09T10:00:00Z
"""
_PAYMENTS = """id,state,amount,currency,at
p-1,captured,20.00,EUR,2024-05-01T10:00:05Z
p-2,captured,30.00,EUR,2024-05-02T10:00:05Z
p-2,refunded,5.00,EUR,2024-05-04T10:00:05Z
p-3,captured,4000,JPY,2024-05-03T10:00:05Z
p-9,captured,1.00,EUR,2024-05-09T10:00:05Z
"""
_LINES = """payment,kind,gross,currency,fee,net,into,rate,on
p-1,capture,19.00,EUR,0.50,18.50,EUR,,2024-05-06
p-2,refund,-5.00,EUR,0,-5.00,EUR,,2024-05-06
p-3,capture,4000,JPY,0.40,24.00,EUR,0.0061,2024-05-06
p-9,capture,1.00,EUR,0.10,0.90,EUR,,2024-05-12
"""
_CONFIG = """
[[export]]
path = "orders.csv"
table = "shop_order"
provider = "acme"
[export.columns]
order_id = "id"
payment = "payment"
status = { value = "paid" }
total_minor = { from = "total", unit = "major" }
refunded_minor = { from = "refunded", unit = "major" }
currency = "currency"
placed_at = "placed"

[[export]]
path = "payments.csv"
table = "payment_event"
provider = "acme"
[export.columns]
payment = "id"
said = "state"
state = "state"
amount_minor = { from = "amount", unit = "major" }
currency = "currency"
occurred_at = "at"

[[export]]
path = "lines.csv"
table = "settlement_line"
provider = "acme"
[export.columns]
payment = "payment"
said = "kind"
kind = "kind"
gross_minor = { from = "gross", unit = "major" }
currency = "currency"
fee_minor = { from = "fee", unit = "major" }
net_minor = { from = "net", unit = "major" }
settled_currency = "into"
exchange_rate = "rate"
settled_on = "on"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    root.mkdir()
    (root / "package.json").write_text('{"name": "shop"}')
    for name, text in {
        "assay.toml": _CONFIG,
        "orders.csv": _ORDERS,
        "payments.csv": _PAYMENTS,
        "lines.csv": _LINES,
    }.items():
        (root / name).write_text(text)
    check(root, Options(as_of=date(2024, 5, 20), only=("payment/exports_are_taken_whole",)))
    return root


def test_sums_differences_fees_and_ages(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["analyze", "reconciliation", str(shop), "--json"]) == 0
    euro, yen = json.loads(capsys.readouterr().out)["books"]
    assert (euro["currency"], yen["currency"]) == ("EUR", "JPY")
    assert (euro["ordered_minor"], euro["captured_minor"], euro["settled_minor"]) == (5100, 5100, 2000)
    assert (euro["refunded_minor"], euro["settled_refund_minor"]) == (500, 500)
    assert [(one["kind"], one["sum_minor"], one["oldest_days"]) for one in euro["differences"]] == [
        ("missing_in_settlement", -3000, 18),
        ("amount", -100, 19),
    ]
    differs = sum(one["sum_minor"] for one in euro["differences"] if one["sides"] == "provider and settlement")
    assert euro["captured_minor"] + differs == euro["settled_minor"]
    assert yen["differences"] == [] and yen["captured_minor"] == yen["settled_minor"] == 4000
    assert yen["fees"] == [{"currency": "EUR", "exponent": 2, "fee_minor": 40, "net_minor": 2400}]


def test_what_a_person_reads(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["analyze", "reconciliation", str(shop)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "captured, refunded by providers 51.00 EUR 5.00 EUR + differs -31.00 EUR 0.00 EUR settled, gross" in said
    assert "1 payment: taken, not settled (provider and settlement), -30.00 EUR" in said
    assert "8 to 30 days old: 1; the largest: acme p-2 (payments.csv:3)" in said
    assert "fees 0.40 EUR; 24.00 EUR paid out for it" in said


def test_without_exports_it_says_what_to_declare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "package.json").write_text('{"name": "shop"}')
    check(tmp_path, Options(only=("payment/exports_are_taken_whole",)))
    assert run(["analyze", "reconciliation", str(tmp_path)]) == 2
    assert "[[export]]" in capsys.readouterr().err
