"""Signing in with OpenID Connect: authorization code with PKCE, state and nonce, by authlib. In: a declared provider.

Out: where to send the browser, and whom the provider says it is. What the flow has to remember stays in the server's
memory, under the browser's cookie.
"""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from assay.engine.stated import Stated, read
from assay.model import AssayError, UsageError

from .hosts import is_loopback
from .rights import Person, Right, Role

BACK = "/signin/oidc/back"
SECRET = "ASSAY_OIDC_SECRET"
_EVERYBODY = "*"
_FLOW_SECONDS = 600
_MOST_FLOWS = 2_000
_TIMEOUT_SECONDS = 10
#: Signatures that only the provider can make (RFC 7518 section 3.1).
_SIGNATURES = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
_Text = Annotated[str, Meta(min_length=1)]


class Provider(Stated, frozen=True):
    """What the file of --oidc states."""

    issuer: Annotated[_Text, Meta(description="address of the provider, as its discovery document says it")]
    client_id: _Text
    roles: Annotated[
        dict[Role, tuple[str, ...]], Meta(description="role -> values of the claim that give it; '*' is everybody")
    ]
    claim: Annotated[str, Meta(description="claim of the ID token that says the roles")] = "groups"
    name: Annotated[str, Meta(description="how the button calls the provider")] = "OpenID Connect"
    scope: str = "openid profile email"


class RefusedError(UsageError):
    """The provider let somebody in, or did not, and here the way ends."""


def load(file: Path) -> Provider:
    """Errors: UsageError when the file states it wrongly, or when authlib is not installed."""
    provider = read(file, Provider)
    parts = urlsplit(provider.issuer)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise UsageError("the issuer is not reached by TLS", where=str(file), remedy="Write it with https://.")
    try:
        import authlib.integrations.starlette_client  # noqa: F401
    except ImportError as error:
        raise UsageError("OpenID Connect needs more", remedy="pip install 'assay[oidc]'") from error
    return provider


class OpenID:
    """Flows with one provider."""

    def __init__(self, provider: Provider) -> None:
        from authlib.integrations.starlette_client import OAuth

        self._provider = provider
        self._flows: OrderedDict[str, tuple[float, dict[str, Any]]] = OrderedDict()
        self._client = OAuth().register(
            "provider",
            client_id=provider.client_id,
            client_secret=os.environ.get(SECRET),
            server_metadata_url=provider.issuer.rstrip("/") + "/.well-known/openid-configuration",
            client_kwargs={"scope": provider.scope, "code_challenge_method": "S256", "timeout": _TIMEOUT_SECONDS},
        )

    async def begin(self, request: Request, back: str, wanted: str) -> Response:
        """Send the browser to the provider. Errors: AssayError when the provider cannot be reached."""
        await self._discover()
        request.scope["session"] = session = self._flow(request.state.visit)
        session["next"] = wanted
        sent: Response = await self._client.authorize_redirect(request, back)
        return sent

    async def end(self, request: Request) -> tuple[Person, str]:
        """(who came back, where they wanted to go). Errors: RefusedError, AssayError."""
        from authlib.common.errors import AuthlibBaseError
        from joserfc.errors import JoseError

        await self._discover()
        request.scope["session"] = session = self._flow(request.state.visit)
        try:
            issuer = {"essential": True, "value": self._provider.issuer}
            token = await self._client.authorize_access_token(request, claims_options={"iss": issuer})
        except (AuthlibBaseError, JoseError, ValueError, KeyError) as error:
            raise RefusedError(f"the provider's answer does not hold: {error}", remedy="Sign in again.") from error
        except Exception as error:
            raise _unreachable(self._provider, error) from error
        wanted = session.get("next", "/")
        self._flows.pop(request.state.visit, None)
        return person_of(self._provider, token.get("userinfo") or {}), wanted

    async def _discover(self) -> None:
        try:
            told = await self._client.load_server_metadata()
        except Exception as error:
            raise _unreachable(self._provider, error) from error
        if told.get("issuer") != self._provider.issuer:
            remedy = f"It says {told.get('issuer')}: write just this as the issuer."
            raise AssayError("the provider calls itself otherwise", where=self._provider.issuer, remedy=remedy)
        stated = told.get("id_token_signing_alg_values_supported") or ["RS256"]
        told["id_token_signing_alg_values_supported"] = [name for name in stated if name in _SIGNATURES]

    def _flow(self, cookie: str) -> dict[str, Any]:
        """What is remembered of the flow of a browser; it is forgotten after ten minutes."""
        now = time.monotonic()
        begun, session = self._flows.pop(cookie, (now, {}))
        if now - begun > _FLOW_SECONDS:
            begun, session = now, {}
        self._flows[cookie] = (begun, session)
        while len(self._flows) > _MOST_FLOWS:
            self._flows.popitem(last=False)
        return session


def person_of(provider: Provider, claims: Mapping[str, Any]) -> Person:
    """The person with the strongest role that the claims give. Errors: RefusedError when they give none."""
    stated = claims.get(provider.claim, ())
    values = {stated} if isinstance(stated, str) else {str(value) for value in stated}
    given = [role for role, wanted in provider.roles.items() if _EVERYBODY in wanted or values & set(wanted)]
    name = next((str(claims[key]) for key in ("preferred_username", "email", "sub") if claims.get(key)), "")
    if not claims.get("sub") or not given:
        remedy = "Ask whoever runs the server for a role."
        raise RefusedError(f"the provider gives {name or 'nobody'} no role here", remedy=remedy)
    return Person(name, max(given, key=lambda role: (Right.READ in role.rights, len(role.rights))))


def _unreachable(provider: Provider, error: Exception) -> AssayError:
    remedy = "Try again in a moment, or sign in with a token."
    return AssayError(f"the provider cannot be reached: {type(error).__name__}", where=provider.issuer, remedy=remedy)
