"""References lead to their places, across files and formats, and what leads nowhere is told."""

from __future__ import annotations

import json

import pytest

from assay.descriptions.decoding import decode
from assay.descriptions.document import Document, Node, open_document
from assay.descriptions.errors import DescriptionError

ROOT = b"""
openapi: 3.1.0
paths:
  /orders/{id}: {$ref: 'parts/order.yaml#/~1orders~1%7Bid%7D'}
  /loop: {$ref: '#/paths/~1pool'}
  /pool: {$ref: '#/paths/~1loop'}
  /gone: {$ref: 'parts/none.yaml'}
  /far: {$ref: 'https://api.example/all.yaml#/x'}
components:
  schemas:
    Order: {$ref: 'parts/order.json#/definitions/Order'}
    Line: {$ref: '#amount'}
    Named: {$ref: 'https://shop.example/order'}
    Through: {$ref: '#/components/schemas/Order/properties/lines'}
"""
PART = b"""
/orders/{id}:
  get: {responses: {'200': {$ref: '../common.json#/ok'}}}
"""
ORDER = {
    "definitions": {
        "Order": {"$id": "https://shop.example/order", "properties": {"lines": {"items": {"$ref": "#/definitions/L"}}}},
        "L": {"$anchor": "amount", "type": "object"},
    }
}
FILES = {
    "api/root.yaml": ROOT,
    "api/parts/order.yaml": PART,
    "api/parts/order.json": json.dumps(ORDER).encode(),
    "api/common.json": b'{"ok": {"description": "well"}}',
}


@pytest.fixture
def document() -> Document:
    return open_document("api/root.yaml", FILES)


def test_a_reference_into_another_file_leads_on_from_there(document: Document) -> None:
    found = document.child(document.root_node(), "paths", "/orders/{id}", "get", "responses", "200")
    assert found == Node({"description": "well"}, "api/common.json", "/ok")


def test_json_and_yaml_refer_to_each_other(document: Document) -> None:
    found = document.child(document.root_node(), "components", "schemas", "Order", "properties", "lines", "items")
    assert found is not None
    assert (found.path, found.pointer) == ("api/parts/order.json", "/definitions/L")


@pytest.mark.parametrize("name", ["/loop", "/gone", "/far", "/unheard"])
def test_what_leads_nowhere_is_none(document: Document, name: str) -> None:
    assert document.child(document.root_node(), "paths", name) is None


def test_places_are_found_by_the_names_they_give_themselves(document: Document) -> None:
    schemas = document.child(document.root_node(), "components", "schemas")
    assert schemas is not None
    named = document.child(schemas, "Named")
    assert named is not None and named.pointer == "/definitions/Order"
    assert document.child(schemas, "Line") is None, "an anchor is one of its own file"
    assert document.resolve("#amount", "api/parts/order.json") is not None


def test_a_file_is_no_part_because_it_was_asked_for_its_names() -> None:
    document = open_document("api/root.yaml", {**FILES, "other.json": b'{"$id": "https://x/", "$defs": [{}]}'})
    assert document.resolve("https://api.example/all.yaml", "api/root.yaml") is None
    assert list(document.files) == ["api/root.yaml"]
    assert document.resolve("https://x/#/$defs/0", "api/root.yaml") == Node({}, "other.json", "/$defs/0")
    assert list(document.files) == ["api/root.yaml", "other.json"]


@pytest.mark.parametrize("key", ["²", "٣", "-1", "1.0", "9" * 5_000, ""])
def test_what_is_no_number_of_an_item_leads_nowhere(key: str) -> None:
    document = open_document("a.json", {"a.json": {"openapi": "3.1.0", "tags": [{}]}})
    assert document.resolve(f"#/tags/{key}", "a.json") is None


def test_a_pointer_may_lead_through_a_reference(document: Document) -> None:
    found = document.child(document.root_node(), "components", "schemas", "Through")
    assert found is not None and found.pointer == "/definitions/Order/properties/lines"


def test_a_part_that_cannot_be_read_is_a_problem_not_an_end() -> None:
    root = b'{"openapi": "3.0.0", "paths": {"/a": {"$ref": "b.json#/a"}}}'
    document = open_document("a.json", {"a.json": root, "b.json": b'{"a": '})
    assert document.child(document.root_node(), "paths", "/a") is None
    assert [(problem.kind, problem.path) for problem in document.problems] == [("reference", "b.json")]


def test_what_states_no_format_is_no_description() -> None:
    with pytest.raises(DescriptionError, match="states none of openapi"):
        open_document("a.json", {"a.json": b'{"info": {}}'})


@pytest.mark.parametrize(
    "text",
    ['{"a": 1, "b": [{"c": 1, "c": 2}], "b\\u0022": "\\""}', 'a: 1\nb:\n- c: 1\n  c: 2\n"b\\"": "\\""\n'],
    ids=["JSON", "YAML"],
)
def test_a_key_that_stands_twice_is_told(text: str) -> None:
    decoded = decode(text.encode(), "x")
    assert decoded.duplicates == ("/b/0/c",)
    assert decoded.value == {"a": 1, "b": [{"c": 2}], 'b"': '"'}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a:\n  b: [\n    1\n  ]\n", ("/a/b",)),
        ("a:\n- {x: 1,\ny: 2}\n- c: {\n  }\n", ("/a/0", "/a/1/c")),
        ("a:\n  b: 'one\n\n  two'\n", ("/a/b",)),
        ("a: [[1,\n2], [\n3]]\n", ("/a",)),
        ("a:\n  b: [\n    1\n   ]\n  c: {\n# said\n\n    d: 1}\n  e: 'one\n\n    two'\n", ()),
        ("a: &x\n  b: [\n  1]\n", ()),
        ("{a: [\n1\n]}\n", ()),
        ("a: |\n  [\n  ]\nb: [1,\n 2]\n", ()),
    ],
    ids=("list", "items", "quotes", "nested", "further in", "behind an anchor it is not known", "no block", "scalars"),
)
def test_what_goes_on_no_further_in_than_its_block_is_told(text: str, places: tuple[str, ...]) -> None:
    assert decode(text.encode(), "a.yaml").outdented == places


def test_yaml_means_what_version_1_2_says() -> None:
    text = b"""
    country: no
    day: 2024-07-15
    clock: 12:30
    octal: 010
    hex: 0x1F
    share: 1.5e3
    quoted: '1'
    200: {empty: }
    base: &base {a: 1, b: 2}
    derived: {<<: *base, b: 3}
    """
    assert decode(text, "x").value == {
        "country": "no",
        "day": "2024-07-15",
        "clock": "12:30",
        "octal": 10,
        "hex": 31,
        "share": 1500.0,
        "quoted": "1",
        "200": {"empty": None},
        "base": {"a": 1, "b": 2},
        "derived": {"a": 1, "b": 3},
    }


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"openapi": "3.0.0", ', r"is not JSON: .*line 1, column 22"),
        (b"openapi: 3.0.0\npaths: {a: [", r"is not YAML: .*line 3"),
        (b"a: &a [*a]", "would hold itself"),
        (b"- " * 30_000 + b"x", "nests deeper than 200 levels"),
        (b"[" * 200_000, "nests too deep"),
        (b"a: " + b"[" * 100_000, "nests deeper than 200 levels"),
        (b"? [a]\n: b", "a key that is no text"),
        (b"a: \xff\xfe\xfa", "is not UTF-8"),
        (
            b"a: &a [x, x, x, x, x, x, x, x, x]\n"
            + b"".join(
                b"%c: &%c [%s]\n" % (name, name, b", ".join([b"*%c" % before] * 9))
                for before, name in zip(b"abcdefghijk", b"bcdefghijkl", strict=True)
            ),
            "with its aliases written out",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(data: bytes, said: str) -> None:
    with pytest.raises(DescriptionError, match=said):
        decode(data, "x")


def test_yaml_may_begin_as_json_does() -> None:
    assert decode(b"{type: integer}", "line.yaml").value == {"type": "integer"}
    with pytest.raises(DescriptionError, match="is not JSON"):
        decode(b"{type: integer}", "line.json")
