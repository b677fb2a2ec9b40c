"""What both providers share: a seed, a clock, identifiers, what is planned, faults, requests as they came, webhooks."""

from __future__ import annotations

import hashlib
import string
from collections import Counter, deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .clock import Action, Clock, Schedule
from .faults import Fault, Faults

Object = dict[str, Any]

_SIGNS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_MOST_REQUESTS = 20_000


@dataclass
class Call:
    """One request as it came in, and the fault that strikes it."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    id: str = ""
    fault: Fault | None = None
    #: Its idempotency key.
    key: Kept | None = None
    #: The provider's id of the payment that it is about.
    payment: str | None = None
    #: What the log of requests says of it; a provider adds to it.
    said: Object = field(default_factory=dict)


@dataclass
class Answer:
    """What is answered. A body that is bytes is a page; else it becomes JSON."""

    status: int
    body: Object | bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Kept:
    """What was answered to the call that came first with an idempotency key; None while it is being done.

    `at` is the simulator's time.
    """

    name: Hashable
    call: Call
    at: int
    answer: Answer | None = None


@dataclass
class Exchange:
    """A request and its answer, as they went over the wire; `status` is None where the answer was lost on purpose.

    `payment` is the provider's id of the payment that it was about, also where the shop was never told.
    """

    call: Call
    started_at: datetime
    seconds: float = 0.0
    status: int | None = None
    answer_headers: dict[str, str] = field(default_factory=dict)
    answer: bytes = b""
    error: str | None = None


class World:
    """All that is drawn, is drawn from the seed: the same requests in the same order make the same world."""

    def __init__(self, seed: int, start: int, speed: float, recording: bool = True) -> None:
        """`recording` is whether what goes over the wire is kept whole."""
        self.recording = recording
        self.seed = seed
        self.clock = Clock(start, speed)
        self.schedule = Schedule()
        self.faults = Faults(seed)
        self.requests: deque[Object] = deque(maxlen=_MOST_REQUESTS)
        self.exchanges: deque[Exchange] = deque(maxlen=_MOST_REQUESTS)
        #: Whether modifications beyond what a payment's state allows are taken, as providers do that look later.
        self.lenient = False
        self._drawn: Counter[str] = Counter()
        #: Where the providers' own pages are, once it listens: http://127.0.0.1:port
        self.url = ""

    def now(self) -> int:
        return self.clock.now()

    def draw(self, name: str, length: int = 24) -> str:
        """The next text of letters and digits of that name."""
        self._drawn[name] += 1
        return self.fixed(f"{name}:{self._drawn[name]}", length)

    def fixed(self, name: str, length: int) -> str:
        """The text that belongs to a name: always the same."""
        text = ""
        while len(text) < length:
            digest = hashlib.sha512(f"{self.seed}:{name}:{len(text)}".encode()).digest()
            text += "".join(_SIGNS[byte % 62] for byte in digest)
        return text[:length]

    def number(self, name: str, digits: int) -> str:
        """The next number of that name, with so many digits."""
        self._drawn[name] += 1
        digest = hashlib.sha512(f"{self.seed}:{name}:{self._drawn[name]}".encode()).digest()
        return str(int.from_bytes(digest) % (9 * 10 ** (digits - 1)) + 10 ** (digits - 1))

    def later(self, seconds: float, action: Action) -> None:
        self.schedule.at(self.now() + int(seconds), action)

    def run_due(self) -> int:
        return self.schedule.run(self.now())
