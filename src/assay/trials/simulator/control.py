"""What a test asks of the simulator itself, below /_assay: state, requests, events, webhooks, clock, faults."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

from assay.model import UsageError

from .deliveries import Deliveries
from .faults import KINDS, Fault
from .world import Answer, Call, Object, World

_SECONDS_TO_SETTLE = 60.0
_SECONDS_BETWEEN_LOOKS = 0.002
_MOST_SECONDS_MOVED = 10 * 366 * 86_400

PATHS = {
    "GET /_assay/state": "every object of every provider",
    "GET /_assay/requests": "requests of the shop, as they came, with faults and what of them was not used",
    "GET /_assay/events": "Stripe's events, oldest first",
    "GET /_assay/payments.jsonl": "the same, one a line: an export that `assay check` reads as format stripe",
    "GET /_assay/notifications.jsonl": "Adyen's notifications, one a line",
    "GET /_assay/deliveries": "webhooks, as they were sent",
    "GET /_assay/faults": "the faults in force, and which there are",
    "POST /_assay/faults": "a fault more, or a list of them",
    "DELETE /_assay/faults": "no faults any more",
    "GET /_assay/clock": "the time here",
    "POST /_assay/clock": '{"advance": seconds}: move it; what becomes due happens, webhooks are delivered',
    "POST /_assay/settle": "wait until no webhook is on its way",
    "POST /_assay/reset": "begin anew: no objects, no requests, no faults; the addresses given at its start stay",
}


class Control:
    def __init__(
        self, world: World, deliveries: Deliveries, told: Callable[[], Object], token: str, reset: Callable[[], None]
    ) -> None:
        """`told` gives the providers' state."""
        self._world = world
        self._deliveries = deliveries
        self._told = told
        self._token = token
        self._reset = reset
        self.lines: dict[str, Callable[[], list[Object]]] = {}

    async def answer(self, call: Call) -> Answer:
        refused = self._refused(call)
        if refused:
            return refused
        operations: dict[str, Callable[[Call], Awaitable[Answer]]] = {
            "GET /_assay/clock": self._clock,
            "POST /_assay/clock": self._move,
            "GET /_assay/faults": self._faults,
            "POST /_assay/faults": self._fault,
            "DELETE /_assay/faults": self._no_faults,
            "POST /_assay/settle": self._settle,
            "POST /_assay/reset": self._anew,
        }
        name = f"{call.method} {call.path}"
        if name in operations:
            try:
                return await operations[name](call)
            except UsageError as error:
                return Answer(400, {"error": {"message": error.what, "remedy": error.remedy}})
        return self._shown(name)

    def _shown(self, name: str) -> Answer:
        if name == "GET /_assay/state":
            return Answer(200, self.state())
        if name == "GET /_assay/requests":
            return Answer(200, {"requests": list(self._world.requests)})
        if name == "GET /_assay/deliveries":
            return Answer(200, {"deliveries": [_without_payload(entry) for entry in self._deliveries.log]})
        if name == "GET /_assay/events":
            return Answer(200, {"events": self.lines["payments"]()})
        stem = name.removeprefix("GET /_assay/").removesuffix(".jsonl")
        if name.endswith(".jsonl") and stem in self.lines:
            text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in self.lines[stem]())
            return Answer(200, text.encode(), {"Content-Type": "application/x-ndjson"})
        return Answer(404, {"error": {"message": f"There is no {name[:200]}.", "there_is": PATHS}})

    def _refused(self, call: Call) -> Answer | None:
        """Who may: who sends the token, if there is one."""
        said = call.headers.get("authorization", "").removeprefix("Bearer ")
        if self._token and not hmac.compare_digest(said.encode("utf-8", "replace"), self._token.encode()):
            return Answer(401, {"error": {"message": "Send the token: Authorization: Bearer …"}})
        return None

    def state(self) -> Object:
        """All that there is, in an order that depends on nothing but the requests."""
        world = self._world
        told: Object = {"seed": world.seed, "now": world.now(), "planned": len(world.schedule), **self._told()}
        return told

    async def _clock(self, _: Call) -> Answer:
        return Answer(200, {"now": self._world.now(), "speed": self._world.clock.speed})

    async def _move(self, call: Call) -> Answer:
        said = _json(call)
        seconds = said.get("advance") if isinstance(said, dict) else None
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= _MOST_SECONDS_MOVED:
            raise UsageError('send {"advance": seconds}', remedy="Time goes forward alone, ten years at the most.")
        await self.advance(float(seconds))
        return await self._clock(call)

    async def advance(self, seconds: float) -> None:
        """Go there step by step: what is due happens at its time, and webhooks are delivered before time goes on."""
        world = self._world
        target = world.now() + int(seconds)
        while (due := world.schedule.next()) is not None and due <= target:
            world.clock.reach(due)
            world.run_due()
            self._deliveries.release()
            await self.settle()
        world.clock.reach(target)

    async def settle(self) -> None:
        """Until no webhook is on its way. Errors: UsageError when that takes too long."""
        self._deliveries.release()
        try:
            async with asyncio.timeout(_SECONDS_TO_SETTLE):
                while not self._deliveries.idle:
                    await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
        except TimeoutError as error:
            remedy = "The shop takes long to answer them: see /_assay/deliveries."
            raise UsageError(
                f"webhooks are on their way still after {_SECONDS_TO_SETTLE:.0f} s", remedy=remedy
            ) from error

    async def _settle(self, _: Call) -> Answer:
        self._world.run_due()
        await self.settle()
        return Answer(200, {"settled": True})

    async def _faults(self, _: Call) -> Answer:
        return Answer(200, {"faults": self._world.faults.told(), "there_are": KINDS})

    async def _fault(self, call: Call) -> Answer:
        said = _json(call)
        for fault in [Fault.of(one) for one in (said if isinstance(said, list) else [said])]:
            self._world.faults.add(fault)
        return await self._faults(call)

    async def _no_faults(self, call: Call) -> Answer:
        self._world.faults.rules.clear()
        return await self._faults(call)

    async def _anew(self, _: Call) -> Answer:
        self._reset()
        return Answer(200, {"reset": True})


def _without_payload(entry: Object) -> Object:
    return {name: value for name, value in entry.items() if name != "payload"}


def _json(call: Call) -> Any:
    """Errors: UsageError."""
    try:
        return json.loads(call.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the body is no JSON: {str(error)[:100]}") from error
