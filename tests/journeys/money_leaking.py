"""Payloads of every provider with card data and people in every place where there may be any, and in places besides."""

from __future__ import annotations

import base64
import csv
import io
import json
from pathlib import Path
from typing import Any

import leaking

SPACED = " ".join(leaking.PAN[i : i + 4] for i in range(0, len(leaking.PAN), 4))
HOLDER = "Philippa Quillfeather"
IBAN = "NL" + "91ABNA" + "0417164300"
CLIENT_SECRET = "pi_3PzqW" + "8kTn_sec" + "ret_Vb2mQ9xLs4Tj"
DEVICE = "dfp-" + "77c1e0b2a94f4d4d"
TOKEN = "pm_1Pz" + "QuK2eZvKYlo2C"
NETWORK = "16150" + "1234509876"
FINGERPRINT = "Xt5EWLLDS" + "7FJjR1c"
EXPIRY = "0" + "7/2031"
SECRETS = (SPACED, HOLDER, IBAN, CLIENT_SECRET, DEVICE, TOKEN, NETWORK, FINGERPRINT, EXPIRY)

#: What is added to every object, under the names that providers and shops have for it.
_PERSON: dict[str, Any] = {
    "billing_details": {**leaking.PERSON, "name": HOLDER, "address": leaking.ADDRESS},
    "buyer_email_address": leaking.MAIL,
    "cardNumber": leaking.PAN,
    "card_number": SPACED,
    "cardholder_name": HOLDER,
    "client_secret": CLIENT_SECRET,
    "cvc": leaking.CVV,
    "description": f"{HOLDER} paid with {SPACED} from {IBAN}",
    "deviceFingerprint": DEVICE,
    "expiryDate": EXPIRY,
    "iban": IBAN,
    "receipt_email": leaking.MAIL,
    "shopperName": leaking.PERSON,
    "sessionData": leaking.JWT,
    "password": leaking.PASSWORD,
}

_CARD = {"brand": "visa", "country": "NL", "fingerprint": FINGERPRINT, "network_transaction_id": NETWORK}
_INTENT = {
    "id": "pi_1",
    "object": "payment_intent",
    "status": "succeeded",
    "amount": 1250,
    "amount_received": 1250,
    "currency": "eur",
    "payment_method": TOKEN,
    "metadata": {"order_id": leaking.MAIL},
}
_CHARGE = {
    **_INTENT,
    "id": "ch_1",
    "object": "charge",
    "metadata": {"order_id": SPACED},
    "payment_method_details": {"type": "card", "card": _CARD},
}
_ADYEN = {
    "eventCode": "AUTHORISATION",
    "success": "true",
    "pspReference": "88",
    "merchantReference": HOLDER,
    "reason": f"1234:{leaking.PAN[-4:]}:{EXPIRY}",
    "amount": {"currency": "EUR", "value": 1250},
    "additionalData": {"alias": FINGERPRINT, "networkTxReference": NETWORK, "cardHolderName": HOLDER},
}
_MONEY = {"currency_code": "EUR", "value": "12.50"}
_CAPTURE = {"id": "CAP1", "status": "COMPLETED", "amount": _MONEY, "custom_id": leaking.MAIL}
_SQUARE_CARD = {"card_brand": "VISA", "fingerprint": FINGERPRINT}
_SQUARE = {
    "id": "P1",
    "status": "COMPLETED",
    "amount_money": {"amount": 1250, "currency": "EUR"},
    "card_details": {"card": _SQUARE_CARD},
    "reference_id": HOLDER,
}
_CHECKOUT = {
    "id": "pay_1",
    "reference": leaking.MAIL,
    "amount": 1250,
    "currency": "EUR",
    "scheme_id": NETWORK,
    "source": {"type": "card", "id": TOKEN, "fingerprint": FINGERPRINT},
}
_BRAINTREE = {
    "id": "t1",
    "status": "authorized",
    "merchant_account_id": "shop",
    "payment_instrument_type": "credit_card",
    "amount": "12.50",
    "currency_iso_code": "EUR",
    "order_id": HOLDER,
    "credit_card": {"unique_number_identifier": FINGERPRINT, "token": TOKEN},
}
_XML = (
    "<notification><kind>transaction_settled</kind><subject><transaction><id>t1</id><amount>12.50</amount>"
    f"<currency-iso-code>EUR</currency-iso-code><order-id>{leaking.MAIL}</order-id><credit-card><token>{TOKEN}</token>"
    f"<cardholder-name>{HOLDER}</cardholder-name></credit-card></transaction></subject></notification>"
)
_KLARNA = {"order_id": "o1", "status": "AUTHORIZED", "order_amount": 1250, "purchase_currency": "EUR"}
_BIGCOMMERCE = {"id": 1001, "status": "Shipped", "total_inc_tax": "12.50", "payment_provider_id": "pi_9"}
_TRANSACTION = {"transaction_id": "T1", "transaction_event_code": "T0006", "transaction_amount": _MONEY}


def _event(kind: str, one: dict[str, Any]) -> dict[str, Any]:
    request = {"id": "req_1", "idempotency_key": "key-1"}
    return {
        "id": "evt_1",
        "object": "event",
        "type": kind,
        "created": 1714560000,
        "data": {"object": one},
        "request": request,
    }


def _payloads() -> dict[str, list[Any]]:
    """Records by the name of their file; the last ones are of wrong types, which names people all the same."""
    hook = {"bt_signature": "x", "bt_payload": base64.b64encode(_XML.encode()).decode()}
    webhook = {
        "id": "WH-1",
        "event_type": "PAYMENT.CAPTURE.COMPLETED",
        "resource_type": "capture",
        "resource": _CAPTURE,
    }
    notification = {"live": "true", "notificationItems": [{"NotificationRequestItem": _ADYEN}]}
    square = {"type": "payment.updated", "event_id": "E1", "data": {"object": {"payment": _SQUARE}}}
    checkout = {"id": "evt_2", "type": "payment_captured", "created_on": "2024-05-01T10:40:00Z", "data": _CHECKOUT}
    signature = {"Stripe-Signature": f"t=1714560000,v1={leaking.SESSION}", "Cookie": leaking.SESSION}
    delivery = {"headers": signature, "body": json.dumps(_salted(_event("payment_intent.succeeded", _INTENT)))}
    return {
        "stripe": [_event("payment_intent.succeeded", _INTENT), _event("charge.succeeded", _CHARGE), _INTENT, _CHARGE],
        "adyen-notifications": [notification],
        "paypal": [
            webhook,
            {"id": "O1", "status": "COMPLETED", "purchase_units": [{"payments": {"captures": [_CAPTURE]}}]},
        ],
        "paypal-transactions": [{"transaction_info": _TRANSACTION}],
        "square": [_SQUARE, square],
        "checkoutcom": [checkout, {**_CHECKOUT, "status": "Captured"}],
        "braintree": [_BRAINTREE, hook],
        "klarna": [{**_KLARNA, "merchant_reference1": HOLDER}],
        "bigcommerce": [_BIGCOMMERCE],
        "webhook-log": [{**delivery, "url": f"https://shop.example/hook?email={leaking.MAIL}", "status": 200}],
    }


def _sheets() -> dict[str, list[dict[str, str]]]:
    person = {"Shopper Name": HOLDER, "Shopper Email": leaking.MAIL, "Card Number": leaking.PAN, "Bank Account": IBAN}
    adyen = {"Psp Reference": "88", "Merchant Reference": HOLDER, "Type": "Settled", "Gross Currency": "EUR"}
    adyen |= {"Gross Debit (GC)": "", "Gross Credit (GC)": "12.50", "Net Currency": "EUR", "Net Credit (NC)": "12.00"}
    balance = {"balance_transaction_id": "txn_1", "reporting_category": "charge", "gross": "12.50", "fee": "0.50"}
    balance |= {"net": "12.00", "currency": "eur", "payment_metadata[order_id]": leaking.MAIL, "description": HOLDER}
    klarna = {"type": "SALE", "order_id": "o1", "short_order_id": "S1", "amount": "12.50", "currency_code": "EUR"}
    actions = {"Action Type": "Capture", "Breakdown Type": "Capture", "Payment ID": "pay_1", "Reference": leaking.MAIL}
    actions |= {"Processing Currency": "EUR", "Processing Currency Amount": "12.50", "Holding Currency": "EUR"}
    search = {
        "Transaction ID": "t1",
        "Transaction Type": "sale",
        "Transaction Status": "authorized",
        "Order ID": HOLDER,
    }
    search |= {"Amount Authorized": "12.50", "Currency ISO Code": "EUR", "Cardholder Name": HOLDER}
    found = {
        "adyen-settlement": adyen,
        "stripe-balance": balance,
        "klarna-settlement": klarna,
        "checkoutcom-actions": actions,
        "braintree-transactions": search,
    }
    amounts = ("Gross Credit (GC)", "gross", "amount", "Processing Currency Amount", "Amount Authorized")
    return {
        name: [{**row, **person}, {**row, **person, **{column: SPACED for column in amounts if column in row}}]
        for name, row in found.items()
    }


def _salted(value: Any) -> Any:
    """The same with people and cards in each of its objects, where nothing of the provider's own stands."""
    if isinstance(value, dict):
        return {**_PERSON, **{k: inner if k == "headers" else _salted(inner) for k, inner in value.items()}}
    return [_salted(inner) for inner in value] if isinstance(value, list) else value


def _wrong(value: Any) -> Any:
    """The same with every number and time a text that gives somebody away."""
    if isinstance(value, dict):
        named = {"amount", "value", "created", "created_at", "order_amount", "total_inc_tax", "body", "eventDate"}
        return {k: f"{HOLDER} {leaking.MAIL} {SPACED}" if k in named else _wrong(v) for k, v in value.items()}
    return [_wrong(inner) for inner in value] if isinstance(value, list) else value


def plant(root: Path) -> None:
    """A tree whose assay.toml declares an export of each format, and a recording with calls to two providers."""
    exports = root / "exports"
    exports.mkdir(parents=True)
    declared = []
    for name, records in _payloads().items():
        lines = [json.dumps(_salted(record)) for record in records]
        lines += [json.dumps(_salted(_wrong(record))) for record in records] + [lines[0][:-20]]
        (exports / f"{name}.jsonl").write_text("\n".join(lines))
        declared.append((f"{name}.jsonl", name))
    for name, rows in _sheets().items():
        text = io.StringIO()
        writer = csv.DictWriter(text, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        (exports / f"{name}.csv").write_text(text.getvalue())
        declared.append((f"{name}.csv", name))
    stated = "".join(f'[[export]]\npath = "exports/{file}"\nformat = "{name}"\n\n' for file, name in declared)
    (root / "assay.toml").write_text(stated)
    (root / "recording.har").write_text(json.dumps({"log": {"entries": list(_entries())}}))


def _entries() -> Any:
    """Calls, whose bodies are kept in their shape; what only a sentence or a bare name gives away is not in them."""
    intent = {**_INTENT, "payment_method": "pm_9", "metadata": {"order_id": leaking.MAIL}}
    told = {name: value for name, value in _PERSON.items() if name not in ("billing_details", "description")}
    body = json.dumps({**told, **leaking.PERSON, "address": leaking.ADDRESS, **intent})
    headers = [{"name": "Stripe-Signature", "value": "t=1,v1=00"}]
    hook = json.dumps({**told, **_event("payment_intent.succeeded", {**told, **intent})})
    sides = [
        ("https://api.stripe.com/v1/payment_intents", body, body, []),
        ("https://shop.example/webhooks", hook, "{}", headers),
    ]
    for url, sent, got, signed in sides:
        yield {
            "startedDateTime": "2024-05-01T10:40:00.000Z",
            "time": 1,
            "request": {"method": "POST", "url": url, "headers": signed, "postData": {"text": sent}},
            "response": {"status": 200, "headers": [], "content": {"mimeType": "application/json", "text": got}},
        }
