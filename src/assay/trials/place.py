"""Where the system is that is tried: an address that may be called, or an application that is started for it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from assay.model import AssayError, UsageError

_SECONDS_TO_START = 60.0
_SECONDS_TO_END = 5.0


def may_be_called(url: str, allowed: Sequence[str]) -> str:
    """The address without a slash at its end. Errors: UsageError where its host was not allowed by name."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UsageError(
            f"is no address: {error}", where=url, remedy="Write it as http://127.0.0.1:8000/v1."
        ) from error
    if parts.scheme not in ("http", "https") or not host:
        raise UsageError("is no http or https address", where=url, remedy="Write it as http://127.0.0.1:8000/v1.")
    if parts.username is not None or parts.password is not None:
        remedy = "Credentials are taken from environment variables, never from the command line: --auth basic=NAME."
        raise UsageError("the address holds credentials", where=host, remedy=remedy)
    if not _is_loopback(host) and host not in allowed:
        remedy = (
            "A trial writes, deletes and sends what is wrong on purpose. Name a test system only, and allow it: "
            f"--allow-host {host}"
        )
        raise UsageError(f"{host} is not this machine, and was not allowed", where=url, remedy=remedy)
    return url.rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def served(
    app: str, folder: Path, environment: Mapping[str, str] | Callable[[str], Mapping[str, str]] | None = None
) -> Iterator[str]:
    """Start an ASGI application (module:name, found from `folder`) on a free port of this machine, in a process of its
    own: the address of its root. `environment` is added to this process's own; it may depend on that address.

    Errors: AssayError with its last words, when it does not come up.
    """
    with socket.socket() as door, tempfile.TemporaryFile() as words:
        # The server takes the door for one of another family, and would let small answers wait for an acknowledgement.
        door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        door.bind(("127.0.0.1", 0))
        door.listen(128)
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
        added = environment(address) if callable(environment) else environment
        argv = ["uvicorn", app, "--app-dir", str(folder), "--fd", str(door.fileno()), "--log-level", "warning"]
        process = subprocess.Popen(
            [sys.executable, "-m", *argv, "--no-access-log"],
            env={**os.environ, **(added or {})},
            pass_fds=(door.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
        )
        door.close()  # the server alone holds it: when that ends, nobody waits for an answer
        try:
            _wait(process, address, app, words.fileno())
            yield address
        finally:
            _stop(process)


def _wait(process: subprocess.Popen[bytes], address: str, app: str, words: int) -> None:
    port = urlsplit(address).port
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            with closing(connection):
                connection.request("GET", "/")
                connection.getresponse()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        else:
            return
    said = os.pread(words, 4_000, max(0, os.fstat(words).st_size - 4_000)).decode("utf-8", "replace").strip()
    last = said.splitlines()[-1] if said else "it said nothing"
    remedy = "Name it as module:application, and its directory with --app-dir."
    raise AssayError(f"did not start: {last}", where=app, remedy=remedy)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
