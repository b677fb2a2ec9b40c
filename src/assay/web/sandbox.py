"""Work on what others wrote (a query, a pushed file) in a process of its own. In: a request. Out: its answer, in time.

The process may take so much time and memory, write no file, and is gone when its answer is no longer wanted. It gets no
variable of the environment that could hold a secret.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import sys
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import msgspec

from assay.model import AssayError, UsageError

_MOST_ANSWER = 64 * 1024 * 1024
#: What Python and its libraries take before the work begins.
_START_SECONDS, _START_BYTES = 10.0, 2 * 1024**3
_PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "LANG", "SYSTEMROOT")
_Answer = TypeVar("_Answer")


class Request(Protocol):
    """What every request says beside what is asked."""

    @property
    def limits(self) -> Limits: ...


_Request = TypeVar("_Request", bound=Request)


class LimitError(UsageError):
    """The work took more than it may."""


class Limits(msgspec.Struct, frozen=True):
    """What one piece of work may take."""

    seconds: float = 10.0
    memory_bytes: int = 1024**3


class Told(msgspec.Struct, frozen=True):
    """What the process says on its standard output: an answer (JSON), or what was wrong."""

    answer: msgspec.Raw = msgspec.Raw(b"null")
    what: str = ""
    remedy: str = ""


async def work(module: str, request: Request, shape: type[_Answer], limits: Limits) -> _Answer:
    """Run `module` on a request. Errors: LimitError, UsageError as the module told it, AssayError."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # else modules of the directory that the server was started in come first: those of a checkout
        "-m",
        module,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        limit=_MOST_ANSWER,
    )
    try:
        sent = msgspec.json.encode(request, enc_hook=str)
        async with asyncio.timeout(limits.seconds + _START_SECONDS):
            said, _ = await process.communicate(sent)
    except TimeoutError as error:
        raise _too_long(limits) from error
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return _understood(said, process.returncode or 0, shape, limits)


def _understood(said: bytes, status: int, shape: type[_Answer], limits: Limits) -> _Answer:
    try:
        told = msgspec.json.decode(said, type=Told)
    except msgspec.DecodeError as error:
        if status == -24:  # SIGXCPU
            raise _too_long(limits) from error
        if status > 0:
            remedy = "This is a defect of assay: please report it, with what was asked."
            raise AssayError("assay could not answer this", remedy=remedy) from error
        raise _too_much(limits) from error
    if told.what:
        raise UsageError(told.what, remedy=told.remedy)
    return msgspec.json.decode(told.answer, type=shape)


def _too_long(limits: Limits) -> LimitError:
    return LimitError(f"it took longer than {limits.seconds:g} s", remedy="Ask for less at once.")


def _too_much(limits: Limits) -> LimitError:
    return LimitError(f"it needed more than {limits.memory_bytes // 1024**2:,} MB", remedy="Ask for less at once.")


def serve(shape: type[_Request], make: Callable[[_Request], Any]) -> None:
    """In the process: read the request, work on it confined, and say what came of it."""
    request = msgspec.json.decode(sys.stdin.buffer.read(), type=shape)
    _confine(request.limits)
    try:
        told = Told(answer=msgspec.Raw(msgspec.json.encode(make(request), enc_hook=str)))
    except MemoryError:
        told = _wrong(_too_much(request.limits))
    except AssayError as error:
        told = _wrong(error)
    sys.stdout.buffer.write(msgspec.json.encode(told))
    sys.stdout.flush()


def _wrong(error: AssayError) -> Told:
    return Told(what=error.what, remedy=error.remedy)


def _confine(limits: Limits) -> None:
    """Take away what the process does not need. Nothing gives it back."""
    memory = limits.memory_bytes + _START_BYTES
    seconds = int(limits.seconds + _START_SECONDS) * max(1, os.cpu_count() or 1)
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a lower limit is in force already
            resource.setrlimit(what, (most, most))
