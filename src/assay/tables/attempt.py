"""Attempts to pay, as they came out, and what each day brought: derived from the events of payments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from assay.model import Row

from .ledger import ENVIRONMENT, LINE

OF = "unit whose payment it is"


class PaymentAttempt(Row, frozen=True, kw_only=True):
    """One attempt to pay: what the provider decided, once, however many sides told it and however often.

    A payment that was declined twice and then approved has three. One that no decision is known of has one, whose
    outcome is the last that was heard.
    """

    lifetime = "event"

    integration: Annotated[str | None, OF]
    environment: Annotated[str | None, ENVIRONMENT]
    provider: Annotated[str, "provider, lower case"]
    payment: Annotated[str, "the provider's id of the payment"]
    order_id: Annotated[str | None, "the shop's reference of the order"]
    session: Annotated[str | None, "checkout session"]
    purchase: Annotated[str, "what is to be paid for: the order, else the session, else the payment by itself"]
    number: Annotated[int, "which attempt to pay for the purchase it is, from 1"]
    outcome: Annotated[
        str,
        "approved, declined, error (it failed for no reason of the payer's), unknown (nobody heard the outcome), "
        "pending, cancelled (by the shopper) or expired",
    ]
    decline_code: Annotated[str | None, "the provider's code of the decline or failure"]
    network_code: Annotated[str | None, "the network's or issuer's own response code"]
    advice_code: Annotated[str | None, "Mastercard's merchant advice code, or Visa's category of the decline"]
    amount_minor: Annotated[int | None, "amount to be paid, minor units"]
    currency: Annotated[str | None, "ISO 4217 code"]
    method: Annotated[str | None, "method as the provider calls it"]
    family: Annotated[str | None, "family of methods, by the table payment_method"]
    network: Annotated[str | None, "card network, lower case"]
    country: Annotated[str | None, "country of the issuer, else of the buyer: ISO 3166-1 alpha-2"]
    device: Annotated[str | None, "device or channel"]
    version: Annotated[str | None, "version of the shop's integration or of the SDK"]
    threeds: Annotated[str | None, "EMV 3-D Secure transaction status: Y, N, A, U, C, R or I; null: none was told"]
    challenged: Annotated[bool | None, "the shopper was challenged; false: frictionless; null: none was told"]
    exemption: Annotated[str | None, "exemption from strong customer authentication that was asked for, or granted"]
    initiator: Annotated[str | None, "customer or merchant; null where nobody said"]
    credential: Annotated[str | None, "keyed fingerprint of what pays"]
    began_at: Annotated[datetime | None, "when the payment was first heard of, UTC"]
    decided_at: Annotated[datetime | None, "when it came out so, UTC"]
    line: Annotated[int | None, LINE]


class PaymentDay(Row, frozen=True, kw_only=True):
    """What one day (UTC) brought one unit from one provider in one currency and method."""

    lifetime = "event"

    integration: Annotated[str | None, OF]
    environment: Annotated[str | None, ENVIRONMENT]
    provider: Annotated[str, "provider, lower case"]
    day: Annotated[date, "the day, UTC"]
    currency: Annotated[str | None, "ISO 4217 code"]
    method: Annotated[str | None, "method as the provider calls it"]
    attempts: Annotated[int, "attempts to pay that came out on it"]
    approved: Annotated[int, "of these, approved"]
    declined: Annotated[int, "of these, declined"]
    failed: Annotated[int, "of these, ended by an error"]
    unheard: Annotated[int, "of these, with no known outcome"]
    approved_minor: Annotated[int | None, "amounts of those approved, added up, minor units of the currency"]


class PaymentPart(Row, frozen=True, kw_only=True):
    """Counts of the attempts of one part of a unit's payments: what rates of payments are made of.

    A purchase belongs to the part of its first attempt.
    """

    lifetime = "event"

    integration: Annotated[str | None, OF]
    dimension: Annotated[
        str,
        "the part: empty for all, else provider=, method=, country=, currency=, network=, device= or version=; before "
        "it environment= where that is not production, and origin= where it is not a report",
    ]
    attempts: Annotated[int, "attempts"]
    approved: Annotated[int, "of these, approved"]
    declined: Annotated[int, "of these, declined"]
    failed: Annotated[int, "of these, ended by an error"]
    unheard: Annotated[int, "of these, with no known outcome"]
    first_approved: Annotated[int, "first attempts of a purchase that were approved"]
    first_declined: Annotated[int, "first attempts of a purchase that were declined"]
    purchases: Annotated[int, "purchases with an attempt that was approved or declined"]
    paid: Annotated[int, "of these, with one that was approved"]
    repeated: Annotated[int, "approved attempts beyond the first of the same order, amount and currency"]
    ordered: Annotated[int, "approved attempts that name an order and an amount"]
    authenticated: Annotated[int, "attempts with 3-D Secure"]
    challenged: Annotated[int, "of these, with a challenge of the shopper"]
    frictionless: Annotated[int, "of these, authenticated (Y) without a challenge"]
    passed: Annotated[int, "challenges that were passed (Y)"]
    left_open: Annotated[int, "challenges that ended with no result: the shopper went away"]
    exempt: Annotated[int, "attempts for which an exemption was asked or granted"]
    exempt_or_authenticated: Annotated[int, "attempts with an exemption, 3-D Secure, or both"]
