"""The cast of the world: providers with their methods, and countries with their currencies; shares add up to one."""

from __future__ import annotations

from typing import NamedTuple

#: Countries whose card payments fall under strong customer authentication (the EEA and the United Kingdom).
SCA = "AT BE DE ES FI FR GB IE IT NL PL PT SE".split()


class Country(NamedTuple):
    """A market: its currency, the currency's exponent, its share of the orders and what one euro is there."""

    code: str
    currency: str
    exponent: int
    share: float
    rate: float


COUNTRIES = (
    Country("DE", "EUR", 2, 0.16, 1.0),
    Country("FR", "EUR", 2, 0.10, 1.0),
    Country("NL", "EUR", 2, 0.09, 1.0),
    Country("ES", "EUR", 2, 0.06, 1.0),
    Country("IT", "EUR", 2, 0.05, 1.0),
    Country("AT", "EUR", 2, 0.03, 1.0),
    Country("BE", "EUR", 2, 0.03, 1.0),
    Country("GB", "GBP", 2, 0.10, 0.85),
    Country("SE", "SEK", 2, 0.04, 11.2),
    Country("PL", "PLN", 2, 0.04, 4.3),
    Country("US", "USD", 2, 0.16, 1.1),
    Country("CA", "CAD", 2, 0.03, 1.5),
    Country("JP", "JPY", 0, 0.05, 160.0),
    Country("KR", "KRW", 0, 0.02, 1450.0),
    Country("KW", "KWD", 3, 0.01, 0.33),
    Country("BH", "BHD", 3, 0.01, 0.41),
    Country("BR", "BRL", 2, 0.02, 5.5),
)


class Method(NamedTuple):
    """One method of one provider and its share of the orders."""

    provider: str
    method: str
    family: str
    share: float


METHODS = (
    Method("stripe", "card", "card", 0.17),
    Method("stripe", "sepa_debit", "bank_debit", 0.02),
    Method("adyen", "scheme", "card", 0.14),
    Method("adyen", "ideal", "redirect", 0.05),
    Method("adyen", "applepay", "wallet", 0.05),
    Method("braintree", "credit_card", "card", 0.08),
    Method("braintree", "google_pay", "wallet", 0.02),
    Method("checkout.com", "card", "card", 0.07),
    Method("square", "CARD", "card", 0.04),
    Method("worldpay", "card", "card", 0.05),
    Method("paypal", "paypal", "wallet", 0.12),
    Method("klarna", "pay_later", "pay_later", 0.06),
    Method("afterpay", "afterpay", "pay_later", 0.02),
    Method("mollie", "bancontact", "redirect", 0.04),
    Method("mollie", "paysafecard", "voucher", 0.01),
    Method("gocardless", "bacs", "bank_debit", 0.03),
    Method("bigcommerce", "bankdeposit", "offline", 0.02),
    Method("bigcommerce", "cheque", "offline", 0.01),
)

PROVIDERS = tuple(dict.fromkeys(method.provider for method in METHODS))
NETWORKS = ("visa", "mastercard", "amex")

#: Providers whose shop keeps the answers of the API beside the notifications.
ANSWERED = ("stripe", "adyen", "braintree", "checkout.com", "square", "paypal")


class Decline(NamedTuple):
    """A decline as a network and its providers tell it. `kind`: soft, authentication, delayed, end."""

    network: str
    code: str
    advice: str | None
    kind: str
    hours: int


#: Mastercard's advice to wait, in hours.
WAITS = {"24": 1, "25": 24, "26": 48, "27": 96, "28": 144, "29": 192, "30": 240}
DECLINES = (
    *(Decline("visa", code, "2", "soft", 0) for code in ("51", "61", "65", "91")),
    Decline("visa", "1A", None, "authentication", 0),
    *(Decline("visa", code, "1", "end", 0) for code in ("04", "14", "41", "43", "46")),
    *(Decline("mastercard", code, "02", "soft", 0) for code in ("51", "61", "91")),
    *(Decline("mastercard", "51", advice, "delayed", hours) for advice, hours in WAITS.items()),
    Decline("mastercard", "65", None, "authentication", 0),
    *(Decline("mastercard", code, "03", "end", 0) for code in ("14", "41", "43")),
    Decline("amex", "51", None, "soft", 0),
)

#: What a provider calls a decline of each kind; who has no list of its own hands on the network's code alone.
SAID = {
    "stripe": {"soft": "insufficient_funds", "authentication": "authentication_required", "end": "stolen_card"},
    "adyen": {"soft": "12", "authentication": "38", "end": "5"},
    "braintree": {"soft": "2001", "authentication": "2099", "end": "2013"},
    "checkout.com": {"soft": "20051", "authentication": "20154", "end": "30043"},
}
