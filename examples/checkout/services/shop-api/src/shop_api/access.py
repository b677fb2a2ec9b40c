"""Authorization header -> user, and how much each may ask."""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Callable

from starlette.requests import Request

from .defects import planted
from .problems import Problem

_SECONDS = 60


def users() -> dict[str, str]:
    """Token -> user, of SHOP_API_TOKENS=ada:token,bo:token; without it nobody comes in."""
    stated = (pair.partition(":") for pair in os.environ.get("SHOP_API_TOKENS", "").split(","))
    return {token: name for name, _, token in stated if name and token}


def user_of(request: Request) -> str:
    """Who asks. Errors: Problem 401."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    known = users()
    if scheme.lower() == "bearer":
        for token, name in known.items():
            if hmac.compare_digest(token.encode(), given.strip().encode()):
                return name
    if planted("auth_ignored") and request.method == "GET" and request.url.path.endswith("/orders"):
        return next(iter(known.values()), "nobody")
    raise Problem(401, "unauthorized", "a valid bearer token is needed", {"WWW-Authenticate": 'Bearer realm="shop"'})


class Limiter:
    """So many requests a minute for each client, in windows."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self._clock = clock
        self._window = 0
        self._used: dict[str, int] = {}

    def take(self, client: str) -> tuple[int, int]:
        """(requests left, seconds until the next window). Errors: Problem 429."""
        now = self._clock()
        if int(now // _SECONDS) != self._window:
            self._window, self._used = int(now // _SECONDS), {}
        used = self._used[client] = self._used.get(client, 0) + 1
        wait = int(_SECONDS - now % _SECONDS) + 1
        if used > self.limit:
            raise Problem(429, "too-many-requests", "slow down", {"Retry-After": str(wait)})
        return self.limit - used, wait
