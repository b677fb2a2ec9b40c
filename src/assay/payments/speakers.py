"""Who speaks: whether an exchange may be about a payment, and with whom. Asked of every exchange, so it is cheap."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from .dated import reference

#: Providers whose answers are read, by the module of the same name.
READ = frozenset({"adyen", "bigcommerce", "braintree", "checkoutcom", "klarna", "paypal", "square", "stripe"})
#: Header of a signature -> who signs so, and what the scheme is called.
SIGNED: Mapping[str, tuple[str, str | None]] = {
    "stripe-signature": ("stripe", "stripe"),
    "paypal-transmission-sig": ("paypal", "paypal"),
    "x-square-hmacsha256-signature": ("square", "square"),
    "x-square-signature": ("square", "square"),
    "cko-signature": ("checkoutcom", None),
}
#: What of a provider's interface tells of payments; the rest is scripts, pictures, counting.
_TELLS = re.compile(r"/(payment|order|charge|refund|capture|authori|dispute|event|balance|session|payout|transact)")
#: Where a provider for tests listens; whose interface it speaks, its addresses say.
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_SPOKEN = (
    (re.compile(r"/v1/(payment_intents|charges|refunds|disputes|events|balance_trans|checkout/sessions)"), "stripe"),
    (re.compile(r"/v\d\d/(payments|sessions)"), "adyen"),
    (re.compile(r"/v2/(checkout/orders|payments/(captures|authorizations|refunds))"), "paypal"),
)
_BIGCOMMERCE = re.compile(r"/stores/[^/]+/v[23]/orders|/api/storefront/orders/|/api/public/v1/orders/payments$")


def concerns(host: str | None, path: str) -> bool:
    """Whether an answer of this host may tell of a payment."""
    return host is not None and speaker(host, path) is not None


def speaker(host: str, path: str) -> str | None:
    """The provider that answers of payments there, of those that are read; a shop of BigCommerce's answers for it."""
    if (provider := _owner(host)) is not None:
        return provider if _TELLS.search(path) else None
    if host in HERE:
        return next((who for form, who in _SPOKEN if form.match(path)), None)
    return "bigcommerce" if "/orders" in path and _BIGCOMMERCE.search(path) else None


@lru_cache(maxsize=4096)
def _owner(host: str) -> str | None:
    """Whose host this is, by the reference table provider_host."""
    return next((who for site, who in _sites() if who in READ and (host == site or host.endswith(f".{site}"))), None)


def signed_by(headers: Mapping[str, str]) -> str | None:
    """The header by which a request carries the signature of a provider that is read; names in lower case."""
    return next((name for name in SIGNED if name in headers), None)


@cache
def _sites() -> tuple[tuple[str, str], ...]:
    return tuple((row["site"], row["provider"]) for row in reference("provider_host"))
