"""Versions of one API in a target -> what changed, and who of the workspace calls what changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import duckdb
import pytest

from assay.derivations.api_changes import CALLS, DERIVATION
from assay.model import Origin, Row, Target
from assay.tables.api_change import ApiChange, ApiChangeHit, ApiRelease

HOST = "https://shop.example"


def _description(version: str, *, base: str = "/v1", required: bool = False, **paths: Any) -> dict[str, Any]:
    day = {"name": "day", "in": "query", "required": required, "schema": {"type": "string"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": version},
        "servers": [{"url": HOST + base}],
        "paths": {
            "/orders": {"get": {"parameters": [day], "responses": {}}},
            "/orders/{id}": {"get": {"responses": {}}},
            **paths,
        },
    }


def _derive(
    files: Mapping[str, dict[str, Any]],
    *,
    replaces: Mapping[str, str] | None = None,
    sites: list[tuple[str, str]] = [],  # noqa: B006
    calls: list[tuple[str, str]] = [],  # noqa: B006
) -> list[Row]:
    replaces = replaces or {}
    described = [
        (path, path, value["info"]["title"], value["info"]["version"], replaces.get(path), "shop.example")
        for path, value in files.items()
        if path not in replaces.values()
    ]
    inputs = {
        "descriptions": described,
        "files": [(path, json.dumps(value)) for path, value in files.items()],
        "sites": [("pay.ts", 7, f"fetch {method} {url}", method, url) for method, url in sites],
        "calls": [
            ("flow.har", "recording", "test", 30, method, "shop.example", HOST + path, "first")
            for method, path in calls
        ],
    }
    return list(DERIVATION.derive(inputs, Target(())))


def _of(rows: list[Row], kind: type[Any]) -> list[Any]:
    return [row for row in rows if isinstance(row, kind)]


def test_versions_side_by_side_are_releases_in_the_order_of_their_numbers() -> None:
    files = {f"shop-{number}.json": _description(number) for number in ("10", "9", "8")}
    releases = _of(_derive(files), ApiRelease)
    assert [(each.old_version, each.new_version, each.version_raised) for each in releases] == [
        ("8", "9", True),
        ("9", "10", True),
    ]


@pytest.mark.parametrize(
    ("old", "new", "raised"), [("1.02.0", "1.03.0", False), ("V1.2.0", "V1.3.0", False), ("1.2.0", "2.0.0", True)]
)
def test_what_is_nearly_a_semantic_version_tells_no_more_than_one(old: str, new: str, raised: bool) -> None:
    files = {"old.json": _description(old), "new.json": _description(new, required=True)}
    (release,) = _of(_derive(files, replaces={"new.json": "old.json"}), ApiRelease)
    assert release.version_raised is raised


def test_two_apis_of_one_title_are_no_versions_of_one() -> None:
    other = {**_description("2"), "paths": {"/carts": {"get": {"responses": {}}}}}
    assert _derive({"a.json": _description("1"), "b.json": other}) == []


@pytest.mark.parametrize(
    ("site", "breaking"),
    [
        (("GET", f"{HOST}/v1/orders"), 1),
        (("GET", f"{HOST}/v1/orders/${{id}}"), 0),
        # A relative address is one of the shop's own, whose host the calls show.
        (("GET", "/v1/orders"), 1),
    ],
)
def test_a_call_site_is_told_what_breaks_it(site: tuple[str, str], breaking: int) -> None:
    files = {"old.json": _description("1.0.0"), "new.json": _description("1.1.0", required=True)}
    rows = _derive(files, replaces={"new.json": "old.json"}, sites=[site], calls=[("GET", "/v1/other")])
    (release,) = _of(rows, ApiRelease)
    assert (release.breaking, release.version_raised, release.in_place) == (1, False, True)
    (hit,) = _of(rows, ApiChangeHit)
    assert (hit.path, hit.line, hit.origin, hit.breaking) == ("pay.ts", 7, "source", breaking)
    assert hit.message == ("query parameter day: became required" if breaking else None)


@pytest.mark.parametrize(
    "site", [("GET", "${base}/v1/orders"), ("GET", f"{HOST}/v2/orders"), ("POST", f"{HOST}/v1/orders")]
)
def test_what_may_go_elsewhere_is_no_hit(site: tuple[str, str]) -> None:
    files = {"old.json": _description("1.0.0"), "new.json": _description("1.1.0", required=True)}
    assert _of(_derive(files, replaces={"new.json": "old.json"}, sites=[site]), ApiChangeHit) == []


def test_what_a_trial_sends_is_no_call() -> None:
    db = duckdb.connect()
    columns = ", ".join(
        f"{name} varchar" for name in ("path", "environment", "method", "host", "url", "party", "origin")
    )
    db.execute(f"create table call ({columns}, line integer, entry integer)")
    for origin in Origin:
        db.execute("insert into call (path, host, origin) values (?, 'shop.example', ?)", [origin.value, origin.value])
    assert {row[0] for row in db.execute(CALLS).fetchall()} == {*Origin} - {Origin.TRIAL, Origin.PROBE}


def test_what_is_called_and_goes_breaks_even_where_it_was_announced() -> None:
    gone = {"/old": {"get": {"deprecated": True, "x-sunset": "2030-01-01", "responses": {}}}}
    files = {"old.json": _description("1.0.0", **gone), "new.json": _description("1.1.0")}
    rows = _derive(files, replaces={"new.json": "old.json"}, calls=[("GET", "/v1/old"), ("GET", "/v1/old")])
    (change,) = _of(rows, ApiChange)
    assert (change.level, change.deprecated, change.sunset, change.path) == (
        "compatible",
        True,
        "2030-01-01",
        "old.json",
    )
    (hit,) = _of(rows, ApiChangeHit)
    assert (hit.breaking, hit.calls, hit.environment, hit.origin) == (1, 2, "test", "recording")


def test_a_version_at_another_address_leaves_its_callers_where_they_are() -> None:
    files = {"old.json": _description("1"), "new.json": _description("2", base="/v2", required=True)}
    rows = _derive(files, sites=[("GET", f"{HOST}/v1/orders")])
    assert [each.in_place for each in _of(rows, ApiChangeHit)] == [False]


def test_a_change_in_a_shared_schema_names_the_operation_whose_way_it_tells() -> None:
    def shop(version: str, required: list[str]) -> dict[str, Any]:
        order = {"type": "object", "required": required, "properties": {"total": {"type": "integer"}}}
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}
        answers = {status: {"description": "", "content": content} for status in ("200",)}
        paths = {"/a": {"get": {"responses": answers}}, "/b": {"get": {"responses": answers}}}
        return {**_description(version), "paths": paths, "components": {"schemas": {"Order": order}}}

    files = {"old.json": shop("1.0.0", ["total"]), "new.json": shop("2.0.0", [])}
    rows = _derive(files, replaces={"new.json": "old.json"}, sites=[("GET", f"{HOST}/v1/a"), ("GET", f"{HOST}/v1/b")])
    said = "response 200, total: became optional"
    assert [hit.message for hit in _of(rows, ApiChangeHit)] == [said, f"{said} (shared with GET /a)"]


def test_a_path_that_servers_said_the_beginning_of_is_where_it_was() -> None:
    old, new = _description("1.0.0"), _description("1.1.0", base="", required=True)
    new["paths"] = {f"/v1{path}": item for path, item in new["paths"].items()}
    rows = _derive(
        {"old.json": old, "new.json": new}, replaces={"new.json": "old.json"}, sites=[("GET", f"{HOST}/v1/orders")]
    )
    (release,) = _of(rows, ApiRelease)
    assert (release.breaking, release.in_place) == (1, True)
    (hit,) = _of(rows, ApiChangeHit)
    assert (hit.operation, hit.message) == ("GET /v1/orders", "query parameter day: became required")


@pytest.mark.parametrize("path", ["/stores/${store}/v3/orders", "/stores/abc/v3/orders"])
def test_a_variable_of_the_server_may_be_anything(path: str) -> None:
    old, new = _description("1.0.0"), _description("1.1.0", required=True)
    for each, name in ((old, "hash"), (new, "store_hash")):
        url = f"{HOST}/stores/{{{name}}}/v3"
        each["servers"] = [{"url": url, "variables": {name: {"default": name}}}]
    rows = _derive({"old.json": old, "new.json": new}, replaces={"new.json": "old.json"}, sites=[("GET", HOST + path)])
    (hit,) = _of(rows, ApiChangeHit)
    assert (hit.breaking, hit.in_place) == (1, True)
