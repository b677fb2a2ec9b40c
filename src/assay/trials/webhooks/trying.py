"""What questions are asked with: events made up, signed and delivered, and what came of them at the shop."""

from __future__ import annotations

import hashlib
import random
import shlex
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from .effects import Read
from .message import Facts, Message, encoded, filled
from .schemes import Signing
from .sending import Answer, Line

_POLL = 0.02


class OutOfTimeError(Exception):
    """The time that the trial was given is over."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery, what was tried with it, and what came of it."""

    intent: str
    name: str
    facts: Facts
    message: Message
    answer: Answer
    signed: bool
    authentic: bool
    at: float | None
    attempt: int = 1
    applied: int | None = None
    state: str | None = None
    applied_at: float | None = None
    curl: str = ""


class Told(NamedTuple):
    """One question and what came of it: held, not held, or (None) not exercised, for that reason."""

    intent: str
    question: str
    held: bool | None
    reason: str
    seen: Sequence[Delivery] = ()


@dataclass(frozen=True, slots=True)
class Shop:
    """The receiver and what can be asked of the shop behind it. `variable` is the environment's name of the secret."""

    line: Line
    signing: Signing
    key: Any
    signed_for: str
    applied: Read | None = None
    state: Read | None = None
    prepare: Callable[[Facts], Facts] | None = None
    event: Any = None
    earlier: Any = None
    currency: str = "EUR"
    variable: str = "SECRET"


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: how long an effect may take, how long none is waited for at the least, all of the trial; `rate` is
    deliveries a second at the most.
    """

    settle: float = 5.0
    quiet: float = 0.3
    seconds: float = 120.0
    rate: float | None = None


class Trying:
    def __init__(self, shop: Shop, pace: Pace, seed: int, keep: Callable[[Delivery], None]) -> None:
        """`keep` is told of every delivery, once all is known of it."""
        self.shop = shop
        self.scheme = shop.signing.SCHEME
        self.pace = pace
        self.works: bool | None = None
        """Whether a valid delivery is accepted; None before it was tried."""
        self.shows = False
        """Whether the effect of a valid delivery is seen by the declared read."""
        self.moves = False
        """Whether it changes the state that the declared read tells."""
        self.lag = 0.0
        self._keep = keep
        self._random = random.Random(seed)
        # Identifiers are new in every trial: a shop that has seen them would leave them alone, as it should.
        self._token = f"{seed} {time.time_ns()}"
        self._made = 0
        self._until = time.monotonic() + pace.seconds
        self._last = 0.0

    def facts(self, *, ago: timedelta = timedelta(0)) -> Facts:
        """An event of a payment of its own, which the shop has an order for where it can be made."""
        self._made += 1
        token = hashlib.sha1(f"{self._token} {self._made}".encode(), usedforsecurity=False).hexdigest()
        event, payment, order = self.shop.signing.identities(token)
        amount = self._random.randrange(1000, 9000)
        at = datetime.now(UTC).replace(microsecond=0) - ago
        made = Facts(event, payment, order, amount, self.shop.currency, at)
        return self.shop.prepare(made) if self.shop.prepare else made

    def again(self, facts: Facts, gap: timedelta) -> Facts:
        """What was said of the same payment earlier, an event of its own."""
        self._made += 1
        token = hashlib.sha1(f"{self._token} {self._made}".encode(), usedforsecurity=False).hexdigest()
        event = self.shop.signing.identities(token)[0]
        # Adyen's events are named by what they tell of which payment.
        return facts.before(f"PENDING {facts.payment}" if self.scheme.name == "adyen" else event, gap)

    def body(self, facts: Facts, *, odd: bool = False) -> bytes:
        own = self.shop.event if facts.version == 2 else self.shop.earlier
        return encoded(filled(own, facts) if own is not None else self.shop.signing.event(facts), odd=odd)

    def signature(self, facts: Facts, body: bytes | None = None, *, key: Any = None, at: float | None = None) -> str:
        body = self.body(facts) if body is None else body
        moment = time.time() if at is None else at
        return self.shop.signing.signature(body, facts, key or self.shop.key, moment, self.shop.signed_for)

    def letter(
        self,
        facts: Facts,
        signatures: Sequence[str] | None = None,
        *,
        body: bytes | None = None,
        at: float | None = None,
        key: Any = None,
    ) -> Message:
        """What is sent; without `signatures` it is rightly signed."""
        moment = time.time() if at is None else at
        body = self.body(facts) if body is None else body
        if signatures is None:
            signatures = [self.signature(facts, body, at=moment)]
        return self.shop.signing.message(body, facts, signatures, moment, key or self.shop.key)

    def deliver(
        self,
        intent: str,
        name: str,
        facts: Facts,
        message: Message,
        *,
        authentic: bool = True,
        signed: bool = True,
        at: float | None = None,
        attempt: int = 1,
    ) -> Delivery:
        """One delivery, at the pace that is allowed; `keep` it once its effect is known."""
        self.wait_for_turn()
        moment = time.time() if at is None else at
        answer = self.shop.line.send(message)
        told = self._command(message, facts, authentic=authentic, ago=time.time() - moment)
        return Delivery(intent, name, facts, message, answer, signed, authentic, moment, attempt, curl=told)

    def wait_for_turn(self) -> None:
        """Errors: OutOfTimeError."""
        now = time.monotonic()
        if now > self._until:
            raise OutOfTimeError
        if self.pace.rate:
            time.sleep(max(0.0, self._last + 1 / self.pace.rate - now))
            self._last = time.monotonic()

    def count(self, facts: Facts) -> int | None:
        """How often it was applied so far; None where no read is declared."""
        return self.shop.applied.count(facts) if self.shop.applied else None

    def state(self, facts: Facts) -> str | None:
        return self.shop.state.state(facts) if self.shop.state else None

    def observed(self, seen: Iterable[Delivery], before: int | None, *, hoped: bool) -> list[Delivery]:
        """The same deliveries of one event with their effect. `hoped`: there is to be one, which is waited for."""
        deliveries = list(seen)
        facts = deliveries[0].facts
        first = deliveries[0].answer.answered or deliveries[0].answer.sent
        applied_at = None
        if hoped and before is not None:
            until = time.monotonic() + self.pace.settle
            while (self.count(facts) or 0) <= before and time.monotonic() < until:
                time.sleep(_POLL)
            if (self.count(facts) or 0) > before:
                applied_at = time.time()
                self.lag = max(self.lag, applied_at - first)
        applied = None
        if before is not None or self.shop.state is not None:
            time.sleep(self.quiet)
            applied = None if before is None else max(0, (self.count(facts) or 0) - before)
        state = self.state(facts)
        known = [replace(one, applied=applied, state=state, applied_at=applied_at) for one in deliveries]
        for one in known:
            self._keep(one)
        return known

    @property
    def quiet(self) -> float:
        """How long no effect is waited for: longer where effects took longer."""
        return min(max(self.pace.quiet, 3 * self.lag), self.pace.settle)

    def keep(self, delivery: Delivery) -> None:
        self._keep(delivery)

    def _command(self, message: Message, facts: Facts, *, authentic: bool, ago: float) -> str:
        """The delivery for a shell: signed anew where the secret signs it, since signatures grow old."""
        shell = self.shop.signing.shell(self.shop.variable) if authentic else ""
        headers = message.headers if not shell else {"Content-Type": "application/json"}
        named = [f"-H {shlex.quote(f'{name}: {value}' if value else f'{name};')}" for name, value in headers.items()]
        asked = ["curl -i", *named, *([shell] if shell else [])]
        url, body = shlex.quote(self.shop.line.url), _quoted(message.body)
        if not shell:
            return " ".join([*asked, "--data-binary", body, url])
        stamp = "$(date +%s)" if ago < 2 else f"$(( $(date +%s) - {int(ago)} ))"
        known = {"url": shlex.quote(self.shop.signed_for), "id": shlex.quote(facts.event), "body": body, "t": stamp}
        set_up = [f"{name}={value}" for name, value in known.items() if f"${name}" in shell or name == "body"]
        return "; ".join([*set_up, " ".join([*asked, '--data-binary "$body"', url])])


def _quoted(body: bytes) -> str:
    """A word of bash or zsh that is these bytes, on one line."""
    try:
        text = body.decode("ascii")
    except UnicodeDecodeError:
        text = ""
    if text and text.isprintable():
        return shlex.quote(text)
    return "$'" + "".join(_escaped(byte) for byte in body) + "'"


def _escaped(byte: int) -> str:
    return chr(byte) if 32 <= byte < 127 and chr(byte) not in "'\\" else f"\\x{byte:02x}"
