"""What the server was asked to be, and whether that is safe. In: the command line. Out: Settings, or a UsageError."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from assay.model import UsageError

from .hosts import is_any, is_loopback, without_port
from .oidc import Provider

_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Settings:
    """`target` is the directory whose runs are shown first, or None; `public_url` is how browsers reach the server."""

    lake: Path
    target: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8417
    public_url: str = ""
    oidc: Provider | None = None

    @property
    def secure(self) -> bool:
        """Whether browsers come by TLS."""
        return self.public_url.startswith("https://")

    @property
    def own_address(self) -> str:
        """scheme://host[:port] under which the server is known."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{shown}:{self.port}"

    def hosts(self) -> frozenset[str]:
        """Host names under which it answers; any other was put into a browser by somebody else (DNS rebinding)."""
        own = [urlsplit(self.public_url).netloc.rsplit("@")[-1]] if self.public_url else []
        here = [] if is_any(self.host) else [f"[{self.host}]" if ":" in self.host else self.host]
        here += _LOOPBACK_NAMES if is_loopback(self.host) else ()
        return frozenset(name.lower() for name in (*here, *own, *(without_port(name) for name in own)))

    def refuse_unsafe(self, *, signing_in: bool) -> None:
        """`signing_in`: whether anybody could. Errors: UsageError when others could reach it without."""
        parts = urlsplit(self.public_url)
        if self.public_url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/")):
            remedy = "Write it as https://assay.shop.example, without a path."
            raise UsageError(f"--public-url {self.public_url} is not the address of a server", remedy=remedy)
        if is_loopback(self.host) and not self.public_url:
            return
        if not signing_in:
            what = f"others could reach {self.own_address}, and nobody would have to sign in"
            remedy = "Add a token first (`assay serve token add NAME --role viewer`), or name a provider with --oidc."
            raise UsageError(what, remedy=remedy)
        if is_any(self.host) and not self.public_url:
            remedy = "Say how browsers reach it: --public-url https://assay.shop.example"
            raise UsageError(f"--host {self.host} listens under every name", remedy=remedy)
