"""An operation is the same where its address is: servers may say what paths began with."""

from __future__ import annotations

from typing import Any

from api_versions import api, told
from assay.descriptions.changes.pairing import pair
from assay.descriptions.openapi import Api


def _shop(base: str, route: str, *names: str, **variables: Any) -> Api:
    parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    server: dict[str, Any] = {"url": f"https://api.example.com{base}"}
    if variables:
        server["variables"] = variables
    return api({route: {"get": {"parameters": parameters, "responses": {}}}}, servers=[server])


def _ids(old: Api, new: Api) -> set[str]:
    return {name for _, name in told(old, new)} - {"server-added", "server-removed"}


def test_a_path_that_begins_with_what_the_server_said_is_the_same() -> None:
    old, new = _shop("/v1/billing", "/plans/{id}", "id"), _shop("", "/v1/billing/plans/{plan}", "plan")
    for one, other in ((old, new), (new, old)):
        assert _ids(one, other) == {"request-parameter-renamed"}
        assert pair(one, other).is_readdressed


def test_a_variable_of_the_path_may_become_one_of_the_server() -> None:
    old = _shop("", "/stores/{store}/v3/zones/{id}", "store", "id")
    new = _shop("/stores/{hash}/v3", "/zones/{id}", "id", hash={"default": "hash"})
    assert _ids(old, new) == _ids(new, old) == set()


def test_another_address_is_another_operation() -> None:
    old = _shop("/v1", "/plans")
    for other in (_shop("", "/v2/plans"), _shop("/v2", "/v1/plans"), _shop("/v1", "/v1/plans")):
        assert "path-removed-without-deprecation" in _ids(old, other)
        assert not pair(old, other).is_readdressed
    assert _ids(old, _shop("/v2", "/plans")) == set()
    assert "path-removed-without-deprecation" in _ids(_shop("", "/{a}/plans", "a"), _shop("", "/v1/plans"))


def test_a_variable_of_the_path_that_is_described_only_now_was_always_there() -> None:
    bare, told_of = _shop("", "/plans/{id}"), _shop("", "/plans/{id}", "id")
    assert told(bare, told_of) == told(told_of, bare) == []
    assert told(bare, _shop("", "/plans/{id}", "id", "other")) == [("breaking", "request-parameter-path-added")]
