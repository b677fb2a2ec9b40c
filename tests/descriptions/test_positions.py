"""Places are found where a reader would point at, in JSON and YAML alike."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.descriptions.pointers import joined
from assay.descriptions.positions import locate

JSON = b"""{
  "paths": {
    "/a~b": {"get": {"responses": {"200": {}}}},
    "skipped": {"get": [1, {"get": "}"}]}
  },
  "tags": ["x", {"name": "\xf0\x9f\x98\x80", "late": 1}],
  "paths": {"/a~b": {"get": 1}}
}
"""
YAML = b"""\
# a remark
paths:
  '/a~b':
    get: &get {responses: {"200": {}}}
  other: *get
  skipped:
    - get: {get: 1}
tags:
  - x
  - name: \xf0\x9f\x98\x80
    late: 1
"""


@pytest.mark.parametrize(
    ("data", "pointer", "place"),
    [
        (JSON, "", (1, 1)),
        (JSON, "/paths", (7, 3)),
        (JSON, "/paths/~1a~0b/get", (7, 22)),
        (JSON, "/tags/0", (6, 12)),
        (JSON, "/tags/1/late", (6, 32)),
        (JSON, "/tags/1/late/deeper/still", (6, 32)),
        (JSON, "/gone", (1, 1)),
        (YAML, "", (2, 1)),
        (YAML, "/paths/~1a~0b/get/responses/200", (4, 28)),
        (YAML, "/paths/other/responses", (5, 3)),
        (YAML, "/paths/skipped/0/get", (7, 7)),
        (YAML, "/tags/0", (9, 5)),
        (YAML, "/tags/1/late", (11, 5)),
        (YAML, "/tags/7", (8, 1)),
    ],
)
def test_a_place_is_that_of_the_key_or_item(data: bytes, pointer: str, place: tuple[int, int]) -> None:
    assert locate(data, [pointer]) == {pointer: place}
    assert locate(data, [pointer, "/paths", "/tags/1/name"])[pointer] == place, "whatever else is asked for"


def test_yaml_may_begin_as_json_does() -> None:
    assert locate(b"{type: integer,\n items: {a: 1}}", ["/items/a", ""]) == {"/items/a": (2, 10), "": (1, 1)}


def test_columns_are_counted_as_editors_count() -> None:
    data = '{"\U0001f600": 1, "b": 2}'.encode()
    assert locate(data, ["/b"]) == {"/b": (1, 11)}


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe\xfd", b"[" * 100_000, b'{"a": {"b": ', b"a: [", b"\t- x"])
def test_what_cannot_be_read_has_no_places_but_those_before_the_break(data: bytes) -> None:
    found = locate(data, ["/a/b"])
    assert set(found) <= {"/a/b"}


_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("aé\"\\/~ \n{}[]:,'#&*-", max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab/~\"{}' :", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


def _walk(value: Any, pointer: str = "") -> Any:
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        below = joined(pointer, key)
        yield below, key, inner
        yield from _walk(inner, below)


@settings(deadline=None)
@given(st.dictionaries(st.text("ab/~", min_size=1, max_size=3), _VALUES, min_size=1, max_size=4), st.booleans())
def test_every_place_holds_its_key(value: Any, as_yaml: bool) -> None:
    text = yaml.safe_dump(value, allow_unicode=True) if as_yaml else json.dumps(value, indent=1, ensure_ascii=False)
    members = [(pointer, key) for pointer, key, _ in _walk(value)]
    found = locate(text.encode(), [pointer for pointer, _ in members])
    lines = text.split("\n")
    for pointer, key in members:
        line, column = found[pointer]
        rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        if isinstance(key, str):
            loader = yaml.SafeLoader if as_yaml else None
            read = yaml.load(_first_key(rest), Loader=loader) if loader else json.JSONDecoder().raw_decode(rest)[0]
            assert read == key


def _first_key(text: str) -> str:
    """The key that a block mapping begins with, as YAML writes it."""
    token = next(t for t in yaml.scan(text) if isinstance(t, yaml.ScalarToken))
    return json.dumps(token.value)
