"""Webhooks: each delivery, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from assay.model import Row

from .ledger import ENTRY, ENVIRONMENT, LINE, UNIT


class WebhookDelivery(Row, frozen=True, kw_only=True):
    """One delivery of one notification to the shop, as a log has it or a trial made it."""

    lifetime = "event"

    integration: Annotated[str | None, UNIT]
    environment: Annotated[str | None, ENVIRONMENT]
    provider: Annotated[str, "provider, lower case; in a trial the provider whose scheme was spoken"]
    scheme: Annotated[str | None, "how it is signed: standard-webhooks, stripe, adyen, paypal, square; null: not told"]
    endpoint: Annotated[str | None, "host and path that it was sent to"]
    delivery: Annotated[str | None, "id of the delivery"]
    event: Annotated[str | None, "the provider's id of the event; the same in all of its deliveries"]
    kind: Annotated[str | None, "type of event as the provider says it"]
    payment: Annotated[str | None, "the provider's id of the payment that it tells of"]
    object_version: Annotated[str | None, "version or sequence of the object that it shows, where told"]
    attempt: Annotated[int | None, "number of the delivery of the event, from 1"]
    secure: Annotated[bool | None, "it was sent over TLS; null: not told"] = None
    signed: Annotated[bool | None, "it carried a signature"]
    authentic: Annotated[bool | None, "its signature is right; null where nobody verified it"]
    skew_s: Annotated[float | None, "seconds between the time it was signed with and its arrival; null: none is signed"]
    intent: Annotated[
        str | None,
        "in a trial, what was tried: valid, unsigned, wrongly_signed, stale, replayed, duplicated, reordered, late, "
        "malformed, oversized, slow or parallel; null: none was tried",
    ]
    status: Annotated[int | None, "status that it was answered with; null: none"]
    error: Annotated[str | None, "why there was no answer"]
    applied: Annotated[int | None, "how often the event had an effect, over all of its deliveries; null: not observed"]
    state: Annotated[str | None, "state that the payment is in at the shop after it, as far as it was observed"]
    occurred_at: Annotated[datetime | None, "when what it tells of happened, UTC"]
    sent_at: Annotated[datetime | None, "when it was sent, UTC"]
    received_at: Annotated[datetime | None, "when it arrived, UTC"]
    answered_at: Annotated[datetime | None, "when it was answered, UTC"]
    applied_at: Annotated[datetime | None, "when it had its effect, UTC"]
    entry: Annotated[int, ENTRY]
    line: Annotated[int | None, LINE]


class WebhookQuestion(Row, frozen=True, kw_only=True):
    """One question that a trial asked of a receiver of webhooks, and what came of it."""

    lifetime = "event"

    integration: Annotated[str | None, UNIT]
    provider: Annotated[str, "provider whose scheme was spoken, lower case"]
    scheme: Annotated[str, "how it is signed: standard-webhooks, stripe, adyen, paypal, square"]
    endpoint: Annotated[str, "host and path that was tried"]
    intent: Annotated[str, "what was tried: valid, unsigned, wrongly_signed, stale…, as in `webhook_delivery`"]
    question: Annotated[str, "which of these, in words"]
    held: Annotated[bool | None, "the receiver did as it should; null where that could not be exercised"]
    reason: Annotated[str, "what was seen, or why it could not be exercised"]
    curl: Annotated[str | None, "command lines that show it again; the secret is the name of a variable of the shell"]
    line: Annotated[int | None, LINE]
