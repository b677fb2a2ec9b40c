"""Lifecycles of payments: the changes that events tell of, each once and in order, with what they add up to."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from assay.model import Row

from .ledger import ENTRY, LINE


class PaymentStep(Row, frozen=True, kw_only=True):
    """One change of one payment, however many events tell of it, in the order in which changes happened.

    Sums run to this step and are of the payment's currency; null where its events are in several.
    """

    lifetime = "event"

    provider: Annotated[str, "provider, lower case"]
    payment: Annotated[str, "the provider's id of the payment"]
    family: Annotated[str | None, "family of the method"]
    network: Annotated[str | None, "card network"]
    views: Annotated[int, "events that tell of it: of several sides, or delivered again"]
    step: Annotated[int, "number of the step in its payment, from 1"]
    is_last: Annotated[bool, "nothing is known to have come after it"]
    previous: Annotated[
        str | None, "state before it, as far as events tell; null: it is the first step that tells of a state"
    ]
    state: Annotated[
        str | None,
        "state that the payment is in after it, partial where the sums say so; null: not known what the provider said",
    ]
    legal: Annotated[
        bool | None,
        "payment_edge has this change; null: a state or a time is not known, or what lies between was not told",
    ]
    amount_minor: Annotated[int | None, "amount of this change, minor units"]
    currency: Annotated[str | None, "ISO 4217 code"]
    authorized_minor: Annotated[int | None, "authorised so far, minor units; 0: no authorisation was told"]
    captured_minor: Annotated[int | None, "captured so far, minor units"]
    refunded_minor: Annotated[int | None, "refunded so far, less refunds that failed, minor units"]
    lost_minor: Annotated[int | None, "taken back so far by lost disputes and by banks, minor units"]
    happened_at: Annotated[datetime | None, "when it happened at the provider, UTC; else when the shop learned of it"]
    next_at: Annotated[datetime | None, "when the next step happened, UTC"]
    entry: Annotated[int, ENTRY]
    line: Annotated[int | None, LINE]
