"""Answers and notifications against Adyen's own OpenAPI descriptions, where somebody has them.

They are at https://github.com/Adyen/adyen-openapi, and too large to be kept here: name the directory of
CheckoutService-v72.json and Webhooks-v1.json in ASSAY_ADYEN_OPENAPI.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from test_adyen_library import MERCHANT, Shop

from assay.trials.simulator import Simulator

FOLDER = os.environ.get("ASSAY_ADYEN_OPENAPI")
pytestmark = pytest.mark.skipif(not FOLDER, reason="ASSAY_ADYEN_OPENAPI does not say where Adyen's descriptions are")


def wrong(file: str, name: str, told: Any) -> list[str]:
    document = json.loads((Path(FOLDER or "") / file).read_text(encoding="utf-8"))
    if name not in document["components"]["schemas"]:
        name = "ModificationNotificationRequest"
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    validator = jsonschema_rs.validator_for(schema)
    return [f"{name}: {error.message} at {list(error.instance_path)}" for error in validator.iter_errors(told)]


def test_answers_are_as_adyen_describes_them(simulator: Simulator) -> None:
    shop = Shop(simulator)
    checkout = "CheckoutService-v72.json"
    manual = {"additionalData": {"manualCapture": "true"}}
    held = shop.pay(**manual)
    payments = [
        held,
        shop.pay(card={"holderName": "NOT_ENOUGH_BALANCE"}),
        shop.pay(paymentMethod={"type": "ideal"}),
        shop.pay(paymentMethod={"type": "multibanco"}),
        shop.pay(paymentMethod={"type": "sepadirectdebit"}),
    ]
    found = [one for told in payments for one in wrong(checkout, "PaymentResponse", told)]
    changes = {
        "adjust": "PaymentAmountUpdateResponse",
        "capture": "PaymentCaptureResponse",
        "refund": "PaymentRefundResponse",
        "cancel": "PaymentCancelResponse",
        "reversal": "PaymentReversalResponse",
    }
    for kind, name in changes.items():
        value = 1250 if kind in ("adjust", "capture", "refund") else None
        found += wrong(checkout, name, shop.change(kind, held["pspReference"], value, reference="r"))
    by_reference = {"merchantAccount": MERCHANT, "paymentReference": "A-1"}
    told = shop.modifications.cancel_authorised_payment(by_reference).message
    found += wrong(checkout, "StandalonePaymentCancelResponse", told)
    amount = {"value": 1250, "currency": "EUR"}
    request = {"amount": amount, "reference": "A", "merchantAccount": MERCHANT, "returnUrl": "http://127.0.0.1:9/"}
    session = shop.payments.sessions({**request, "mode": "hosted"}).message
    found += wrong(checkout, "CreateCheckoutSessionResponse", session)
    simulator.authorize(session["id"])
    result = shop.payments.get_result_of_payment_session(session["id"]).message
    found += wrong(checkout, "SessionResultResponse", result)
    found += wrong(checkout, "PaymentMethodsResponse", shop.payments.payment_methods(request).message)
    simulator.advance(500)
    for said in simulator.notifications():
        words = said["notificationItems"][0]["NotificationRequestItem"]["eventCode"].split("_")
        found += wrong("Webhooks-v1.json", "".join(word.capitalize() for word in words) + "NotificationRequest", said)
    assert not found, "\n".join(found)


def test_a_wrong_answer_is_noticed() -> None:
    assert wrong("CheckoutService-v72.json", "PaymentCaptureResponse", {"status": "received"})
    assert wrong("CheckoutService-v72.json", "PaymentResponse", {"resultCode": "Fine"})
