"""Every route, by every role: whoever lacks its right gets nothing but a refusal."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from conftest import client_of
from starlette.responses import Response
from starlette.testclient import TestClient

from assay.web.app import create
from assay.web.rights import Right, Role
from assay.web.routes import routes
from assay.web.routing import Endpoint, GuardedRoute, Page
from assay.web.site import Site

#: What is true of the example, for the parameters of paths.
VALUES = {
    "name": "nordpay-integration",
    "domain": "component",
    "path": "packages/tally-integration/e2e/__har__/instalments_456110365/recording.har",
    "version": "0",
}
COOKIE = "a-browser"


def address(route: GuardedRoute, site: Site) -> str:
    newest = site.runs.find()
    with site.runs.open(newest) as result:
        fingerprint = result.findings(verdict="unmet")[0].fingerprint
    values = {**VALUES, "run": newest.id, "fingerprint": fingerprint}
    if "standard" in route.path:
        values["name"] = "dependencies_are_declared"
    if route.path.startswith("/static"):
        values["name"] = "style.css"
    return quote(route.path_format.format(**values))


def ask(client: TestClient, route: GuardedRoute, site: Site, headers: dict[str, str]) -> Response:
    path = address(route, site)
    if route.method == "GET":
        return client.get(path, headers=headers)
    if isinstance(route, Endpoint):
        return client.request(route.method, path, headers=headers, json={"sql": "select 1"})
    client.cookies.set("assay", COOKIE)
    form = {"csrf": site.sessions.form_token(COOKIE)}
    return client.request(route.method, path, headers=headers, data=form)


def is_refused(answer: Response) -> bool:
    to_sign_in = answer.status_code == 303 and answer.headers["location"].startswith("/signin?next")
    return to_sign_in or answer.status_code == 401 or "you may not do this" in answer.text


def test_no_route_is_without_a_right(site: Site) -> None:
    for route in create(site).app.routes:
        assert isinstance(route, Page | Endpoint), f"{route} is made by neither page() nor endpoint()"
        assert isinstance(route.needs, Right)
    open_to_all = {route.path for route in routes() if route.needs is Right.NOTHING}
    assert open_to_all == {
        "/signin",
        "/signout",
        "/signin/oidc",
        "/signin/oidc/back",
        "/static/{version}/{name}",
        "/api/v1/openapi.json",
        "/api/v1/health",
    }


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "nobody")
def test_every_route_answers_those_who_may_and_nobody_else(
    site: Site, bearer: Callable[[Role], dict[str, str]], role: Role | None
) -> None:
    bearer(Role.VIEWER)  # from now on people must sign in
    headers = bearer(role) if role else {}
    rights = role.rights if role else {Right.NOTHING}
    with client_of(site) as client:
        for route in routes():
            answer = ask(client, route, site, headers)
            told = f"{role} at {route.method} {route.path}: {answer.status_code} {answer.text[:200]}"
            assert is_refused(answer) == (route.needs not in rights), told
            assert answer.status_code < 500, told
            client.cookies.clear()


def test_a_form_is_refused_without_the_word_of_its_page(site: Site, bearer: Callable[[Role], dict[str, str]]) -> None:
    headers = bearer(Role.ADMIN)
    with client_of(site) as client:
        for route in routes():
            if isinstance(route, Page) and route.method != "GET":
                client.cookies.set("assay", COOKIE)
                answer = client.request(route.method, address(route, site), headers=headers, data={"csrf": "x"})
                assert answer.status_code == 403, route.path
                assert "not made here" in answer.text
