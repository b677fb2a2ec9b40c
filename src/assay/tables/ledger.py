"""What happened to money, as providers, shops and settlements tell it: millions of rows, whatever told them.

Amounts are integers in minor units of ISO 4217, and never added up across currencies. Identifiers of payments, events,
orders and disputes are kept as they are, for their owner has to find them again; what stands for a card or a person is
kept as a keyed fingerprint alone.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from assay.model import Row

UNIT = "unit that the source is declared to tell of; null: that of its provider"
ENVIRONMENT = "production, sandbox, test or local, as declared or as the provider says; null where neither does"
ENTRY = "number of the record in its source, from 0: of the exchange in a recording, of the row in an export"
LINE = "line where it starts; null where the source has no lines"


class PaymentEvent(Row, frozen=True, kw_only=True):
    """One change of state of one payment, as one side saw it."""

    lifetime = "event"

    integration: Annotated[str | None, UNIT]
    environment: Annotated[str | None, ENVIRONMENT]
    provider: Annotated[str, "provider, lower case: stripe, adyen, paypal…"]
    account: Annotated[str | None, "account of the shop at the provider"]
    event: Annotated[str | None, "the provider's id of the event"]
    payment: Annotated[str, "the provider's id of the payment: the same in all of its events, unique with the provider"]
    reference: Annotated[str | None, "the provider's id of the capture, refund or charge that the event is about"]
    order_id: Annotated[str | None, "the shop's reference of the order"]
    attempt: Annotated[int | None, "number of the attempt to pay the order, from 1, where the source counts"]
    session: Annotated[str | None, "checkout session"]
    side: Annotated[str, "who saw it: api (an answer), webhook (a notification) or report (an export)"]
    said: Annotated[str, "status or type of event as the provider says it"]
    state: Annotated[
        str | None,
        "state that the payment is in after it, of the reference table payment_state; null: no row of payment_status "
        "knows what the provider said",
    ]
    amount_minor: Annotated[int | None, "amount of this change (authorised, captured, refunded…), minor units"]
    amount: Annotated[str | None, "the same amount as a decimal, where the source gives both, or no currency"]
    currency: Annotated[str | None, "ISO 4217 code"]
    method: Annotated[str | None, "method as the provider calls it: card, ideal, klarna…"]
    family: Annotated[
        str | None, "card, wallet, redirect, bank_debit, voucher, pay_later or offline, by the table payment_method"
    ]
    network: Annotated[str | None, "card network, lower case: visa, mastercard…"]
    country: Annotated[str | None, "country of the issuer, else of the buyer: ISO 3166-1 alpha-2"]
    device: Annotated[str | None, "device or channel, as the source says"]
    version: Annotated[str | None, "version of the shop's integration or of the SDK"]
    decline_code: Annotated[str | None, "the provider's code of a decline or failure; its class: decline_code"]
    network_code: Annotated[str | None, "the network's or issuer's own response code (ISO 8583 field 39)"]
    advice_code: Annotated[str | None, "Mastercard's merchant advice code, or Visa's category of the decline"]
    threeds: Annotated[str | None, "EMV 3-D Secure transaction status: Y, N, A, U, C, R or I; null: none was told"]
    challenged: Annotated[bool | None, "the shopper was challenged; false: frictionless; null: none was told"]
    eci: Annotated[str | None, "electronic commerce indicator, two digits"]
    exemption: Annotated[str | None, "exemption from strong customer authentication that was asked for, or granted"]
    initiator: Annotated[str | None, "customer or merchant; null where nobody said"]
    prior: Annotated[str | None, "keyed fingerprint of the network transaction that this one refers to"]
    credential: Annotated[str | None, "keyed fingerprint of the card, account or token that pays"]
    credential_kind: Annotated[str | None, "pan, network_token or provider_token"]
    idempotency_key: Annotated[str | None, "keyed hash of the idempotency key of the request"]
    object_version: Annotated[str | None, "version or sequence of the payment that the event shows, where told"]
    occurred_at: Annotated[datetime | None, "when it happened at the provider, UTC"]
    received_at: Annotated[datetime | None, "when the shop learned of it, UTC"]
    entry: Annotated[int, ENTRY]
    line: Annotated[int | None, LINE]


class ShopOrder(Row, frozen=True, kw_only=True):
    """One order as the shop has it; several rows of one order are its states in time."""

    lifetime = "event"

    integration: Annotated[str | None, UNIT]
    environment: Annotated[str | None, ENVIRONMENT]
    provider: Annotated[str | None, "provider that it was paid with, lower case"]
    order_id: Annotated[str, "the shop's reference of the order"]
    payment: Annotated[str | None, "the provider's id of the payment, as the shop kept it"]
    session: Annotated[str | None, "checkout session"]
    said: Annotated[str | None, "status as written"]
    status: Annotated[str | None, "open, pending, paid, returned or ended, by the reference table order_status"]
    total_minor: Annotated[int | None, "total, minor units"]
    total: Annotated[str | None, "the same total as a decimal, where the source gives that"]
    refunded_minor: Annotated[int | None, "refunded by the shop's account, minor units"]
    parts_minor: Annotated[int | None, "sum of lines, shipping, handling, tax, less discounts; null: not all are told"]
    currency: Annotated[str | None, "ISO 4217 code"]
    method: Annotated[str | None, "method as the shop calls it"]
    country: Annotated[str | None, "country of the buyer: ISO 3166-1 alpha-2"]
    placed_at: Annotated[datetime | None, "when it was placed, UTC"]
    changed_at: Annotated[datetime | None, "when it came into this status, UTC"]
    entry: Annotated[int, ENTRY]
    line: Annotated[int | None, LINE]


class SettlementLine(Row, frozen=True, kw_only=True):
    """One line of a provider's account of what it pays out."""

    lifetime = "event"

    integration: Annotated[str | None, UNIT]
    environment: Annotated[str | None, ENVIRONMENT]
    provider: Annotated[str, "provider, lower case"]
    account: Annotated[str | None, "account of the shop at the provider"]
    line_id: Annotated[str | None, "the provider's id of the line"]
    payment: Annotated[str | None, "the provider's id of the payment; null: the line is about none (a fee, a payout)"]
    reference: Annotated[str | None, "the provider's id of the capture or refund"]
    order_id: Annotated[str | None, "the shop's reference of the order"]
    said: Annotated[str, "type of line as the provider says it"]
    kind: Annotated[
        str | None, "capture, refund, chargeback, chargeback_reversal, fee, payout, reserve, adjustment or other"
    ]
    gross_minor: Annotated[int | None, "amount before fees, minor units of currency; what is taken back is negative"]
    currency: Annotated[str | None, "ISO 4217 code of the gross amount"]
    fee_minor: Annotated[int | None, "fees, minor units of settled_currency; what the shop pays is positive"]
    net_minor: Annotated[int | None, "what is paid out for the line, minor units of settled_currency"]
    settled_currency: Annotated[str | None, "ISO 4217 code of fee and net"]
    exchange_rate: Annotated[str | None, "units of settled_currency for one of currency, as written"]
    batch: Annotated[str | None, "payout or settlement batch"]
    booked_at: Annotated[datetime | None, "when the transaction was booked, UTC"]
    settled_on: Annotated[date | None, "day of the payout"]
    entry: Annotated[int, ENTRY]
    line: Annotated[int | None, LINE]


class Dispute(Row, frozen=True, kw_only=True):
    """One dispute (chargeback, inquiry) as it stands; several rows of one dispute are its states in time."""

    lifetime = "event"

    integration: Annotated[str | None, UNIT]
    environment: Annotated[str | None, ENVIRONMENT]
    provider: Annotated[str, "provider, lower case"]
    dispute: Annotated[str, "the provider's id of the dispute"]
    payment: Annotated[str | None, "the provider's id of the payment"]
    order_id: Annotated[str | None, "the shop's reference of the order"]
    network: Annotated[str | None, "card network, lower case"]
    reason_code: Annotated[str | None, "reason as the network or provider codes it"]
    said: Annotated[str, "status as the provider says it"]
    outcome: Annotated[str | None, "open, answered, won, lost, accepted or expired"]
    amount_minor: Annotated[int | None, "amount in dispute, minor units"]
    currency: Annotated[str | None, "ISO 4217 code"]
    opened_at: Annotated[datetime | None, "when it was opened, UTC"]
    due_at: Annotated[datetime | None, "until when it can be answered, UTC"]
    answered_at: Annotated[datetime | None, "when evidence was sent, UTC"]
    closed_at: Annotated[datetime | None, "when it was decided, UTC"]
    entry: Annotated[int, ENTRY]
    line: Annotated[int | None, LINE]


class RejectedRow(Row, frozen=True, kw_only=True):
    """One row of an export that could not be taken, and why; the others were."""

    lifetime = "event"

    integration: Annotated[str | None, UNIT]
    provider: Annotated[str | None, "provider that the export is declared to be of"]
    intended: Annotated[str, "table that it was meant for"]
    field: Annotated[str | None, "column of that table that could not be filled"]
    shape: Annotated[str | None, "what the value looks like: its type and length, digits and letters masked"]
    reason: Annotated[str, "what is wrong with it, and what would be right"]
    entry: Annotated[int, ENTRY]
    line: Annotated[int | None, LINE]
