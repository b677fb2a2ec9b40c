"""A simulator that listens on this machine: in a thread of a test, or in the foreground of a command."""

from __future__ import annotations

import asyncio
import copy
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any, Self

import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from assay.model import AssayError, UsageError

from ..place import may_be_called
from .adyen.provider import Adyen
from .control import Control
from .deliveries import Deliveries
from .door import Door
from .faults import Fault
from .pages import Pages
from .stripe import endpoints
from .stripe.provider import Stripe
from .world import Exchange, Object, World

_SECONDS_TO_START = 20.0
_SECONDS_TO_WAIT = 120.0
_SECONDS_BETWEEN_LOOKS = 0.05
_MOST_CONNECTIONS = 200


class _Protocol(H11Protocol):
    """Lets the application reach its connection: to break one off is a fault that it has to be able to make."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


class _Room:
    """One world with all that is in it; a reset makes another."""

    def __init__(
        self, seed: int, start: int, speed: float, token: str, recording: bool, reset: Callable[[], None]
    ) -> None:
        self.world = World(seed, start, speed, recording)
        self.deliveries = Deliveries(self.world)
        self.stripe = Stripe(self.world, self.deliveries)
        self.adyen = Adyen(self.world, self.deliveries)
        self.control = Control(self.world, self.deliveries, self._told, token, reset)
        self.control.lines["payments"] = lambda: list(self.stripe.books.kept["event"].values())
        self.control.lines["notifications"] = lambda: self.adyen.notifications.told
        self.pages = Pages(self.stripe.books, self.adyen)
        self.door = Door(self.world, self.deliveries, [self.stripe, self.adyen], self.control, self.pages)

    def _told(self) -> Object:
        kept = {"payments": self.adyen.payments.kept, "sessions": self.adyen.sessions.kept}
        return {"stripe": self.stripe.books.kept, "adyen": {**kept, "notifications": self.adyen.notifications.told}}


class Simulator:
    """A provider for tests. All that it says and does follows from the seed and the requests, while its time stands
    still (speed 0)."""

    def __init__(
        self,
        *,
        seed: int = 0,
        at: datetime | None = None,
        speed: float = 0.0,
        webhooks: tuple[str, ...] = (),
        adyen_webhook: str | None = None,
        token: str = "",
        port: int = 0,
        faults: Iterable[Fault] = (),
        recording: bool = True,
    ) -> None:
        """`at` is when its time begins (now), `speed` how fast it runs, `webhooks` addresses of this machine that get
        all of Stripe's events, `adyen_webhook` the one that gets Adyen's notifications, `token` what its control asks
        for; `faults` are in force from the start and after a reset; `recording` is whether `exchanges` are kept.

        Errors: UsageError for an address elsewhere."""
        self._options = (seed, int((at or datetime.now(UTC)).timestamp()), speed, token, recording)
        self._faults = tuple(faults)
        self._addresses = tuple(may_be_called(url, ()) for url in webhooks)
        self._adyen_address = may_be_called(adyen_webhook, ()) if adyen_webhook else None
        self._port = port
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        #: Where it is: http://127.0.0.1:port, the base address for Stripe's libraries.
        self.url = ""
        #: Secret by webhook address: what a shop verifies Stripe's signatures with.
        self.secrets: dict[str, str] = {}
        self._anew()

    def _anew(self) -> None:
        self._room = _Room(*self._options, self._anew)
        self._room.world.url = self.url
        for fault in self._faults:
            self._room.world.faults.add(replace(fault))
        #: Key that Adyen's notifications are signed with, in hexadecimal digits.
        self.adyen_key = self._room.adyen.notifications.key
        if self._adyen_address:
            self._room.adyen.notifications.addresses.append(self._adyen_address)
        for address in self._addresses:
            self.secrets[address] = endpoints.register(self._room.stripe.books, address, ["*"])["secret"]

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._room.door(scope, receive, send)

    def listen(self) -> socket.socket:
        """Take the port. Errors: UsageError when it is taken."""
        try:
            listening = socket.create_server(("127.0.0.1", self._port), backlog=128)
        except OSError as error:
            where = f"127.0.0.1:{self._port}"
            remedy = "Choose another with --port; 0 takes a free one."
            raise UsageError(f"cannot listen there: {error.strerror or error}", where=where, remedy=remedy) from error
        # asyncio sets it not for sockets that it is given: each answer would wait 40 ms for an acknowledgement.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.url = self._room.world.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        return listening

    def serve(self, listening: socket.socket, *, access_log: bool = False) -> None:
        """Answer until `stop`, or Ctrl-C."""
        config = uvicorn.Config(
            self._app,
            interface="asgi3",
            http=_Protocol,
            lifespan="off",
            log_level="info" if access_log else "error",
            access_log=access_log,
            server_header=False,
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        try:
            asyncio.run(self._serve(self._server, listening))
        finally:
            listening.close()

    async def _serve(self, server: uvicorn.Server, listening: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        working = asyncio.create_task(self._work())
        try:
            await server.serve([listening])
        finally:
            working.cancel()

    async def _work(self) -> None:
        """Do what is due, and send webhooks."""
        while True:
            room = self._room
            room.world.run_due()
            if not room.door.busy:
                room.deliveries.release()
            await room.deliveries.work()
            with suppress(TimeoutError):
                await asyncio.wait_for(room.deliveries.waiting.wait(), _SECONDS_BETWEEN_LOOKS)

    def start(self) -> Self:
        """Serve in a thread of its own, and come back when it answers. Errors: UsageError, AssayError."""
        listening = self.listen()
        self._thread = threading.Thread(target=self.serve, args=(listening,), daemon=True, name="assay simulator")
        self._thread.start()
        until = time.monotonic() + _SECONDS_TO_START
        while not (self._server and self._server.started):
            if time.monotonic() > until or not self._thread.is_alive():
                raise AssayError("the simulator did not start", where=self.url)
            time.sleep(0.002)
        return self

    def stop(self) -> None:
        if self._server and self._thread:
            self._server.should_exit = self._server.force_exit = True
            self._thread.join(10)

    def __enter__(self) -> Self:
        return self if self._thread else self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _do(self, what: Callable[[_Room], Any]) -> Any:
        """In the simulator's own thread: what it gives, or what it awaits."""

        async def done() -> Any:
            given = what(self._room)
            return await given if asyncio.iscoroutine(given) else given

        if self._loop is None:
            raise AssayError("the simulator does not run", remedy="Start it: `with start(seed=1) as simulator:`.")
        return asyncio.run_coroutine_threadsafe(done(), self._loop).result(_SECONDS_TO_WAIT)

    def webhook(self, url: str, events: tuple[str, ...] = ("*",)) -> str:
        """Send Stripe's events there: the secret of the endpoint. Errors: UsageError for another machine."""
        address = may_be_called(url, ())
        endpoint = self._do(lambda room: endpoints.register(room.stripe.books, address, list(events)))
        return str(endpoint["secret"])

    def fault(self, kind: str, **more: Any) -> None:
        """One more fault: see `Fault` for what can be said of it. Errors: UsageError."""
        fault = Fault.of({"kind": kind, **more})
        self._do(lambda room: room.world.faults.add(fault))

    def no_faults(self) -> None:
        self._do(lambda room: room.world.faults.rules.clear())

    def events(self, kind: str = "*") -> list[Object]:
        """Stripe's events of that type (a pattern), oldest first."""
        return [said for said in self.objects("event") if fnmatchcase(said["type"], kind)]

    def objects(self, kind: str) -> list[Object]:
        """Stripe's objects of that kind (payment_intent, charge, refund…), oldest first."""
        return self._copied(lambda room: room.stripe.books.kept[kind].values())

    def requests(self) -> list[Object]:
        return self._copied(lambda room: room.world.requests)

    def deliveries(self) -> list[Object]:
        return self._copied(lambda room: room.deliveries.log)

    def _copied(self, what: Callable[[_Room], Iterable[Object]]) -> list[Object]:
        found: list[Object] = self._do(lambda room: copy.deepcopy(list(what(room))))
        return found

    def state(self) -> bytes:
        """All that there is, as JSON whose bytes are the same for the same seed, start and requests."""
        return bytes(self._do(lambda room: json.dumps(room.control.state(), sort_keys=True).encode()))

    def exchanges(self) -> list[Exchange]:
        """Requests of the shop and their answers as they went over the wire, oldest first."""
        found: list[Exchange] = self._do(lambda room: list(room.world.exchanges))
        return found

    def hold(self) -> None:
        """Keep webhooks back from now on."""
        self._do(lambda room: room.deliveries.hold())

    def release(self, *, newest_first: bool = False) -> None:
        """Send the webhooks that were kept back, and whatever comes at once again."""
        self._do(lambda room: room.deliveries.let_out(newest_first=newest_first))

    def repeat(self, payment: str) -> bool:
        """Send the last webhook about a payment once more; False: there was none."""
        return bool(self._do(lambda room: room.deliveries.repeat(payment)))

    @property
    def quiet(self) -> bool:
        """No webhook is on its way, but for those that are held."""
        return bool(self._do(lambda room: room.deliveries.idle))

    def lenient(self, on: bool) -> None:
        """Take captures and refunds beyond what a payment's state allows, as providers do that look at them later."""
        self._do(lambda room: setattr(room.world, "lenient", on))

    def end_pending(self, payment: str, *, paid: bool) -> None:
        """End what waits for a bank or a voucher: paid, or not."""
        self._do(lambda room: room.pages.end(payment, paid=paid))

    def advance(self, seconds: float) -> None:
        """Move its time; what becomes due happens, and webhooks are delivered, before it comes back."""
        self._do(lambda room: room.control.advance(seconds))

    def settle(self) -> None:
        """Wait until no webhook is on its way."""
        self._do(lambda room: room.control.settle())

    def reset(self) -> None:
        """No objects, no requests, no faults; the addresses that it was started with stay."""
        self._do(lambda _: self._anew())

    def authorize(self, identifier: str) -> str | None:
        """Do what the shopper does on the page of an issuer, bank or shop; where it leads to."""
        return self._leave(identifier, authorized=True)

    def fail(self, identifier: str) -> str | None:
        """Refuse there, or let a voucher expire."""
        return self._leave(identifier, authorized=False)

    def _leave(self, identifier: str, *, authorized: bool) -> str | None:
        def act(room: _Room) -> str | None:
            back = room.pages.leave(identifier, authorized=authorized)
            room.deliveries.release()
            return back

        found: str | None = self._do(act)
        return found

    def adyen_payments(self) -> list[Object]:
        """Adyen's payments as they stand, oldest first."""
        return self._copied(lambda room: room.adyen.payments.kept.values())

    def notifications(self) -> list[Object]:
        """Adyen's notifications, oldest first."""
        return self._copied(lambda room: room.adyen.notifications.told)


def start(**options: Any) -> Simulator:
    """A simulator that answers, in a thread of this process: see Simulator for the options."""
    return Simulator(**options).start()
