"""Settings -> a server that listens until it is told to stop."""

from __future__ import annotations

import errno
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import uvicorn

from assay.model import AssayError, UsageError

from .app import create
from .settings import Settings
from .site import Site

_MOST_CONNECTIONS = 500


def serve(settings: Settings, tell: Callable[[str], None], *, access_log: bool = False) -> None:
    """Returns after Ctrl-C. Errors: UsageError when it may not or cannot listen there; AssayError."""
    site = Site(settings)
    settings.refuse_unsafe(signing_in=site.can_sign_in())
    listening = _listen(settings)
    site.settings = replace(settings, port=listening.getsockname()[1])
    app = create(site)
    config = uvicorn.Config(
        app,
        log_level="info" if access_log else "warning",
        access_log=access_log,
        server_header=False,
        proxy_headers=bool(settings.public_url),
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=1,
        lifespan="off",
    )
    threading.Thread(target=_warm, args=(site,), daemon=True).start()
    for line in _greeting(site):
        tell(line)
    try:
        uvicorn.Server(config).run([listening])
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()


def _warm(site: Site) -> None:
    """Open what will be asked for first, before somebody waits for it."""
    with suppress(AssayError), site.runs.open(site.runs.find()):
        pass


def _greeting(site: Site) -> list[str]:
    runs = len(site.lake.catalog.runs())
    who = "signing in with a token or the provider" if site.signing_in else "this machine only, without signing in"
    lines = [f"assay: {site.settings.own_address}  ({runs:,} runs, {who}; Ctrl-C stops)"]
    if not runs:
        lines.append("  Nothing has been judged yet: run `assay check`, or push runs to it with `assay check --push`.")
    if site.read_only:
        lines.append("  The lake cannot be written: nobody can decide or push.")
    return lines


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listening = socket.create_server((settings.host, settings.port), family=family, backlog=256)
        # asyncio sets it not for sockets that it is given: each answer would wait 40 ms for an acknowledgement.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        if error.errno == errno.EADDRINUSE:
            remedy = "Something listens there already, maybe another `assay serve`. Choose another with --port."
            raise UsageError("the port is taken", where=where, remedy=remedy) from error
        remedy = "Choose an address of this machine with --host, and a port above 1023 with --port."
        raise UsageError(f"cannot listen there: {error.strerror or error}", where=where, remedy=remedy) from error
