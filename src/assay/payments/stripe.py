"""Stripe's events, payment intents, charges, refunds, disputes and balance transactions -> rows of the ledger.

An event of a charge that belongs to a payment intent tells the same change as the event of the intent: both carry the
charge as `reference`, so that they can be told to be one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from assay.model import Row
from assay.tables.ledger import PaymentEvent

from . import Format
from .amounts import amounts
from .dated import families, kinds, outcomes, statuses
from .records import records
from .stripe_objects import KIND, RECORD, Data, Failure, Method, Previous, Record, Reference, Refusal, Stated
from .told import RecordError, Seal, Told, at, country, network, taken

FORMAT = Format(
    "stripe",
    "stripe",
    "Events (also webhook payloads), payment intents, charges, refunds, disputes, balance transactions",
)
#: EMV 3-D Secure transaction status by Stripe's word for the result.
_THREEDS = {"authenticated": "Y", "attempt_acknowledged": "A", "failed": "N", "processing_error": "U"}
#: Events that tell one of two states, by what else they say.
_CAPTURABLE = "payment_intent.amount_capturable_updated"
_NUANCED = frozenset({"charge.succeeded", "charge.refunded", "payment_intent.canceled", _CAPTURABLE})
#: Statuses of which the codes of a decline are told.
_FAILED = ("failed", "requires_payment_method")
_OBJECTS = ("payment_intent", "charge", "refund", "dispute", "balance_transaction", "checkout.session", "event")
_EVENTS = ("payment_intent.", "charge.", "refund.", "checkout.session.")


def sniff(head: bytes) -> bool:
    """Objects say what they are in `object`."""
    compact = head.replace(b" ", b"")
    return any(b'"object":"' + name.encode() + b'"' in compact for name in _OBJECTS)


def read(data: bytes, seal: Seal) -> Iterator[Row]:
    """JSON or JSON lines of events or objects. Errors: SourceError where it is no JSON."""
    yield from taken(records(data, ("data",)), "stripe", PaymentEvent, rows, seal)


def rows(text: bytes, told: Told) -> list[Row]:
    """What one record tells. Errors: RecordError, and msgspec's where it is not as Stripe writes it."""
    try:
        record = RECORD.decode(text)
    except msgspec.ValidationError:
        kind = KIND.decode(text)
        if kind.object in _OBJECTS and (kind.object != "event" or (kind.type or "").startswith(_EVENTS)):
            raise
        return []
    if isinstance(record.data, Data):
        return _event(record, record.data, told)
    if record.data is not None:
        return [row for one in record.data for row in _object(one, told, {})]
    if isinstance(record.error, Refusal):
        return list(_refused(record.error, told))
    return list(_object(record, told, {}))


def _event(record: Record, data: Data, told: Told) -> list[Row]:
    kind, one = record.type or "", data.object
    if not kind.startswith(_EVENTS):
        return []
    key = record.request.idempotency_key if isinstance(record.request, msgspec.Struct) else None
    known: dict[str, Any] = {
        "event": told.name(record.id),
        "account": record.account and told.name(record.account),
        "idempotency_key": told.seal(key) if key else None,
        "occurred_at": at(record.created),
        "environment": _environment(record.livemode),
    }
    if told.side == "report":
        known["side"] = "webhook"  # an event is what Stripe notifies of, wherever it was kept
    if one.object in ("refund", "dispute"):
        said = f"{kind} {one.status}"
    else:
        said = kind + _nuance(one, kind) if kind in _NUANCED else kind
    found = [_row(one, said, _changed(one, kind, data.previous_attributes), told, known)]
    if one.object == "dispute":
        found.append(_dispute(one, told, known["environment"]))
    return found


def _changed(one: Stated, kind: str, before: Previous | None) -> int | None:
    """The amount of the change that an event tells; of refunds Stripe keeps the sum."""
    if kind == "charge.refunded":
        earlier = before.amount_refunded if before else None
        return None if one.amount_refunded is None else one.amount_refunded - (earlier or 0)
    if kind == "charge.captured" or (kind == "charge.succeeded" and one.captured):
        return one.amount_captured or one.amount
    if kind == "payment_intent.succeeded":
        return one.amount_received
    if kind == _CAPTURABLE and one.amount_capturable is not None:
        # An authorisation that was raised is told with what could be captured before.
        return one.amount_capturable - ((before.amount_capturable if before else None) or 0)
    return one.amount


def _object(one: Stated, told: Told, known: dict[str, Any]) -> Iterator[Row]:
    """An object as an interface or an export shows it: the state that it is in."""
    if one.object == "balance_transaction":
        yield _settled(one, told)
        return
    if one.object not in _OBJECTS:
        return
    known = {"occurred_at": at(one.created), "environment": _environment(one.livemode), **known}
    said = f"{one.object} {one.status}" + _nuance(one, one.object)
    amount = one.amount
    if one.status == "succeeded":
        amount = one.amount_received or (one.captured and one.amount_captured) or one.amount
    elif one.status == "requires_capture" and not one.amount_received:
        amount = one.amount_capturable
    yield _row(one, said, amount, told, known)
    if one.object == "charge" and one.amount_refunded:
        word = "charge refunded" if one.captured else "charge refunded uncaptured"
        yield _row(one, word, one.amount_refunded, told, {**known, "reference": _refund(one, told)})
    if one.object == "dispute":
        yield _dispute(one, told, known["environment"])


def _nuance(one: Stated, kind: str) -> str:
    """What tells apart two states that Stripe gives one word."""
    if kind in ("charge.succeeded", "charge") and one.status == "succeeded":
        return " captured" if one.captured else " uncaptured"
    if kind == "charge.refunded":
        return "" if one.captured else " uncaptured"
    if kind == _CAPTURABLE:
        return " amount_received" if one.amount_received else ""
    if kind in ("payment_intent.canceled", "payment_intent") and one.status == "canceled":
        # Only an authorisation leaves a charge that neither failed nor was captured.
        held = one.latest_charge is not None and one.last_payment_error is None
        lapsed = held and one.cancellation_reason in ("automatic", "expired")
        return f" uncaptured {one.cancellation_reason}" if lapsed else " uncaptured" if held else ""
    if kind == "payment_intent" and one.status == "requires_payment_method" and one.last_payment_error:
        return " last_payment_error"
    return ""


def _row(one: Stated, said: str, amount: int | None, told: Told, known: dict[str, Any]) -> Row:
    currency = one.currency.upper() if one.currency else None
    payment = one.payment_intent or (one.charge if one.object in ("refund", "dispute") else None)
    facts = told.begun("stripe", _named(payment) or one.id, said)
    facts.update(known)
    when, money = facts["occurred_at"], amounts("stripe")
    if one.object == "checkout.session":
        amount, facts["session"] = one.amount_total, told.name(one.id)
    facts["state"] = statuses("stripe").get(said, when)
    facts["reference"] = facts["reference"] or _reference(one, said, told)
    order = (one.metadata.order if one.metadata else None) or one.client_reference_id
    facts["order_id"] = order and told.name(order)
    facts["amount_minor"] = money.minor(amount, currency, when)
    if facts["amount_minor"] is None:
        facts["amount"] = money.decimal(amount, currency, when)
    facts["currency"] = currency
    _method(one, told, facts)
    if one.status in _FAILED and facts["decline_code"] is None:
        facts.update(_declined(one))
    return PaymentEvent(**facts)


def _reference(one: Stated, said: str, told: Told) -> str | None:
    if one.object == "payment_intent":
        if type(one.latest_charge) is str:
            return told.name(one.latest_charge)
        failed = one.last_payment_error.charge if one.last_payment_error else None
        return told.name(_named(one.latest_charge) or _named(failed))
    if one.captured and said.startswith("charge.refunded"):
        return _refund(one, told)
    return None if one.object == "checkout.session" else told.name(one.id)


def _refund(one: Stated, told: Told) -> str | None:
    """The newest refund of a charge, where an older version of the interface lists them."""
    return told.name(one.refunds.data[0].id) if one.refunds and one.refunds.data else None


def _method(one: Stated, told: Told, facts: dict[str, Any]) -> None:
    """Adds method, network, 3-D Secure and the credential of a charge."""
    method, card, name = one.payment_method_details, None, None
    if method is None:
        failed = one.last_payment_error.payment_method if one.last_payment_error else None
        method = one.payment_method if isinstance(one.payment_method, Method) else failed
    if method is not None:
        card, name = method.card, method.type
        if card is not None and card.wallet is not None:
            name = card.wallet.type or name
    if name is None and one.payment_method_types and len(one.payment_method_types) == 1:
        name = one.payment_method_types[0]
    if name is not None:
        facts["method"], facts["family"] = name, families("stripe").get(name)
    if card is not None and card.fingerprint:
        facts["credential"] = told.seal(card.fingerprint)
        token = card.network_token is not None and card.network_token.used
        facts["credential_kind"] = "network_token" if token else "pan"
    elif isinstance(one.payment_method, str):
        facts["credential"] = told.sealed(one.payment_method)
        facts["credential_kind"] = "provider_token"
    if card is None:
        return
    facts["network"], facts["country"] = network(card.network or card.brand), country(card.country)
    facts["prior"] = told.seal(card.network_transaction_id) if card.network_transaction_id else None
    if secure := card.three_d_secure:
        flow = secure.authentication_flow
        facts["threeds"] = _THREEDS.get(secure.result or "")
        facts["challenged"] = None if flow is None else flow == "challenge"
        facts["eci"], facts["exemption"] = secure.electronic_commerce_indicator, secure.exemption_indicator


def _declined(one: Stated) -> dict[str, Any]:
    """Codes of a decline: the issuer's from the charge, else what the intent keeps of its last attempt."""
    if one.object == "charge" and one.status == "failed":
        outcome = one.outcome
        return {
            "decline_code": (outcome.reason if outcome else None) or one.failure_code,
            "network_code": outcome.network_decline_code if outcome else None,
            "advice_code": outcome.network_advice_code if outcome else None,
        }
    return _codes(one.last_payment_error) if one.last_payment_error else {}


def _codes(failed: Failure) -> dict[str, Any]:
    return {
        "decline_code": failed.decline_code or failed.code,
        "network_code": failed.network_decline_code,
        "advice_code": failed.network_advice_code,
    }


def _refused(failed: Refusal, told: Told) -> Iterator[Row]:
    """An answer with an error, where it says of which payment."""
    intent = failed.payment_intent
    payment = intent.id if isinstance(intent, Stated) else intent or _named(failed.charge)
    if payment is None:
        return
    said = f"error {failed.type}"
    known: dict[str, Any] = {"reference": told.name(_named(failed.charge)), **_codes(failed)}
    one = intent if isinstance(intent, Stated) else Stated(id=payment, object="payment_intent")
    yield _row(one, said, one.amount, told, {"environment": _environment(one.livemode), **known})


def _settled(one: Stated, told: Told) -> Row:
    currency, when = one.currency.upper() if one.currency else None, at(one.created)
    said = one.reporting_category or one.type
    if said is None:
        raise RecordError("said", "it has no type; `reporting_category` or `type` would be right")
    source = one.source
    name = source if isinstance(source, str) else source.id if source else None
    money = amounts("stripe")
    payment = (_named(source.payment_intent) or _named(source.charge)) if isinstance(source, msgspec.Struct) else None
    if payment is None and name and name.startswith(("ch_", "py_", "pi_")):
        payment = name
    return told.settled(
        "stripe",
        said,
        line_id=told.name(one.id),
        payment=told.name(payment),
        reference=told.name(name),
        kind=kinds("stripe").get(said, when),
        gross_minor=money.minor(one.amount, currency, when),
        currency=currency,
        fee_minor=money.minor(one.fee, currency, when),
        net_minor=money.minor(one.net, currency, when),
        settled_currency=currency,
        exchange_rate=None if one.exchange_rate is None else str(one.exchange_rate),
        booked_at=when,
    )


def _dispute(one: Stated, told: Told, environment: str | None) -> Row:
    currency, when = one.currency.upper() if one.currency else None, at(one.created)
    card = one.payment_method_details.card if one.payment_method_details else None
    due = one.evidence_details
    if one.status is None:
        raise RecordError("said", "it has no status")
    return told.dispute(
        "stripe",
        one.id,
        one.status,
        environment=environment,
        payment=told.name(_named(one.payment_intent) or _named(one.charge)),
        network=network(card.brand if card else None),
        reason_code=one.reason,
        outcome=outcomes("stripe").get(one.status, when),
        amount_minor=amounts("stripe").minor(one.amount, currency, when),
        currency=currency,
        opened_at=when,
        due_at=at(due.due_by) if due else None,
    )


def _named(reference: Reference) -> str | None:
    return reference if isinstance(reference, str) or reference is None else reference.id


def _environment(livemode: bool | None) -> str | None:
    return None if livemode is None else "production" if livemode else "test"
