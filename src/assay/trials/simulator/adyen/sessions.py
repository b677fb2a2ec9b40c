"""Adyen's sessions: what a payment form on the shop's page, or Adyen's own page, is begun with."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from ..world import Object
from .payments import Payments
from .said import ServiceError, money, needed, text

_SECONDS_OPEN = 3_600


class Sessions:
    def __init__(self, payments: Payments) -> None:
        self._payments = payments
        self.kept: dict[str, Object] = {}

    def create(self, said: Object) -> Object:
        """POST /sessions. Errors: ServiceError."""
        world = self._payments.world
        session: Object = {
            "id": f"CS{world.draw('session', 16).upper()}",
            "amount": money(said),
            "merchantAccount": needed(said, "merchantAccount", "901", "Invalid Merchant Account"),
            "reference": needed(said, "reference", "130", "Required field 'reference' is not provided."),
            "returnUrl": needed(said, "returnUrl", "14_030", "Return URL is missing."),
            "expiresAt": datetime.fromtimestamp(world.now() + _SECONDS_OPEN, UTC).isoformat(),
            "mode": text(said, "mode", "embedded"),
            "said": {name: said[name] for name in ("captureDelayHours", "additionalData") if name in said},
            "ends": world.now() + _SECONDS_OPEN,
            "payment": None,
            "status": "active",
        }
        self.kept[session["id"]] = session
        told = {name: session[name] for name in _SHOWN}
        told["sessionData"] = world.fixed(f"data {session['id']}", 80)
        if session["mode"] == "hosted":
            told["url"] = f"{world.url}/_assay/pages/{session['id']}"
        if country := text(said, "countryCode"):
            told["countryCode"] = country
        return told

    def result(self, identifier: str) -> Object:
        """GET /sessions/{id}: how it stands. Errors: ServiceError."""
        session = self.kept.get(identifier)
        if session is None:
            raise ServiceError("30_005", "The session does not exist", 404)
        if session["status"] == "active" and self._payments.world.now() >= session["ends"]:
            session["status"] = "expired"
        told: Object = {"id": identifier, "reference": session["reference"], "status": session["status"]}
        payment = self._payments.kept.get(session["payment"] or "")
        if payment:
            told["payments"] = [
                {
                    "amount": dict(payment["amount"]),
                    "paymentMethod": {"brand": payment["brand"], "type": payment["type"]},
                    "pspReference": payment["pspReference"],
                    "resultCode": payment["resultCode"],
                }
            ]
        return told

    def pay(self, session: Object, *, authorized: bool) -> str:
        """The shopper pays, or does not, in the form of the session: where it leads to."""
        world = self._payments.world
        if session["status"] == "active":
            method = {"type": "ideal", "holderName": "" if authorized else "SHOPPER_CANCELLED"}
            given = {name: session[name] for name in ("amount", "merchantAccount", "reference", "returnUrl")}
            answer = self._payments.create({**session["said"], **given, "paymentMethod": method})
            reference = answer["action"]["url"].rpartition("/")[2]
            self._payments.returned(self._payments.kept[reference], authorized=authorized)
            session.update(payment=reference, status="completed" if authorized else "canceled")
        query = {"sessionId": session["id"], "sessionResult": world.fixed(f"result {session['id']}", 60)}
        back = session["returnUrl"]
        return f"{back}{'&' if urlsplit(back).query else '?'}{urlencode(query)}"


_SHOWN = ("id", "amount", "merchantAccount", "reference", "returnUrl", "expiresAt", "mode")
