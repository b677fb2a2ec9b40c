"""One trial: a description and a running system -> a log of what was sent, what failed, and what probes found."""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from assay.model import UsageError

from .api import Tried
from .log import Log
from .users import User, Veil

PHASES = ("examples", "coverage", "fuzzing", "negative", "stateful", "probes")
#: Of the time that is given, how much is left for the probes.
_FOR_PROBES = 0.25
_MOST_FOR_PROBES = 60.0
_ENDLESS = ("fuzzing", "stateful")
LOG = "assay-trial.ndjson"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of a trial. `rate` is requests per second, `seconds` the budget of all of it, which generated
    requests use up unless each phase is gone through `once`.
    """

    first: User | None = None
    second: User | None = None
    phases: Collection[str] = PHASES
    seconds: float = 60.0
    once: bool = False
    rate: float | None = None
    seed: int | None = None
    most_examples: int = 50
    shared: Sequence[str] = ()
    owned: Mapping[str, str] = field(default_factory=dict)
    probes: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it, in numbers; everything else is in the log."""

    log: Path
    ended: str
    seconds: float
    seed: int
    exchanges: int
    operations: int
    exercised: int
    failures: Sequence[dict[str, Any]]
    probes: Sequence[dict[str, Any]]


def needs_schemathesis() -> str:
    """Its version. Errors: UsageError when it is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("schemathesis")
    except PackageNotFoundError as error:
        remedy = "Install it: pip install 'assay[contract]'."
        raise UsageError("a trial needs Schemathesis, which is not installed", remedy=remedy) from error


def run(
    tried: Tried, plan: Plan, log_at: Path, shown_as: str, told: Callable[[str, int, int], None] | None = None
) -> Outcome:
    """Try it. `shown_as` is the description as the log names it; `told` hears (phase, seconds spent, of how many).

    Errors: UsageError, AssayError. What was seen until then is in the log.
    """
    version = needs_schemathesis()
    if not tried.operations:
        raise UsageError("describes no operation", where=str(tried.file), remedy="There is nothing to try.")
    seed = random.SystemRandom().randrange(1 << 32) if plan.seed is None else plan.seed
    veil = Veil(user for user in (plan.first, plan.second) if user)
    about = {
        "api": tried.api.title or tried.file.name,
        "description": shown_as,
        "tried_at": tried.base,
        "tool": f"Schemathesis {version}",
        "seed": seed,
        "started_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "budget_s": plan.seconds,
        "second_user": plan.second is not None,
    }
    stated = tried.address()
    began = time.monotonic()

    def tell(phase: str) -> None:
        if told:
            told(phase, int(min(time.monotonic() - began, plan.seconds)), int(plan.seconds))

    with Log(log_at, veil, about, {tried.base: stated} if stated else {}) as log:
        ended = "interrupted"
        phases: list[str] = []
        try:
            ended = _all(tried, plan, log, seed, began, phases, tell)
        finally:
            spent = time.monotonic() - began
            log.end(_operations(tried), ended, spent, phases)
        exercised = sum(
            log.counts[one.operation]["accepted"] > 0 for one in tried.operations if one.operation in log.counts
        )
        return Outcome(
            log_at,
            ended,
            round(spent, 1),
            seed,
            log.exchanges,
            len(tried.operations),
            exercised,
            sorted(log.failures.values(), key=lambda one: (one["what"], one["operation"])),
            log.probes,
        )


def _all(
    tried: Tried,
    plan: Plan,
    log: Log,
    seed: int,
    began: float,
    phases: list[str],
    tell: Callable[[str], None],
) -> str:
    from .fuzzing import Fuzzer
    from .harvest import Harvest

    harvest = Harvest()
    names = key_headers()
    probing = "probes" in plan.phases
    seconds = plan.seconds - (min(plan.seconds * _FOR_PROBES, _MOST_FOR_PROBES) if probing else 0)
    ended = "completed"
    generated = [name for name in plan.phases if name not in ("negative", "probes")]
    # Each phase is gone through before what can go on for ever takes the rest of the time.
    endless = [name for name in generated if name in _ENDLESS and not plan.once]
    for once, wanted, more in ((True, generated, 0), (False, endless, 1)):
        left = began + seconds - time.monotonic()
        if not wanted or left < 1 or ended != "completed":
            continue
        fuzzer = Fuzzer(tried, log, harvest, plan.first, seed + more, names)
        try:
            ended = fuzzer.run(
                wanted,
                negative="negative" in plan.phases,
                seconds=left,
                once=once,
                rate=plan.rate,
                most_examples=plan.most_examples,
                told=tell,
            )
        finally:
            phases += [name for name in fuzzer.phases if name not in phases]
    if probing and ended != "interrupted":
        phases.append("probes")
        _probe(tried, plan, log, began, harvest, names, tell)
    return ended


def _probe(
    tried: Tried,
    plan: Plan,
    log: Log,
    began: float,
    harvest: Any,
    names: Collection[str],
    tell: Callable[[str], None],
) -> None:
    from .asking import Asking
    from .caller import Caller, OutOfTimeError
    from .probes import probes

    caller = Caller(log, plan.first, plan.second, plan.rate, began + plan.seconds)
    for name, ask in probes().items():
        if plan.probes and name not in plan.probes:
            continue
        tell(name)
        asking = Asking(name, tried, caller, harvest, names, tuple(plan.shared), plan.owned)
        try:
            for one in ask(asking):
                log.probe(name, *one)
        except OutOfTimeError:
            log.probe(name, "all", None, None, "the time was over before all was asked", [])


def key_headers() -> frozenset[str]:
    """Names under which a write is given a key, as the reference table `idempotency_key` lists them."""
    text = files("assay.tables").joinpath("reference/idempotency_key.csv").read_text(encoding="utf-8")
    return frozenset(row["name"].lower() for row in csv.DictReader(text.splitlines()))


def _operations(tried: Tried) -> Iterator[dict[str, Any]]:
    for one in tried.operations:
        yield {"operation": one.operation, "secured": tried.secured(one), "deprecated": one.deprecated}
