"""Adyen's standard notifications, signed by HMAC. https://docs.adyen.com/development-resources/webhooks/verify-hmac-signatures"""

from __future__ import annotations

import copy
import hashlib
import json
from datetime import UTC, datetime

from ...webhooks.schemes.adyen import digest
from ..deliveries import Deliveries, Letter, Signing
from ..world import Object, World


class Notifications:
    """What was notified, oldest first, and to whom."""

    def __init__(self, world: World, deliveries: Deliveries) -> None:
        self._world = world
        self._deliveries = deliveries
        self.told: list[Object] = []
        self.addresses: list[str] = []
        #: Key that notifications are signed with, in hexadecimal digits.
        self.key = hashlib.sha256(world.fixed("adyen hmac key", 40).encode()).hexdigest()

    def tell(self, payment: Object, code: str, *, success: bool = True, **more: object) -> None:
        """One event of a payment: `more` are other fields of the item."""
        item: Object = {
            "additionalData": {},
            "amount": dict(payment["amount"]),
            "eventCode": code,
            "eventDate": datetime.fromtimestamp(self._world.now(), UTC).isoformat(),
            "merchantAccountCode": payment["merchantAccount"],
            "merchantReference": payment["reference"],
            "paymentMethod": payment["brand"],
            "pspReference": payment["pspReference"],
            "reason": "",
            "success": "true" if success else "false",
            **more,
        }
        item["additionalData"]["hmacSignature"] = digest(item, bytes.fromhex(self.key))
        said = {"live": "false", "notificationItems": [{"NotificationRequestItem": item}]}
        self.told.append(said)
        for address in self.addresses:
            self._deliveries.post(self._letter(said, address, payment["pspReference"]))

    def _letter(self, said: Object, address: str, payment: str) -> Letter:
        item = said["notificationItems"][0]["NotificationRequestItem"]

        def write(signing: Signing) -> tuple[bytes, dict[str, str]]:
            sent = copy.deepcopy(said)
            extra = sent["notificationItems"][0]["NotificationRequestItem"]["additionalData"]
            if signing == "none":
                del extra["hmacSignature"]
            elif signing == "wrong":
                extra["hmacSignature"] = digest(item, bytes.fromhex(self.key[::-1]))
            headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Adyen HttpClient 1.0"}
            return json.dumps(sent).encode(), headers

        event = f"{item['eventCode']} {item['pspReference']} {item['success']}"
        return Letter("adyen", event, item["eventCode"], address, write, _accepted, _nothing, payment, said)


def _accepted(status: int, _: bytes) -> bool:
    return 200 <= status < 300


def _nothing() -> None:
    """Adyen does not show what was delivered."""
