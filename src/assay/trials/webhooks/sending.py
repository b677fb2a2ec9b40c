"""A message and an address -> how it was answered. Nothing is followed, no proxy is asked, every wait has an end."""

from __future__ import annotations

import http.client
import select
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from assay.model import UsageError

from .message import Message

_MOST_ANSWER = 65_536
_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """Times are seconds since 1970; `status` is None where there was no answer. `taken` is how much of the body was
    taken before it was answered or refused, where that was looked at.
    """

    status: int | None
    error: str | None
    sent: float
    answered: float | None
    taken: int | None = None

    @property
    def accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def seconds(self) -> float | None:
        return None if self.answered is None else self.answered - self.sent

    def told(self) -> str:
        if self.status is None:
            return f"no answer ({self.error})"
        took = f" after {self.seconds:.1f} s" if self.seconds is not None and self.seconds >= 1 else ""
        return f"answered {self.status}{took}"


class Line:
    """Where messages go, and how long an answer may take (seconds)."""

    def __init__(self, url: str, timeout: float) -> None:
        self.url = url
        self.timeout = timeout
        self._parts: SplitResult = urlsplit(url)
        self._path = (self._parts.path or "/") + (f"?{self._parts.query}" if self._parts.query else "")

    def reached(self) -> None:
        """Errors: UsageError where nothing listens there."""
        try:
            self._socket().close()
        except OSError as error:
            remedy = "Start the receiver first, or name the application with --app."
            raise UsageError(f"nothing answers there: {_said(error)}", where=self.url, remedy=remedy) from error

    def send(self, message: Message) -> Answer:
        """One delivery on a connection of its own, as providers make them."""
        began = time.time()
        connection = self._connection()
        try:
            connection.request("POST", self._path, message.body, dict(message.headers))
            with connection.getresponse() as response:
                response.read(_MOST_ANSWER)
                return Answer(response.status, None, began, time.time())
        except (OSError, http.client.HTTPException) as error:
            return Answer(None, _said(error), began, None)
        finally:
            connection.close()

    def pour(self, headers: Mapping[str, str], size: int, patience: float) -> Answer:
        """A body of blanks of `size` bytes, the last piece of which is held back until `patience` is over: whoever
        answers, or closes, before that did not take it all.
        """
        began, taken = time.time(), 0
        try:
            with self._socket() as door:
                door.sendall(self._head(headers, size))
                while taken < size - _PIECE and not _readable(door, 0):
                    door.sendall(b" " * _PIECE)
                    taken += _PIECE
                if not _readable(door, patience):
                    door.sendall(b" " * (size - taken))
                    taken = size
                return _answer(door, began, taken)
        except OSError as error:
            return Answer(None, _said(error), began, None, taken)

    def dripping(self, headers: Mapping[str, str], size: int) -> socket.socket:
        """A connection on which a body was announced and one byte of it sent."""
        door = self._socket()
        door.sendall(self._head(headers, size) + b"{")
        return door

    def _head(self, headers: Mapping[str, str], size: int) -> bytes:
        named = {"Host": self._parts.netloc, **headers, "Content-Length": str(size), "Connection": "close"}
        lines = [f"POST {self._path} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items())]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=self.timeout)
        return http.client.HTTPConnection(host, port, timeout=self.timeout)

    def _socket(self) -> socket.socket:
        secure = self._parts.scheme == "https"
        host, port = self._parts.hostname or "", self._parts.port or (443 if secure else 80)
        door = socket.create_connection((host, port), timeout=self.timeout)
        return ssl.create_default_context().wrap_socket(door, server_hostname=host) if secure else door


def fed(door: socket.socket) -> bool:
    """One byte more on a dripping connection; false once it is closed or answered."""
    try:
        if _readable(door, 0):
            return False
        door.sendall(b" ")
    except OSError:
        return False
    return True


def _readable(door: socket.socket, patience: float) -> bool:
    return bool(select.select([door], [], [], patience)[0])


def _answer(door: socket.socket, began: float, taken: int) -> Answer:
    try:
        response = http.client.HTTPResponse(door, method="POST")
        response.begin()
    except http.client.HTTPException as error:
        return Answer(None, _said(error), began, None, taken)
    return Answer(response.status, None, began, time.time(), taken)


def _said(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "the time was over"
    if isinstance(error, ConnectionError | http.client.RemoteDisconnected):
        return "the connection was closed" if not isinstance(error, ConnectionRefusedError) else "refused to connect"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
