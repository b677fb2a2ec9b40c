"""Requests of probes -> exchanges: sent one by one, at the rate that is allowed, until the time is over."""

from __future__ import annotations

import time
from dataclasses import replace

import requests
import urllib3

from .exchange import Exchange, Request
from .log import Log
from .users import NOBODY, User, wrong

_SECONDS_TO_ANSWER = 10
_MOST_BYTES = 2_000_000


class OutOfTimeError(Exception):
    """The budget is spent."""


class Pace:
    """So many requests a second at the most, each at its time; None for as fast as they are answered."""

    def __init__(self, rate: float | None) -> None:
        self._wait = 1 / rate if rate else 0.0
        self._next = 0.0

    def wait(self) -> None:
        now = time.monotonic()
        if now < self._next:
            time.sleep(self._next - now)
        self._next = max(now, self._next) + self._wait


class Caller:
    """Sends as this user or that. What is answered is logged."""

    def __init__(self, log: Log, first: User | None, second: User | None, rate: float | None, until: float) -> None:
        """`rate` is requests per second, `until` a moment of time.monotonic()."""
        self.first = first or NOBODY
        self.second = second
        self.wrong = wrong(self.first)
        self._log = log
        self._pace = Pace(rate)
        self._until = until
        self._session = requests.Session()
        self._session.trust_env = False

    def send(self, request: Request, phase: str, operation: str | None, user: User | None = None) -> Exchange:
        """Errors: OutOfTimeError."""
        user = self.first if user is None else user
        if time.monotonic() > self._until:
            raise OutOfTimeError
        self._pace.wait()
        started = time.time()
        status, headers, body, error = self._asked(request, user)
        seen = Exchange(
            request, user, phase, "probe", operation, status, headers, body, started, time.time() - started, error
        )
        return replace(seen, entry=self._log.exchange(seen))

    def _asked(self, request: Request, user: User) -> tuple[int | None, dict[str, str], bytes, str | None]:
        headers = {**request.headers, **user.headers}
        # A session adds what was not asked for: None takes it out.
        stated = {name.lower() for name in headers}
        unasked: dict[str, str | None] = {name: None for name in ("Accept", "User-Agent") if name.lower() not in stated}
        try:
            with self._session.request(
                request.method,
                request.url,
                headers={**headers, **unasked},  # type: ignore[dict-item]
                data=request.body,
                timeout=_SECONDS_TO_ANSWER,
                allow_redirects=False,
                stream=True,
            ) as answer:
                body = answer.raw.read(_MOST_BYTES, decode_content=True) or b""
                kept = {name.lower(): value for name, value in answer.headers.items()}
                return answer.status_code, kept, body, None
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            return None, {}, b"", f"{type(error).__name__}: {error}"[:300]
