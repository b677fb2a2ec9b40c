"""Payments against the simulator, made with Stripe's official Python library, unchanged."""

from __future__ import annotations

from typing import Any
from urllib.request import urlopen

import pytest
import stripe

from assay.trials.simulator import Simulator

CARD = {"currency": "eur", "payment_method_types": ["card"]}


def pay(shop: stripe.StripeClient, card: str = "pm_card_visa", amount: int = 1250, **more: Any) -> Any:
    params = {**CARD, "amount": amount, "payment_method": card, "confirm": True, **more}
    return shop.v1.payment_intents.create(params)


def test_a_payment_goes_step_by_step_to_its_end(shop: stripe.StripeClient, simulator: Simulator) -> None:
    intent = shop.v1.payment_intents.create({**CARD, "amount": 1250, "metadata": {"order": "A-1"}})
    assert intent.status == "requires_payment_method"
    intent = shop.v1.payment_intents.update(intent.id, {"payment_method": "pm_card_mastercard", "description": "tea"})
    assert intent.status == "requires_confirmation"
    intent = shop.v1.payment_intents.confirm(intent.id, {"expand": ["latest_charge.balance_transaction"]})
    assert (intent.status, intent.amount_received) == ("succeeded", 1250)
    charge = intent.latest_charge
    assert charge.payment_method_details.card.brand == "mastercard"
    assert charge.balance_transaction.net == 1250 - charge.balance_transaction.fee
    assert charge.metadata.to_dict() == {"order": "A-1"}
    kinds = [event["type"] for event in simulator.events()]
    assert kinds == ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]


def test_an_authorisation_is_captured_in_part_and_the_rest_is_released(shop: stripe.StripeClient) -> None:
    intent = pay(shop, capture_method="manual")
    assert (intent.status, intent.amount_capturable) == ("requires_capture", 1250)
    with pytest.raises(stripe.InvalidRequestError, match="greater than"):
        shop.v1.payment_intents.capture(intent.id, {"amount_to_capture": 1251})
    intent = shop.v1.payment_intents.capture(intent.id, {"amount_to_capture": 1000, "expand": ["latest_charge"]})
    assert (intent.status, intent.amount_received, intent.amount_capturable) == ("succeeded", 1000, 0)
    assert intent.latest_charge.amount_captured == 1000
    with pytest.raises(stripe.InvalidRequestError) as caught:
        shop.v1.payment_intents.capture(intent.id)
    assert caught.value.code == "payment_intent_unexpected_state"


def test_several_captures_and_an_increment_where_they_were_asked_for(shop: stripe.StripeClient) -> None:
    asked = {"request_multicapture": "if_available", "request_incremental_authorization": "if_available"}
    intent = pay(shop, capture_method="manual", payment_method_options={"card": asked})
    intent = shop.v1.payment_intents.increment_authorization(intent.id, {"amount": 2000})
    assert intent.amount_capturable == 2000
    intent = shop.v1.payment_intents.capture(intent.id, {"amount_to_capture": 500, "final_capture": False})
    assert (intent.status, intent.amount_capturable) == ("requires_capture", 1500)
    intent = shop.v1.payment_intents.capture(intent.id)
    assert (intent.status, intent.amount_received) == ("succeeded", 2000)
    single = pay(shop, capture_method="manual")
    with pytest.raises(stripe.InvalidRequestError, match="multicapture"):
        shop.v1.payment_intents.capture(single.id, {"amount_to_capture": 500, "final_capture": False})


def test_what_was_authorised_can_be_cancelled_or_is_given_up_after_a_week(
    shop: stripe.StripeClient, simulator: Simulator
) -> None:
    intent = pay(shop, capture_method="manual")
    intent = shop.v1.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned"})
    assert (intent.status, intent.amount_capturable) == ("canceled", 0)
    with pytest.raises(stripe.InvalidRequestError, match="status of canceled"):
        shop.v1.payment_intents.capture(intent.id)
    forgotten = pay(shop, capture_method="manual")
    simulator.advance(8 * 86_400)
    assert shop.v1.payment_intents.retrieve(forgotten.id).cancellation_reason == "automatic"


@pytest.mark.parametrize(
    ("card", "code", "decline_code", "param"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline", None),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds", None),
        ("pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card", None),
        ("pm_card_visa_chargeDeclinedStolenCard", "card_declined", "stolen_card", None),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card", "exp_month"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc", "cvc"),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", "processing_error", None),
        ("pm_card_chargeDeclinedFraudulent", "card_declined", "fraudulent", None),
    ],
)
def test_a_declined_card_leaves_the_payment_open_for_another(
    shop: stripe.StripeClient, card: str, code: str, decline_code: str, param: str | None
) -> None:
    with pytest.raises(stripe.CardError) as caught:
        pay(shop, card)
    error = caught.value
    assert error.http_status == 402
    assert error.error is not None
    assert (error.code, error.error.decline_code, error.param) == (code, decline_code, param)
    intent = shop.v1.payment_intents.retrieve(error.error.payment_intent.id, {"expand": ["latest_charge"]})
    assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
    assert intent.last_payment_error.decline_code == decline_code
    assert intent.latest_charge.status == "failed"
    assert shop.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"}).status == "succeeded"


def test_a_challenge_is_passed_or_failed_on_the_page_of_the_issuer(
    shop: stripe.StripeClient, simulator: Simulator
) -> None:
    back = "http://127.0.0.1:9/done?order=1"
    intent = pay(shop, "pm_card_threeDSecure2Required", return_url=back)
    assert intent.status == "requires_action"
    page = intent.next_action.redirect_to_url.url
    shown = urlopen(page).read().decode()
    assert "12.50 EUR" in shown and "Authorize" in shown
    leads = _pressed(page, "authorize")
    assert leads.startswith(f"{back}&payment_intent={intent.id}&")
    assert leads.endswith("redirect_status=succeeded")
    intent = shop.v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert intent.status == "succeeded"
    told = intent.latest_charge.payment_method_details.card.three_d_secure
    assert (told.result, told.authentication_flow) == ("authenticated", "challenge")
    failed = pay(shop, "pm_card_threeDSecure2Required", return_url=back)
    assert str(simulator.fail(failed.id)).endswith("redirect_status=failed")
    failed = shop.v1.payment_intents.retrieve(failed.id)
    assert failed.status == "requires_payment_method"
    assert failed.last_payment_error.code == "payment_intent_authentication_failure"


def _pressed(page: str, button: str) -> str:
    """Where a page leads to, when a button on it is pressed."""
    from http.client import HTTPConnection
    from urllib.parse import urlsplit

    parts = urlsplit(page)
    connection = HTTPConnection(parts.netloc)
    connection.request("POST", parts.path, f"do={button}", {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    assert answer.status == 303
    return answer.headers["Location"]


def test_a_card_can_be_declined_after_it_was_authenticated(shop: stripe.StripeClient, simulator: Simulator) -> None:
    intent = pay(shop, "pm_card_threeDSecureRequiredChargeDeclined", return_url="http://127.0.0.1:9/done")
    simulator.authorize(intent.id)
    intent = shop.v1.payment_intents.retrieve(intent.id)
    assert (intent.status, intent.last_payment_error.code) == ("requires_payment_method", "card_declined")


def test_off_session_a_card_that_has_to_be_authenticated_is_refused_softly(
    shop: stripe.StripeClient, simulator: Simulator
) -> None:
    customer = shop.v1.customers.create({"email": "t@shop.example"})
    with pytest.raises(stripe.CardError) as caught:
        pay(shop, "pm_card_authenticationRequired", off_session=True, customer=customer.id)
    assert caught.value.code == "authentication_required"
    setup = shop.v1.setup_intents.create(
        {
            "customer": customer.id,
            "payment_method": "pm_card_authenticationRequiredOnSetup",
            "payment_method_types": ["card"],
            "confirm": True,
            "return_url": "http://127.0.0.1:9/saved",
        }
    )
    assert setup.status == "requires_action"
    simulator.authorize(setup.id)
    saved = shop.v1.setup_intents.retrieve(setup.id)
    assert saved.status == "succeeded"
    assert pay(shop, saved.payment_method, off_session=True, customer=customer.id).status == "succeeded"
    listed = shop.v1.customers.payment_methods.list(customer.id)
    assert [method.id for method in listed.data] == [saved.payment_method]
    shop.v1.payment_methods.detach(saved.payment_method)
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        pay(shop, saved.payment_method, customer=customer.id)


def test_frictionless_cards_are_authenticated_without_a_challenge(shop: stripe.StripeClient) -> None:
    options = {"card": {"request_three_d_secure": "any"}}
    intent = pay(shop, payment_method_options=options, expand=["latest_charge"])
    assert intent.status == "succeeded"
    assert intent.latest_charge.payment_method_details.card.three_d_secure.result == "attempt_acknowledged"
    asked = pay(shop, "pm_card_threeDSecureOptional", payment_method_options=options, return_url="http://127.0.0.1:9/")
    assert asked.status == "requires_action"
    assert pay(shop, "pm_card_threeDSecureOptional").status == "succeeded"


@pytest.mark.parametrize(("method", "currency"), [("ideal", "eur"), ("bancontact", "eur"), ("klarna", "sek")])
def test_methods_that_redirect_are_paid_elsewhere(
    shop: stripe.StripeClient, simulator: Simulator, method: str, currency: str
) -> None:
    def begin() -> Any:
        return shop.v1.payment_intents.create(
            {
                "amount": 5000,
                "currency": currency,
                "payment_method_types": [method],
                "payment_method_data": {"type": method},
                "confirm": True,
                "return_url": "http://127.0.0.1:9/back",
            }
        )

    first = begin()
    assert first.next_action.type == "redirect_to_url"
    simulator.authorize(first.id)
    assert shop.v1.payment_intents.retrieve(first.id).status == "succeeded"
    second = begin()
    simulator.fail(second.id)
    assert shop.v1.payment_intents.retrieve(second.id).status == "requires_payment_method"
    with pytest.raises(stripe.InvalidRequestError, match="support the following currencies"):
        shop.v1.payment_intents.create({"amount": 5000, "currency": "jpy", "payment_method_types": [method]})


@pytest.mark.parametrize(("account", "status"), [("success_at", "succeeded"), ("failed_at", "requires_payment_method")])
def test_a_debit_is_pending_until_the_bank_answers(
    shop: stripe.StripeClient, simulator: Simulator, account: str, status: str
) -> None:
    intent = shop.v1.payment_intents.create(
        {
            "amount": 5000,
            "currency": "eur",
            "payment_method_types": ["sepa_debit"],
            "payment_method": f"pm_sepaDebit_{account}",
            "confirm": True,
            "mandate_data": {"customer_acceptance": {"type": "offline"}},
        }
    )
    assert intent.status == "processing"
    simulator.advance(10)
    assert shop.v1.payment_intents.retrieve(intent.id).status == status


@pytest.mark.parametrize(
    ("buyer", "seconds", "status"),
    [
        ("a@shop.example", 170, "requires_action"),
        ("a@shop.example", 190, "succeeded"),
        ("expire_immediately@shop.example", 1, "requires_payment_method"),
        ("fill_never@shop.example", 2 * 86_400, "requires_action"),
        ("fill_never@shop.example", 4 * 86_400, "requires_payment_method"),
    ],
)
def test_a_voucher_is_paid_later_or_expires(
    shop: stripe.StripeClient, simulator: Simulator, buyer: str, seconds: int, status: str
) -> None:
    intent = shop.v1.payment_intents.create(
        {
            "amount": 50_000,
            "currency": "mxn",
            "payment_method_types": ["oxxo"],
            "payment_method_data": {"type": "oxxo", "billing_details": {"name": "Ana", "email": buyer}},
            "confirm": True,
        }
    )
    assert intent.next_action.oxxo_display_details.hosted_voucher_url.startswith(simulator.url)
    simulator.advance(seconds)
    assert shop.v1.payment_intents.retrieve(intent.id).status == status


def test_refunds_add_up_to_what_was_paid_and_no_more(shop: stripe.StripeClient) -> None:
    intent = pay(shop)
    first = shop.v1.refunds.create({"payment_intent": intent.id, "amount": 250, "reason": "requested_by_customer"})
    assert first.status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded") as caught:
        shop.v1.refunds.create({"payment_intent": intent.id, "amount": 1001})
    assert caught.value.param == "amount"
    shop.v1.refunds.create({"charge": intent.latest_charge})
    charge = shop.v1.charges.retrieve(intent.latest_charge)
    assert (charge.amount_refunded, charge.refunded) == (1250, True)
    with pytest.raises(stripe.InvalidRequestError) as again:
        shop.v1.refunds.create({"charge": charge.id})
    assert again.value.code == "charge_already_refunded"
    held = pay(shop, capture_method="manual")
    with pytest.raises(stripe.InvalidRequestError, match="Cancel its PaymentIntent"):
        shop.v1.refunds.create({"payment_intent": held.id})


@pytest.mark.parametrize(
    ("card", "at_once", "later", "refunded"),
    [("pm_card_pendingRefund", "pending", "succeeded", 1250), ("pm_card_refundFail", "succeeded", "failed", 0)],
)
def test_a_refund_can_change_its_mind(
    shop: stripe.StripeClient, simulator: Simulator, card: str, at_once: str, later: str, refunded: int
) -> None:
    intent = pay(shop, card)
    refund = shop.v1.refunds.create({"payment_intent": intent.id})
    assert refund.status == at_once
    simulator.advance(10)
    assert shop.v1.refunds.retrieve(refund.id).status == later
    assert shop.v1.charges.retrieve(intent.latest_charge).amount_refunded == refunded


def test_a_disputed_charge_is_answered_and_won_or_lost(shop: stripe.StripeClient, simulator: Simulator) -> None:
    for evidence, status in (("winning_evidence", "won"), ("losing_evidence", "lost")):
        intent = pay(shop, "pm_card_createDispute")
        dispute = shop.v1.disputes.list({"payment_intent": intent.id}).data[0]
        assert (dispute.status, dispute.reason, dispute.amount) == ("needs_response", "fraudulent", 1250)
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.v1.refunds.create({"payment_intent": intent.id})
        assert caught.value.code == "charge_disputed"
        shop.v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": evidence}})
        assert shop.v1.disputes.retrieve(dispute.id).status == status
    inquiry = pay(shop, "pm_card_createDisputeInquiry")
    dispute = shop.v1.disputes.list({"payment_intent": inquiry.id}).data[0]
    assert (dispute.status, len(dispute.balance_transactions)) == ("warning_needs_response", 0)
    assert simulator.events("charge.dispute.closed")


def test_lists_are_paged_by_the_library_itself(shop: stripe.StripeClient) -> None:
    made = [shop.v1.payment_intents.create({**CARD, "amount": 1000 + number}).id for number in range(23)]
    listed = [intent.id for intent in shop.v1.payment_intents.list({"limit": 5}).auto_paging_iter()]
    assert listed == made[::-1]
    page = shop.v1.payment_intents.list({"limit": 5, "ending_before": made[10]})
    assert [intent.id for intent in page.data] == made[15:10:-1]
    assert shop.v1.payment_intents.list({"limit": 100, "created": {"lt": 5}}).data == []
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.payment_intents.list({"limit": 101})


def test_payments_are_found_by_what_the_shop_attached(shop: stripe.StripeClient) -> None:
    for number in range(12):
        pay(shop, amount=1000 + number, metadata={"order_id": f"A-{number % 2}"})
    query = "metadata['order_id']:'A-1' AND amount>1002 AND -status:'canceled'"
    found = shop.v1.payment_intents.search({"query": query, "limit": 2})
    amounts = [intent.amount for intent in found.auto_paging_iter()]
    assert amounts == [1011, 1009, 1007, 1005, 1003]
    assert not shop.v1.payment_intents.search({"query": 'metadata["order_id"]:"A-9"'}).data
    for wrong in ("nothing", "colour:'red'", "amount>1 AND status:'x' OR status:'y'", "metadata:'x'", "amount>1 AND"):
        with pytest.raises(stripe.InvalidRequestError):
            shop.v1.payment_intents.search({"query": wrong})


def test_amounts_are_taken_as_stripe_takes_them(shop: stripe.StripeClient) -> None:
    assert pay(shop, amount=500, currency="jpy").amount == 500
    assert pay(shop, amount=12_340, currency="kwd").amount == 12_340
    for amount, currency, code in (
        (49, "usd", "amount_too_small"),
        (100_000_000, "usd", "amount_too_large"),
        (0, "eur", "parameter_invalid_integer"),
        (12_345, "kwd", "parameter_invalid_integer"),
        (49, "jpy", "amount_too_small"),
    ):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            pay(shop, amount=amount, currency=currency)
        assert (caught.value.code, caught.value.param) == (code, "amount")
    with pytest.raises(stripe.InvalidRequestError, match="Invalid currency"):
        pay(shop, currency="xyz")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        shop.v1.payment_intents.create({"amount": "12.50", "currency": "eur"})  # type: ignore[typeddict-item]
    assert caught.value.code == "parameter_invalid_integer"


def test_automatic_methods_need_a_place_to_come_back_to(shop: stripe.StripeClient) -> None:
    said: Any = {"amount": 1250, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True}
    with pytest.raises(stripe.InvalidRequestError, match="must provide a `return_url`"):
        shop.v1.payment_intents.create(said)
    assert not shop.v1.payment_intents.list().data
    never = {"enabled": True, "allow_redirects": "never"}
    assert shop.v1.payment_intents.create({**said, "automatic_payment_methods": never}).status == "succeeded"


def test_what_is_not_there_is_told_in_stripes_words(shop: stripe.StripeClient, simulator: Simulator) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        shop.v1.payment_intents.retrieve("pi_nothing")
    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")
    with pytest.raises(stripe.InvalidRequestError, match="The simulator has balance,"):
        shop.v1.subscriptions.list()
    with pytest.raises(stripe.AuthenticationError):
        stripe.StripeClient("_".join(("sk", "live", "1")), base_addresses={"api": simulator.url}).v1.balance.retrieve()


def test_a_number_of_a_card_is_kept_nowhere(shop: stripe.StripeClient, simulator: Simulator) -> None:
    number = "42" * 8
    card = {"number": number, "exp_month": 12, "exp_year": 2080, "cvc": "123"}
    method = shop.v1.payment_methods.create({"type": "card", "card": card})
    assert method.card.last4 == number[-4:]
    assert pay(shop, method.id).status == "succeeded"
    told = simulator.state().decode() + str(simulator.requests()) + str(simulator.deliveries())
    assert number not in told
    wrong = {**card, "number": number[:-1] + "1"}
    with pytest.raises(stripe.CardError) as caught:
        pay(shop, shop.v1.payment_methods.create({"type": "card", "card": wrong}).id)
    assert caught.value.code == "incorrect_number"
