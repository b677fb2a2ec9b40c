"""A lake with runs of the example, sites over it, and clients of each role."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

from assay.engine.check import Options, check
from assay.web.app import create
from assay.web.rights import Role
from assay.web.settings import Settings
from assay.web.site import Site
from seeding import AS_OF, copy_example


@pytest.fixture(scope="session")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, judged twice into its own lake: the second time without a recording."""
    root = copy_example(tmp_path_factory.mktemp("judged") / "checkout")
    check(root, Options(as_of=AS_OF))
    next(root.glob("packages/nordpay-integration/e2e/__har__/*/recording.har")).unlink()
    check(root, Options(as_of=AS_OF))
    return root


@pytest.fixture
def lake(judged: Path, tmp_path: Path) -> Path:
    """A lake of the test's own."""
    shutil.copytree(judged / ".assay", tmp_path / "lake")
    return tmp_path / "lake"


@pytest.fixture
def site(lake: Path, judged: Path) -> Site:
    return Site(Settings(lake=lake, target=judged))


@pytest.fixture
def client(site: Site) -> Iterator[TestClient]:
    """Somebody at this machine, without signing in."""
    with client_of(site) as opened:
        yield opened


@pytest.fixture
def bearer(site: Site) -> Callable[[Role], dict[str, str]]:
    """Headers with a token of a role; from the first on, everybody has to sign in."""

    def made(role: Role) -> dict[str, str]:
        return {"authorization": f"Bearer {site.tokens.add(f'{role} {len(site.tokens.list())}', role)}"}

    return made


@contextmanager
def listening(site: Site) -> Iterator[str]:
    """A real server on loopback; its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    site.settings = replace(site.settings, port=listener.getsockname()[1])
    config = uvicorn.Config(create(site), log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield site.settings.own_address
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def client_of(site: Site, **more: Any) -> TestClient:
    return TestClient(create(site), base_url="http://127.0.0.1:8417", follow_redirects=False, **more)
