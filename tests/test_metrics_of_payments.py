"""The formulas of payment metrics give numbers known by hand, whole and for each part of the payments."""

from __future__ import annotations

from pathlib import Path

from paid import event, measured

FIRST = "2024-07-01T10:00:00"
LATER = "2024-07-01T10:05:00"


def rows() -> list[dict[str, object]]:
    return [
        event("a", "declined", FIRST, order_id="1", method="card", country="DE", currency="EUR", amount_minor=900),
        event("b", "authorized", LATER, order_id="1", method="ideal", country="NL", currency="EUR", amount_minor=900),
        event("c", "authorized", FIRST, order_id="2", method="card", country="DE", currency="EUR", amount_minor=500),
        event("d", "captured", LATER, order_id="2", method="card", country="DE", currency="EUR", amount_minor=500),
        event("e", "declined", FIRST, order_id="3", method="card", country="FR", currency="EUR", amount_minor=100),
        event("f", "error", FIRST, order_id="4", method="card", country="FR", currency="EUR", amount_minor=100),
        event("g", "unknown", FIRST, order_id="5", method="ideal", currency="EUR", amount_minor=100),
        event("h", "declined", FIRST, environment="test", method="card"),
        event("i", "authorized", FIRST, origin="recording", method="card"),
    ]


def test_approval_is_told_by_attempt_by_first_attempt_and_by_purchase(tmp_path: Path) -> None:
    found = measured("payment/auth_rate", tmp_path, payment_event=rows())
    assert found[""] == (3, 5)
    assert found["method=card"] == (2, 4)
    assert found["method=ideal"] == (1, 1)
    assert found["country=DE"] == (2, 3)
    assert found["currency=EUR"] == (3, 5)
    assert found["environment=test"] == (0, 1)
    assert found["origin=recording method=card"] == (1, 1)
    # Order 1 was declined at first and paid in the end; orders 4 and 5 were neither approved nor declined.
    assert measured("payment/first_auth_rate", tmp_path, payment_event=rows())[""] == (1, 3)
    assert measured("payment/paid_purchase_rate", tmp_path, payment_event=rows())[""] == (2, 3)


def test_errors_and_silence_are_told_apart_from_declines(tmp_path: Path) -> None:
    found = measured("payment/technical_failure_rate", tmp_path, payment_event=rows())
    assert (found[""], found["country=FR"]) == ((2, 7), (1, 2))


def test_charges_that_repeat(tmp_path: Path) -> None:
    again = event("d2", "authorized", LATER, order_id="2", currency="EUR", amount_minor=499)
    assert measured("payment/duplicate_rate", tmp_path, payment_event=[*rows(), again])[""] == (1, 4)


def test_strong_authentication(tmp_path: Path) -> None:
    states = [
        ("a", "authorized", {"threeds": "Y", "challenged": False}),
        ("b", "authorized", {"threeds": "Y", "challenged": True}),
        ("c", "declined", {"threeds": "N", "challenged": True}),
        ("d", "cancelled", {"threeds": "C", "challenged": True}),
        ("e", "authorized", {"exemption": "low_value"}),
        ("f", "authorized", {"exemption": "low_risk", "threeds": "I"}),
        ("g", "authorized", {}),
    ]
    given = [event(name, state, **more) for name, state, more in states]
    shares = {
        "challenge_rate": (3, 5),
        "frictionless_rate": (1, 5),
        "challenge_success_rate": (1, 3),
        "challenge_abandonment_rate": (1, 3),
        "exemption_share": (2, 6),
    }
    found = {name: measured(f"payment/{name}", tmp_path, payment_event=given)[""] for name in shares}
    assert found == shares


def test_sessions_that_reach_the_payment_step_and_are_paid(tmp_path: Path) -> None:
    events = [event("a", "declined", session="s1"), event("b", "authorized", session="s1")]
    events += [event("c", "declined", session="s2"), event("d", "authorized", session="s3", environment="test")]
    shop = {"integration": "shop", "environment": None, "path": "o.csv", "origin": "report", "entry": 0}
    orders = [
        {**shop, "order_id": "1", "session": "s4", "status": "paid"},
        {**shop, "order_id": "2", "session": "s5", "status": "open"},
        {**shop, "order_id": "3", "session": "s2", "status": "open"},
    ]
    found = measured("payment/checkout_payment_conversion", tmp_path, payment_event=events, shop_order=orders)
    assert found[""] == (2, 4)


def test_disputes_of_the_last_whole_month(tmp_path: Path) -> None:
    months = {"2024-05": 3, "2024-06": 5, "2024-07": 7}
    events = [
        event(f"{network}{month}{n}", "captured", f"{month}-03T10:00:00", network=network)
        for network in ("visa", "mastercard")
        for month, count in months.items()
        for n in range(count)
    ]
    case = {"integration": "shop", "provider": "stripe", "path": "d.csv", "origin": "report", "entry": 0}
    disputes = [
        {**case, "dispute": "1", "network": "visa", "said": "needs_response", "opened_at": "2024-06-09T10:00:00"},
        {**case, "dispute": "1", "network": "visa", "said": "lost", "opened_at": "2024-06-09T10:00:00"},
        {**case, "dispute": "2", "network": "mastercard", "said": "won", "opened_at": "2024-06-30T10:00:00"},
        {**case, "dispute": "3", "network": "visa", "said": "won", "opened_at": "2024-07-01T10:00:00"},
    ]
    found = measured("payment/dispute_rate", tmp_path, payment_event=events, dispute=disputes)
    # Of Mastercard the payments are those of May.
    assert found == {"": (2, 10), "network=visa": (1, 5), "network=mastercard": (1, 3)}


def test_purchases_saved_after_a_soft_decline(tmp_path: Path) -> None:
    soft = {"decline_code": "insufficient_funds"}
    given = [
        event("a", "declined", "2024-06-01T10:00:00", order_id="1", **soft),
        event("b", "authorized", "2024-06-05T10:00:00", order_id="1"),
        event("c", "declined", "2024-06-01T10:00:00", order_id="2", **soft),
        event("d", "authorized", "2024-06-20T10:00:00", order_id="2"),
        event("e", "declined", "2024-06-01T10:00:00", order_id="3", decline_code="stolen_card"),
        event("f", "declined", "2024-07-14T10:00:00", order_id="4", **soft),
    ]
    assert measured("payment/soft_decline_recovery", tmp_path, payment_event=given)[""] == (1, 2)


def test_final_declines_and_limits_of_networks(tmp_path: Path) -> None:
    card = {"network": "mastercard", "credential": "k1", "currency": "EUR", "amount_minor": 500}
    given = [event("a", "declined", FIRST, advice_code="03", **card), event("b", "declined", LATER, **card)]
    given += [event("c", "declined", FIRST, advice_code="03", **{**card, "credential": "k2"})]
    assert measured("payment/hard_retry_rate", tmp_path, payment_event=given)[""] == (1, 2)
    many = [event(f"p{n}", "declined", f"2024-07-0{1 + n // 10}T10:0{n % 10}:00", **card) for n in range(37)]
    # Mastercard allows 35 of one amount in 30 days.
    assert measured("payment/excess_retries", tmp_path, payment_event=many)[""] == (2, 37)


def test_refunds_by_number_and_by_amount(tmp_path: Path) -> None:
    given = [
        event("a", "authorized", "2024-07-01T10:00:00", currency="EUR", amount_minor=1000),
        event("a", "captured", "2024-07-01T11:00:00", currency="EUR", amount_minor=1000),
        event("a", "refunded", "2024-07-02T11:00:00", currency="EUR", amount_minor=400),
        event("b", "authorized", "2024-07-01T10:00:00", currency="EUR", amount_minor=3000),
        event("b", "captured", "2024-07-01T11:00:00", currency="EUR", amount_minor=3000),
        event("c", "authorized", "2024-07-01T10:00:00", currency="JPY", amount_minor=700),
    ]
    found = measured("payment/refund_rate", tmp_path, payment_event=given)
    assert found == {"": (1, 2), "currency=EUR": (1, 2)}
    assert measured("payment/refunded_share", tmp_path, payment_event=given) == {"currency=EUR": (400, 4000)}
