"""Pact files of every version come to one model, and bad ones to a clear word."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.descriptions.pact import Kind, PactError, State, read_pact

PARTIES = {"consumer": {"name": "shop"}, "provider": {"name": "orders"}}
GET = {"method": "get", "path": "/orders/1"}


def pact(**more: Any) -> bytes:
    return json.dumps({**PARTIES, **more}).encode()


def test_version_2_has_a_state_a_query_as_text_and_paths_that_begin_with_the_part() -> None:
    request = {**GET, "query": "page=1", "matchingRules": {"$.path": {"match": "regex", "regex": "/orders/\\d+"}}}
    read = read_pact(
        pact(
            interactions=[
                {
                    "description": "an order",
                    "providerState": "order 1 exists",
                    "request": request,
                    "response": {"status": 200},
                }
            ],
            metadata={"pactSpecification": {"version": "2.0.0"}},
        )
    )
    assert (read.consumer, read.provider, read.version, read.problems) == ("shop", "orders", 2.0, ())
    (one,) = read.interactions
    assert (one.kind, one.states, one.pointer, one.problems) == (
        Kind.HTTP,
        ("order 1 exists",),
        "/interactions/0",
        (),
    )
    assert one.request and one.request.method == "GET" and one.request.query == {"page": ("1",)}
    assert one.request.rules.of("path").listed


def test_version_3_has_messages_and_states_with_parameters() -> None:
    read = read_pact(
        pact(
            messages=[
                {
                    "description": "paid",
                    "providerStates": [{"name": "an order", "params": {"id": 1}}, {"name": "a card"}],
                    "contents": {"id": 1},
                }
            ],
            metadata={"pactSpecification": {"version": "3.0.0"}},
        )
    )
    (one,) = read.interactions
    assert (one.kind, one.states, one.pointer) == (Kind.MESSAGE, ("an order", "a card"), "/messages/0")
    assert one.messages[0].body.json() == {"id": 1}


def test_version_4_has_kinds_and_plugins_are_left_with_the_reason() -> None:
    interactions = [
        {"type": "Synchronous/HTTP", "description": "a", "pending": True, "request": GET, "response": {"status": 200}},
        {"type": "Asynchronous/Messages", "description": "b", "contents": {"content": {"x": 1}}},
        {
            "type": "Synchronous/Messages",
            "description": "c",
            "request": {"contents": {"content": "x"}},
            "response": [{}, {}],
        },
        {"type": "Synchronous/Messages", "description": "d", "pluginConfiguration": {"protobuf": {}}, "request": {}},
        {"type": "Synchronous/gRPC", "description": "e"},
    ]
    read = read_pact(pact(interactions=interactions, metadata={"pactSpecification": {"version": "4.0"}}))
    kinds = [one.kind for one in read.interactions]
    assert kinds == [Kind.HTTP, Kind.MESSAGE, Kind.SYNC_MESSAGE, Kind.PLUGIN, Kind.PLUGIN]
    assert [one.pending for one in read.interactions] == [True, False, False, False, False]
    assert len(read.interactions[2].messages) == 3
    assert [one.left for one in read.interactions[3:]] == [
        "only its plugin can read it: protobuf",
        "interactions of type Synchronous/gRPC are not known",
    ]


@pytest.mark.parametrize(
    ("stated", "state", "data"),
    [
        ({}, State.MISSING, b""),
        ({"body": None}, State.NULL, b""),
        ({"body": {}}, State.MISSING, b""),
        ({"body": {"content": ""}}, State.EMPTY, b""),
        ({"body": {"content": "YWJj", "encoded": "base64"}}, State.PRESENT, b"abc"),
        ({"body": {"content": "{}", "encoded": "JSON", "contentType": "application/json"}}, State.PRESENT, b"{}"),
        ({"body": {"content": "x", "contentType": "application/json"}}, State.PRESENT, b'"x"'),
        ({"body": {"id": 1}}, State.PRESENT, b'{"id":1}'),
    ],
)
def test_bodies_of_version_4_state_what_they_are(stated: dict[str, Any], state: State, data: bytes) -> None:
    read = read_pact(
        pact(
            interactions=[{"type": "Synchronous/HTTP", "description": "a", "request": GET, "response": stated}],
            metadata={"pactSpecification": {"version": "4.0"}},
        )
    )
    found = read.interactions[0].response
    assert found and (found.body.state, found.body.data) == (state, data)


def test_what_is_wrong_with_the_form_is_told_of_the_interaction() -> None:
    rules = {"$.body.[": {"match": "type"}, "$.body.a": {}}
    read = read_pact(
        pact(
            interactions=[{"request": {"path": "orders", "matchingRules": rules}}, {"description": "b", "request": GET}]
        )
    )
    assert read.interactions[0].problems == (
        "has no description",
        "has no response",
        "the request has no method",
        "the request's path does not begin with /",
        "the path $.body.[ cannot be read",
        "a matcher does not say what to match",
    )
    assert read.interactions[1].problems == ("has no response",)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"consumer":{}}', b"[" * 100_000, b"\xff\xfe"])
def test_what_is_no_pact_is_told(data: bytes) -> None:
    with pytest.raises(PactError):
        read_pact(data)


@pytest.mark.parametrize(
    "odd",
    [
        {"interactions": [1, None, [], {"request": 1, "response": "x", "providerStates": 3}]},
        {"interactions": [{"request": {"headers": [], "query": 5, "matchingRules": []}, "response": {"status": "x"}}]},
        {
            "interactions": [
                {"request": GET, "response": {"status": 200, "matchingRules": {"body": {"$": 1, "x[": {}}}}}
            ]
        },
        {"messages": [{"contents": 1, "metadata": 5, "matchingRules": {"body": None}}], "metadata": 7},
        {"interactions": [], "metadata": {"pactSpecification": {"version": "99"}}, "_links": []},
    ],
)
def test_odd_files_are_read_as_far_as_they_go(odd: dict[str, Any]) -> None:
    assert read_pact(pact(**odd)).provider == "orders"
