"""The parts of Stripe's objects that are read: events, payment intents, charges, refunds, disputes, sessions.

What is not named here is never decoded, and so can never be stored.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from .told import Currency, Seconds, Units, Word


class Named(Struct, gc=False):
    """What an expanded reference is read for."""

    id: Word | None = None


#: A reference: the identifier, or the object itself where it was expanded.
Reference = Word | Named | None


class Metadata(Struct, gc=False):
    """Names under which shops keep their order's reference; Stripe's own libraries and plug-ins use the first two."""

    order_id: Word | int | None = None
    orderId: Word | int | None = None  # noqa: N815
    order_reference: Word | int | None = None
    order_number: Word | int | None = None

    @property
    def order(self) -> object:
        return self.order_id or self.orderId or self.order_reference or self.order_number


class ThreeDSecure(Struct, gc=False):
    result: Word | None = None
    authentication_flow: Word | None = None
    electronic_commerce_indicator: Word | None = None
    exemption_indicator: Word | None = None


class NetworkToken(Struct, gc=False):
    used: bool | None = None


class Wallet(Struct, gc=False):
    type: Word | None = None


class Card(Struct, gc=False):
    brand: Word | None = None
    country: Word | None = None
    fingerprint: Word | None = None
    network: Word | None = None
    network_token: NetworkToken | None = None
    network_transaction_id: Word | None = None
    three_d_secure: ThreeDSecure | None = None
    wallet: Wallet | None = None


class Method(Struct, gc=False):
    type: Word | None = None
    card: Card | None = None
    id: Word | None = None


class Outcome(Struct, gc=False):
    network_decline_code: Word | None = None
    network_advice_code: Word | None = None
    reason: Word | None = None


class Failure(Struct, gc=False):
    type: Word | None = None
    code: Word | None = None
    decline_code: Word | None = None
    network_decline_code: Word | None = None
    network_advice_code: Word | None = None
    charge: Reference = None
    payment_method: Method | None = None


class Deadline(Struct, gc=False):
    due_by: Seconds | None = None


class RefundOf(Struct, gc=False):
    id: Word | None = None
    amount: Units | None = None


class Refunds(Struct, gc=False):
    data: list[RefundOf] = []


class Source(Struct, gc=False):
    """What a balance transaction is of, where it was expanded."""

    id: Word | None = None
    payment_intent: Reference = None
    charge: Reference = None


class Stated(Struct, gc=False):
    """Any of Stripe's objects that tell of a payment, by the names that they share."""

    id: Word | None = None
    object: Word | None = None
    status: Word | None = None
    amount: Units | None = None
    amount_capturable: Units | None = None
    amount_captured: Units | None = None
    amount_received: Units | None = None
    amount_refunded: Units | None = None
    amount_total: Units | None = None
    cancellation_reason: Word | None = None
    captured: bool | None = None
    charge: Reference = None
    client_reference_id: Word | None = None
    created: Seconds | None = None
    currency: Currency | None = None
    evidence_details: Deadline | None = None
    failure_code: Word | None = None
    last_payment_error: Failure | None = None
    latest_charge: Reference = None
    livemode: bool | None = None
    metadata: Metadata | None = None
    on_behalf_of: Reference = None
    outcome: Outcome | None = None
    payment_intent: Reference = None
    payment_method: Word | Method | None = None
    payment_method_details: Method | None = None
    payment_method_types: list[Word] | None = None
    reason: Word | None = None
    refunds: Refunds | None = None
    # of a balance transaction
    available_on: Seconds | None = None
    exchange_rate: float | int | Word | None = None
    fee: Units | None = None
    net: Units | None = None
    reporting_category: Word | None = None
    source: Word | Source | None = None
    type: Word | None = None


class Previous(Struct, gc=False):
    """What an event says that the object was before."""

    amount_refunded: Units | None = None
    amount_captured: Units | None = None
    amount_capturable: Units | None = None


class Data(Struct, gc=False):
    object: Stated
    previous_attributes: Previous | None = None


class Asked(Struct, gc=False):
    idempotency_key: Word | None = None


class Refusal(Failure, gc=False):
    """What an answer with an error says."""

    payment_intent: Stated | Word | None = None


class Record(Stated, gc=False):
    """An event, a list of objects, an error, or one of the objects themselves."""

    account: Word | None = None
    api_version: Word | None = None
    data: Data | list[Stated] | None = None
    error: Refusal | Word | None = None
    request: Asked | Word | None = None


class Kind(Struct, gc=False):
    """What a record is about, whatever else is wrong with it."""

    object: Word | None = None
    type: Word | None = None


RECORD = msgspec.json.Decoder(Record)
KIND = msgspec.json.Decoder(Kind)
