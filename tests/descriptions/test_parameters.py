"""Parameters in every style: the table of examples of OpenAPI 3.1 section 4.8.12.2, and what goes beyond it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.descriptions.parameters import ABSENT, Form, ParameterReader, Sent, cookies_of, pairs_of

LIST = {"type": "array", "items": {"type": "string"}}
RGB = {"type": "object", "properties": {name: {"type": "integer"} for name in "RGB"}}
COLOURS, COLOUR = ["blue", "black", "brown"], {"R": 100, "G": 200, "B": 150}


def sent(location: str, raw: str, name: str = "color") -> Sent:
    return Sent(
        {name: raw} if location == "path" else {},
        pairs_of(raw) if location in ("query", "querystring") else [],
        {name.lower(): raw} if location == "header" else {},
        cookies_of(raw) if location == "cookie" else {},
    )


@pytest.mark.parametrize(
    ("location", "style", "explode", "schema", "raw", "value"),
    [
        ("path", "matrix", False, {"type": "string"}, ";color=blue", "blue"),
        ("path", "matrix", False, LIST, ";color=blue,black,brown", COLOURS),
        ("path", "matrix", False, RGB, ";color=R,100,G,200,B,150", COLOUR),
        ("path", "matrix", True, LIST, ";color=blue;color=black;color=brown", COLOURS),
        ("path", "matrix", True, RGB, ";R=100;G=200;B=150", COLOUR),
        ("path", "label", False, {"type": "string"}, ".blue", "blue"),
        ("path", "label", False, LIST, ".blue,black,brown", COLOURS),
        ("path", "label", False, RGB, ".R,100,G,200,B,150", COLOUR),
        ("path", "label", True, LIST, ".blue.black.brown", COLOURS),
        ("path", "label", True, RGB, ".R=100.G=200.B=150", COLOUR),
        ("path", "simple", False, LIST, "blue,black,brown", COLOURS),
        ("path", "simple", False, RGB, "R,100,G,200,B,150", COLOUR),
        ("path", "simple", True, RGB, "R=100,G=200,B=150", COLOUR),
        ("header", "simple", False, LIST, "blue, black, brown", COLOURS),
        ("header", "simple", True, RGB, "R=100,G=200,B=150", COLOUR),
        ("query", "form", False, LIST, "color=blue,black,brown", COLOURS),
        ("query", "form", False, RGB, "color=R,100,G,200,B,150", COLOUR),
        ("query", "form", True, LIST, "color=blue&color=black&color=brown", COLOURS),
        ("query", "form", True, RGB, "R=100&G=200&B=150&page=2", COLOUR),
        ("query", "spaceDelimited", False, LIST, "color=blue%20black%20brown", COLOURS),
        ("query", "spaceDelimited", False, RGB, "color=R%20100%20G%20200%20B%20150", COLOUR),
        ("query", "pipeDelimited", False, LIST, "color=blue|black|brown", COLOURS),
        ("query", "pipeDelimited", False, LIST, "color=blue%7Cblack%7Cbrown", COLOURS),
        ("query", "pipeDelimited", False, RGB, "color=R%7C100%7CG%7C200%7CB%7C150", COLOUR),
        ("query", "tabDelimited", False, LIST, "color=blue%09black", ["blue", "black"]),
        ("query", "deepObject", True, RGB, "color%5BR%5D=100&color[G]=200&color[B]=150", COLOUR),
        ("cookie", "form", False, LIST, "session=1; color=blue,black,brown", COLOURS),
        ("cookie", "cookie", True, RGB, "R=100; G=200; B=150", COLOUR),
    ],
)
def test_styles_of_the_specification(
    location: str, style: str, explode: bool, schema: dict[str, Any], raw: str, value: Any
) -> None:
    assert ParameterReader(Form("color", location, style, explode), schema).read(sent(location, raw)) == value


@pytest.mark.parametrize(
    ("schema", "raw", "value"),
    [
        ({"type": "integer"}, "q=10", 10),
        ({"type": "integer"}, "q=ten", "ten"),
        ({"type": "string"}, "q=10", "10"),
        ({"type": ["integer", "null"]}, "q=null", None),
        ({"anyOf": [{"type": "number"}, {"type": "string"}]}, "q=1.5", 1.5),
        ({"$ref": "#/$defs/flag", "$defs": {"flag": {"type": "boolean"}}}, "q=true", True),
        ({"allOf": [{"type": "array"}, {"items": {"type": "integer"}}]}, "q=1&q=2", [1, 2]),
        ({"enum": [1, 2]}, "q=2", 2),
        (LIST, "q[]=a&q[]=b", ["a", "b"]),
        (LIST, "p=1", ABSENT),
        ({"type": "integer"}, "q=" + "9" * 5000, "9" * 5000),
    ],
)
def test_values_are_typed_as_the_schema_allows(schema: dict[str, Any], raw: str, value: Any) -> None:
    assert ParameterReader(Form("q", "query"), schema).read(sent("query", raw, "q")) == value


def test_a_value_may_be_a_document() -> None:
    form = Form("filter", "query", media_type="application/json")
    assert ParameterReader(form, {"type": "object"}).read(sent("query", "filter=%7B%22a%22%3A%5B1%5D%7D")) == {"a": [1]}
    whole = Form("", "querystring", media_type="application/x-www-form-urlencoded")
    schema = {"type": "object", "properties": {"size": {"type": "integer"}}}
    assert ParameterReader(whole, schema).read(sent("querystring", "size=3&name=a+b")) == {"size": 3, "name": "a b"}


def test_a_deep_object_goes_deep() -> None:
    schema = {
        "type": "object",
        "properties": {
            "created": {"type": "object", "properties": {"gte": {"type": "integer"}}},
            "tags": LIST,
            "ids": {"type": "array", "items": {"type": "integer"}},
        },
    }
    raw = "f[created][gte]=5&f[tags][]=a&f[tags][]=b&f[ids]=1,2"
    reader = ParameterReader(Form("f", "query", "deepObject", True), schema)
    assert reader.read(sent("query", raw, "f")) == {"created": {"gte": 5}, "tags": ["a", "b"], "ids": [1, 2]}
    assert reader.takes("f[created][gte]")
    assert not reader.takes("g[created]")


def test_whose_a_name_in_the_query_is() -> None:
    exploded = ParameterReader(Form("color", "query"), RGB)
    assert [exploded.takes(name) for name in ("R", "color", "page")] == [True, True, False]
    assert ParameterReader(Form("color", "query", "form", False), RGB).takes("R") is False
    assert ParameterReader(Form("color", "header"), LIST).takes("color") is False


@settings(deadline=None)
@given(st.lists(st.text(min_size=1), min_size=2), st.sampled_from([("form", ","), ("pipeDelimited", "|")]))
def test_encoded_items_come_back_as_they_were(items: list[str], style: tuple[str, str]) -> None:
    reader = ParameterReader(Form("q", "query", style[0], False), LIST)
    raw = style[1].join(quote(item, safe="") for item in items)
    assert reader.read(Sent({}, [("q", raw)], {}, {})) == items


@settings(deadline=None)
@given(
    st.text(),
    st.sampled_from(["simple", "label", "matrix", "form", "deepObject", "pipeDelimited", "cookie"]),
    st.booleans(),
)
def test_whatever_is_sent_is_read(raw: str, style: str, explode: bool) -> None:
    for location in ("path", "query", "header", "cookie"):
        for schema in (LIST, RGB, {"type": ["integer", "null"]}):
            ParameterReader(Form("color", location, style, explode), schema).read(sent(location, f"color{raw}"))
