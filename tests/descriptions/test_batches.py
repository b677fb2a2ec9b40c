"""Of exchanges that are asked together, each is told as it is: what others are neither helps nor harms it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.descriptions.batches import Exchanges, judged
from assay.descriptions.document import open_document
from assay.descriptions.openapi import read_api
from assay.descriptions.parameters import ABSENT
from assay.descriptions.validating import UNSEEN, Contract

_ORDER = {"type": "object", "required": ["total"], "properties": {"total": {"type": "integer"}}}
_GOOD = '{"total": 1}'


def _contracts(schema: Any = _ORDER) -> list[Contract]:
    content = {"application/json": {"schema": schema}}
    operation = {"requestBody": {"content": content}, "responses": {"200": {"description": "", "content": content}}}
    root = {
        "openapi": "3.1.0",
        "info": {"title": "", "version": ""},
        "paths": {"/orders": {"post": operation, "put": operation}},
    }
    document = open_document("api.json", {"api.json": root})
    return [Contract(document, one) for one in read_api(document).operations]


def _valid(contracts: list[Contract], bodies: list[str]) -> list[bool | None]:
    """What is said of the bodies of requests, which the answers repeat."""
    kind = "application/json"
    rows = [("POST", {}, "", {}, kind, body, 200, kind, {}, body) for body in bodies]
    found = judged(contracts, Exchanges(*zip(*rows, strict=True)))
    told = [(asked.body, answered.body) for asked, answered in filter(None, found) if answered is not None]
    assert len(told) == len(bodies) and all(asked is answered for asked, answered in told)
    return [asked for asked, _ in told]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([_GOOD, '{"total": "1"}', "{}", "[1]", '{"total": 2, "at": []}']), min_size=1, max_size=90)
)
def test_of_many_each_is_told_as_it_is(bodies: list[str]) -> None:
    contract = _contracts()[0]
    assert _valid([contract] * len(bodies), bodies) == [
        body.startswith('{"total": ') and '"1"' not in body for body in bodies
    ]


@pytest.mark.parametrize("place", [0, 1, 31, 32, 33, 63, 64, 99])
def test_one_among_many_is_found_wherever_it_stands(place: int) -> None:
    bodies = [_GOOD] * 100
    bodies[place] = "{}"
    assert [number for number, valid in enumerate(_valid(_contracts()[:1] * 100, bodies)) if not valid] == [place]


@pytest.mark.parametrize(
    "pieces",
    [
        ["1,2"],
        ["1 2"],
        ["1\n2"],
        ["1", "]", "[", "1"],
        ["1][1"],
        ["[1", "2]"],
        ["[1", "2]", "3,4"],
        ['{"total":1', '"at":2}'],
        ['"a', 'b"'],
        ['"a', 'b"', "1,2"],
        ["", "1,2"],
        ["1,", "2"],
        ["/*", "*/"],
        ["1", "2]//"],
        ["null", "nul", "l"],
        ["\ud800"],
        ["[" * 5_000 + "]" * 5_000],
    ],
)
def test_what_is_no_json_by_itself_is_not_known_and_harms_no_other(pieces: list[str]) -> None:
    whole = {"1", "2", "null"}
    bodies = [_GOOD, *pieces, _GOOD]
    contract = _contracts(True)[0]
    assert _valid([contract] * len(bodies), bodies) == [True if one in (_GOOD, *whole) else None for one in bodies]


_SOME = st.sampled_from([_GOOD, "{}", ABSENT, UNSEEN])


@settings(deadline=None)
@given(st.lists(_SOME, min_size=2, max_size=6), _SOME)
def test_what_has_a_body_is_told_apart_from_what_has_none(bodies: list[Any], other: Any) -> None:
    told = {_GOOD: True, "{}": False, ABSENT: True, UNSEEN: None}
    kind = "application/json"
    for sides in ([(one, other) for one in bodies], [(other, one) for one in bodies]):
        rows = [("POST", {}, "", {}, kind, asked, 200, kind, {}, answered) for asked, answered in sides]
        found = judged(_contracts()[:1] * len(rows), Exchanges(*zip(*rows, strict=True)))
        stands = [tuple(side and side.body for side in verdict) for verdict in found if verdict is not None]
        assert stands == [(told[asked], told[answered]) for asked, answered in sides]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["HEAD", "POST"]), min_size=1, max_size=6))
def test_the_answer_to_a_head_is_held_against_no_schema(methods: list[str]) -> None:
    kind = "application/json"
    rows = [(method, {}, "", {}, kind, ABSENT, 200, kind, {}, _GOOD) for method in methods]
    found = judged(_contracts()[:1] * len(rows), Exchanges(*zip(*rows, strict=True)))
    answers = [verdict[1] for verdict in found if verdict is not None and verdict[1] is not None]
    assert [one.body_schema is not None for one in answers] == [method == "POST" for method in methods]


def test_operations_stay_apart() -> None:
    strict, lax = _contracts()[0], _contracts({})[1]
    assert _valid([strict, lax] * 3, ["[]"] * 6) == [False, True] * 3


def test_what_goes_nowhere_is_not_judged_and_what_is_not_answered_has_no_answer() -> None:
    contract, kind = _contracts()[0], "application/json"
    rows = [("POST", {}, "", {}, kind, _GOOD, status, None, None, ABSENT) for status in (200, 0, 0)]
    found = judged([None, contract, contract], Exchanges(*zip(*rows, strict=True)))
    assert found[0] is None
    assert [verdict and (verdict[0].body, verdict[1]) for verdict in found[1:]] == [(True, None)] * 2
