"""Disputes: opened by test cards, answered with evidence, won or lost. https://docs.stripe.com/testing#disputes"""

from __future__ import annotations

from ..world import Object
from .books import Books
from .errors import RefusalError
from .money import move
from .params import Params

_SECONDS_TO_ANSWER = 9 * 86_400
_FEE = 1_500
_EVIDENCE = (
    "access_activity_log billing_address cancellation_policy cancellation_policy_disclosure cancellation_rebuttal "
    "customer_communication customer_email_address customer_name customer_purchase_ip customer_signature "
    "duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id product_description receipt "
    "refund_policy refund_policy_disclosure refund_refusal_explanation service_date service_documentation "
    "shipping_address shipping_carrier shipping_date shipping_documentation shipping_tracking_number "
    "uncategorized_file uncategorized_text"
).split()


def open_on(books: Books, charge: Object, reason: str) -> Object:
    """The cardholder disputes a charge: an inquiry moves no money yet."""
    inquiry = reason == "inquiry"
    card = charge["payment_method_details"].get("card", {})
    dispute = books.add(
        {
            "id": books.id("du"),
            "object": "dispute",
            "amount": charge["amount_captured"],
            "balance_transactions": [],
            "charge": charge["id"],
            "currency": charge["currency"],
            "enhanced_eligibility_types": [],
            "evidence": {**dict.fromkeys(_EVIDENCE), "enhanced_evidence": {}},
            "evidence_details": {
                "due_by": books.world.now() + _SECONDS_TO_ANSWER,
                "enhanced_eligibility": {},
                "has_evidence": False,
                "past_due": False,
                "submission_count": 0,
                "submission_method": "not_submitted",
            },
            "is_charge_refundable": inquiry,
            "metadata": {},
            "payment_intent": charge["payment_intent"],
            "payment_method_details": {
                "card": {
                    "brand": card.get("brand", "visa"),
                    "case_type": "inquiry" if inquiry else "chargeback",
                    "network": card.get("brand", "visa"),
                    "network_reason_code": "10" if inquiry else "13.1" if "product" in reason else "10.4",
                },
                "type": "card",
            },
            "reason": "fraudulent" if inquiry else reason,
            "status": "warning_needs_response" if inquiry else "needs_response",
        }
    )
    charge["disputed"] = True
    if not inquiry:
        _withdraw(books, dispute)
    books.emit("charge.dispute.created", dispute)
    if not inquiry:
        books.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def _withdraw(books: Books, dispute: Object) -> None:
    _book(books, dispute, -dispute["amount"], _FEE)
    dispute["is_charge_refundable"] = False


def _book(books: Books, dispute: Object, gross: int, fee: int) -> None:
    booked = move(books, "adjustment", dispute, gross, fee)
    dispute["balance_transactions"].append(dict(books.kept["balance_transaction"][booked]))


def retrieve(books: Books, _params: Params, ids: tuple[str, ...]) -> Object:
    return books.find("dispute", ids[0], "dispute")


def listed(books: Books, params: Params, _ids: tuple[str, ...]) -> Object:
    return books.page("dispute", params, "/v1/disputes", ("charge", "payment_intent"))


def update(books: Books, params: Params, ids: tuple[str, ...]) -> Object:
    dispute = books.find("dispute", ids[0], "dispute")
    if dispute["status"] in ("won", "lost", "warning_closed"):
        raise RefusalError("This dispute is already closed", param="dispute")
    dispute["metadata"] = params.metadata(dispute["metadata"])
    said = params.plain("evidence") or {}
    dispute["evidence"].update({name: value for name, value in said.items() if name in dispute["evidence"]})
    if said:
        dispute["evidence_details"]["has_evidence"] = True
    if params.flag("submit", bool(said)) and said:
        dispute["evidence_details"]["submission_count"] += 1
        dispute["evidence_details"]["submission_method"] = "manual"
        inquiry = dispute["status"].startswith("warning")
        dispute["status"] = "warning_under_review" if inquiry else "under_review"
    books.emit("charge.dispute.updated", dispute, {})
    verdict = str(said.get("uncategorized_text", ""))
    books.world.later(0, lambda: _decide(books, dispute, verdict))
    return dispute


def _decide(books: Books, dispute: Object, verdict: str) -> None:
    """Stripe's magic evidence decides it."""
    inquiry = dispute["status"].startswith("warning")
    if verdict == "winning_evidence":
        _end(books, dispute, "warning_closed" if inquiry else "won")
    elif verdict == "losing_evidence":
        _end(books, dispute, "warning_closed" if inquiry else "lost")
    elif verdict == "escalate_inquiry_evidence" and inquiry:
        dispute["status"] = "needs_response"
        _withdraw(books, dispute)
        books.emit("charge.dispute.updated", dispute, {})
        books.emit("charge.dispute.funds_withdrawn", dispute)


def _end(books: Books, dispute: Object, status: str) -> None:
    dispute["status"] = status
    if status == "won":
        _book(books, dispute, dispute["amount"], -_FEE)
        books.emit("charge.dispute.funds_reinstated", dispute)
    books.emit("charge.dispute.closed", dispute)


def close(books: Books, _params: Params, ids: tuple[str, ...]) -> Object:
    dispute = books.find("dispute", ids[0], "dispute")
    if dispute["status"] in ("won", "lost", "warning_closed"):
        raise RefusalError("This dispute is already closed", param="dispute")
    _end(books, dispute, "warning_closed" if dispute["status"].startswith("warning") else "lost")
    return dispute
