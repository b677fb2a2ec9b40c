"""What no request passes, whatever it asks for, and what every answer carries."""

from __future__ import annotations

import pytest
from conftest import client_of
from starlette.testclient import TestClient

from assay.web.rights import Person, Role
from assay.web.settings import Settings
from assay.web.site import Site


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8417", "", "[::2]"])
def test_a_name_that_was_rebound_to_this_machine_gets_no_answer(client: TestClient, host: str) -> None:
    answer = client.get("/api/v1/targets", headers={"host": host})
    assert answer.status_code == 421
    assert "targets" not in answer.json()


@pytest.mark.parametrize("host", ["127.0.0.1:8417", "localhost:1", "[::1]:8417", "LOCALHOST"])
def test_the_names_of_this_machine_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/api/v1/targets", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_what_another_site_sends_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    run = client.get("/api/v1/runs").json()["runs"][0]["id"]
    address = f"/api/v1/runs/{run}/query"
    assert client.post(address, json={"sql": "select 1"}, headers=headers).status_code == 403
    assert client.post(address, json={"sql": "select 1"}, headers={"origin": "http://127.0.0.1:8417"}).is_success


def test_another_site_may_link_here_but_time_nothing(client: TestClient) -> None:
    path, other = "/query?sql=select+1", {"sec-fetch-site": "cross-site"}
    for mode, dest in (("no-cors", "image"), ("cors", "empty"), ("navigate", "iframe"), ("no-cors", "script")):
        headers = other | {"sec-fetch-mode": mode, "sec-fetch-dest": dest}
        assert client.get(path, headers=headers).status_code == 403, (mode, dest)
    link = other | {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client.get("/runs", headers=link).status_code == 200


def test_the_cookie_is_found_among_those_of_other_servers_of_this_machine(site: Site, client: TestClient) -> None:
    site.tokens.add("kim", Role.VIEWER)
    cookie = site.sessions.begin(Person("kim", Role.VIEWER))
    for other in ('a={"x": 1}', "a=b c", "x[y]=1", "expires=1", ""):
        assert client.get("/runs", headers={"cookie": f"{other}; assay={cookie}"}).status_code == 200, other


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "via", "x-real-ip"])
def test_without_signing_in_nobody_comes_through_a_proxy(client: TestClient, header: str) -> None:
    assert client.get("/api/v1/targets", headers={header: "203.0.113.9"}).status_code == 403


def test_every_answer_says_what_a_browser_may_do_with_it(client: TestClient) -> None:
    for path in ("/api/v1/health", "/no/such/page", "/signin", "/api/v1/nothing"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers
    refused = client.get("/", headers={"host": "evil.example"})
    assert "content-security-policy" in refused.headers


def test_a_defect_is_told_without_its_innards(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("the innards")

    monkeypatch.setattr(site.runs, "targets", broken)
    with client_of(site, raise_server_exceptions=False) as client:
        answer = client.get("/api/v1/targets")
    assert answer.status_code == 500
    assert "innards" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_behind_tls_cookies_are_bound_to_it(site: Site) -> None:
    settings = Settings(lake=site.settings.lake, public_url="https://assay.shop.example")
    behind = Site(settings)
    behind.tokens.add("somebody", Role.VIEWER)
    with client_of(behind) as client:
        answer = client.get("/signin", headers={"host": "assay.shop.example"})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-assay=")
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"))
    assert "max-age" in answer.headers["strict-transport-security"]
