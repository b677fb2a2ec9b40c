"""assay simulate as a user starts and stops it."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import Request, urlopen

import pytest


@contextmanager
def simulating(*words: str) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """Where it is, what it said until it was there, and its process."""
    command = [sys.executable, "-m", "assay", "simulate", "--port", "0", *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        said = ""
        while "Look inside" not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        yield re.findall(r"http://127\.0\.0\.1:\d+", said)[0], said, process
        process.kill()


def test_it_serves_until_it_is_interrupted() -> None:
    with simulating("--seed", "7", "--at", "2024-07-15", "--speed", "0") as (url, said, process):
        assert f"{url}/v72" in said
        key = "_".join(("sk", "test", "1"))
        body = b"amount=1250&currency=eur"
        answer = urlopen(Request(f"{url}/v1/payment_intents", body, {"Authorization": f"Bearer {key}"}))
        made = json.load(answer)
        assert (made["status"], made["created"]) == ("requires_payment_method", 1_721_001_601)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stderr and "stopped" in process.stderr.read()


def test_faults_are_there_from_the_start() -> None:
    with simulating("--fault", "error:on=POST /v1/*,times=3", "--fault", "twice:on=charge.*") as (url, _, _):
        told = json.load(urlopen(f"{url}/_assay/faults"))["faults"]
        assert [(fault["kind"], fault["on"], fault["times"]) for fault in told] == [
            ("error", "POST /v1/*", 3),
            ("twice", "charge.*", 1),
        ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--fault", "nonsense"), "The faults are error"),
        (("--webhook", "https://shop.example/hooks"), "is not this machine"),
        (("--adyen-webhook", "nowhere"), "no http or https address"),
    ],
)
def test_what_it_cannot_do_is_said(words: tuple[str, ...], told: str) -> None:
    command = [sys.executable, "-m", "assay", "simulate", "--port", "0", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert told in done.stderr


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "assay", "simulate", "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "--port" in done.stderr
