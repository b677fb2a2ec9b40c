"""A throw-away authority, the certificates it signs, and a double of PayPal's verification, served on this machine.

GET  /cert.pem        what the trial signs with, signed by the authority
GET  /stranger.pem    what signs itself, which nobody may trust
POST /v1/oauth2/token                             a token for whoever asks
POST /v1/notifications/verify-webhook-signature   SUCCESS or FAILURE, as PayPal's answers
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from assay.model import UsageError

_NAME = "messageverificationcerts.paypal.com"
_BITS = 2048
_DAYS = 30
_MOST_BODY = 1_000_000


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key and the address of its certificate."""

    private: rsa.RSAPrivateKey
    certificate: x509.Certificate
    address: str

    def sign(self, signed: bytes) -> bytes:
        return self.private.sign(signed, padding.PKCS1v15(), hashes.SHA256())


@contextmanager
def opened(webhook: str, port: int, authority: Path | None) -> Iterator[tuple[Signer, Signer]]:
    """Who signs and who is a stranger, while their certificates and the double are served on a port of this machine.

    Errors: UsageError where the port is taken, or the file of the authority is none.
    """
    key, certificate = _authority(authority)
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), _Desk)
    except OSError as error:
        raise UsageError(f"the port {port} cannot be listened on: {error.strerror}", where="--desk") from error
    root = f"http://127.0.0.1:{server.server_address[1]}"
    own, strange = _private(), _private()
    signer = Signer(own, _issued(own, certificate, key), f"{root}/cert.pem")
    stranger = Signer(strange, _issued(strange, None, strange), f"{root}/stranger.pem")
    server.daemon_threads = True
    server.desk = (webhook, signer, stranger)  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield signer, stranger
    finally:
        server.shutdown()
        server.server_close()


class _Desk(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        _, signer, stranger = self._desk()
        named = {"/cert.pem": signer, "/stranger.pem": stranger}.get(self.path)
        if named is None:
            self._answer(404, b"")
        else:
            self._answer(200, named.certificate.public_bytes(serialization.Encoding.PEM), "application/x-pem-file")

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, _MOST_BODY))
        if self.path == "/v1/oauth2/token":
            self._told({"access_token": "of-a-double", "token_type": "Bearer", "expires_in": 3600})
        elif self.path == "/v1/notifications/verify-webhook-signature":
            webhook, signer, _ = self._desk()
            self._told({"verification_status": "SUCCESS" if _verified(body, webhook, signer) else "FAILURE"})
        else:
            self._answer(404, b"")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _desk(self) -> tuple[str, Signer, Signer]:
        desk: tuple[str, Signer, Signer] = self.server.desk  # type: ignore[attr-defined]
        return desk

    def _told(self, told: dict[str, Any]) -> None:
        self._answer(200, json.dumps(told).encode(), "application/json")

    def _answer(self, status: int, body: bytes, media_type: str = "text/plain") -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _verified(body: bytes, webhook: str, signer: Signer) -> bool:
    """As PayPal does: `webhook_event` is to be the body as it came, byte for byte."""
    try:
        told = json.loads(body)
        event = _inside(body)
        signed = f"{told['transmission_id']}|{told['transmission_time']}|{told['webhook_id']}|{zlib.crc32(event)}"
        signature = base64.b64decode(told["transmission_sig"])
        signer.private.public_key().verify(signature, signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError, KeyError, TypeError, binascii.Error):
        return False
    return bool(told["webhook_id"] == webhook and told.get("cert_url") == signer.address)


def _inside(body: bytes) -> bytes:
    """The text of the member `webhook_event`, as it stands there."""
    text = body.decode()
    at = text.index(":", text.index('"webhook_event"')) + 1
    at += len(text[at:]) - len(text[at:].lstrip())
    _, end = json.JSONDecoder().raw_decode(text, at)
    return text[at:end].encode()


def _private() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=_BITS)


def _authority(file: Path | None) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """The authority in a file, which is made where there is none: its certificate, then its key."""
    if file is not None and file.exists():
        try:
            data = file.read_bytes()
            key = serialization.load_pem_private_key(data, None)
            certificate = x509.load_pem_x509_certificate(data)
        except (OSError, ValueError) as error:
            remedy = "Delete it: a new one is made."
            raise UsageError(f"is no authority: {error}", where=str(file), remedy=remedy) from error
        if isinstance(key, rsa.RSAPrivateKey) and certificate.not_valid_after_utc > datetime.now(UTC):
            return key, certificate
    key = _private()
    certificate = _issued(key, None, key, authority=True)
    if file is not None:
        _keep(file, key, certificate)
    return key, certificate


def _keep(file: Path, key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> None:
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    text = certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(serialization.Encoding.PEM, *form)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as opened_file:
            opened_file.write(text)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", where=str(file), remedy="Name another.") from error


def _issued(
    key: rsa.RSAPrivateKey, issuer: x509.Certificate | None, by: rsa.RSAPrivateKey, *, authority: bool = False
) -> x509.Certificate:
    """A certificate of this key; without an issuer it is its own."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "assay throw-away authority" if authority else _NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
    )
    return made.sign(by, hashes.SHA256())
