"""One trial: a receiver, a scheme and a secret -> a log of what was delivered, and of what came of each question."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from assay import masking
from assay.model import UsageError

from ..users import User, Veil
from .questions import QUESTIONS
from .trying import Delivery, OutOfTimeError, Pace, Shop, Told, Trying

LOG = "assay-webhooks.ndjson"
VERSION = 1
_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of a trial. `asked` are names of questions; none: all. `integration` and `provider` are whose
    deliveries these are; null: as the scheme and the place of the log tell. `secrets` are kept out of what is shown.
    """

    pace: Pace = field(default_factory=Pace)
    asked: Collection[str] = ()
    seed: int | None = None
    integration: str | None = None
    provider: str | None = None
    secrets: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it; everything else is in the log."""

    log: Path
    scheme: str
    url: str
    seed: int
    seconds: float
    ended: str
    deliveries: int
    questions: Sequence[dict[str, Any]]


def run(shop: Shop, plan: Plan, log_at: Path, told: Callable[[str, int, int], None] | None = None) -> Outcome:
    """Try it. `told` hears (question, how many were asked, of how many).

    Errors: UsageError where nothing listens there, AssayError where a declared read fails. What was seen until then is
    in the log.
    """
    unknown = set(plan.asked) - QUESTIONS.keys()
    if unknown:
        raise UsageError(f"nothing is asked by {min(unknown)}", remedy=f"There are: {', '.join(QUESTIONS)}.")
    shop.line.reached()
    seed = random.SystemRandom().randrange(1 << 32) if plan.seed is None else plan.seed
    began = time.monotonic()
    with _Log(log_at, shop, plan, seed) as log:
        trying = Trying(shop, plan.pace, seed, log.delivery)
        ended = "interrupted"
        try:
            ended = _asked(trying, plan, log, told)
        finally:
            log.end(ended, time.monotonic() - began)
        spent = round(time.monotonic() - began, 1)
        return Outcome(log_at, trying.scheme.name, shop.line.url, seed, spent, ended, log.deliveries, log.questions)


def _asked(trying: Trying, plan: Plan, log: _Log, told: Callable[[str, int, int], None] | None) -> str:
    # Without a valid one nothing can be told from what is refused.
    wanted = [name for name in QUESTIONS if not plan.asked or name in plan.asked or name == "valid"]
    ended = "completed"
    for number, name in enumerate(wanted):
        if told:
            told("asking", number, len(wanted))
        try:
            for one in QUESTIONS[name](trying):
                log.question(one)
        except OutOfTimeError:
            ended = "max_time"
            log.question(Told(name, "all", None, "the time was over before it was asked"))
    return ended


class _Log:
    """Writes a trial as it goes, masked: what is killed leaves all that it saw."""

    def __init__(self, file: Path, shop: Shop, plan: Plan, seed: int) -> None:
        try:
            self._file = file.open("wb")
        except OSError as error:
            remedy = "Name a file in a directory that can be written, with --log."
            raise UsageError(f"cannot be written: {error.strerror}", where=str(file), remedy=remedy) from error
        scheme = shop.signing.SCHEME
        self.deliveries = 0
        self.questions: list[dict[str, Any]] = []
        self._tolerance = scheme.tolerance_s
        self._secure = shop.line.url.startswith("https:")
        self._veil = Veil([User("signer", {}, {}, tuple(plan.secrets))])
        self._whose = {
            "integration": plan.integration,
            "provider": plan.provider or scheme.provider,
            "scheme": scheme.name,
            "endpoint": shop.line.url.partition("://")[2],
        }
        about = {"seed": seed, "started_at": datetime.now(UTC).isoformat(timespec="seconds")}
        self._write({"assay_webhooks": VERSION, **about, **self._whose})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._file.close()

    def delivery(self, seen: Delivery) -> None:
        facts, answer = seen.facts, seen.answer
        timed = self._tolerance is not None and seen.signed and seen.at is not None
        self.deliveries += 1
        row = {
            **self._whose,
            "delivery": f"{seen.name} #{seen.attempt}" if seen.attempt > 1 else seen.name,
            "event": facts.event,
            "payment": facts.payment,
            "object_version": str(facts.version),
            "attempt": seen.attempt,
            "secure": self._secure,
            "signed": seen.signed,
            "authentic": seen.authentic,
            "skew_s": round(answer.sent - seen.at, 3) if timed and seen.at is not None else None,
            "intent": seen.intent,
            "status": answer.status,
            "error": answer.error,
            "applied": seen.applied,
            "state": seen.state,
            "occurred_at": facts.occurred_at.isoformat(),
            "sent_at": _moment(answer.sent),
            # Nothing stands between who sends and who receives.
            "received_at": _moment(answer.sent),
            "answered_at": _moment(answer.answered),
            "applied_at": _moment(seen.applied_at),
        }
        self._write({"delivery": row})

    def question(self, told: Told) -> None:
        commands = dict.fromkeys(masking.mask_text(self._veil.over(one.curl)) for one in told.seen if one.curl)
        row = {
            **self._whose,
            "intent": told.intent,
            "question": told.question,
            "held": told.held,
            "reason": masking.mask_text(self._veil.over(told.reason)),
            "curl": "\n".join(commands) or None,
        }
        self.questions.append(row)
        self._write({"question": row})

    def end(self, ended: str, seconds: float) -> None:
        self._write({"end": {"ended": ended, "duration_s": round(seconds, 3)}})

    def _write(self, line: Mapping[str, Any]) -> None:
        self._file.write(masking.scrub(_encoder.encode(self._veil.inside(dict(line)))) + b"\n")


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
