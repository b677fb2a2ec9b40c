"""Two versions of a description -> their changes: the direction decides, what is shared is told once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from api_versions import answered, api, one, sent, told
from assay.descriptions.changes import Level, Place, Policy, compare, version_kept
from assay.descriptions.document import open_document
from assay.descriptions.openapi import read_api

TEXT = {"type": "string"}


def _with(**keywords: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"x": {**TEXT, **keywords}}}


NARROWING = [
    (_with(), _with(pattern="^a"), "pattern-added", None),
    (_with(maxLength=9), _with(maxLength=5), "max-length-lowered", "max-length-lowered"),
    (_with(enum=["a", "b"]), _with(enum=["a"]), "enum-value-removed", "enum-value-removed"),
    ({"type": "number"}, {"type": "integer"}, "type-narrowed", "type-narrowed"),
    ({"type": ["string", "null"]}, {"type": "string"}, "became-not-nullable", "became-not-nullable"),
    ({"type": "object"}, {"type": "object", "propertyNames": {"pattern": "a"}}, "property-names-added", None),
    ({"oneOf": [_with(), {"type": "array"}]}, {"oneOf": [_with()]}, "one-of-removed", "one-of-removed"),
]


@pytest.mark.parametrize(("wide", "narrow", "narrowed", "_"), NARROWING)
def test_a_request_that_allows_less_breaks_and_a_response_does_not(
    wide: dict[str, Any], narrow: dict[str, Any], narrowed: str, _: str | None
) -> None:
    change = one(sent(wide), sent(narrow))
    assert change.level is Level.BREAKING
    assert change.id.startswith("request-")
    assert change.id.endswith(narrowed)
    assert one(answered(wide), answered(narrow)).level is Level.COMPATIBLE


@pytest.mark.parametrize(("wide", "narrow", "_", "narrowed"), [case for case in NARROWING if case[3]])
def test_a_response_that_allows_more_breaks_and_a_request_does_not(
    wide: dict[str, Any], narrow: dict[str, Any], _: str, narrowed: str
) -> None:
    assert one(sent(narrow), sent(wide)).level is Level.COMPATIBLE
    assert one(answered(narrow), answered(wide)).level in (Level.BREAKING, Level.POSSIBLY)


def test_what_is_said_in_another_way_is_no_change() -> None:
    shared = {"components": {"schemas": {"Money": _with(maxLength=3)}}}
    reference = {"$ref": "#/components/schemas/Money"}
    alike = [
        _with(maxLength=3),
        reference,
        {"allOf": [reference], "description": "what it costs"},
        {"allOf": [{"type": "object"}, {"properties": {"x": {**TEXT, "maxLength": 3}}}]},
    ]
    for old in alike:
        for new in alike:
            assert told(sent(old, **shared), sent(new, **shared)) == []


def test_a_choice_of_one_is_none() -> None:
    for keyword in ("oneOf", "anyOf", "allOf"):
        assert told(answered({keyword: [_with(maxLength=3)]}), answered(_with(maxLength=3))) == []
        assert told(answered({keyword: [_with(maxLength=3)]}), answered({keyword: [_with(maxLength=4)]})) == [
            ("breaking", "response-property-max-length-raised")
        ]


def test_a_schema_that_becomes_one_of_several_is_told_as_that() -> None:
    text, other = {"type": "string", "maxLength": 9}, {"type": "object", "properties": {"id": TEXT}}
    old = {"type": "object", "properties": {"card": text}}
    new = {"type": "object", "properties": {"card": {"anyOf": [text, other]}}}
    assert told(answered(old), answered(new)) == [("breaking", "response-property-alternatives-added")]
    assert told(sent(old), sent(new)) == [("compatible", "request-property-alternatives-added")]
    listed = {"type": "object", "properties": {"card": {"anyOf": [{**TEXT, "enum": ["a"]}, TEXT]}}}
    only = {"type": "object", "properties": {"card": {**TEXT, "enum": ["a"]}}}
    assert told(sent(listed), sent(only)) == [("breaking", "request-property-alternatives-removed")]


def test_a_limit_beside_a_list_of_values_binds_nothing() -> None:
    found = told(answered(_with(maxLength=9)), answered(_with(enum=["a", "b"])))
    assert found == [("compatible", "response-property-became-enum")]


def test_null_is_allowed_in_four_ways() -> None:
    listed = {"type": "object", "properties": {"x": {"type": ["string", "null"]}}}
    choice = {"type": "object", "properties": {"x": {"anyOf": [{"type": "null"}, TEXT]}}}
    assert told(answered(_with(nullable=True), version="3.0.3"), answered(listed)) == []
    assert told(answered(listed), answered(choice)) == []
    assert told(answered(_with()), answered(choice)) == [("breaking", "response-property-became-nullable")]


def test_null_is_allowed_by_the_mark_that_tools_of_swagger_made_up() -> None:
    marked = _with(**{"x-nullable": True})
    assert told(answered(_with()), answered(marked)) == [("breaking", "response-property-became-nullable")]
    assert told(sent(marked), sent(_with())) == [("breaking", "request-property-became-not-nullable")]
    assert told(answered(marked), answered(_with(nullable=True))) == []
    assert told(answered(_with()), answered(_with(**{"x-nullable": False}))) == []


def test_an_exclusive_limit_is_the_same_as_flag_and_as_number() -> None:
    old = {"type": "number", "maximum": 10, "exclusiveMaximum": True}
    assert told(sent(old, version="3.0.3"), sent({"type": "number", "exclusiveMaximum": 10})) == []


def test_a_limit_that_becomes_exclusive_is_one_limit_that_moves() -> None:
    old, new = ({"type": "number", "maximum": 20, "exclusiveMaximum": flag} for flag in (False, True))
    assert told(answered(old, version="3.0.3"), answered(new, version="3.0.3")) == [
        ("compatible", "response-body-exclusive-maximum-lowered")
    ]
    assert told(sent(old, version="3.0.3"), sent(new, version="3.0.3")) == [
        ("breaking", "request-body-exclusive-maximum-lowered")
    ]


def test_one_of_them_that_became_any_of_them_takes_no_less() -> None:
    one, other = _with(maxLength=3), {"type": "array"}
    assert told(sent({"oneOf": [one, other]}), sent({"anyOf": [one, other]})) == [
        ("compatible", "request-body-one-of-became-any-of")
    ]
    assert told(sent({"anyOf": [one, other]}), sent({"oneOf": [one]})) != []
    assert told(answered({"anyOf": [one, other]}), answered({"oneOf": [one, other]})) == [
        ("compatible", "response-body-any-of-became-one-of")
    ]


def test_what_a_discriminator_calls_alike_is_one() -> None:
    def shop(name: str) -> Any:
        reference = f"#/components/schemas/{name}"
        mapping = {"propertyName": "kind", "mapping": {"dog": reference}}
        choice = {"oneOf": [{"$ref": reference}, {"$ref": "#/components/schemas/Cat"}], "discriminator": mapping}
        pet = {"type": "object", "properties": {"kind": TEXT}}
        return answered(choice, components={"schemas": {name: pet, "Cat": pet}})

    assert {level for level, _ in told(shop("Dog"), shop("MyDog"))} == {"compatible"}


def test_one_of_several_ways_to_prove_who_calls_may_be_missed() -> None:
    def shop(*names: str) -> Any:
        return _operation(security=[{name: []} for name in names])

    assert told(shop("key", "token"), shop("key")) == [("possibly breaking", "security-alternative-removed")]
    assert told(shop("key"), shop("key", "token")) == [("compatible", "security-added")]


def test_a_shared_recursive_schema_is_told_once_with_all_its_operations() -> None:
    tree = {"$ref": "#/components/schemas/T"}

    def shop(kind: str) -> Any:
        node = {
            "type": "object",
            "properties": {
                "name": {"type": kind},
                "children": {"type": "array", "items": tree},
            },
        }
        answer = {"content": {"application/json": {"schema": tree}}}
        paths = {route: {"get": {"responses": {"200": answer, "404": answer}}} for route in ("/a", "/b")}
        return api(paths, components={"schemas": {"T": node}})

    (change,) = compare(shop("string"), shop("integer"))
    assert (change.id, change.operations) == ("response-property-type-changed", ("GET /a", "GET /b"))
    assert change.message == "response 200, name: type changed from string to integer"
    assert change.new == Place("api.json", "/components/schemas/T/properties/name/type")


def test_schemas_in_schemas_in_schemas_need_no_stack() -> None:
    def nested(leaf: str) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": leaf}
        for _ in range(450):
            schema = {"type": "object", "properties": {"x": schema}}
        return schema

    change = one(answered(nested("string")), answered(nested("integer")))
    assert change.id == "response-property-type-changed"
    assert change.subject.endswith(".x.x.x")


def test_parts_that_lead_back_to_themselves_end() -> None:
    def shop(**properties: Any) -> Any:
        leading = {"$ref": "#/components/schemas/T"}
        node = {"allOf": [leading, leading, {"anyOf": [leading, leading]}], "properties": properties}
        return sent(leading, components={"schemas": {"T": node}})

    assert told(shop(a=TEXT), shop(a=TEXT)) == []
    assert told(shop(a=TEXT), shop()) == [("possibly breaking", "request-property-removed")]
    assert told(shop(a=TEXT), sent(_with())) != []


def test_what_only_the_server_sets_breaks_no_request() -> None:
    assert told(sent(_with(readOnly=True)), sent(_with(readOnly=True, maxLength=3))) == [
        ("compatible", "request-read-only-property-max-length-added")
    ]


def test_what_narrows_that_which_is_not_allowed_widens_that_which_is() -> None:
    old, new = ({"not": _with(maxLength=limit)} for limit in (9, 5))
    assert told(sent(old), sent(new)) == [("compatible", "request-negated-property-max-length-lowered")]
    assert told(answered(old), answered(new)) == [("breaking", "response-negated-property-max-length-lowered")]


def test_a_webhook_is_read_by_who_is_called() -> None:
    def hook(schema: dict[str, Any]) -> Any:
        body = {"content": {"application/json": {"schema": schema}}}
        return api(webhooks={"paid": {"post": {"requestBody": body, "responses": {}}}})

    assert told(hook(_with(maxLength=5)), hook(_with(maxLength=9))) == [
        ("breaking", "webhook-request-property-max-length-raised")
    ]


def test_a_webhook_is_answered_by_who_is_called() -> None:
    def hook(required: bool, media: str, answer: str) -> Any:
        body = {"required": required, "content": {media: {}}}
        answers = {"200": {"description": "", "content": {answer: {}}}}
        return api(webhooks={"paid": {"post": {"requestBody": body, "responses": answers}}})

    one, other = hook(True, "application/json", "application/json"), hook(False, "text/csv", "application/vnd.a+json")
    assert told(one, other) == [
        ("breaking", "webhook-request-body-became-optional"),
        ("breaking", "webhook-request-body-media-type-removed"),
        ("breaking", "webhook-response-media-type-narrowed"),
        ("possibly breaking", "webhook-request-body-media-type-added"),
    ]
    assert ("compatible", "webhook-request-body-became-required") in told(other, one)
    assert ("compatible", "webhook-response-media-type-widened") in told(other, one)


def _operation(**keywords: Any) -> Any:
    return api({"/orders": {"get": {"responses": {}, **keywords}}})


def test_an_operation_is_removed_as_it_was_announced() -> None:
    gone = api({})
    today = Policy(date(2026, 6, 1))
    assert told(_operation(), gone, today) == [("breaking", "path-removed-without-deprecation")]
    assert told(_operation(deprecated=True), gone, today) == [("compatible", "path-removed-with-deprecation")]
    for end, expected in (("2026-06-02", "breaking"), ("2026-06-01", "compatible"), ("soon", "breaking")):
        ((level, _),) = told(_operation(deprecated=True, **{"x-sunset": end}), gone, today)
        assert level == expected, end


def test_an_end_that_comes_too_soon_breaks_where_days_are_asked_for() -> None:
    policy = Policy(date(2026, 6, 1), stable_days=90)
    soon = _operation(deprecated=True, **{"x-sunset": "2026-07-01"})
    assert told(_operation(), soon, policy) == [("breaking", "operation-sunset-too-near")]
    assert told(_operation(), soon, policy._replace(stable_days=30)) == [
        ("compatible", "operation-deprecated-with-sunset")
    ]
    assert told(_operation(), _operation(deprecated=True), policy) == [
        ("breaking", "operation-deprecated-without-sunset")
    ]


def _parameter(**keywords: Any) -> Any:
    return _operation(
        parameters=[{"name": "ids", "in": "query", "schema": {"type": "array", "items": TEXT}, **keywords}]
    )


def test_a_parameter_changes_place_style_and_need() -> None:
    assert told(_parameter(), _parameter(required=True)) == [("breaking", "request-parameter-became-required")]
    assert told(_parameter(), _parameter(explode=False)) == [("breaking", "request-parameter-explode-changed")]
    assert told(_parameter(), _parameter(style="pipeDelimited", explode=True)) == [
        ("breaking", "request-parameter-style-changed")
    ]
    assert ("breaking", "request-parameter-moved") in told(_parameter(), _parameter(**{"in": "header"}))


def test_a_variable_of_the_path_may_be_called_otherwise() -> None:
    def shop(name: str) -> Any:
        parameter = {"name": name, "in": "path", "required": True, "schema": TEXT}
        return api({f"/orders/{{{name}}}": {"get": {"parameters": [parameter], "responses": {}}}})

    assert told(shop("id"), shop("orderId")) == [("compatible", "request-parameter-renamed")]


def test_what_was_open_and_asks_for_credentials_may_break() -> None:
    schemes = {"components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}}

    def shop(**keywords: Any) -> Any:
        return api({"/orders": {"get": {"responses": {}, **keywords}}}, **schemes)

    assert told(shop(), shop(security=[{"key": []}])) == [("possibly breaking", "security-now-required")]
    assert told(shop(security=[{"key": []}]), shop(security=[])) == [("compatible", "security-removed")]


def test_changes_alike_stand_in_one_order_in_every_process() -> None:
    def shop(*flows: str) -> Any:
        stated = {name: {"tokenUrl": "https://shop.example", "scopes": {}} for name in flows}
        return api({}, components={"securitySchemes": {"login": {"type": "oauth2", "flows": stated}}})

    flows = ("password", "implicit", "clientCredentials", "authorizationCode", "deviceAuthorization")
    said = [change.message for change in compare(shop(*flows), shop())]
    assert said == [f"security scheme login: flow removed: {name}" for name in sorted(flows)]


def test_swagger_2_and_openapi_3_say_the_same() -> None:
    parameters = [
        {"name": "limit", "in": "query", "type": "integer", "maximum": 5},
        {"name": "order", "in": "body", "schema": _with(maxLength=3)},
    ]
    old = {
        "swagger": "2.0",
        "info": {"title": "Shop", "version": "1"},
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "paths": {
            "/orders": {"post": {"parameters": parameters, "responses": {"200": {"description": "", "schema": TEXT}}}}
        },
    }
    content = {"application/json": {"schema": TEXT}}
    new = api(
        {
            "/orders": {
                "post": {
                    "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 4}}],
                    "requestBody": {"content": {"application/json": {"schema": _with(maxLength=3)}}},
                    "responses": {"200": {"description": "", "content": content}},
                }
            }
        }
    )
    found = told(read_api(open_document("old.json", {"old.json": old})), new)
    assert found == [("breaking", "request-parameter-maximum-lowered")]


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        ("1.2.0", "1.2.0", "version-unchanged"),
        ("1.2.0", "1.1.9", "version-lowered"),
        ("1.2.0", "1.3.0", "major-version-unchanged"),
        ("1.2.0", "2.0.0", None),
        ("0.1.0", "0.2.0", None),
        ("1.0.0-rc.1", "1.0.0-rc.2", None),
        ("1.0.0-rc.1", "1.0.0-rc.1", "version-unchanged"),
        ("70", "71", None),
        ("2020-01-09", "2022-04-12", None),
    ],
)
def test_a_version_tells_of_what_breaks_where_it_is_a_semantic_one(old: str, new: str, kept: str | None) -> None:
    assert version_kept(old, new) == kept
