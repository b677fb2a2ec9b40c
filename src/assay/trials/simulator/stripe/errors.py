"""What Stripe refuses, in the shape of its errors. Source: https://docs.stripe.com/error-codes and /api/errors."""

from __future__ import annotations

from typing import Any

from ..world import Object

#: What is said of a card, by code and decline code (https://docs.stripe.com/declines/codes).
_CARD_MESSAGES = {
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "incorrect_number": "Your card number is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "test_mode_live_card": "Your card was declined. Your request was in test mode, but used a non test (live) card. "
    "For a list of valid test cards, visit: https://stripe.com/docs/testing.",
}


class RefusalError(Exception):
    """Answered instead of an object. `kept`: under an idempotency key, the answer is kept and given again."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        kept: bool = True,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kept = kept
        said: Object = {"code": code, "message": message, "param": param, "type": kind, **more}
        self.error: Object = {name: value for name, value in said.items() if value is not None}
        if code and "doc_url" not in self.error:
            self.error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"


def malformed(message: str, param: str | None = None, code: str | None = None) -> RefusalError:
    """A parameter is not what it has to be: nothing was begun, and the idempotency key stays free."""
    return RefusalError(message, param=param, code=code, kept=False)


def missing(kind: str, said: str, param: str) -> RefusalError:
    """Nothing has that id."""
    return RefusalError(f"No such {kind}: '{said[:200]}'", status=404, code="resource_missing", param=param)


def decline(code: str, decline_code: str, param: str = "", advice_code: str = "") -> Object:
    """The error of a card that was refused, without what it was refused for."""
    message = _CARD_MESSAGES.get(decline_code or code) or _CARD_MESSAGES.get(code, "Your card was declined.")
    said = {
        "advice_code": advice_code,
        "code": code,
        "decline_code": decline_code,
        "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
        "message": message,
        "param": param,
        "type": "card_error",
    }
    return {name: value for name, value in said.items() if value}
