"""Whatever stands in an export, one record that cannot be taken is told with its place, and the others are read."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.model import Row, SourceError, columns
from assay.payments import formats
from assay.tables.ledger import RejectedRow

_INTENT = {"id": "pi_1", "object": "payment_intent", "status": "succeeded", "amount": 5, "currency": "eur"}
_CARD = {"brand": "visa", "fingerprint": "x", "three_d_secure": {"result": "authenticated"}, "wallet": {"type": "link"}}
_CHARGE = {
    **_INTENT,
    "object": "charge",
    "amount_refunded": 2,
    "created": 1714560000,
    "outcome": {"reason": "x"},
    "payment_method_details": {"type": "card", "card": _CARD},
    "refunds": {"data": [{"id": "re_1"}]},
    "metadata": {"order_id": "1"},
}
_DATA = {"object": _CHARGE, "previous_attributes": {"amount_refunded": 1}}
_EVENT = {"id": "evt_1", "object": "event", "type": "charge.refunded", "created": 1714560000, "data": _DATA}
_FACTS = {"eci": "05", "refusalReasonRaw": "51 : no", "alias": "a", "issuerCountry": "NL"}
_ITEM = {
    "eventCode": "CHARGEBACK",
    "success": "true",
    "pspReference": "88",
    "amount": {"currency": "EUR", "value": 5},
    "eventDate": "2024-05-01T10:40:00Z",
    "additionalData": _FACTS,
}
_MONEY = {"currency_code": "EUR", "value": "1.50"}
_CHANGE = {"id": "CAP1", "status": "COMPLETED", "amount": _MONEY, "create_time": "2024-05-01T10:40:00Z"}
_UNIT = {"amount": _MONEY, "payments": {"captures": [_CHANGE]}}
_ORDER = {"id": "O1", "status": "COMPLETED", "purchase_units": [_UNIT]}
_SQUARE = {"id": "P1", "status": "COMPLETED", "amount_money": {"amount": 5, "currency": "EUR"}, "card_details": {}}
_CHECKOUT = {"id": "pay_1", "amount": 5, "currency": "EUR", "3ds": {"eci": "05"}, "source": {"type": "card"}}
_SUBJECT = "<subject><transaction><id>t1</id></transaction></subject>"
_XML = f"<notification><kind>transaction_settled</kind>{_SUBJECT}</notification>"
_CAPTURED = {"capture_id": "c1", "captured_amount": 5, "captured_at": "2024-05-01T10:40:00Z"}
_KLARNA = {"order_id": "o1", "status": "CAPTURED", "order_amount": 5, "purchase_currency": "EUR"}
_BIGCOMMERCE = {"id": 1, "status": "Shipped", "total_inc_tax": "1.50", "payment_provider_id": "x"}
_LINE = {"transaction_id": "T1", "transaction_event_code": "T0006", "transaction_amount": _MONEY}

RECORDS: dict[str, dict[str, Any]] = {
    "stripe": _EVENT,
    "adyen-notifications": {"live": "true", "notificationItems": [{"NotificationRequestItem": _ITEM}]},
    "paypal": _ORDER,
    "paypal-transactions": {"transaction_info": _LINE},
    "square": {"type": "payment.updated", "event_id": "E1", "data": {"object": {"payment": _SQUARE}}},
    "checkoutcom": {"id": "evt_1", "type": "payment_captured", "created_on": "2024-05-01T10:40:00Z", "data": _CHECKOUT},
    "braintree": {"bt_payload": base64.b64encode(_XML.encode()).decode()},
    "klarna": {**_KLARNA, "captures": [_CAPTURED]},
    "bigcommerce": _BIGCOMMERCE,
    "webhook-log": {"headers": {"Stripe-Signature": "t=1,v1=0"}, "body": json.dumps(_EVENT), "status": 200},
}
SHEETS = {
    "adyen-settlement": "Psp Reference,Type,Gross Currency,Gross Debit (GC),Gross Credit (GC),Net Currency,TimeZone",
    "stripe-balance": "balance_transaction_id,reporting_category,gross,fee,net,currency,created",
    "klarna-settlement": "type,order_id,short_order_id,amount,currency_code,capture_date",
    "checkoutcom-actions": "Action Type,Breakdown Type,Payment ID,Processing Currency,Processing Currency Amount",
    "braintree-transactions": "Transaction ID,Transaction Type,Transaction Status,Amount Authorized,Created Datetime",
}
_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def _read(name: str, data: bytes) -> list[Row]:
    rows = list(formats()[name].read(data, lambda value: "sealed"))
    for row in rows:
        _fits(row)
    return rows


def _fits(row: Row) -> None:
    """Each value is of the type of its column, and a number that a database holds."""
    types = {"VARCHAR": str, "BIGINT": int, "DOUBLE": float, "BOOLEAN": bool}
    for column in columns(type(row)):
        value = getattr(row, column.name)
        if value is not None and column.sql_type in types:
            assert isinstance(value, types[column.sql_type]), column.name
            assert not isinstance(value, int) or abs(value) < 2**63, column.name


def _places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if at:
        yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from _places(one, (*at, key))


def _with(record: dict[str, Any], place: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(record)
    holder: Any = changed
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = value
    return changed


def test_every_format_is_tried_here() -> None:
    assert RECORDS.keys() | SHEETS.keys() == formats().keys()


@pytest.mark.parametrize("name", RECORDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_value_of_any_type_in_any_field_ends_its_own_record_alone(name: str, data: st.DataObject) -> None:
    record = RECORDS[name]
    place = data.draw(st.sampled_from(list(_places(record))))
    changed = _with(record, place, data.draw(_ANYTHING))
    lines = [json.dumps(one).encode() for one in (record, changed, record)]
    alone = _read(name, lines[0])
    rows = _read(name, b"\n".join(lines))
    assert alone
    assert not any(isinstance(row, RejectedRow) for row in alone)
    by_entry = {entry: [row for row in rows if row.entry == entry] for entry in (0, 1, 2)}  # type: ignore[attr-defined]
    assert len(by_entry[0]) == len(by_entry[2]) == len(alone)
    assert {row.line for row in by_entry[1]} <= {2}  # type: ignore[attr-defined]
    refused = [row for row in by_entry[1] if isinstance(row, RejectedRow)]
    assert len(refused) <= 1
    assert not refused or len(by_entry[1]) == 1
    assert all(row.reason for row in refused)


@pytest.mark.parametrize("name", RECORDS)
def test_what_is_cut_off_anywhere_is_read_up_to_there(name: str) -> None:
    whole = json.dumps([RECORDS[name]] * 3).encode()
    each = len(_read(name, whole)) // 3
    for at in range(1, len(whole), max(1, len(whole) // 40)):
        rows = _read(name, whole[:at])
        taken = [row for row in rows if not isinstance(row, RejectedRow)]
        assert len(taken) % each == 0
        assert any(isinstance(row, RejectedRow) for row in rows)


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize(
    "text",
    [
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b"[" * 20_000,
        b'[{"id": 1' + b"0" * 5_000 + b"}]",
        b'{"id": "a", "id": "b", "amount": 1, "amount": "x"}',
        b'[{"id": "\xff\xfe"}, 7, null, "text", []]',
        b'{"id": "' + b"x" * 2_000_000 + b'"}',
    ],
)
def test_hostile_documents_are_read_or_told(name: str, text: bytes) -> None:
    rows = _read(name, text)
    assert all(isinstance(row, RejectedRow) for row in rows)


@settings(max_examples=100, deadline=None)
@given(name=st.sampled_from(sorted({*RECORDS, *SHEETS})), data=st.binary(max_size=200))
def test_any_bytes_are_rows_or_no_such_export(name: str, data: bytes) -> None:
    try:
        _read(name, data)
    except SourceError as error:
        assert str(error)


@pytest.mark.parametrize("name", SHEETS)
@settings(max_examples=60, deadline=None)
@given(cells=st.lists(st.text(max_size=30), min_size=1, max_size=9))
def test_any_cells_are_a_line_or_told(name: str, cells: list[str]) -> None:
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    _read(name, f"{SHEETS[name]}\n{quoted}\n".encode())


@pytest.mark.parametrize("name", SHEETS)
def test_a_cell_that_is_too_long_ends_its_own_line_alone(name: str) -> None:
    rows = _read(name, f"{SHEETS[name]}\n{'x' * 200_000}\n,,\n".encode())
    assert [type(row) for row in rows] == [RejectedRow]
