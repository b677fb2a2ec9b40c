"""AsyncAPI 2 and 3 read alike, and held against their format."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.descriptions.asyncapi import Events, examples, problems, read_events
from assay.descriptions.document import open_document
from assay.descriptions.references import problems as broken_references
from assay.descriptions.references import references
from assay.masking import may_be_masked

TWO = """
asyncapi: 2.6.0
info: {title: Orders, version: 1.0.0}
defaultContentType: application/json
servers:
  live: {url: "{stage}.broker.example:8883/v1", protocol: secure-mqtt, variables: {stage: {default: a}}}
channels:
  "order/{id}/paid":
    parameters: {id: {schema: {type: string}}}
    subscribe:
      operationId: orderPaid
      traits: [{description: After the money came.}]
      message: {$ref: "#/components/messages/Paid"}
    publish:
      message:
        oneOf: [{$ref: "#/components/messages/Paid"}, {name: refund, payload: {type: object}}]
components:
  messages:
    Paid:
      headers: {type: object, properties: {trace: {type: string}}}
      correlationId: {location: "$message.header#/trace"}
      payload: {$ref: "#/components/schemas/Paid"}
      examples: [{payload: {amount: free}}]
  schemas:
    Paid: {type: object, required: [amount], properties: {amount: {type: integer, default: none}}}
"""
THREE = """
asyncapi: 3.0.0
info: {title: Orders, version: 1.0.0}
servers:
  live: {host: "{stage}.broker.example:8883", pathname: /v1, protocol: secure-mqtt}
channels:
  paid:
    address: order/{id}/paid
    parameters: {id: {description: Which order.}}
    messages: {Paid: {$ref: "#/components/messages/Paid"}, refund: {payload: {type: object}}}
  replies: {address: null}
operations:
  orderPaid:
    action: send
    channel: {$ref: "#/channels/paid"}
    messages: [{$ref: "#/channels/paid/messages/Paid"}]
  all: {action: receive, channel: {$ref: "#/channels/paid"}}
components:
  messages:
    Paid:
      payload:
        schemaFormat: application/vnd.apache.avro;version=1.9.0
        schema: {type: record, name: Paid, fields: []}
"""


def _events(text: str) -> Events:
    return read_events(open_document("events.yaml", {"events.yaml": text.encode()}))


def _changed(text: str, old: str, new: str) -> list[tuple[str, str]]:
    assert text.count(old) == 1
    document = open_document("a.yaml", {"a.yaml": text.replace(old, new).encode()})
    return [(problem.message, problem.pointer) for problem in problems(document) or []]


def test_both_major_versions_say_who_sends_and_who_receives() -> None:
    for text in (TWO, THREE):
        events = _events(text)
        (channel, *_), (server,) = events.channels, events.servers
        assert (channel.address, channel.variables) == ("order/{id}/paid", ("id",))
        assert (server.host, server.protocol, server.variables) == ("{stage}.broker.example", "secure-mqtt", ("stage",))
        assert server.address == "secure-mqtt://{stage}.broker.example:8883/v1"
        sides = {operation.action: [message.name for message in operation.messages] for operation in events.operations}
        assert sides == {"send": ["Paid"], "receive": ["Paid", "refund"]}
        assert {message.name for message in events.messages} == {"Paid", "refund"}
        assert [operation.channel for operation in events.operations] == [channel, channel]


def test_messages_say_what_they_carry() -> None:
    by_name = {message.name: message for message in _events(TWO).messages}
    paid = by_name["Paid"]
    assert paid.correlated and paid.headers and paid.content_type == "application/json"
    assert paid.payload is not None and paid.payload.pointer == "/components/schemas/Paid"
    avro = next(message for message in _events(THREE).messages if message.name == "Paid")
    assert avro.has_payload and avro.payload is None
    assert avro.schema_format == "application/vnd.apache.avro;version=1.9.0"


def test_headers_state_their_format_as_payloads_do() -> None:
    stated: dict[str, Any] = {
        "asyncapi": "3.0.0",
        "channels": {"a": {"messages": {"A": {"headers": {"$ref": "#/components/schemas/H"}, "payload": {}}}}},
        "components": {"schemas": {"H": {"schemaFormat": "@", "schema": {"type": "object"}}}},
    }
    (message,) = _events(json.dumps(stated).replace("@", "application/vnd.aai.asyncapi+json;version=3.0.0")).messages
    assert [node.value for node in message.headers] == [{"type": "object"}] and message.unread is None
    (message,) = _events(json.dumps(stated).replace("@", "application/vnd.google.protobuf;version=3")).messages
    assert message.headers == () and "its headers are of the format application/vnd.google" in (message.unread or "")
    outer = {"schemaFormat": "application/vnd.aai.asyncapi", "schema": {"$ref": "#/components/schemas/H"}}
    stated["channels"]["a"]["messages"]["A"]["headers"] = outer
    (message,) = _events(json.dumps(stated).replace("@", "application/schema+json")).messages
    assert [node.value for node in message.headers] == [{"type": "object"}]
    stated["components"]["schemas"]["H"] = outer
    (message,) = _events(json.dumps(stated)).messages
    assert message.payload is not None and message.payload.value == {}, "one that refers to itself comes to an end"


def test_what_lies_elsewhere_is_told_from_a_format_that_is_not_read() -> None:
    message = {"schemaFormat": "application/schema+json;version=draft-07", "payload": {"$ref": "https://a.test/a.json"}}
    stated = {"asyncapi": "2.6.0", "channels": {"a": {"publish": {"message": message}}}}
    (found,) = _events(json.dumps(stated)).messages
    assert found.payload is None and "where it is not read" in (found.unread or "")


def test_an_address_that_is_stated_to_be_unknown_is_none() -> None:
    assert [channel.address for channel in _events(THREE).channels] == ["order/{id}/paid", None]


def test_examples_and_defaults_are_held_against_their_schemas() -> None:
    found = {example.node.pointer: (example.kind, example.valid) for example in examples(_events(TWO))}
    assert found == {
        "/components/messages/Paid/examples/0/payload": ("payload", False),
        "/components/schemas/Paid/properties/amount/default": ("default", False),
    }


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"pattern": "^[0-9]{16}$"}, '"************1111"'),
        ({"pattern": "^(?:(?:(a|a)*\\1b)|a*)$"}, json.dumps("a" * 40)),
    ],
)
def test_what_masking_or_a_limit_may_have_caused_is_not_told_to_be_wrong(schema: dict[str, str], value: str) -> None:
    stated = json.dumps({"asyncapi": "3.0.0", "components": {"schemas": {"A": {**schema, "default": "@"}}}})
    (found,) = examples(_events(stated.replace('"@"', value)), may_be_masked)
    assert found.valid is None


def test_of_an_example_that_nests_deep_nothing_is_told() -> None:
    stated = json.dumps({"asyncapi": "3.0.0", "components": {"schemas": {"A": {"type": "string", "default": "@"}}}})
    (found,) = examples(_events(stated.replace('"@"', "[" * 300 + "]" * 300)))
    assert found.valid is None


def test_good_descriptions_have_no_problems() -> None:
    for text in (TWO, THREE):
        assert problems(open_document("a.yaml", {"a.yaml": text.encode()})) == []


def test_examples_of_messages_may_have_any_key_before_their_keys_were_named() -> None:
    stated = """
asyncapi: 2.1.0
info: {title: A, version: 1.0.0}
channels: {a: {publish: {message: {payload: {type: object}, examples: [{small: {payload: {}}}]}}}}
"""
    (problem,) = problems(open_document("a.yaml", {"a.yaml": stated.encode()})) or []
    assert "small is nothing that an example has" in problem.message
    early = stated.replace("2.1.0", "2.0.0")
    assert problems(open_document("a.yaml", {"a.yaml": early.encode()})) == []
    wrong = early.replace("{small: {payload: {}}}", "small")
    assert len(problems(open_document("a.yaml", {"a.yaml": wrong.encode()})) or []) == 1


@pytest.mark.parametrize(
    ("text", "old", "new", "message", "pointer"),
    [
        (TWO, ", version: 1.0.0", "", "lacks version, which info has to have", "/info"),
        (
            TWO,
            "operationId: orderPaid",
            "operationId: 5",
            "operationId of an operation has to be a string",
            "operationId",
        ),
        (TWO, "operationId: orderPaid", "action: send", "action is nothing that an operation has", "subscribe/action"),
        (TWO, "protocol: secure-mqtt, ", "", "lacks protocol, which a server has to have", "/servers/live"),
        (TWO, "{type: integer, default", "{type: whole, default", "is no schema: ", "properties/amount/type"),
        (TWO, "    Paid: {type: object", "    'P d': {type: object", "is no name for a component", "schemas/P d"),
        (THREE, "action: send", "action: publish", "has to be one of send, receive", "orderPaid/action"),
        (THREE, "all: {action: receive, ", "all: {", "lacks action", "/operations/all"),
        (THREE, "host: ", "url: ", "lacks host, which a server has to have", "/servers/live"),
        (THREE, "{address: null}", "{address: 5}", "address of a channel has to be a string", "replies/address"),
    ],
)
def test_what_breaks_the_format_is_told_where_it_stands(
    text: str, old: str, new: str, message: str, pointer: str
) -> None:
    found = _changed(text, old, new)
    assert any(message in said and at.endswith(pointer) for said, at in found), found


def test_what_stands_in_a_schema_of_another_format_is_not_looked_into() -> None:
    assert _changed(THREE, "type: record", "type: nonsense") == []


@pytest.mark.parametrize("version", ["1.2.0", "2.7.0", "4.0.0"])
def test_nobody_can_tell_of_a_version_that_is_not_known(version: str) -> None:
    assert problems(open_document("a.yaml", {"a.yaml": TWO.replace("2.6.0", version).encode()})) is None


@pytest.mark.parametrize("wrong", [5, None, "x", [], [5], {"a": 5}])
def test_what_is_malformed_is_left_out_and_told(wrong: Any) -> None:
    for major in ("2.6.0", "3.0.0"):
        for key in ("info", "servers", "channels", "operations", "components"):
            document = open_document("a.json", {"a.json": {"asyncapi": major, "info": {}, "channels": {}, key: wrong}})
            read_events(document)
            assert problems(document) and list(examples(read_events(document))) == []


def test_references_in_a_circle_come_to_an_end() -> None:
    text = TWO.replace("Paid: {type: object", "Paid: {allOf: [{$ref: '#/components/schemas/Paid'}], type: object")
    events = _events(text)
    assert len(list(examples(events))) == 2


def test_headers_of_a_message_are_a_schema_and_may_be_referred_to() -> None:
    text = TWO.replace("headers: {type: object, properties: {trace: {type: string}}}", "headers: {$ref: '#/nowhere'}")
    document = open_document("events.yaml", {"events.yaml": text.encode()})
    broken = [reference.written for reference in references(document) if reference.target is None]
    assert broken == ["#/nowhere"]


def test_what_a_fragment_names_in_a_file_of_another_format_is_not_told() -> None:
    stated = """
asyncapi: 3.0.0
info: {title: A, version: 1.0.0}
components:
  schemas:
    A: {schemaFormat: application/vnd.apache.avro, schema: {$ref: "./order.avsc#/Order"}}
    B: {schemaFormat: application/vnd.apache.avro, schema: {$ref: "order.avsc/#Order"}}
    C: {schemaFormat: application/vnd.apache.avro, schema: {$ref: "./gone.avsc#/Order"}}
    D: {$ref: "./more.yaml#/D"}
"""
    files = {"a.yaml": stated, "order.avsc": '{"type": "record", "name": "Order", "fields": []}', "more.yaml": "E: {}"}
    document = open_document("a.yaml", {path: text.encode() for path, text in files.items()})
    told = {problem.message for problem in broken_references(document, references(document))}
    assert told == {f"refers to {written}, which leads nowhere" for written in ("./gone.avsc#/Order", "./more.yaml#/D")}
