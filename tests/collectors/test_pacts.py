"""Pact files and verification results: what is read of them, what is masked, and what runs where."""

from __future__ import annotations

import json
import time
from datetime import date, datetime
from typing import Any

import pytest

from assay.collectors import deployments, pact_verifications, pacts
from assay.model import Row, Source, SourceError, Target
from assay.tables.pact import DeployedVersion, PactFile, PactInteraction, PactVerification


def interaction(**stated: Any) -> dict[str, Any]:
    request = {"method": "GET", "path": "/orders/1"}
    return {"description": "an order", "request": request, "response": {"status": 200}, **stated}


def read(*interactions: dict[str, Any], version: str = "3.0.0", **more: Any) -> list[Row]:
    value = {
        "consumer": {"name": "shop"},
        "provider": {"name": "orders"},
        "interactions": list(interactions),
        "metadata": {"pactSpecification": {"version": version}},
        **more,
    }
    return list(pacts.read(Source("pacts/shop-orders.json", json.dumps(value).encode())))


def listed(*interactions: dict[str, Any], version: str = "3.0.0") -> list[PactInteraction]:
    return [row for row in read(*interactions, version=version) if isinstance(row, PactInteraction)]


def test_pacts_are_found_by_what_stands_in_them() -> None:
    contents = {
        "a/contract.json": b'{"consumer": {"name": "a"}, "interactions": [], "provider": {"name": "b"}}',
        "a/settings.json": b'{"consumer": "a", "topic": "x"}',
        "a/other.json": b'{"name": "a", "consumer": 1, "provider": 2, "interactions": 3}',
        "web/pacts/old.json": b"",
    }
    target = Target(contents, contents=lambda path, most: contents[path][:most])
    assert list(pacts.find(target)) == ["a/contract.json", "web/pacts/old.json"]


def test_an_interaction_is_named_by_what_it_says_and_needs() -> None:
    rows = read(interaction(providerStates=[{"name": "order 1 exists"}]), interaction(), interaction())
    assert isinstance(rows[0], PactFile)
    assert (rows[0].consumer, rows[0].provider, rows[0].format_version, rows[0].interactions) == (
        "shop",
        "orders",
        "3.0.0",
        3,
    )
    found = [row for row in rows if isinstance(row, PactInteraction)]
    assert [row.interaction for row in found] == ["an order, given order 1 exists", "an order", "an order (2)"]
    assert [(row.states, row.same) for row in found] == [(1, 0), (0, 0), (0, 1)]
    assert [row.pointer for row in found] == ["/interactions/0", "/interactions/1", "/interactions/2"]


def test_exact_values_are_told_from_open_ones() -> None:
    body = {"id": "5c0a7d5e-2f64-4f0e-8f39-7d7f9a5f1c22", "lines": [{"sku": "A", "at": "2024-01-02"}], "paid": True}
    rules = {"body": {"$.lines[*].sku": {"matchers": [{"match": "type"}]}}}
    (found,) = listed(interaction(response={"status": 200, "body": body, "matchingRules": rules}))
    assert (found.exact_values, found.open_values, found.volatile) == (2, 1, "$.id")
    everything = {"body": {"$": {"matchers": [{"match": "type"}]}}}
    (open_one,) = listed(interaction(response={"status": 200, "body": body, "matchingRules": everything}))
    assert (open_one.exact_values, open_one.open_values, open_one.volatile) == (0, 3, None)


def test_what_is_sensitive_in_an_exchange_is_not_kept() -> None:
    secret, mail = "k" * 3 + "Jq7Xw2Zr9Lt4Vb8N", "ada.lovelace@example.com"
    request = {
        "method": "POST",
        "path": "/login",
        "headers": {"Authorization": f"Bearer {secret}"},
        "query": {"api_key": [secret]},
        "body": {"password": secret, "email": mail, "items": [1]},
        "matchingRules": {"body": {"$.password": {"matchers": [{"match": "type"}]}}},
    }
    (found,) = listed(interaction(request=request))
    assert found.document is not None
    assert secret not in found.document and mail not in found.document
    kept = json.loads(found.document)["request"]
    assert kept["matchingRules"] == request["matchingRules"]
    assert kept["body"]["items"] == [1] and len(kept["body"]["password"]) == len(secret)


def test_what_only_a_plugin_reads_is_left_with_the_reason() -> None:
    stated = {"type": "Synchronous/Messages", "description": "a", "pluginConfiguration": {"protobuf": {"x": 1}}}
    (found,) = listed(stated, version="4.0")
    assert (found.kind, found.left, found.document) == ("plugin", "only its plugin can read it: protobuf", None)


def test_what_is_too_large_to_keep_is_left_too() -> None:
    large = {"status": 200, "body": {str(number): "x" * 100 for number in range(1000)}}
    (found,) = listed(interaction(response=large))
    assert (found.document, found.left) == (None, "it is larger than what is kept of one")


def test_a_file_that_is_no_pact_says_what_to_do() -> None:
    with pytest.raises(SourceError) as error:
        list(pacts.read(Source("pacts/a.json", b'{"consumer": 5}')))
    assert error.value.what == "has no consumer, provider and interactions"


def verified(value: Any, name: str = "pact-verification.json") -> list[Row]:
    return list(pact_verifications.read(Source(name, json.dumps(value).encode())))


def test_what_pact_verifier_writes_names_its_pairs_in_the_output() -> None:
    said = "Verifying a pact between shop and orders Given order 1 exists - an order"
    value = {
        "result": False,
        "output": [
            "\nVerifying a pact between \x1b[1mshop\x1b[0m and \x1b[1morders\x1b[0m",
            "  an order",
            "\nVerifying a pact between app and orders",
        ],
        "errors": [{"interaction": said, "mismatch": {"type": "mismatches", "mismatches": []}}],
        "pendingErrors": [],
        "interactionResults": [{"description": "an order", "result": "Error"}],
    }
    rows = [row for row in verified(value) if isinstance(row, PactVerification)]
    assert [(row.consumer, row.provider, row.success, row.failures) for row in rows] == [
        ("shop", "orders", False, "an order"),
        ("app", "orders", True, None),
    ]
    assert {(row.consumer_version, row.provider_version, row.verified_at, row.tool) for row in rows} == {
        (None, None, None, "verifier")
    }


def test_a_run_that_failed_without_saying_of_whom_tells_nothing() -> None:
    value = {"result": False, "output": ["Verifying a pact between a and b"], "errors": [{"interaction": 5}]}
    (row,) = verified(value)
    assert isinstance(row, PactVerification) and row.success is None


def test_a_failure_of_nobody_knows_whom_leaves_the_others_open() -> None:
    output = ["Verifying a pact between a and b", "Verifying a pact between c and d"]
    errors = [{"interaction": "Verifying a pact between a and b - x"}, {"interaction": "the provider did not start"}]
    rows = verified({"result": False, "output": output, "errors": errors})
    assert [row.success for row in rows if isinstance(row, PactVerification)] == [False, None]
    assert verified({"result": True, "output": 5, "errors": {"a": 5}}) == []


def test_the_result_of_a_broker_names_versions_in_its_links() -> None:
    name = "Verification result 1 for Pact between shop (1.2.3) and orders"
    value = {
        "providerName": "orders",
        "providerApplicationVersion": "7.0.0",
        "success": True,
        "verificationDate": "2024-05-01T10:00:00+02:00",
        "_links": {"self": {"name": name}},
    }
    (row,) = verified(value)
    assert row == PactVerification(
        consumer="shop",
        provider="orders",
        consumer_version="1.2.3",
        provider_version="7.0.0",
        success=True,
        verified_at=datetime(2024, 5, 1, 8),
        failures=None,
        tool="broker",
    )


def test_the_matrix_of_a_broker_also_says_what_runs_where() -> None:
    def side(name: str, number: str | None, *environments: str) -> dict[str, Any]:
        listed = [{"name": environment} for environment in environments]
        return {"name": name, "version": number and {"number": number, "environments": listed}}

    rows = verified(
        {
            "summary": {"deployable": None},
            "matrix": [
                {
                    "consumer": side("shop", "1", "production"),
                    "provider": side("orders", "7", "production", "test"),
                    "verificationResult": {"success": True, "verifiedAt": "2024-05-01T10:00:00Z"},
                },
                {"consumer": side("shop", "2"), "provider": side("orders", None), "verificationResult": None},
                {"consumer": 5},
                7,
            ],
        }
    )
    results = [row for row in rows if isinstance(row, PactVerification)]
    assert [(row.consumer_version, row.provider_version, row.success) for row in results] == [
        ("1", "7", True),
        ("2", None, None),
    ]
    running = {(row.party, row.version, row.runs_in) for row in rows if isinstance(row, DeployedVersion)}
    assert running == {("shop", "1", "production"), ("orders", "7", "production"), ("orders", "7", "test")}


def test_what_is_deployed_is_stated_with_its_place() -> None:
    text = '[[deployed]]\nname = "orders"\nversion = "7"\nenvironment = "production"\nsince = 2024-05-01\n'
    (row,) = deployments.read(Source("deployed.toml", text.encode()))
    assert row == DeployedVersion(party="orders", version="7", runs_in="production", since=date(2024, 5, 1), line=1)
    with pytest.raises(SourceError, match="incomplete"):
        list(deployments.read(Source("deployed.toml", b'[[deployed]]\nname = "orders"\n')))
    with pytest.raises(SourceError, match="no list"):
        list(deployments.read(Source("deployed.toml", b'[deployed]\nname = "orders"\n')))


def test_a_pact_of_many_rules_and_values_ends_soon() -> None:
    body = {f"field{number}": {"id": number, "name": "x" * 20} for number in range(3_000)}
    rules = {"body": {f"$.field{number}.name": {"matchers": [{"match": "type"}]} for number in range(3_000)}}
    started = time.monotonic()
    (found,) = listed(interaction(response={"status": 200, "body": body, "matchingRules": rules}))
    assert (found.exact_values, found.open_values) == (3_000, 3_000)
    assert found.document is None
    assert time.monotonic() - started < 60
