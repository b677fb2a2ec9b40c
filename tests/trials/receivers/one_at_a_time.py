"""A shop that is told of payments by Stripe, and listens to one sender at a time. It prints the port it listens on."""

from __future__ import annotations

import os
from http.server import BaseHTTPRequestHandler, HTTPServer

import stripe

PATIENCE_SECONDS = 12


class Receiver(BaseHTTPRequestHandler):
    timeout = PATIENCE_SECONDS

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            stripe.Webhook.construct_event(body, self.headers["Stripe-Signature"], os.environ["RECEIVER_SECRET"])
            self.send_response(200)
        except (ValueError, stripe.SignatureVerificationError):
            self.send_response(400)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


server = HTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_address[1], flush=True)
server.serve_forever()
