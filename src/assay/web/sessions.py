"""Who is signed in, in the server's memory. In: a cookie. Out: a person, and the word that makes a form this site's.

A restart ends all sessions. Cookies are random and only their hashes are kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from .rights import Person

_MOST_SESSIONS = 10_000
_ALL_SECONDS = 12 * 3600.0
_IDLE_SECONDS = 2 * 3600.0


@dataclass(slots=True)
class _Session:
    person: Person
    begun: float
    used: float


class Sessions:
    """All sessions; those that are too old or not used end by themselves."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._sessions: OrderedDict[bytes, _Session] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, person: Person) -> str:
        """A new session's cookie; never one that the browser had before (session fixation)."""
        cookie = self.visit()
        now = self._clock()
        with self._lock:
            self._sessions[_hash(cookie)] = _Session(person, now, now)
            while len(self._sessions) > _MOST_SESSIONS:
                self._sessions.popitem(last=False)
        return cookie

    @staticmethod
    def visit() -> str:
        """A cookie of somebody who has not signed in: it only ties forms to this browser."""
        return secrets.token_urlsafe(32)

    def find(self, cookie: str) -> Person | None:
        now, key = self._clock(), _hash(cookie)
        with self._lock:
            session = self._sessions.get(key)
            if session is None:
                return None
            if now - session.begun > _ALL_SECONDS or now - session.used > _IDLE_SECONDS:
                del self._sessions[key]
                return None
            session.used = now
            return session.person

    def end(self, cookie: str) -> None:
        with self._lock:
            self._sessions.pop(_hash(cookie), None)

    def form_token(self, cookie: str) -> str:
        """What a form of this browser must send along (OWASP: HMAC based token pattern)."""
        return hmac.new(self._key, cookie.encode(), hashlib.sha256).hexdigest()

    def is_form_token(self, cookie: str, token: str) -> bool:
        return bool(cookie) and hmac.compare_digest(self.form_token(cookie).encode(), token.encode())


def _hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()


class Attempts:
    """Failed attempts to be let in, by where they come from: so many in a time, then none."""

    def __init__(self, most: int = 10, seconds: float = 300, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._failed: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, source: str) -> float:
        """Seconds until the next attempt may be made; 0 when it may be made now."""
        with self._lock:
            failed = [at for at in self._failed.get(source, ()) if at > self._clock() - self._seconds]
        return max(0.0, failed[0] + self._seconds - self._clock()) if len(failed) >= self._most else 0.0

    def failed(self, source: str) -> None:
        now = self._clock()
        with self._lock:
            kept = [at for at in self._failed.pop(source, ()) if at > now - self._seconds]
            self._failed[source] = [*kept, now][-self._most :]
            while len(self._failed) > _MOST_SESSIONS:
                self._failed.popitem(last=False)
