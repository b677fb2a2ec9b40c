"""Bodies, headers and parameters held against expectations under the matchers of Pact."""

from __future__ import annotations

import base64
import time
from typing import Any

import pytest

from assay.descriptions import pact
from assay.descriptions.pact import Mismatch

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def response(body: Any, rules: dict[str, Any] | None = None, kind: str = "application/json") -> pact.Response:
    stated = {"status": 200, "headers": {"Content-Type": kind}, "body": {"content": body, "contentType": kind}}
    return pact.read_response({**stated, "matchingRules": rules or {}}, 4)


def answered(expected: Any, actual: Any, **rules: Any) -> list[Mismatch]:
    """Bodies of a response under rules of the body, the place of each written with _ for nothing."""
    return pact.match_response(response(expected, {"body": rules}), response(actual))


def told(expected: Any, actual: Any, **rules: Any) -> list[str]:
    return [f"{found.place}: {found.message}" for found in answered(expected, actual, **rules)]


def rule(kind: str, **stated: Any) -> dict[str, Any]:
    return {"matchers": [{"match": kind, **stated}]}


@pytest.mark.parametrize(
    ("matcher", "good", "bad"),
    [
        ({"match": "type"}, "other", 5),
        ({"match": "regex", "regex": "[a-z]+"}, "abc", "abc1"),
        ({"match": "equality"}, "example", "other"),
        ({"match": "include", "value": "am"}, "example", "other"),
        ({"match": "integer"}, 3, 3.5),
        ({"match": "integer"}, 3, True),
        ({"match": "decimal"}, 3.5, 3),
        ({"match": "number"}, 3.5, "3.5"),
        ({"match": "boolean"}, False, "yes"),
        ({"match": "null"}, None, "null"),
        ({"match": "notEmpty"}, "x", ""),
        ({"match": "semver"}, "1.2.3-rc.1+5", "1.2"),
        ({"match": "date", "format": "yyyy-MM-dd"}, "2024-02-29", "2023-02-29"),
        ({"match": "time", "format": "HH:mm"}, "23:59", "24:00"),
        ({"match": "timestamp", "timestamp": "yyyy-MM-dd'T'HH:mm:ss"}, "2024-02-29T10:00:00", "2024-02-29 10:00:00"),
        ({"match": "datetime"}, "2024-02-29T10:00:00+01:00", "2024-02-29"),
        ({"match": "contentType", "value": "image/png"}, base64.b64encode(PNG).decode(), "R0lGODlh"),
    ],
    ids=lambda value: value["match"] if isinstance(value, dict) else None,
)
def test_a_matcher_accepts_what_it_means_and_nothing_else(matcher: dict[str, Any], good: Any, bad: Any) -> None:
    rules = {"$.at": {"matchers": [matcher]}}
    assert answered({"at": "example"}, {"at": good}, **rules) == []
    found = answered({"at": "example"}, {"at": bad}, **rules)
    assert [(one.place, one.unknown) for one in found] == [("$.at", False)]


def test_an_integer_is_no_decimal_and_true_is_no_number() -> None:
    assert told({"a": 1}, {"a": 1.0}) == ["$.a: expected 1, but was 1.0"]
    assert told({"a": 1}, {"a": True}) == ["$.a: expected 1, but was true (number, not boolean)"]


def test_rules_of_one_place_hold_together_or_one_is_enough() -> None:
    both = [{"match": "include", "value": "a"}, {"match": "include", "value": "b"}]
    for combine, actual, fails in (("AND", "ab", 0), ("AND", "a", 1), ("OR", "a", 0), ("OR", "c", 1)):
        found = answered({"x": ""}, {"x": actual}, **{"$.x": {"combine": combine, "matchers": both}})
        assert len(found) == fails, (combine, actual, found)


def test_a_rule_holds_for_all_below_until_a_nearer_one_says_otherwise() -> None:
    rules = {"$.order": rule("type"), "$.order.lines[*].sku": rule("equality")}
    expected = {"order": {"id": "o1", "lines": [{"sku": "A", "count": 1}]}}
    assert answered(expected, {"order": {"id": "o2", "lines": [{"sku": "A", "count": 7}]}}, **rules) == []
    wrong = {"order": {"id": "o2", "lines": [{"sku": "A", "count": 7}, {"sku": "B", "count": "7"}]}}
    assert told(expected, wrong, **rules) == [
        '$.order.lines[1].sku: expected "A", but was "B"',
        '$.order.lines[1].count: expected a number, but was "7"',
    ]


def test_a_minimum_is_of_the_list_it_stands_at_not_of_those_inside() -> None:
    rules = {"$.carts": rule("type", min=2)}
    assert answered({"carts": [[1]]}, {"carts": [[1], [2]]}, **rules) == []
    assert told({"carts": [[1]]}, {"carts": [[1, 2, 3]]}, **rules) == ["$.carts: expected at least 2, but there are 1"]


def test_each_variant_is_somewhere_in_the_list() -> None:
    rules = {
        "$.links": {
            "matchers": [
                {
                    "match": "arrayContains",
                    "variants": [
                        {"index": 0, "rules": {"$.href": rule("regex", regex="/orders/[0-9]+")}},
                        {"index": 1},
                    ],
                }
            ]
        }
    }
    expected = {"links": [{"rel": "self", "href": "/orders/1"}, {"rel": "cancel"}]}
    actual = [{"rel": "x"}, {"rel": "cancel", "href": "/c"}, {"rel": "self", "href": "/orders/77"}]
    assert answered(expected, {"links": actual}, **rules) == []
    assert told(expected, {"links": actual[:2]}, **rules) == [
        '$.links: has nothing like {"rel":"self","href":"/orders/1"}'
    ]


def test_what_nobody_can_tell_of_a_variant_or_an_alternative_is_no_mismatch() -> None:
    unread = {"index": 0, "rules": {"$.x": rule("matcher of a plugin")}}
    variants = {"$.a": {"matchers": [{"match": "arrayContains", "variants": [unread]}]}}
    assert [one.unknown for one in answered({"a": [{"x": 1}]}, {"a": [{"x": 2}]}, **variants)] == [True]
    other = {"$.a": {"combine": "OR", "matchers": [{"match": "equality"}, {"match": "matcher of a plugin"}]}}
    assert {one.unknown for one in answered({"a": {"x": 1}}, {"a": {"x": 2}}, **other)} == {True}


@pytest.mark.parametrize(
    "matcher",
    [
        {"match": "eachKey", "rules": [{"no": "matcher"}]},
        {"match": "eachValue", "rules": "integer"},
        {"match": "arrayContains", "variants": 5},
        {"match": "arrayContains", "variants": [{"index": 0, "rules": {"$.a": {"matchers": [{}]}}}]},
    ],
)
def test_what_cannot_be_read_inside_of_a_rule_is_told(matcher: dict[str, Any]) -> None:
    assert len(response({"at": []}, {"body": {"$.at": {"matchers": [matcher]}}}).rules.problems) == 1


def test_odd_numbers_and_classes_of_status_end_nothing() -> None:
    assert pact.read_response({"status": "²"}, 4).status is None
    assert pact.read_response({"status": "9" * 5_000}, 4).status is None
    odd = {"status": 200, "matchingRules": {"status": {"$": {"matchers": [{"match": "statusCode", "status": {}}]}}}}
    assert [one.unknown for one in pact.match_response(pact.read_response(odd, 4), response(1))] == [True]
    assert answered([1], [1, 2], **{"$": rule("type", min="²")}) == []


def test_keys_and_values_of_a_map_have_rules_of_their_own() -> None:
    rules = {
        "$.prices": {
            "matchers": [
                {"match": "eachKey", "rules": [{"match": "regex", "regex": "[A-Z]{3}"}], "value": "EUR"},
                {"match": "eachValue", "rules": [{"match": "integer"}], "value": 1},
            ]
        }
    }
    assert answered({"prices": {"EUR": 1}}, {"prices": {"USD": 5, "GBP": 6}}, **rules) == []
    found = told({"prices": {"EUR": 1}}, {"prices": {"usd": 5, "GBP": "6"}}, **rules)
    assert found == [
        '$.prices.usd: its key: "usd" does not satisfy regex "[A-Z]{3}"',
        '$.prices.GBP: "6" does not satisfy integer',
    ]
    assert (
        answered({"p": {"a": {"n": 1}}}, {"p": {"z": {"n": 2}}}, **{"$.p": rule("values"), "$.p.*.n": rule("type")})
        == []
    )


def test_requests_are_strict_and_responses_are_loose() -> None:
    asked = pact.read_request({"method": "post", "path": "/o", "body": {"content": {"a": 1}}}, 4)
    sent = pact.read_request({"method": "POST", "path": "/o", "body": {"content": {"a": 1, "b": 2}}}, 4)
    assert [found.message for found in pact.match_request(asked, sent)] == ['has "b", which is not expected']
    assert answered({"a": 1}, {"a": 1, "b": 2}) == []


@pytest.mark.parametrize(
    ("status", "good", "bad"),
    [("success", 204, 301), ("clientError", 404, 500), ("nonError", 302, 400), ([200, 201], 201, 202)],
)
def test_a_status_may_be_a_class(status: Any, good: int, bad: int) -> None:
    expected = pact.read_response({"status": 200, "matchingRules": {"status": rule("statusCode", status=status)}}, 4)
    assert pact.match_response(expected, pact.Response(good)) == []
    assert [found.part for found in pact.match_response(expected, pact.Response(bad))] == ["status"]


def test_headers_have_rules_lists_and_parameters() -> None:
    def match(expected: dict[str, Any], actual: dict[str, Any], **rules: Any) -> list[str]:
        wanted = pact.read_response({"status": 200, "headers": expected, "matchingRules": {"header": rules}}, 4)
        found = pact.match_response(wanted, pact.read_response({"status": 200, "headers": actual}, 4))
        return [f"{one.place}: {one.message}" for one in found]

    assert match({"Vary": "Accept, Origin"}, {"vary": ["Accept", "Origin"]}) == []
    assert match({"Content-Type": "application/json"}, {"content-type": "application/json; charset=utf-8"}) == []
    assert match({"X-Id": "1"}, {}) == ["x-id: is missing"]
    assert match({"X-Id": "1"}, {"x-id": "22"}, **{"X-ID": rule("regex", regex="\\d+")}) == []
    assert match({"Vary": ["a", "b"]}, {"Vary": ["a", "c"]}, **{"vary[1]": rule("include", value="c")}) == []


def test_parameters_have_rules_and_an_order() -> None:
    def match(expected: Any, actual: str, version: int = 4, **rules: Any) -> list[str]:
        wanted = pact.read_request(
            {"method": "GET", "path": "/", "query": expected, "matchingRules": {"query": rules}}, version
        )
        found = pact.match_request(wanted, pact.read_request({"method": "GET", "path": "/", "query": actual}, 2))
        return [f"{one.place}: {one.message}" for one in found]

    assert match("b=2&a=1", "a=1&b=2", version=2) == []
    assert match({"a": ["1", "2"]}, "a=2&a=1") != []
    assert match({"a": ["1"]}, "a=7&a=8", a=rule("type", min=1)) == []
    assert match({"a": ["1"]}, "a=7&a=x", a=rule("integer")) == ['a: "x" does not satisfy integer']
    assert match({"a": ["1"]}, "a=1&c=3") == ["c: the parameter is not expected"]


def test_xml_is_compared_by_name_namespace_and_text() -> None:
    def match(expected: str, actual: str, **rules: Any) -> list[str]:
        wanted = response(expected, {"body": rules}, "application/xml")
        answer = response(actual, kind="application/xml; charset=utf-8")
        return [one.message for one in pact.match_response(wanted, answer)]

    assert match("<a xmlns:p='urn:x'><p:b>1</p:b></a>", "<a xmlns:q='urn:x'><q:b>1</q:b></a>") == []
    assert match("<a xmlns='urn:x'/>", "<a/>") == ["expected <urn:x:a>, but was <a>"]
    rules = {"$.a.b": rule("type", min=0), "$.a.b['#text']": rule("integer")}
    assert match("<a><b>1</b></a>", "<a><b>2</b><b>x</b></a>", **rules) == ['"x" does not satisfy integer']


def test_forms_and_parts_are_compared_field_by_field() -> None:
    form = "application/x-www-form-urlencoded"
    wanted = response("card=1&amount=5", {"body": {"$.amount": rule("integer")}}, form)
    assert pact.match_response(wanted, response("amount=77&card=1", kind=form)) == []
    assert [one.place for one in pact.match_response(wanted, response("amount=x&card=1", kind=form))] == ["amount"]

    def parts(photo: bytes, boundary: str) -> pact.Response:
        lines = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n'.encode(),
            f'--{boundary}\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\n'.encode(),
            b"Content-Type: image/png\r\n\r\n" + photo + f"\r\n--{boundary}--\r\n".encode(),
        ]
        content = base64.b64encode(b"".join(lines)).decode()
        stated = {"content": content, "encoded": "base64", "contentType": f"multipart/form-data; boundary={boundary}"}
        rules = {"body": {"$.photo": rule("contentType", value="image/png")}}
        return pact.read_response({"status": 200, "body": stated, "matchingRules": rules}, 4)

    assert pact.match_response(parts(PNG, "one"), parts(PNG + b"more", "two")) == []
    assert [one.place for one in pact.match_response(parts(PNG, "one"), parts(b"GIF89a", "two"))] == ["$.photo"]


def test_a_matcher_of_a_plugin_leaves_the_verdict_open() -> None:
    found = answered({"a": 1}, {"a": 2}, **{"$.a": rule("protobuf:field")})
    assert [(one.message, one.unknown) for one in found] == [("the matcher protobuf:field is not known here", True)]
    assert [one.unknown for one in answered({"a": "x"}, {"a": "y"}, **{"$.a": rule("regex", regex="(")})] == [True]
    stated = [{"match": "regex", "regex": "("}, {"match": "type"}]
    assert answered({"a": "x"}, {"a": "y"}, **{"$.a": {"combine": "OR", "matchers": stated}}) == []


def test_the_content_type_of_messages_is_in_their_metadata() -> None:
    wanted = pact.read_message({"contents": {"a": 1}, "metadata": {"contentType": "application/json", "topic": "o"}}, 3)
    sent = {"contents": {"a": 1, "b": 2}, "metadata": {"contentType": "application/json; charset=utf-8", "topic": "o"}}
    assert pact.match_message(wanted, pact.read_message(sent, 3)) == []
    other = pact.match_message(wanted, pact.read_message({**sent, "metadata": {"topic": "p"}}, 3))
    assert [(one.part, one.place) for one in other] == [("metadata", "contentType"), ("metadata", "topic")]


def test_hostile_bodies_and_patterns_end_soon() -> None:
    started = time.monotonic()
    bomb = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx">]><a>&x;</a>'
    found = pact.match_response(response("<a/>", kind="application/xml"), response(bomb, kind="application/xml"))
    assert [(one.message, one.unknown) for one in found] == [
        ("the body has entities of its own, which are not read", True)
    ]
    elsewhere = [f'<!DOCTYPE a SYSTEM "a.dtd"><a>&{name};</a>' for name in ("x", "y")]
    wanted, sent = (response(body, kind="application/xml") for body in elsewhere)
    assert [one.unknown for one in pact.match_response(wanted, sent)] == [True]
    deep: Any = 1
    for _ in range(400):
        deep = [deep]
    assert [one.unknown for one in answered(deep, deep)] == [True]
    assert [one.unknown for one in answered(deep, deep, **{"$": rule("equality")})] == [True]
    evil = rule("regex", regex="(a+)+b")
    assert len(answered({"a": "a"}, {"a": "a" * 5000}, **{"$.a": evil})) == 1
    slow = rule("regex", regex=r"(?:(a|a)*\1b)|a*")
    assert [one.unknown for one in answered({"a": "a"}, {"a": "a" * 40}, **{"$.a": slow})] == [True]
    many = {"$.l": {"matchers": [{"match": "arrayContains", "variants": [{"index": n} for n in range(3000)]}]}}
    found = answered({"l": [[n] for n in range(3000)]}, {"l": [[-1]] * 3000}, **many)
    assert found
    assert time.monotonic() - started < 20
