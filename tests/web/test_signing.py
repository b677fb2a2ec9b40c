"""Signing in with a token and out, as a browser does it."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from assay.web.rights import Role
from assay.web.site import Site


def form_token(client: TestClient, path: str = "/signin") -> str:
    found = re.search(r'name="csrf" value="(\w+)"', client.get(path).text)
    assert found
    return found[1]


def sign_in(client: TestClient, token: str, **more: str):
    return client.post("/signin", data={"csrf": form_token(client), "token": token, **more})


def test_a_token_opens_a_session_with_a_cookie_of_its_own(site: Site, client: TestClient) -> None:
    token = site.tokens.add("kim", Role.VIEWER)
    asked = client.get("/runs?target=x")
    assert asked.status_code == 303
    assert asked.headers["location"] == "/signin?next=%2Fruns%3Ftarget%3Dx"
    client.get("/signin")
    before = client.cookies["assay"]
    answer = sign_in(client, token, next="/runs")
    assert (answer.status_code, answer.headers["location"]) == (303, "/runs")
    assert client.cookies["assay"] != before
    assert "HttpOnly" in answer.headers["set-cookie"] and "SameSite=lax" in answer.headers["set-cookie"]
    assert "kim, viewer" in client.get("/signin").text
    client.cookies.set("assay", before)
    assert "kim" not in client.get("/signin").text


@pytest.mark.parametrize(
    "place", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\r\nx: y", "/\tx"]
)
def test_it_leads_nowhere_else(site: Site, client: TestClient, place: str) -> None:
    token = site.tokens.add("kim", Role.VIEWER)
    assert sign_in(client, token, next=place).headers["location"] == "/"


def test_a_wrong_token_is_told_and_after_ten_nobody_is_let_in(site: Site, client: TestClient) -> None:
    token = site.tokens.add("kim", Role.VIEWER)
    for _ in range(10):
        answer = sign_in(client, "assay_00000000_x")
        assert answer.status_code == 403
        assert "No token that holds" in answer.text
    late = sign_in(client, token)
    assert late.status_code == 429
    assert int(late.headers["retry-after"]) > 0


def test_a_form_that_is_not_of_this_browser_is_refused(site: Site, client: TestClient) -> None:
    token = site.tokens.add("kim", Role.VIEWER)
    client.get("/signin")
    for csrf in ("", "x", "0" * 64):
        assert client.post("/signin", data={"csrf": csrf, "token": token}).status_code == 403
    assert client.post("/signin", data={"token": token}).status_code == 403
    assert client.get("/runs").status_code == 303


def test_signing_out_ends_the_session(site: Site, client: TestClient) -> None:
    sign_in(client, site.tokens.add("kim", Role.VIEWER))
    cookie = client.cookies["assay"]
    out = client.post("/signout", data={"csrf": form_token(client)})
    assert out.headers["location"] == "/signin"
    client.cookies.set("assay", cookie)
    assert client.get("/runs").status_code == 303


def test_a_revoked_token_ends_its_sessions(site: Site, client: TestClient) -> None:
    sign_in(client, site.tokens.add("kim", Role.VIEWER))
    assert "kim, viewer" in client.get("/signin").text
    site.tokens.revoke("kim")
    assert "kim" not in client.get("/signin").text


def test_once_there_is_a_token_nobody_comes_in_without(site: Site, client: TestClient) -> None:
    assert client.get("/api/v1/targets").status_code == 200
    site.tokens.add("kim", Role.VIEWER)
    assert client.get("/api/v1/targets").status_code == 401
    site.tokens.revoke("kim")
    assert client.get("/api/v1/targets").status_code == 401
