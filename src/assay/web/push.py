"""A run of this lake -> a server that keeps the runs of a team. Out: what the server says, or why it does not.

The token comes from the environment, goes only where TLS or this machine keeps it, and no redirection is followed.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import secrets
import ssl
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import msgspec

from assay import __version__
from assay.engine.parcel import pack
from assay.model import AssayError, UsageError
from assay.store.lake import Lake
from assay.store.records import Run

from .answers import Problem
from .hosts import is_loopback
from .uploads import RECORD, File, Manifest, Received

TOKEN = "ASSAY_TOKEN"
_TIMEOUT_SECONDS = 120
_AT_ONCE = 1024 * 1024
_MOST_ANSWER = 1024 * 1024


def push(lake: Lake, run: Run, url: str) -> Received:
    """Hand a run in. Errors: UsageError when the address or token cannot be used; AssayError when it is not taken."""
    parts = _parts(url)
    token = os.environ.get(TOKEN, "")
    assert parts.hostname
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise UsageError("a token is not sent without TLS", where=url, remedy="Write the address with https://.")
    if not token and not is_loopback(parts.hostname):
        remedy = f"Put one into the variable {TOKEN}; `assay serve token add NAME --role pusher` makes it."
        raise UsageError("a token is needed to push", where=url, remedy=remedy)
    with tempfile.TemporaryDirectory() as folder:
        files = pack(lake, run, Path(folder))
        listed = tuple(File(table=table, sha256=_digest(file)) for table, file in files.items())
        manifest = msgspec.json.encode(Manifest(run=run, files=listed))
        return _sent(url, run.id, manifest, files, token)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return parts
    except ValueError:  # of a port that is none
        pass
    raise UsageError(f"--push {url} is no address", remedy="Write it as https://assay.shop.example.")


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _sent(url: str, run: str, manifest: bytes, files: Mapping[str, Path], token: str) -> Received:
    parts = urlsplit(url)
    boundary = secrets.token_hex(16)
    head = [_field(boundary, RECORD, None), manifest]
    pieces: list[bytes | Path] = [*head]
    for table, file in files.items():
        pieces += [b"\r\n" + _field(boundary, table, f"{table}.parquet"), file]
    pieces.append(f"\r\n--{boundary}--\r\n".encode())
    length = sum(len(piece) if isinstance(piece, bytes) else piece.stat().st_size for piece in pieces)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Content-Length": str(length),
        "User-Agent": f"assay/{__version__}",
        **({"Authorization": f"Bearer {token}"} if token else {}),
    }
    connection = _connection(url)
    try:
        connection.request("PUT", f"{parts.path.rstrip('/')}/api/v1/runs/{run}", _body(pieces), headers)
        answer = connection.getresponse()
        return _understood(answer.status, answer.read(_MOST_ANSWER), url)
    except (OSError, http.client.HTTPException) as error:
        remedy = "See whether the server runs, and whether this machine may reach it."
        raise AssayError(f"the run could not be pushed: {error}", where=url, remedy=remedy) from error
    finally:
        connection.close()


def _connection(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    assert parts.hostname
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=_TIMEOUT_SECONDS, context=context)
    return http.client.HTTPConnection(parts.hostname, parts.port, timeout=_TIMEOUT_SECONDS)


def _field(boundary: str, name: str, file: str | None) -> bytes:
    called = f'; filename="{file}"' if file else ""
    return f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{called}\r\n\r\n'.encode()


def _body(pieces: list[bytes | Path]) -> Iterator[bytes]:
    for piece in pieces:
        if isinstance(piece, bytes):
            yield piece
        else:
            with piece.open("rb") as file:
                while block := file.read(_AT_ONCE):
                    yield block


def _understood(status: int, said: bytes, url: str) -> Received:
    try:
        if status == 200:
            return msgspec.json.decode(said, type=Received)
        problem = msgspec.json.decode(said, type=Problem)
    except msgspec.DecodeError as error:
        remedy = "Is this the address of `assay serve`, as --public-url says it?"
        raise AssayError(f"the server answered {status}, and not as assay does", where=url, remedy=remedy) from error
    raise AssayError(f"the run was not taken ({status}): {problem.detail}", where=url, remedy=problem.remedy)
