"""How fast Stripe's events are read: rows of the ledger a second, against msgspec decoding the same lines and no more.

Both run in turns in this process on JSON lines of charges and payment intents; the ratio of their processor times is
what counts. Exits with 1 where reading takes more than three times as long as bare decoding.

Usage: python benchmarks/reading_exports.py [--events 1000000]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import msgspec

from assay.masking import fingerprint
from assay.payments import stripe

#: So many events are in memory at once.
CHUNK = 60_000
MOST = 3.0

#: Fields that the objects have and that are mostly empty, by Stripe's library for Python.
_OF_INTENT = dict.fromkeys(
    "application application_fee_amount customer_account excluded_payment_method_types invoice receipt_email review "
    "source statement_descriptor statement_descriptor_suffix".split()
)
_OF_CHARGE = dict.fromkeys(
    "application_fee calculated_statement_descriptor destination dispute failure_balance_transaction failure_message "
    "order receipt_number source_transfer transfer".split()
)
_ADDRESS = {"city": None, "country": "NL", "line1": None, "line2": None, "postal_code": None, "state": None}
_CHECKS = {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"}
_SECURE = {"authentication_flow": "frictionless", "electronic_commerce_indicator": "05", "result": "authenticated"}


def _intent(number: int) -> dict[str, Any]:
    return {
        "id": f"pi_{number:024d}",
        "object": "payment_intent",
        "amount": 1250,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 1250,
        "automatic_payment_methods": {"allow_redirects": "always", "enabled": True},
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic",
        "client_secret": f"pi_{number:024d}_secret_{number:025d}",
        "confirmation_method": "automatic",
        "created": 1714560000 + number,
        "currency": "eur",
        "customer": f"cus_{number % 5000:014d}",
        "description": f"Order {number}",
        "last_payment_error": None,
        "latest_charge": f"ch_{number:024d}",
        "livemode": True,
        "metadata": {"order_id": str(number)},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": f"pm_{number % 5000:024d}",
        "payment_method_configuration_details": {"id": "pmc_1", "parent": None},
        "payment_method_options": {"card": {"installments": None, "network": None, "request_three_d_secure": "auto"}},
        "payment_method_types": ["card", "ideal"],
        "processing": None,
        "setup_future_usage": None,
        "shipping": {"address": _ADDRESS, "carrier": None, "name": "A", "phone": None, "tracking_number": None},
        "status": "succeeded",
        "transfer_data": None,
        "transfer_group": None,
        **_OF_INTENT,
    }


def _charge(number: int) -> dict[str, Any]:
    card = {
        "amount_authorized": 1250,
        "authorization_code": None,
        "brand": "visa",
        "checks": _CHECKS,
        "country": "NL",
        "exp_month": 8,
        "exp_year": 2030,
        "extended_authorization": {"status": "disabled"},
        "fingerprint": f"fp{number % 5000:014d}",
        "funding": "credit",
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "last4": "4242",
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": "visa",
        "network_token": {"used": False},
        "network_transaction_id": f"{number:015d}",
        "overcapture": {"maximum_amount_capturable": 1250, "status": "unavailable"},
        "three_d_secure": _SECURE,
        "wallet": None,
    }
    outcome = {"network_status": "approved_by_network", "reason": None, "risk_level": "normal", "risk_score": 5}
    intent = _intent(number)
    kept = (
        "amount",
        "created",
        "currency",
        "customer",
        "description",
        "livemode",
        "metadata",
        "payment_method",
        "shipping",
    )
    return {
        **{name: intent[name] for name in kept},
        **_OF_INTENT,
        **_OF_CHARGE,
        "id": f"ch_{number:024d}",
        "object": "charge",
        "amount_captured": 1250,
        "amount_refunded": 0,
        "balance_transaction": f"txn_{number:024d}",
        "billing_details": {"address": _ADDRESS, "email": None, "name": None, "phone": None},
        "captured": True,
        "disputed": False,
        "failure_code": None,
        "fraud_details": {},
        "outcome": outcome,
        "paid": True,
        "receipt_url": f"https://pay.example/receipts/payment/{number:080d}",
        "status": "succeeded",
        "payment_intent": f"pi_{number:024d}",
        "payment_method_details": {"card": card, "type": "card"},
        "refunded": False,
        "statement_descriptor": None,
    }


def _lines(first: int, count: int) -> Iterator[str]:
    """Three events of each payment, as Stripe sends them for a card that is charged at once."""
    for number in range(first // 3, (first + count) // 3):
        for kind, one in (
            ("payment_intent.created", _intent(number)),
            ("payment_intent.succeeded", _intent(number)),
            ("charge.succeeded", _charge(number)),
        ):
            event = {
                "id": f"evt_{number:022d}{kind[-2:]}",
                "object": "event",
                "account": None,
                "api_version": "2024-06-20",
                "created": 1714560000 + number,
                "data": {"object": one},
                "livemode": True,
                "pending_webhooks": 0,
                "request": {"id": f"req_{number}", "idempotency_key": f"key-{number}"},
                "type": kind,
            }
            yield json.dumps(event)


def _bare(data: bytes) -> int:
    decode = msgspec.json.Decoder().decode
    at, count = 0, 0
    while at < len(data):
        stop = data.find(b"\n", at)
        decode(data[at:stop])
        at, count = stop + 1, count + 1
    return count


def _read(data: bytes) -> int:
    return sum(1 for _ in stripe.read(data, fingerprint))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=300_000, help="how many events are read (300,000)")
    events = parser.parse_args().events
    spent = {"bare decoding": 0.0, "reading": 0.0}
    size = counted = 0
    for first in range(0, events, CHUNK):
        data = ("\n".join(_lines(first, min(CHUNK, events - first))) + "\n").encode()
        size += len(data)
        for name, work in (("bare decoding", _bare), ("reading", _read)):
            begun = time.process_time()
            count = work(data)
            spent[name] += time.process_time() - begun
        counted += count
        print(f"\r{counted:,} events", end="", file=sys.stderr, flush=True)
    ratio = spent["reading"] / spent["bare decoding"]
    print(file=sys.stderr)
    print(f"{counted:,} events of {size // max(counted, 1):,} bytes each")
    for name, seconds in spent.items():
        print(f"{name:14} {seconds:7.2f} s  {counted / seconds:>10,.0f} events a second")
    print(f"reading takes {ratio:.2f} times as long as decoding alone (at most {MOST:.1f})")
    return 0 if ratio <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
