"""Adyen's Checkout as the simulator has it, driven by Adyen's official Python library: only addresses are set."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import Adyen
import pytest

from assay.trials.simulator import Simulator
from simulating import Receiver

MERCHANT = "TestShop"
VISA = "4" + "1" * 15
CHALLENGED = "49176100" + "0" * 8


class Shop:
    """What a shop's server does with Adyen's library."""

    def __init__(self, simulator: Simulator) -> None:
        self.client = Adyen.Adyen(xapikey="_".join(("AQ", "test")), platform="test")
        checkout = self.client.checkout
        for part in (checkout.payments_api, checkout.modifications_api):
            part.baseUrl = f"{simulator.url}/v72"
        self.payments = checkout.payments_api
        self.modifications = checkout.modifications_api

    def pay(self, value: int = 1250, key: str | None = None, **more: Any) -> Any:
        card = {"type": "scheme", "number": VISA, "expiryMonth": "03", "expiryYear": "2090", "cvc": "737"}
        request = {
            "amount": {"value": value, "currency": "EUR"},
            "reference": "A-1",
            "merchantAccount": MERCHANT,
            "returnUrl": "http://127.0.0.1:9/back?order=A-1",
            "paymentMethod": card | more.pop("card", {}),
            **more,
        }
        return self.payments.payments(request, idempotency_key=key).message

    def change(self, kind: str, psp: str, value: int | None = None, **more: Any) -> Any:
        request = {"merchantAccount": MERCHANT, **more}
        if value is not None:
            request["amount"] = {"value": value, "currency": "EUR"}
        call = {
            "capture": self.modifications.capture_authorised_payment,
            "refund": self.modifications.refund_captured_payment,
            "cancel": self.modifications.cancel_authorised_payment_by_psp_reference,
            "reversal": self.modifications.refund_or_cancel_payment,
            "adjust": self.modifications.update_authorised_amount,
        }[kind]
        return call(request, psp).message


@pytest.fixture
def adyen(simulator: Simulator) -> Shop:
    return Shop(simulator)


@pytest.fixture
def told(simulator: Simulator) -> Iterator[Any]:
    """What was notified, in order: event, success, amount, reason."""

    def items() -> list[tuple[str, str, int, str]]:
        found = [one["notificationItems"][0]["NotificationRequestItem"] for one in simulator.notifications()]
        return [(item["eventCode"], item["success"], item["amount"]["value"], item["reason"]) for item in found]

    yield items


def test_a_payment_is_authorised_and_taken(adyen: Shop, simulator: Simulator, told: Any) -> None:
    answer = adyen.pay()
    assert (answer["resultCode"], answer["merchantReference"]) == ("Authorised", "A-1")
    payment = simulator.adyen_payments()[0]
    assert (payment["pspReference"], payment["captured"]) == (answer["pspReference"], 1250)
    assert told() == [("AUTHORISATION", "true", 1250, "")]
    assert VISA not in simulator.state().decode() + str(simulator.requests())


def test_captures_refunds_and_cancels_are_done_later(adyen: Shop, simulator: Simulator, told: Any) -> None:
    psp = adyen.pay(additionalData={"manualCapture": "true"})["pspReference"]
    answer = adyen.change("capture", psp, 1000, reference="c-1")
    assert (answer["status"], answer["paymentPspReference"]) == ("received", psp)
    simulator.advance(5)
    adyen.change("capture", psp, 500)
    simulator.advance(5)
    adyen.change("refund", psp, 400)
    adyen.change("refund", psp, 700)
    simulator.advance(5)
    assert told()[1:] == [
        ("CAPTURE", "true", 1000, ""),
        ("CAPTURE", "false", 500, "Insufficient balance on payment"),
        ("REFUND", "true", 400, ""),
        ("REFUND", "false", 700, "Insufficient balance on payment"),
    ]
    payment = simulator.adyen_payments()[0]
    assert (payment["captured"], payment["refunded"]) == (1000, 400)


def test_an_authorisation_is_adjusted_and_cancelled(adyen: Shop, simulator: Simulator, told: Any) -> None:
    psp = adyen.pay(captureDelayHours=24)["pspReference"]
    adyen.change("adjust", psp, 2000, industryUsage="delayedCharge")
    simulator.advance(5)
    adyen.change("cancel", psp)
    simulator.advance(5)
    adyen.change("capture", psp, 2000)
    simulator.advance(5)
    assert [(code, success) for code, success, _, _ in told()[1:]] == [
        ("AUTHORISATION_ADJUSTMENT", "true"),
        ("CANCELLATION", "true"),
        ("CAPTURE", "false"),
    ]


def test_a_reversal_is_a_cancel_or_a_refund(adyen: Shop, simulator: Simulator) -> None:
    held = adyen.pay(additionalData={"manualCapture": "true"})["pspReference"]
    taken = adyen.pay()["pspReference"]
    for psp in (held, taken):
        adyen.change("reversal", psp)
    simulator.advance(5)
    states = [(payment["state"], payment["refunded"]) for payment in simulator.adyen_payments()]
    assert states == [("cancelled", 0), ("authorised", 1250)]
    actions = [
        one["notificationItems"][0]["NotificationRequestItem"]["additionalData"]["modification.action"]
        for one in simulator.notifications()[2:]
    ]
    assert actions == ["cancel", "refund"]


def test_what_the_shop_never_learned_of_is_cancelled_by_its_own_reference(
    adyen: Shop, simulator: Simulator, told: Any
) -> None:
    simulator.fault("reset_after", on="POST /v72/payments")
    with pytest.raises(Exception, match="onnection"):
        adyen.pay(additionalData={"manualCapture": "true"})
    assert simulator.exchanges()[0].call.payment == simulator.adyen_payments()[0]["pspReference"]
    adyen.modifications.cancel_authorised_payment({"merchantAccount": MERCHANT, "paymentReference": "A-1"})
    simulator.advance(5)
    assert told()[-1][:2] == ("TECHNICAL_CANCEL", "true")
    assert simulator.adyen_payments()[0]["state"] == "cancelled"


@pytest.mark.parametrize(
    ("holder", "result", "reason", "code"),
    [
        ("DECLINED", "Refused", "Refused", "2"),
        ("NOT_ENOUGH_BALANCE", "Refused", "Not enough balance", "12"),
        ("CARD_EXPIRED", "Refused", "Expired Card", "6"),
        ("FRAUD", "Refused", "FRAUD", "20"),
        ("CVC_DECLINED", "Refused", "CVC Declined", "24"),
        ("ERROR", "Error", "Acquirer Error", "4"),
        ("FRAUD_CANCELLED", "Cancelled", "FRAUD-CANCELLED", "22"),
        ("DECLINED : 05 : Do not honor", "Refused", "Refused", "2"),
    ],
)
def test_a_name_of_the_holder_brings_a_refusal_about(
    adyen: Shop, told: Any, holder: str, result: str, reason: str, code: str
) -> None:
    answer = adyen.pay(card={"holderName": holder})
    assert (answer["resultCode"], answer["refusalReason"], answer["refusalReasonCode"]) == (result, reason, code)
    assert told() == [("AUTHORISATION", "false", 1250, reason)]
    again = adyen.pay(additionalData={"RequestedTestAcquirerResponseCode": int(code)})
    assert again["refusalReasonCode"] == code


def test_a_refusal_can_be_asked_for_whatever_the_card(adyen: Shop, simulator: Simulator) -> None:
    simulator.fault("decline", on="POST /v72/payments", code="12", skip=1)
    assert adyen.pay()["resultCode"] == "Authorised"
    assert adyen.pay()["refusalReason"] == "Not enough balance"
    assert adyen.pay()["resultCode"] == "Authorised"


def test_a_challenge_is_decided_when_the_details_are_submitted(adyen: Shop, simulator: Simulator, told: Any) -> None:
    for authorized, result in ((True, "Authorised"), (False, "Refused")):
        answer = adyen.pay(card={"number": CHALLENGED})
        assert (answer["resultCode"], answer["action"]["type"]) == ("RedirectShopper", "redirect")
        shown = urlopen(answer["action"]["url"]).read().decode()
        assert "12.50 EUR" in shown
        name = answer["action"]["url"].rpartition("/")[2]
        back = simulator.authorize(name) if authorized else simulator.fail(name)
        assert len(told()) == (0 if authorized else 1)
        token = parse_qs(urlsplit(str(back)).query)["redirectResult"][0]
        details = adyen.payments.payments_details({"details": {"redirectResult": token}}).message
        assert details["resultCode"] == result
    assert [success for _, success, _, _ in told()] == ["true", "false"]
    with pytest.raises(Adyen.exceptions.AdyenAPIUnprocessableEntity):
        adyen.payments.payments_details({"details": {"redirectResult": f"{name}.forged"}})


def test_a_redirect_is_notified_though_the_shopper_never_returns(adyen: Shop, simulator: Simulator, told: Any) -> None:
    answer = adyen.pay(paymentMethod={"type": "ideal"})
    simulator.authorize(answer["action"]["url"].rpartition("/")[2])
    assert told() == [("AUTHORISATION", "true", 1250, "")]
    cancelled = adyen.pay(paymentMethod={"type": "klarna"})
    simulator.fail(cancelled["action"]["url"].rpartition("/")[2])
    assert simulator.adyen_payments()[1]["resultCode"] == "Cancelled"


def test_vouchers_and_debits_are_pending_first(adyen: Shop, simulator: Simulator, told: Any) -> None:
    voucher = adyen.pay(paymentMethod={"type": "multibanco"})
    debit = adyen.pay(paymentMethod={"type": "sepadirectdebit", "iban": "NL"})
    assert (voucher["resultCode"], debit["resultCode"]) == ("PresentToShopper", "Received")
    simulator.end_pending(voucher["pspReference"], paid=False)
    simulator.advance(400)
    assert [(success, value) for _, success, value, _ in told()] == [("false", 1250), ("true", 1250)]


def test_a_modification_can_fail_after_it_was_done(adyen: Shop, simulator: Simulator, told: Any) -> None:
    capture = adyen.pay(card={"holderName": "capture failed"}, additionalData={"manualCapture": "true"})
    adyen.change("capture", capture["pspReference"], 1250)
    refund = adyen.pay(card={"holderName": "refund failed"})
    adyen.change("refund", refund["pspReference"], 1250)
    simulator.advance(5)
    codes = [code for code, _, _, _ in told() if code != "AUTHORISATION"]
    assert codes == ["CAPTURE", "CAPTURE_FAILED", "REFUND", "REFUND_FAILED"]
    assert [(one["captured"], one["refunded"]) for one in simulator.adyen_payments()] == [(0, 0), (1250, 0)]


def test_sessions_are_paid_on_a_page(adyen: Shop, simulator: Simulator) -> None:
    request = {
        "amount": {"value": 1250, "currency": "EUR"},
        "reference": "A-2",
        "merchantAccount": MERCHANT,
        "returnUrl": "http://127.0.0.1:9/back",
        "mode": "hosted",
    }
    session = adyen.payments.sessions(request).message
    assert session["url"].startswith(simulator.url)
    assert adyen.payments.get_result_of_payment_session(session["id"]).message["status"] == "active"
    back = parse_qs(urlsplit(str(simulator.authorize(session["id"]))).query)
    assert back["sessionId"] == [session["id"]]
    result = adyen.payments.get_result_of_payment_session(session["id"]).message
    assert (result["status"], result["payments"][0]["resultCode"]) == ("completed", "Authorised")
    late = adyen.payments.sessions(request).message
    simulator.advance(4_000)
    assert adyen.payments.get_result_of_payment_session(late["id"]).message["status"] == "expired"


def test_a_key_makes_a_retry_safe(adyen: Shop, simulator: Simulator) -> None:
    first, second = adyen.pay(key="order-1"), adyen.pay(key="order-1")
    assert first == second
    adyen.pay(key="order-2")
    assert len(simulator.adyen_payments()) == 2
    with pytest.raises(Adyen.exceptions.AdyenAPIUnprocessableEntity):
        adyen.pay(key="k" * 65)
    simulator.fault("rate_limit")
    with pytest.raises(Adyen.exceptions.AdyenAPIResponseError):
        adyen.pay(key="order-3")
    assert adyen.pay(key="order-3")["resultCode"] == "Authorised"


def test_what_is_wrong_is_refused_in_adyens_shape(adyen: Shop, simulator: Simulator) -> None:
    for more, code in (
        ({"amount": None}, "100"),
        ({"amount": {"value": -1, "currency": "EUR"}}, "137"),
        ({"amount": {"value": 1.5, "currency": "EUR"}}, "137"),
        ({"amount": {"value": 1, "currency": "XYZ"}}, "138"),
        ({"reference": ""}, "130"),
        ({"merchantAccount": ""}, "901"),
        ({"paymentMethod": {"type": "magic"}}, "905"),
        ({"card": {"number": VISA[:-1] + "2"}}, "101"),
    ):
        with pytest.raises(Adyen.exceptions.AdyenAPIUnprocessableEntity) as caught:
            adyen.pay(**more)
        assert caught.value.error_code == code
    with pytest.raises(Adyen.exceptions.AdyenAPIUnprocessableEntity):
        adyen.change("capture", "NOTHING", 100)
    with pytest.raises(Adyen.exceptions.AdyenAPICommunicationError, match="paymentLinks"):
        links = Adyen.Adyen(xapikey="x", platform="test").checkout.payment_links_api
        links.baseUrl = f"{simulator.url}/v72"
        links.payment_links({})


def test_notifications_are_signed_as_the_library_verifies_them(receiver: Receiver) -> None:
    from Adyen.util import is_valid_hmac_notification

    receiver.body = b"[accepted]"
    with Simulator(seed=2, adyen_webhook=receiver.url) as running:
        shop = Shop(running)
        psp = shop.pay(additionalData={"manualCapture": "true"})["pspReference"]
        shop.change("capture", psp, 1250)
        running.advance(5)
        running.fault("wrong_signature")
        shop.pay()
        running.settle()
        key = running.adyen_key
    bodies = [json.loads(body) for _, body in receiver.got]
    items = [body["notificationItems"][0]["NotificationRequestItem"] for body in bodies]
    assert [item["eventCode"] for item in items] == ["AUTHORISATION", "CAPTURE", "AUTHORISATION"]
    assert items[1]["originalReference"] == psp
    assert [is_valid_hmac_notification(body, key) for body in bodies] == [True, True, False]
