"""Every request comes in here: limits, faults, the provider that is meant, control, the shopper's pages."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from . import callers, faults
from .control import Control
from .deliveries import Deliveries
from .faults import Fault
from .pages import Pages
from .world import Answer, Call, Exchange, Object, World

MOST_BYTES = 1_000_000
_SECONDS_TO_READ = 20.0
_LONGEST_PATH = 4_000
#: Objects and keys of a provider: about a gigabyte. What would forget the oldest would tell a history that never was.
MOST_KEPT = 250_000
#: Names whose values are never kept, not even in the log of requests.
_SECRET = ("number", "cvc", "iban", "account_number", "encryptedcardnumber", "encryptedsecuritycode")


_FULL = f"The simulator keeps {MOST_KEPT:,} objects at the most, and is full: POST /_assay/reset, or start it anew."
_LOG = logging.getLogger(__name__)


class Provider(Protocol):
    name: str

    @property
    def size(self) -> int: ...
    def owns(self, path: str) -> bool: ...
    def begin(self, call: Call) -> Answer | None: ...
    def act(self, call: Call) -> Answer: ...
    def end(self, call: Call, answer: Answer | None) -> None: ...
    def failed(self, call: Call, fault: Fault) -> Answer: ...


class ResetError(Exception):
    """The connection is to be broken off, without an answer."""


class Door:
    """The ASGI application."""

    def __init__(self, world: World, deliveries: Deliveries, providers: list[Provider], control: Control, pages: Pages):
        self._world = world
        self._deliveries = deliveries
        self._providers = providers
        self._control = control
        self._pages = pages
        #: Requests whose answers are under way: webhooks wait for them.
        self.busy = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        self._world.run_due()
        self._deliveries.release()
        self.busy += 1
        seen = Exchange(Call(scope["method"], scope["path"], "", {}, b""), datetime.now(UTC))
        began = time.monotonic()
        try:
            answer = await self._answer(scope, receive, seen)
            headers, body = _written(answer)
            seen.status, seen.answer_headers, seen.answer = answer.status, headers, body
            await _send(send, answer.status, headers, body)
        except ResetError:
            seen.error = "the connection was broken off on purpose"
            scope["state"]["transport"].abort()
            await receive()
        finally:
            seen.seconds = time.monotonic() - began
            self.busy -= 1
            self._deliveries.release()

    async def _answer(self, scope: Scope, receive: Receive, seen: Exchange) -> Answer:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        call = Call(scope["method"], scope["path"], scope["query_string"].decode("latin-1"), headers, b"")
        seen.call = call
        if refused := callers.refused(headers):
            return Answer(403, {"error": {"type": "invalid_request_error", "message": refused}})
        if len(call.path) + len(call.query) > _LONGEST_PATH:
            return Answer(414, {"error": {"type": "invalid_request_error", "message": "The address is too long."}})
        try:
            call.body = await asyncio.wait_for(_body(receive), _SECONDS_TO_READ)
        except ValueError as error:
            return Answer(413, {"error": {"type": "invalid_request_error", "message": str(error)}})
        except TimeoutError as error:
            raise ResetError from error
        provider = next((one for one in self._providers if one.owns(call.path)), None)
        if provider:
            if self._world.recording:
                self._world.exchanges.append(seen)
            return await self._provide(provider, call)
        if call.path.startswith("/_assay/"):
            page = self._pages.answer(call)
            return page or await self._control.answer(call)
        there = "The simulator speaks Stripe below /v1, Adyen below /v72, and to tests below /_assay."
        return Answer(404, {"error": {"type": "invalid_request_error", "message": f"Nothing is at this path. {there}"}})

    async def _provide(self, provider: Provider, call: Call) -> Answer:
        """The provider's answer, and whatever a fault makes of it."""
        if call.method != "GET" and not self._world.clock.speed:
            self._world.clock.forward(1)
        said = _said(call)
        entry: Object = {"number": len(self._world.requests), "at": self._world.now(), "provider": provider.name}
        entry.update(method=call.method, path=call.path, parameters=_kept(said), status=None, fault=None)
        self._world.requests.append(entry)
        if call.method != "GET" and provider.size >= MOST_KEPT:
            entry["status"] = 507
            return Answer(507, {"error": {"type": "api_error", "message": _FULL}})
        early = provider.begin(call)
        entry.update(id=call.id, idempotency_key=call.headers.get("idempotency-key"))
        if early:
            entry["status"] = early.status
            entry["replayed"] = "Idempotent-Replayed" in early.headers
            if lost := self._world.faults.strike(faults.LOSSES, f"{call.method} {call.path}", said):
                entry["fault"] = lost.kind
                raise ResetError  # what is answered again can be lost again
            return early
        fault = self._world.faults.strike(faults.REQUESTS, f"{call.method} {call.path}", said)
        call.fault = fault
        entry["fault"] = fault.kind if fault else None
        answer = await self._struck(provider, call, fault) if fault else self._acted(provider, call)
        entry["status"] = answer.status
        entry.update(call.said)
        return answer

    async def _struck(self, provider: Provider, call: Call, fault: Fault) -> Answer:
        """Errors: ResetError."""
        if fault.kind in ("error", "rate_limit", "reset", "timeout"):
            provider.end(call, None)
            if fault.kind == "timeout":
                await asyncio.sleep(fault.seconds)
            if fault.kind in ("reset", "timeout"):
                raise ResetError
            return provider.failed(call, fault)
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        answer = self._acted(provider, call)
        if fault.kind == "error_after":
            answer = provider.failed(call, fault)
            provider.end(call, answer)
        if fault.kind in ("reset_after", "timeout_after"):
            self._deliveries.release()
            if fault.kind == "timeout_after":
                await asyncio.sleep(fault.seconds)
            raise ResetError
        return answer

    def _acted(self, provider: Provider, call: Call) -> Answer:
        """A defect of the simulator is an error of the provider, as far as the shop is concerned; and is told."""
        try:
            return provider.act(call)
        except Exception as error:
            _LOG.exception("assay simulate: a defect at %s %s", call.method, call.path)
            provider.end(call, None)
            message = f"A defect of the simulator, not of your shop: {type(error).__name__}: {error}"
            return Answer(500, {"error": {"type": "api_error", "message": message[:500]}})


async def _body(receive: Receive) -> bytes:
    """Errors: ValueError when it is too large."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise TimeoutError
        part = message.get("body", b"")
        size += len(part)
        if size > MOST_BYTES:
            raise ValueError(f"The body is larger than {MOST_BYTES:,} bytes.")
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def _written(answer: Answer) -> tuple[dict[str, str], bytes]:
    page = isinstance(answer.body, bytes)
    body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body, indent=2).encode()
    headers = {"Content-Type": "text/html; charset=utf-8" if page else "application/json", **answer.headers}
    headers.update({"Content-Length": str(len(body)), "Cache-Control": "no-store"})
    return {name.lower(): value for name, value in headers.items()}, body


async def _send(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    raw = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


def _said(call: Call) -> dict[str, str]:
    """Flat names and values of a request, for faults and its log; what cannot be read is the provider's to refuse."""
    text = call.body.decode("utf-8", "replace")
    pairs = parse_qsl(call.query, keep_blank_values=True, max_num_fields=None)
    if call.headers.get("content-type", "").startswith("application/json"):
        try:
            return {**dict(pairs), **_flat(json.loads(text))}
        except (ValueError, RecursionError):
            return dict(pairs)
    return dict(pairs + parse_qsl(text, keep_blank_values=True, max_num_fields=None))


def _flat(value: Any, prefix: str = "", depth: int = 0) -> dict[str, str]:
    if depth > 8:
        return {}
    if isinstance(value, dict):
        inner = ((f"{prefix}[{key}]" if prefix else str(key), item) for key, item in value.items())
    elif isinstance(value, list):
        inner = ((f"{prefix}[{number}]", item) for number, item in enumerate(value))
    else:
        return {prefix: str(value)} if prefix else {}
    return {name: text for key, item in inner for name, text in _flat(item, key, depth + 1).items()}


def _kept(said: dict[str, str]) -> dict[str, str]:
    """Without what stands for a card or an account."""
    return {
        name: "…" if name.rpartition("[")[2].rstrip("]").lower() in _SECRET else value[:500]
        for name, value in list(said.items())[:200]
    }
