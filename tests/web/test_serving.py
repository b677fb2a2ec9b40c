"""The dashboard's server as `assay serve` starts it."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import time
from pathlib import Path


def test_an_answer_does_not_wait_for_an_acknowledgement(lake: Path) -> None:
    command = [sys.executable, "-m", "assay", "serve", "--lake", str(lake), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        port = int(re.findall(r"127\.0\.0\.1:(\d+)", process.stderr.readline())[0])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        seconds = []
        for _ in range(20):
            began = time.monotonic()
            connection.request("GET", "/nothing")
            connection.getresponse().read()
            seconds.append(time.monotonic() - began)
        process.kill()
    assert min(seconds) < 0.03  # Nagle's algorithm and delayed acknowledgements make it 0.04 each time
