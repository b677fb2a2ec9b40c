"""One exchange of a trial: what was sent and why, what came back; as a command line that shows it again."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from .users import NOBODY, User

_MOST_SHOWN = 4_000
#: What curl says of itself, or what means nothing to the server.
_UNSAID = frozenset("host user-agent accept-encoding connection content-length x-schemathesis-testcaseid".split())


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent; `headers` are without credentials."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), None)

    def having(self, **changes: str | None) -> Request:
        """The same with other headers, by name with _ for -; None takes one away."""
        named = {name.replace("_", "-"): value for name, value in changes.items()}
        kept = {k: v for k, v in self.headers.items() if k.lower() not in {name.lower() for name in named}}
        return Request(self.method, self.url, {**kept, **{k: v for k, v in named.items() if v is not None}}, self.body)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer. Headers of the answer are in lower case; `status` is None where there was none."""

    request: Request
    user: User
    phase: str
    intent: str
    operation: str | None
    status: int | None
    headers: Mapping[str, str]
    body: bytes
    started: float
    seconds: float
    error: str | None = None
    altered: str | None = None
    entry: int = -1

    @property
    def ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def json(self) -> Any:
        """The body decoded; None where it is no JSON."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, RecursionError):
            return None


def curl(request: Request, user: User = NOBODY) -> str:
    """The request as a command line for a POSIX shell, credentials as environment variables."""
    words = ["curl", "-i", "-X", request.method]
    for name, value in request.headers.items():
        if name.lower() not in _UNSAID and name.lower() not in {key.lower() for key in user.headers}:
            words += ["-H", shlex.quote(f"{name}: {value}" if value else f"{name};")]
    for name, value in user.shown.items():
        words += ["-H", f'"{name}: {value}"']
    if request.body is not None:
        words += ["--data-binary", _body(request.body)]
    return " ".join([*words, shlex.quote(request.url)])


def _body(body: bytes) -> str:
    text = body.decode("utf-8", "backslashreplace")
    if len(text) > _MOST_SHOWN:
        return shlex.quote(text[:_MOST_SHOWN]) + f" # and {len(text) - _MOST_SHOWN:,} characters more"
    return shlex.quote(re.sub(r"[\x00-\x08\x0b-\x1f]", lambda match: f"\\x{ord(match[0]):02x}", text))
