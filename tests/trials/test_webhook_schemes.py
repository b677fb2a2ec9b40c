"""What a trial makes up is read as the real notifications of a provider are: whose, of which payment, what."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from assay.payments import deliveries
from assay.tables.ledger import PaymentEvent
from assay.tables.webhook import WebhookDelivery
from assay.trials.webhooks.message import Facts, encoded, filled
from assay.trials.webhooks.schemes import Desk, schemes
from hooked import REGISTERED, SECRETS

TOKEN = "0123456789abcdef" * 3


def facts(scheme: str) -> Facts:
    event, payment, order = schemes()[scheme].identities(TOKEN[:40])
    return Facts(event, payment, order, 1990, "EUR", datetime(2026, 11, 20, 10, tzinfo=UTC))


@pytest.mark.parametrize(
    ("scheme", "states"),
    [
        ("stripe", ("declined", "captured")),
        ("adyen", ("pending", "authorized")),
        ("paypal", ("pending", "captured")),
        ("square", ("authorized", "captured")),
    ],
)
def test_a_made_up_event_is_read_as_the_provider_s(scheme: str, states: tuple[str, str]) -> None:
    signing, later = schemes()[scheme], facts(scheme)
    earlier = later.before("evt_before", timedelta(minutes=2))
    for told, state in zip((earlier, later), states, strict=True):
        with signing.key(SECRETS[scheme], Desk()) as key:
            body, at = encoded(signing.event(told)), time.time()
            message = signing.message(body, told, [signing.signature(body, told, key, at, REGISTERED)], at, key)
        record = {"headers": dict(message.headers), "body": json.loads(message.body), "status": 200}
        delivery, event = deliveries.read(json.dumps(record).encode(), lambda value: f"sealed {value}")
        assert isinstance(delivery, WebhookDelivery) and isinstance(event, PaymentEvent)
        assert (delivery.provider, delivery.scheme, delivery.signed) == (scheme, scheme, True)
        assert delivery.payment == event.payment == told.payment
        assert (event.state, event.currency) == (state, "EUR")
        assert event.amount_minor in (1990, None)
        assert event.occurred_at == told.occurred_at.replace(tzinfo=None)


@pytest.mark.parametrize("scheme", sorted(SECRETS))
def test_written_otherwise_it_means_the_same_and_is_no_serialiser_s(scheme: str) -> None:
    event = schemes()[scheme].event(facts(scheme))
    odd = encoded(event, odd=True)
    assert json.loads(odd) == event == json.loads(encoded(event))
    assert odd not in {json.dumps(event, indent=indent).encode() for indent in (None, 0, 2, 3, 4)}


def test_an_event_of_ones_own_is_filled_with_what_was_made_up() -> None:
    told = facts("standard-webhooks")
    template = {"id": "{event}", "sum": "{amount}", "text": "{decimal} {currency} of {order}", "list": ["{payment}", 1]}
    assert filled(template, told) == {
        "id": told.event,
        "sum": 1990,
        "text": f"19.90 EUR of {told.order}",
        "list": [told.payment, 1],
    }
