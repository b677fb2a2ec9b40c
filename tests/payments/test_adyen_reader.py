"""What Adyen notifies, answers and settles, read as its documentation says it is meant."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from assay.model import Row, SourceError
from assay.payments import adyen, adyen_settlement
from assay.payments.told import Told
from assay.tables.ledger import Dispute, PaymentEvent, RejectedRow, SettlementLine


def _notification(code: str, *, success: str = "true", **more: Any) -> bytes:
    item = {
        "eventCode": code,
        "success": success,
        "pspReference": "8825408195409505",
        "eventDate": "2024-05-01T12:40:00+02:00",
        "amount": {"currency": "EUR", "value": 1250},
        "merchantReference": "1001",
        "merchantAccountCode": "ShopEU",
        "paymentMethod": "visa",
        **more,
    }
    return json.dumps({"live": "true", "notificationItems": [{"NotificationRequestItem": item}]}).encode()


def _read(*notifications: bytes) -> list[Row]:
    return list(adyen.read(b"\n".join(notifications), lambda value: f"sealed-{len(value)}"))


def _one(notification: bytes) -> PaymentEvent:
    row = _read(notification)[0]
    assert isinstance(row, PaymentEvent)
    return row


def test_an_authorisation_tells_payment_order_amount_and_state() -> None:
    row = _one(_notification("AUTHORISATION"))
    assert (row.payment, row.order_id, row.account) == ("8825408195409505", "1001", "ShopEU")
    assert (row.state, row.amount_minor, row.currency, row.environment) == ("authorized", 1250, "EUR", "production")
    assert (row.family, row.network, row.occurred_at) == ("card", "visa", datetime(2024, 5, 1, 10, 40))


@pytest.mark.parametrize(
    ("code", "success", "action", "state"),
    [
        ("AUTHORISATION", "false", None, "declined"),
        ("CAPTURE", "true", None, "captured"),
        ("CAPTURE", "false", None, None),
        ("CANCELLATION", "true", None, "voided"),
        ("CANCEL_OR_REFUND", "true", "refund", "refunded"),
        ("CANCEL_OR_REFUND", "true", "cancel", "voided"),
        ("REFUND", "true", None, "refunded"),
        ("REFUND", "false", None, "refund_failed"),
        ("REFUNDED_REVERSED", "true", None, "refund_failed"),
        ("OFFER_CLOSED", "true", None, "expired"),
        ("CHARGEBACK_REVERSED", "true", None, "dispute_won"),
        ("SOMETHING_NEW", "true", None, None),
    ],
)
def test_states(code: str, success: str, action: str | None, state: str | None) -> None:
    more = {"additionalData": {"modification.action": action}} if action else {}
    row = _one(_notification(code, success=success, originalReference="8815000000000001", **more))
    assert (row.state, row.payment, row.reference) == (state, "8815000000000001", "8825408195409505")


def test_a_decline_keeps_codes_and_the_reason_but_never_digits_of_a_card() -> None:
    facts = {"refusalReasonRaw": "51 : Insufficient funds", "merchantAdviceCode": "02 : Retry later", "eci": "05"}
    row = _one(_notification("AUTHORISATION", success="false", reason="Not enough balance", additionalData=facts))
    assert (row.decline_code, row.network_code, row.advice_code) == ("Not enough balance", "51", "02")
    row = _one(_notification("AUTHORISATION", success="false", reason="1234:7777:12/2012"))
    assert row.decline_code is None


def test_who_began_a_payment() -> None:
    merchant = {"shopperInteraction": "ContAuth", "recurringProcessingModel": "Subscription", "networkTxReference": "x"}
    row = _one(_notification("AUTHORISATION", additionalData=merchant))
    assert (row.initiator, row.prior) == ("merchant", "sealed-1")
    assert (
        _one(_notification("AUTHORISATION", additionalData={"shopperInteraction": "Ecommerce"})).initiator == "customer"
    )


def test_a_chargeback_is_a_dispute_until_when() -> None:
    facts = {
        "chargebackReasonCode": "10.4",
        "chargebackSchemeCode": "mc",
        "defensePeriodEndsAt": "2024-06-01T00:00:00Z",
    }
    event, row = _read(_notification("CHARGEBACK", originalReference="8815000000000001", additionalData=facts))
    assert isinstance(event, PaymentEvent)
    assert isinstance(row, Dispute)
    assert (event.state, row.outcome, row.payment) == ("disputed", "open", "8815000000000001")
    assert (row.reason_code, row.network, row.due_at) == ("10.4", "mastercard", datetime(2024, 6, 1))


@pytest.mark.parametrize(("currency", "value", "minor"), [("CLP", 1000, 10), ("CVE", 10, 1000), ("ISK", 500, 5)])
def test_exponents_in_which_adyen_differs_from_iso_4217(currency: str, value: int, minor: int) -> None:
    assert _one(_notification("CAPTURE", amount={"currency": currency, "value": value})).amount_minor == minor


def test_what_is_about_no_payment_gives_no_row() -> None:
    assert _read(_notification("REPORT_AVAILABLE")) == []
    assert _read(json.dumps({"type": "recurring.token.created", "eventId": "1", "data": {}}).encode()) == []


def test_a_wrong_type_ends_one_notification() -> None:
    rows = _read(_notification("CAPTURE"), _notification("CAPTURE", amount={"value": "12"}), b'{"live"', b"{}")
    assert [type(row) for row in rows] == [PaymentEvent, RejectedRow, RejectedRow, RejectedRow]


def test_an_answer_of_the_checkout_interface() -> None:
    answer = {
        "pspReference": "8825408195409505",
        "resultCode": "Refused",
        "refusalReason": "Refused",
        "refusalReasonCode": "2",
        "merchantReference": "1001",
        "paymentMethod": {"type": "scheme", "brand": "mc"},
    }
    told = Told("api", 0, 1, str, datetime(2024, 5, 1))
    (row,) = adyen.rows(json.dumps(answer).encode(), told)
    assert isinstance(row, PaymentEvent)
    assert (row.side, row.state, row.network, row.decline_code) == ("api", "declined", "mastercard", "Refused")
    received = {
        "paymentPspReference": "88",
        "pspReference": "99",
        "status": "received",
        "amount": {"value": 5, "currency": "EUR"},
    }
    (row,) = adyen.rows(json.dumps(received).encode(), told)
    assert isinstance(row, PaymentEvent)
    assert (row.payment, row.reference, row.said, row.state) == ("88", "99", "received", None)


REPORT = """\
Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,\
Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),\
Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Batch Number
Shop,ShopEU,881,1001,visa,2024-05-01 10:00:00,CEST,Settled,882,EUR,,12.50,1,EUR,,12.20,,0.10,0.05,0.15,134
Shop,ShopEU,881,1001,visa,2024-05-02 10:00:00,CEST,Refunded,883,EUR,5.00,,1,EUR,5.10,,0.10,,,,134
Shop,ShopEU,,,,2024-05-02 10:00:00,CEST,MerchantPayout,884,,,,,EUR,7.10,,,,,,134
Shop,ShopEU,881,1001,visa,2024-05-02 10:00:00,CEST,Settled,885,EUR,,1.005,1,EUR,,1,,,,,134
Shop,ShopEU,881,1001,visa,yesterday,CEST,Settled,885,EUR,,1.00,1,EUR,,1,,,,,134
"""


def test_the_settlement_report_adds_up() -> None:
    rows = list(adyen_settlement.read(REPORT.encode(), str))
    captured, refunded, payout, *refused = rows
    assert isinstance(captured, SettlementLine)
    assert isinstance(refunded, SettlementLine)
    assert isinstance(payout, SettlementLine)
    assert (captured.kind, captured.gross_minor, captured.fee_minor, captured.net_minor) == ("capture", 1250, 30, 1220)
    assert (refunded.kind, refunded.gross_minor, refunded.fee_minor, refunded.net_minor) == ("refund", -500, 10, -510)
    assert (payout.kind, payout.net_minor, payout.payment) == ("payout", -710, None)
    assert (captured.net_minor or 0) + (refunded.net_minor or 0) + (payout.net_minor or 0) == 0
    assert captured.booked_at == datetime(2024, 5, 1, 8)
    assert [(row.field, row.line) for row in refused if isinstance(row, RejectedRow)] == [
        ("gross_credit_gc", 5),
        ("booking_date", 6),
    ]


def test_a_report_of_other_columns_is_none() -> None:
    with pytest.raises(SourceError, match="psp_reference"):
        list(adyen_settlement.read(b"a,b\n1,2\n", str))
    assert adyen_settlement.sniff(REPORT.encode())
    assert not adyen_settlement.sniff(b"a,b\n1,2\n")


def test_a_balance_that_was_asked_for_is_no_payment() -> None:
    balance = {"pspReference": "88", "resultCode": "NotEnoughBalance", "balance": {"currency": "EUR", "value": 1}}
    assert list(adyen.rows(json.dumps(balance).encode(), Told("api", 0, 1, str))) == []
