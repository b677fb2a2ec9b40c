"""The name of a field, header or parameter -> what its value is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from assay.model.expressions import expression

#: sad: sensitive authentication data (PCI DSS 3.3.1); pan: card number; secret; personal.
Kind = Literal["sad", "pan", "secret", "personal"]

_LAST = expression(r"[\[\].]+")
_SAD = expression(
    r"(^|[_-])(cvv2?|cvc2?|cvn2?|card_?cid|verification_?value|card_?code|security_?code|"
    r"track_?[12]?_?data|pin(_?block)?)$",
    re.IGNORECASE,
)
_CAMEL_SAD = expression(r"[a-z](Cvv2?|Cvc2?|CVV2?|CVC2?|Cvn|VerificationValue|SecurityCode)$")
_PAN = expression(
    r"^((credit_?|debit_?|payment_?)?card_?(no|num|number)|pan|account_?number|number|cc_?(no|num|number)?)$",
    re.IGNORECASE,
)
_SECRET = expression(
    r"(secret|passw(or)?d|passphrase|authorization|api_?key|private_?key|^x-?(auth|csrf|xsrf).*|csrf|xsrf|session_?id|"
    r"(^|[_-])token$|[a-z]Token$|^(set-)?cookie$|nonce$|client_?key|^jwt$|(^|_)jwt$|[a-z]Jwt$)",
    re.IGNORECASE,
)
_PERSONAL = expression(
    r"^(e-?mail(_?address)?|(first|last|full|middle|family|given|holder|card_?holder|account_?holder)_?name|name_?on_?card|"
    r"phone(_?number)?|address_?(line_?)?[123]?|address|street(_?line_?[12])?|postal_?code|zip(_?code)?|city|company|"
    r"birth_?date|date_?of_?birth|ip(_?address)?|customer_?message|(cardholder|customer|shopper|buyer)_?name|"
    r"(shopper|buyer|receipt|payer|customer)_?e-?mail(_?address)?|iban|device_?finger_?print|"
    r"(card_?)?(exp(iry|iration)?_?(month|year)|expir(y|ation)_?date))$",
    re.IGNORECASE,
)
_PUBLISHABLE = expression(r"client_?key|publishable", re.IGNORECASE)


@lru_cache(maxsize=8192)
def kind_of(name: str) -> Kind | None:
    """What a field of this name holds; of `card[number]` and `card.number` the last part counts."""
    last = next((part for part in reversed(_LAST.split(name)) if part), name)
    if _SAD.search(last) or _CAMEL_SAD.search(last):
        return "sad"
    if _PAN.match(last):
        return "pan"
    if _SECRET.search(last):
        return "secret"
    return "personal" if _PERSONAL.match(last) else None


def is_publishable(name: str) -> bool:
    """Names a key that is made to be seen by browsers."""
    return _PUBLISHABLE.search(name) is not None
