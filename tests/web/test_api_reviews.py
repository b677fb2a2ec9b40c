"""The API over what changed and what people decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from conftest import client_of
from starlette.testclient import TestClient

from assay.web.rights import Role
from assay.web.site import Site


def test_a_review_tells_what_became_of_every_unmet_finding(client: TestClient) -> None:
    head, base = (run["id"] for run in client.get("/api/v1/runs").json()["runs"])
    told = client.get(f"/api/v1/runs/{head}/review", params={"base": base}).json()
    unmet = {
        run: {f["fingerprint"] for f in client.get(f"/api/v1/runs/{run}/findings?verdict=unmet").json()["findings"]}
        for run in (head, base)
    }
    assert (told["base"], told["head"]) == (base, head)
    now = {row["finding"]["fingerprint"] for row in told["rows"] if row["status"] in ("new", "unchanged", "reappeared")}
    assert now == unmet[head]
    gone = {row["finding"]["fingerprint"] for row in told["rows"] if row["status"] in ("fixed", "not_judged")}
    assert gone == unmet[base] - unmet[head]


def test_scores_and_plan_are_those_of_the_run(client: TestClient) -> None:
    run = client.get("/api/v1/runs").json()["runs"][0]
    asked = {"target": run["target"], "domain": ""}
    scores = [one for one in client.get("/api/v1/scores", params=asked).json() if one["run"] == run["id"]]
    units = client.get(f"/api/v1/runs/{run['id']}/integrations").json()
    assert {(one["integration"], one["fitness"]) for one in scores} == {(u["name"], u["fitness"]) for u in units}
    plan = client.get(f"/api/v1/runs/{run['id']}/plan").json()
    assert plan["units"] == len(units) and plan["lines"]


def test_causes_add_up_to_the_change_of_the_scores(client: TestClient) -> None:
    head, base = (run["id"] for run in client.get("/api/v1/runs").json()["runs"])
    low = client.get(f"/api/v1/runs/{head}/why", params={"base": base}).json()["target"]["low"]
    assert low["from"] > low["to"]
    assert sum(low["parts"].values()) == pytest.approx(low["to"] - low["from"])


def test_the_plan_of_performance_is_that_of_the_run(client: TestClient) -> None:
    run = client.get("/api/v1/runs").json()["runs"][0]
    plan = client.get(f"/api/v1/runs/{run['id']}/plan/performance").json()
    assert plan["run"]["id"] == run["id"] and plan["flows"] and plan["time"][0]["fix"]


def test_a_waiver_is_proposed_by_one_and_approved_by_another(
    site: Site, bearer: Callable[[Role], dict[str, str]]
) -> None:
    one, other, viewer = bearer(Role.REVIEWER), bearer(Role.REVIEWER), bearer(Role.VIEWER)
    with client_of(site) as client:
        run = client.get("/api/v1/runs", headers=one).json()["runs"][0]["id"]
        found = client.get(f"/api/v1/runs/{run}/findings?verdict=unmet", headers=one).json()["findings"][0]
        until = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
        asked = {"fingerprint": found["fingerprint"], "until": until, "why": "mended in spring"}
        address = f"/api/v1/runs/{run}/waivers"
        assert client.post(address, json=asked, headers=viewer).status_code == 403
        assert client.post(address, json={**asked, "until": "2000-01-01"}, headers=one).status_code == 400
        name = client.post(address, json=asked, headers=one).json()["id"]
        assert client.post(address, json=asked, headers=one).status_code == 400
        assert [w["state"] for w in client.get(address, headers=viewer).json()] == ["waits for approval"]
        assert client.post(f"{address}/{name}", json={"what": "decline"}, headers=other).status_code == 400
        assert client.post(f"{address}/{name}", json={"what": "approve"}, headers=other).is_success
        assert [w["state"] for w in client.get(address, headers=viewer).json()] == ["in force"]
        trail = client.get(f"/api/v1/runs/{run}/decisions", headers=viewer).json()
    assert [entry["what"] for entry in trail] == ["propose", "approve"]
    assert trail[0]["who"] != trail[1]["who"]
