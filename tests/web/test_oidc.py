"""Signing in with a real OpenID provider: one that the test runs on loopback, with keys of its own."""

from __future__ import annotations

import base64
import hashlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import uvicorn
from conftest import client_of
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from assay.model import UsageError
from assay.web.oidc import Provider, RefusedError, load, person_of
from assay.web.rights import Role
from assay.web.settings import Settings
from assay.web.site import Site


class Idp:
    """A provider: discovery, keys, authorization with PKCE, and tokens that a test may spoil."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.issuer = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.codes: dict[str, dict[str, str]] = {}
        self.claims: dict[str, Any] = {"sub": "7", "preferred_username": "kim", "groups": ["checkout-reviewers"]}
        self.spoil: Callable[[dict[str, Any]], str | None] = lambda claims: None
        routes = [
            Route("/.well-known/openid-configuration", self.configuration),
            Route("/keys", lambda request: JSONResponse({"keys": [self.key.as_dict(private=False)]})),
            Route("/authorize", self.authorize),
            Route("/token", self.token, methods=["POST"]),
        ]
        config = uvicorn.Config(Starlette(routes=routes), log_level="error", lifespan="off")
        self.server = uvicorn.Server(config)
        threading.Thread(target=self.server.run, args=([self.listener],), daemon=True).start()

    def configuration(self, request: Request) -> Response:
        places = {name: f"{self.issuer}/{path}" for name, path in self._places().items()}
        algorithms = {"id_token_signing_alg_values_supported": ["RS256", "HS256", "none"]}
        return JSONResponse({"issuer": self.issuer, **places, **algorithms})

    def _places(self) -> dict[str, str]:
        return {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}

    def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?code={code}&state={asked['state']}", 302)

    async def token(self, request: Request) -> Response:
        form = await request.form()
        asked = self.codes.pop(str(form["code"]), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(str(form["code_verifier"]).encode()).digest())
        if asked is None or challenge.rstrip(b"=").decode() != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": asked["client_id"], "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        claims |= self.claims
        written = self.spoil(claims) or jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": written})


@pytest.fixture(scope="module")
def idp() -> Iterator[Idp]:
    made = Idp()
    yield made
    made.server.should_exit = True


@pytest.fixture
def provider(idp: Idp) -> Provider:
    idp.spoil = lambda claims: None
    idp.claims = {"sub": "7", "preferred_username": "kim", "groups": ["checkout-reviewers"]}
    roles = {Role.REVIEWER: ("checkout-reviewers",), Role.ADMIN: ("platform",)}
    return Provider(issuer=idp.issuer, client_id="assay", roles=roles, name="Shop ID")


@pytest.fixture
def browser(lake: Path, judged: Path, provider: Provider) -> Iterator[TestClient]:
    with client_of(Site(Settings(lake=lake, target=judged, oidc=provider))) as client:
        yield client


def to_the_provider(browser: TestClient, wanted: str = "/runs") -> str:
    """Follow the way there and back; the address at which the browser comes back."""
    there = browser.get("/signin/oidc", params={"next": wanted})
    assert there.status_code == 302, there.text
    returned = httpx.get(there.headers["location"])
    parts = urlsplit(returned.headers["location"])
    assert parts.netloc == "127.0.0.1:8417"
    return f"{parts.path}?{parts.query}"


def test_whoever_the_provider_knows_comes_in_with_a_role(browser: TestClient) -> None:
    assert browser.get("/runs").status_code == 303
    assert "Sign in with Shop ID" in browser.get("/signin").text
    before = browser.cookies["assay"]
    answer = browser.get(to_the_provider(browser))
    assert (answer.status_code, answer.headers["location"]) == (303, "/runs")
    assert browser.cookies["assay"] != before
    assert "kim, reviewer" in browser.get("/runs").text


def test_the_way_is_proof_against_those_who_watch_or_mix_it(browser: TestClient, idp: Idp) -> None:
    there = browser.get("/signin/oidc").headers["location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 20 and len(asked["nonce"]) >= 20
    back = to_the_provider(browser)
    assert browser.get(back.replace("state=", "state=x")).status_code == 403
    assert browser.get("/signin/oidc/back?code=code-0").status_code == 403
    assert browser.get("/signin/oidc/back?error=access_denied&state=x").status_code == 403
    assert browser.get("/runs").status_code == 303


def test_another_browser_cannot_come_back_in_its_place(browser: TestClient) -> None:
    back = to_the_provider(browser)
    browser.cookies.clear()
    assert browser.get(back).status_code == 403
    assert browser.get("/runs").status_code == 303


def test_a_code_is_good_once(browser: TestClient) -> None:
    back = to_the_provider(browser)
    assert browser.get(back).status_code == 303
    assert browser.get(back).status_code == 403


def _unsigned(claims: dict[str, Any]) -> str:
    parts = [base64.urlsafe_b64encode(text.encode()).decode().rstrip("=") for text in ('{"alg":"none"}', _json(claims))]
    return ".".join([*parts, ""])


def _json(claims: dict[str, Any]) -> str:
    return __import__("json").dumps(claims)


def _by_another(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048, {"kid": "one"}))


SPOILT: dict[str, Callable[[dict[str, Any]], str | None]] = {
    "another audience": lambda claims: claims.update(aud="other"),
    "another issuer": lambda claims: claims.update(iss="https://evil.example"),
    "expired": lambda claims: claims.update(exp=1),
    "another nonce": lambda claims: claims.update(nonce="other"),
    "no nonce": lambda claims: claims.pop("nonce") and None,
    "no subject": lambda claims: claims.pop("sub") and None,
    "not signed": _unsigned,
    "signed by another": _by_another,
    "not a token": lambda claims: "x.y.z",
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_token_that_does_not_hold_lets_nobody_in(browser: TestClient, idp: Idp, how: str) -> None:
    idp.spoil = SPOILT[how]
    answer = browser.get(to_the_provider(browser))
    assert answer.status_code == 403, answer.text
    assert browser.get("/runs").status_code == 303


def test_who_has_no_role_stays_outside(browser: TestClient, idp: Idp) -> None:
    idp.claims = {"sub": "8", "email": "sam@shop.example", "groups": ["sales"]}
    answer = browser.get(to_the_provider(browser))
    assert answer.status_code == 403
    assert "sam@shop.example no role" in answer.text


def test_the_strongest_role_counts(provider: Provider) -> None:
    assert person_of(provider, {"sub": "1", "groups": ["platform", "checkout-reviewers"]}).role is Role.ADMIN
    everybody = Provider(issuer="https://a.example", client_id="a", roles={Role.VIEWER: ("*",)})
    assert person_of(everybody, {"sub": "1"}).role is Role.VIEWER
    with pytest.raises(RefusedError):
        person_of(provider, {"sub": "1", "groups": "platform-x"})


def test_a_provider_that_is_away_is_told(lake: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    away = Provider(issuer=f"http://127.0.0.1:{port}", client_id="a", roles={Role.VIEWER: ("*",)})
    with client_of(Site(Settings(lake=lake, oidc=away)), raise_server_exceptions=False) as client:
        answer = client.get("/signin/oidc")
    assert answer.status_code == 500
    assert "cannot be reached" in answer.text


def test_the_file_is_held_to_its_shape(tmp_path: Path) -> None:
    file = tmp_path / "oidc.toml"
    file.write_text('issuer = "https://id.example"\nclient_id = "a"\nroles = { reviewer = ["x"] }\n')
    assert load(file).roles == {Role.REVIEWER: ("x",)}
    file.write_text('issuer = "http://id.example"\nclient_id = "a"\nroles = { reviewer = ["x"] }\n')
    with pytest.raises(UsageError, match="TLS"):
        load(file)
    file.write_text('issuer = "https://id.example"\nclient_id = "a"\nroles = { boss = ["x"] }\n')
    with pytest.raises(UsageError):
        load(file)
