"""Methods that are no cards: how each is paid, and in which currencies. https://docs.stripe.com/payments/payment-methods"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..world import Object

Way = Literal["card", "redirect", "debit", "voucher"]


@dataclass(frozen=True)
class Method:
    """`currencies` empty: any. `manual`: can be authorised first and captured later. `delay`: seconds until settled."""

    way: Way
    currencies: frozenset[str] = frozenset()
    manual: bool = False
    delay: int = 0


def _method(way: Way, currencies: str = "", *, manual: bool = False, delay: int = 0) -> Method:
    return Method(way, frozenset(currencies.split()), manual, delay)


METHODS: dict[str, Method] = {
    "card": _method("card", manual=True),
    "link": _method("card", manual=True),
    "ideal": _method("redirect", "eur"),
    "bancontact": _method("redirect", "eur"),
    "eps": _method("redirect", "eur"),
    "p24": _method("redirect", "eur pln"),
    "blik": _method("redirect", "pln"),
    "twint": _method("redirect", "chf"),
    "alipay": _method("redirect"),
    "wechat_pay": _method("redirect"),
    "paypal": _method("redirect", manual=True),
    "revolut_pay": _method("redirect", manual=True),
    "amazon_pay": _method("redirect", manual=True),
    "cashapp": _method("redirect", "usd", manual=True),
    "mobilepay": _method("redirect", "dkk eur nok sek", manual=True),
    "klarna": _method("redirect", "aud cad chf czk dkk eur gbp nok nzd pln ron sek usd", manual=True),
    "affirm": _method("redirect", "cad usd", manual=True),
    "afterpay_clearpay": _method("redirect", "aud cad gbp nzd usd", manual=True),
    "sepa_debit": _method("debit", "eur", delay=5),
    "us_bank_account": _method("debit", "usd", delay=5),
    "bacs_debit": _method("debit", "gbp", delay=5),
    "au_becs_debit": _method("debit", "aud", delay=5),
    "acss_debit": _method("debit", "cad usd", delay=5),
    "oxxo": _method("voucher", "mxn", delay=180),
    "boleto": _method("voucher", "brl", delay=180),
    "konbini": _method("voucher", "jpy", delay=180),
    "multibanco": _method("voucher", "eur", delay=180),
}

#: Seconds after which a simulated delay ends (https://docs.stripe.com/testing: about 3 minutes).
DELAYED = 180
#: Days in which a voucher has to be paid, where the shop does not say.
_VOUCHER_DAYS = 3

#: Last digits of Stripe's test accounts -> what becomes of the debit, and whether it is delayed
#: (https://docs.stripe.com/payments/sepa-debit/set-up-payment, "Test your integration"; /testing, "US bank account").
DEBITS = {
    "3202": ("failed", False),
    "3203": ("disputed", False),
    "3204": ("succeeded", True),
    "3205": ("failed", True),
    "1113": ("failed", False),
    "1116": ("failed", False),
    "2227": ("failed", False),
    "3335": ("failed", False),
    "0009": ("never", False),
    "5559": ("disputed", False),
}
#: Test PaymentMethods of debits -> the last digits of their accounts.
DEBIT_TOKENS = {
    "pm_sepaDebit_success_at": ("sepa_debit", "3201"),
    "pm_sepaDebit_successDelayed_at": ("sepa_debit", "3204"),
    "pm_sepaDebit_failed_at": ("sepa_debit", "3202"),
    "pm_sepaDebit_failedDelayed_at": ("sepa_debit", "3205"),
    "pm_usBankAccount_success": ("us_bank_account", "6789"),
    "pm_usBankAccount_accountClosed": ("us_bank_account", "1113"),
    "pm_usBankAccount_noAccount": ("us_bank_account", "1116"),
    "pm_usBankAccount_insufficientFunds": ("us_bank_account", "2227"),
    "pm_usBankAccount_debitNotAuthorized": ("us_bank_account", "3335"),
    "pm_usBankAccount_processing": ("us_bank_account", "0009"),
    "pm_usBankAccount_dispute": ("us_bank_account", "5559"),
}


def voucher(method: str, said: Object, now: int, url: str) -> Object:
    """The next action of a voucher: what the shopper is shown, and until when it can be paid."""
    options = (said.get("payment_method_options") or {}).get(method) or {}
    days = int(options.get("expires_after_days") or _VOUCHER_DAYS)
    until = now + days * 86_400
    number = {"oxxo": "number", "boleto": "number", "konbini": "", "multibanco": "reference"}[method]
    details: Object = {"expires_at" if method != "oxxo" else "expires_after": until, "hosted_voucher_url": url}
    if method == "boleto":
        details["pdf"] = url
    if method == "multibanco":
        details["entity"] = "12345"
    if method == "konbini":
        code = {"confirmation_number": "00000000000", "payment_code": "000000"}
        details["stores"] = {store: dict(code) for store in ("familymart", "lawson", "ministop", "seicomart")}
    if number:
        details[number] = "0000" + str(until)
    return {"type": f"{method}_display_details", f"{method}_display_details": details}


def voucher_end(action: Object) -> int:
    """Until when the voucher of a next action can be paid."""
    details = action[action["type"]]
    return int(details.get("expires_at") or details["expires_after"])
