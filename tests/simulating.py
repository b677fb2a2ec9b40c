"""A shop's end of a webhook: a small server that keeps what it got, and answers as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """`answers` are statuses for the next requests; then 200. `body` is what it answers with."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    body: bytes = b"ok"
    slow: float = 0.0
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    most_at_once: int = 0
    _at_once: int = 0

    def kinds(self) -> list[str]:
        return [json.loads(body)["type"] for _, body in self.got]

    def take(self, headers: dict[str, str], body: bytes) -> int:
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        time.sleep(self.slow)
        self.got.append((headers, body))
        self._at_once -= 1
        return self.answers.pop(0) if self.answers else 200


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.take({name.lower(): value for name, value in self.headers.items()}, body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(receiver.body)))
            self.end_headers()
            self.wfile.write(receiver.body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/webhooks"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield receiver
    server.shutdown()
    server.server_close()
