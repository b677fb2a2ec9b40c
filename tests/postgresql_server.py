"""A PostgreSQL server for tests in several folders."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Connection string of a server that keeps its data there, with three orders in it; skips where there is none."""
    pytest.importorskip("psycopg")
    if not shutil.which("initdb") or not shutil.which("postgres"):
        pytest.skip("no PostgreSQL here")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    if user:
        folder.chmod(0o777)
        for parent in folder.parents[:3]:
            parent.chmod(parent.stat().st_mode | 0o055)
    run = [*(["runuser", *user, "--"] if user else [])]
    data = str(folder / "data")
    made = subprocess.run(
        [*run, "initdb", "-D", data, "-U", "shop", "--auth=trust", "--no-sync"], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip(f"initdb: {made.stderr.decode()[-200:]}")
    server = subprocess.Popen(
        [*run, "postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-k", "", "-F"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _waited(f"host=127.0.0.1 port={port} user=shop dbname=postgres")
    finally:
        server.terminate()
        server.wait(10)


def _waited(dsn: str) -> str:
    import psycopg

    for _ in range(100):
        try:
            with psycopg.connect(dsn, connect_timeout=2) as db:
                db.execute("create table orders (number text, total numeric, at timestamptz, note text)")
                db.execute(
                    "insert into orders select 'o-' || i, 19.90, '2024-05-31 12:00:00+02', 'a, \"b\"\n' "
                    "from generate_series(1, 3) i"
                )
            return dsn
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise AssertionError("PostgreSQL did not start")
