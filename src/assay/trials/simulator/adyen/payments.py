"""Adyen's payments: authorised, refused, challenged, redirected, pending. https://docs.adyen.com/online-payments/payment-result-codes"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlencode, urlsplit

from assay.masking.cards import card_digest, is_test_card, luhn

from ..world import Call, Object, World
from .notifications import Notifications
from .said import ServiceError, inner, money, needed, text

#: Methods that send the shopper away, and vouchers that are paid later.
REDIRECTS = (
    "ideal bcmc_mobile paypal klarna klarna_account klarna_paynow affirm afterpaytouch alipay wechatpayWeb eps twint "
    "mobilepay swish trustly paybybank onlineBanking_PL blik mbway"
).split()
VOUCHERS = ("multibanco", "boletobancario", "oxxo", "econtext_stores")
_CARDS = ("scheme", "card", "networkToken", "applepay", "googlepay", "bcmc")
_DEBITS = ("sepadirectdebit", "ach", "directdebit_GB")
#: Cards that Adyen documents as challenged by 3-D Secure 2, by digest (tests of Adyen's own libraries use it).
_CHALLENGED = ("d06804b9a0089cf5",)
_BRANDS = {"3": "amex", "4": "visa", "5": "mc", "2": "mc", "6": "discover"}
_SECONDS_TO_SETTLE = 5
_SECONDS_TO_PAY = 180


@dataclass(frozen=True)
class Result:
    """What comes of a payment: `code` and `reason` of a refusal."""

    result: str
    code: str = ""
    reason: str = ""


_AUTHORISED = Result("Authorised")


@cache
def _results() -> dict[str, Result]:
    """By holder name and by code. https://docs.adyen.com/development-resources/testing/result-codes"""
    table = files(__package__).joinpath("refusals.csv").read_text(encoding="utf-8")
    found = {}
    for row in csv.DictReader(table.splitlines()):
        result = Result(row["result_code"], row["code"] if row["reason"] else "", row["reason"])
        found[row["holder_name"]] = found[row["code"]] = result
    return found


class Payments:
    """Payments by their pspReference, in the order in which they were made."""

    def __init__(self, world: World, notifications: Notifications) -> None:
        self.world = world
        self.notifications = notifications
        self.kept: dict[str, Object] = {}

    def reference(self) -> str:
        return self.world.draw("psp", 16).upper()

    def create(self, said: Object, call: Call | None = None) -> Object:
        """POST /payments. Errors: ServiceError."""
        amount = money(said)
        account = needed(said, "merchantAccount", "901", "Invalid Merchant Account")
        order = needed(said, "reference", "130", "Required field 'reference' is not provided.")
        method = inner(said, "paymentMethod")
        kind = needed(method, "type", "14_004", "Missing payment method details: paymentMethod")
        back = needed(said, "returnUrl", "14_030", "Return URL is missing.")
        result = self._result(said, method, kind)
        if call and call.fault and call.fault.kind == "decline":
            result = _results().get(call.fault.code) or _results()["DECLINED"]
        payment: Object = {
            "pspReference": self.reference(),
            "amount": amount,
            "authorised": 0,
            "brand": _brand(method, kind),
            "captured": 0,
            "changes": [],
            "holder": text(method, "holderName"),
            "manual": _manual(said),
            "refusalReason": "",
            "refusalReasonCode": "",
            "merchantAccount": account,
            "reference": order,
            "refunded": 0,
            "resultCode": "",
            "returnUrl": back,
            "state": "created",
            "type": kind,
        }
        if call:
            call.payment = payment["pspReference"]
        self.kept[payment["pspReference"]] = payment
        return self._begin(payment, result, said)

    def _result(self, said: Object, method: Object, kind: str) -> Result:
        """As the holder's name or the additional data ask for it; else by the card."""
        asked = text(inner(said, "additionalData"), "RequestedTestAcquirerResponseCode")
        name = text(method, "holderName").partition(":")[0].strip()
        if result := _results().get(asked) or _results().get(name):
            return result
        if kind in ("scheme", "card") and "storedPaymentMethodId" not in method:
            number = _number(method)
            if not luhn(number):
                raise ServiceError("101", "Invalid card number")
            if not is_test_card(number):
                return Result("Refused", "8", "Invalid Card Number")
        return _AUTHORISED

    def _begin(self, payment: Object, result: Result, said: Object) -> Object:
        kind = payment["type"]
        if kind in REDIRECTS or (kind in _CARDS and result == _AUTHORISED and _challenged(said)):
            return self._away(payment, "scheme" if kind in _CARDS else kind)
        if kind in VOUCHERS:
            self.world.later(_SECONDS_TO_PAY, lambda: self.later(payment, paid=True))
            return self._voucher(payment)
        if kind not in (*_CARDS, *_DEBITS):
            raise ServiceError("905", f"Payment details are not supported: {kind[:50]}")
        if result.result == "Received" or kind in _DEBITS:
            payment.update(state="pending", resultCode="Received")
            self.world.later(_SECONDS_TO_SETTLE, lambda: self.later(payment, paid=not result.reason))
            return _told(payment)
        return self.decide(payment, result)

    def decide(self, payment: Object, result: Result) -> Object:
        """The issuer answered: tell it to the shop, and notify."""
        good = result.result == "Authorised"
        payment.update(resultCode=result.result, refusalReason=result.reason, refusalReasonCode=result.code)
        payment["state"] = result.result.lower()
        if good:
            payment["authorised"] = payment["amount"]["value"]
            if not payment["manual"]:
                payment["captured"] = payment["authorised"]
        more: Object = {"reason": result.reason}
        if good:
            more["operations"] = ["CANCEL", "CAPTURE", "REFUND"] if payment["manual"] else ["REFUND"]
        self.notifications.tell(payment, "AUTHORISATION", success=good, **more)
        return _told(payment)

    def later(self, payment: Object, *, paid: bool) -> None:
        """What was pending ends."""
        if payment["state"] == "pending":
            self.decide(payment, _AUTHORISED if paid else _results()["DECLINED"])

    def _away(self, payment: Object, kind: str) -> Object:
        payment.update(resultCode="RedirectShopper", state="waiting")
        url = f"{self.world.url}/_assay/pages/{payment['pspReference']}"
        action = {"type": "redirect", "method": "GET", "paymentMethodType": kind, "url": url}
        return {"resultCode": "RedirectShopper", "action": action}

    def _voucher(self, payment: Object) -> Object:
        payment.update(state="pending", resultCode="PresentToShopper")
        action = {
            "type": "voucher",
            "paymentMethodType": payment["type"],
            "reference": self.world.number("voucher", 12),
            "totalAmount": dict(payment["amount"]),
            "merchantName": payment["merchantAccount"],
            "url": f"{self.world.url}/_assay/pages/{payment['pspReference']}",
        }
        return {"resultCode": "PresentToShopper", "pspReference": payment["pspReference"], "action": action}

    def returned(self, payment: Object, *, authorized: bool) -> str:
        """What the shopper did on the other page; where to go now."""
        if payment["state"] == "waiting" and payment["type"] in _CARDS:
            # The issuer is asked when the shop submits the details, and not before.
            payment["state"] = "authenticated" if authorized else "unauthenticated"
        elif payment["state"] == "waiting":
            self.decide(payment, _AUTHORISED if authorized else Result("Cancelled"))
        elif payment["state"] == "pending":
            self.later(payment, paid=authorized)
        back = payment["returnUrl"]
        token = {"redirectResult": f"{payment['pspReference']}.{self.world.fixed(payment['pspReference'], 40)}"}
        return f"{back}{'&' if urlsplit(back).query else '?'}{urlencode(token)}"

    def details(self, said: Object, call: Call | None = None) -> Object:
        """POST /payments/details: what came of the shopper's way. Errors: ServiceError."""
        details = inner(said, "details")
        token = text(details, "redirectResult") or text(details, "payload")
        name, _, proof = token.partition(".")
        payment = self.kept.get(name)
        if payment is None or proof != self.world.fixed(name, 40):
            raise ServiceError("14_006", "Unable to decrypt data: details.redirectResult is none of this account's")
        if call:
            call.payment = name
        if payment["state"] in ("authenticated", "unauthenticated"):
            good = payment["state"] == "authenticated"
            return self.decide(payment, _AUTHORISED if good else _results()["NOT_3D_AUTHENTICATED"])
        return _told(payment)

    def find(self, reference: str) -> Object:
        """Errors: ServiceError."""
        payment = self.kept.get(reference)
        if payment is None:
            raise ServiceError("167", "Original pspReference required for this operation")
        return payment


def _told(payment: Object) -> Object:
    """What the shop is answered of a payment."""
    told: Object = {
        "pspReference": payment["pspReference"],
        "resultCode": payment["resultCode"],
        "merchantReference": payment["reference"],
        "amount": dict(payment["amount"]),
        "paymentMethod": {"brand": payment["brand"], "type": payment["type"]},
    }
    if payment["refusalReason"]:
        told.update(refusalReason=payment["refusalReason"], refusalReasonCode=payment["refusalReasonCode"])
    return told


def _number(method: Object) -> str:
    """Plain, or as Adyen's test environment takes it: test_ and the number."""
    number = text(method, "number") or text(method, "encryptedCardNumber").removeprefix("test_")
    if not number:
        raise ServiceError("101", "Invalid card number")
    return "".join(sign for sign in number if sign.isascii() and sign.isdigit())


def _brand(method: Object, kind: str) -> str:
    if kind not in ("scheme", "card"):
        return kind
    given = text(method, "brand")
    number = text(method, "number") or text(method, "encryptedCardNumber").removeprefix("test_")
    return given or _BRANDS.get(number[:1], "visa")


def _manual(said: Object) -> bool:
    """Whether the money is taken by a request of its own."""
    asked = text(inner(said, "additionalData"), "manualCapture").lower() == "true"
    return asked or bool(said.get("captureDelayHours"))


def _challenged(said: Object) -> bool:
    method = inner(said, "paymentMethod")
    attempt = text(inner(said, "authenticationData"), "attemptAuthentication")
    known = "storedPaymentMethodId" not in method and method.get("type") in ("scheme", "card")
    return attempt == "always" or (attempt != "never" and known and card_digest(_number(method)) in _CHALLENGED)
