"""Webhooks on their way to the shop: in order, late, twice, at the same time, out of order, again when not accepted."""

from __future__ import annotations

import asyncio
import http.client
import socket
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from . import faults
from .world import Object, World

Signing = Literal["right", "wrong", "none"]

_SECONDS_TO_ANSWER = 10.0
#: Seconds after which what was not accepted is sent again. Stripe's sandboxes try three times over a few hours
#: (https://docs.stripe.com/webhooks, "Automatic retries"); the distances are the simulator's own.
_AGAIN_AFTER = (300, 1_800, 7_200)
#: A webhook that is held back for the next one is let go after this time, should none come.
_SECONDS_HELD = 3_600
_MOST_KEPT = 20_000
_MOST_BYTES_READ = 4_096


@dataclass
class Letter:
    """One event for one endpoint. `write` gives body and headers at the moment of sending, signed as asked for."""

    provider: str
    event: str
    kind: str
    url: str
    write: Callable[[Signing], tuple[bytes, dict[str, str]]]
    accepted: Callable[[int, bytes], bool]
    delivered: Callable[[], None]
    payment: str | None = None
    payload: Object = field(default_factory=dict)
    signing: Signing = "right"
    fault: str = ""
    attempt: int = 0


class Deliveries:
    """Letters wait until what made them has been answered (`release`), and go out one after the other."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.log: deque[Object] = deque(maxlen=_MOST_KEPT)
        self._unreleased: list[list[Letter]] = []
        self._outbox: deque[list[Letter]] = deque()
        self._held: dict[str, Letter] = {}
        self._sending = False
        #: There is something to send.
        self.waiting = asyncio.Event()
        self._holding = False
        self._kept_back: list[list[Letter]] = []
        self._last: dict[str, Letter] = {}

    def hold(self) -> None:
        """Keep everything back from now on."""
        self._holding = True

    def let_out(self, *, newest_first: bool = False) -> None:
        """Send what was kept back, and whatever comes at once again."""
        self._holding = False
        batches, self._kept_back = self._kept_back, []
        if newest_first:
            batches.reverse()
            for letter in (letter for batch in batches for letter in batch):
                letter.fault = letter.fault or "reversed"
        self._queue(*batches)

    def repeat(self, payment: str) -> bool:
        """Send the last letter about a payment once more; False: there is none."""
        letter = self._last.get(payment)
        if letter:
            letter.fault = "twice"
            self._queue([letter])
        return letter is not None

    def post(self, letter: Letter) -> None:
        """Send it, unless a fault has other plans."""
        if letter.payment:
            self._last[letter.payment] = letter
        fault = self._world.faults.strike(faults.WEBHOOKS, letter.kind)
        if fault:
            letter.fault = fault.kind
        match fault.kind if fault else "":
            case "late":
                self._world.later(fault.seconds if fault else 0, lambda: self._queue([letter]))
            case "twice":
                self._queue([letter], [letter])
            case "parallel":
                self._queue([letter, letter])
            case "lost":
                self._note(letter, None, "lost on purpose")
            case "reversed" if letter.url not in self._held:
                self._held[letter.url] = letter
                self._world.later(_SECONDS_HELD, lambda: self._let_go(letter))
            case _:
                letter.signing = {"unsigned": "none", "wrong_signature": "wrong"}.get(letter.fault, "right")  # type: ignore[assignment]
                self._queue([letter])
                self._let_go(self._held.get(letter.url))

    def _let_go(self, letter: Letter | None) -> None:
        if letter and self._held.get(letter.url) is letter:
            del self._held[letter.url]
            self._queue([letter])

    def _queue(self, *batches: list[Letter]) -> None:
        (self._kept_back if self._holding else self._unreleased).extend(batches)

    def release(self) -> None:
        """What was made meanwhile may go out."""
        if self._unreleased:
            self._outbox.extend(self._unreleased)
            self._unreleased.clear()
            self.waiting.set()

    @property
    def idle(self) -> bool:
        return not (self._outbox or self._unreleased or self._sending)

    async def work(self) -> None:
        """Send what is released, one batch after the other."""
        self.waiting.clear()
        while self._outbox:
            self._sending = True
            batch = self._outbox.popleft()
            try:
                await asyncio.gather(*(self._send(letter) for letter in batch))
            finally:
                self._sending = False

    async def _send(self, letter: Letter) -> None:
        letter.attempt += 1
        body, headers = letter.write(letter.signing)
        entry = self._note(letter, None, None)
        status, answered, error = await asyncio.to_thread(_sent, letter.url, body, headers)
        entry.update(status=status, error=error, answered=time.time())
        if status is not None and letter.accepted(status, answered):
            letter.delivered()
            return
        again = entry["attempt"] - 1
        if again < len(_AGAIN_AFTER) and letter.fault not in ("twice", "parallel"):
            self._world.later(_AGAIN_AFTER[again], lambda: self._queue([letter]))

    def _note(self, letter: Letter, status: int | None, error: str | None) -> Object:
        entry: Object = {
            "provider": letter.provider,
            "event": letter.event,
            "type": letter.kind,
            "url": letter.url,
            "attempt": letter.attempt,
            "signature": letter.signing,
            "fault": letter.fault or None,
            "payment": letter.payment,
            "payload": letter.payload,
            "sent_at": self._world.now(),
            "sent": time.time(),
            "answered": None,
            "status": status,
            "error": error,
        }
        self.log.append(entry)
        return entry


def _sent(url: str, body: bytes, headers: dict[str, str]) -> tuple[int | None, bytes, str | None]:
    """Status, beginning of the body, and why there is none."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_SECONDS_TO_ANSWER)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, {**headers, "Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.read(_MOST_BYTES_READ), None
    except (OSError, http.client.HTTPException, ValueError) as error:
        late = isinstance(error, socket.timeout)
        said = f"no answer within {_SECONDS_TO_ANSWER:.0f} s" if late else f"{type(error).__name__}: {error}"[:200]
        return None, b"", said
    finally:
        connection.close()
