"""What a recording holds, by kind; what could not be searched is told."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

import seeding
from assay.collectors import har
from assay.model import Source
from assay.tables.security import RecordingExposure

JWT = seeding.PLACEHOLDERS["{{jwt}}"]


def exposures(*contents: dict[str, Any]) -> dict[str, RecordingExposure]:
    entries = [
        {"request": {"method": "GET", "url": "https://x.test/"}, "response": {"status": 200, "content": content}}
        for content in contents
    ]
    rows = har.read(Source("a.har", json.dumps({"log": {"entries": entries}}).encode()))
    return {row.kind: row for row in rows if isinstance(row, RecordingExposure)}


def encoded(text: str, mime: str) -> dict[str, Any]:
    return {"mimeType": mime, "encoding": "base64", "text": base64.b64encode(text.encode()).decode()}


def test_there_is_a_row_for_each_kind() -> None:
    found = exposures({"mimeType": "application/json", "text": '{"a": 1}'})
    assert set(found) == {"secret", "card_number", "test_card", "security_code", "mailbox"}
    assert {row.found for row in found.values()} == {0}
    assert {row.entries for row in found.values()} == {1}


def test_what_is_found_is_counted_and_the_first_is_named() -> None:
    text = json.dumps({"clientToken": JWT, "cvv": seeding.PLACEHOLDERS["{{cvv}}"]})
    found = exposures({"text": "{}"}, {"text": text}, {"text": json.dumps({"token": JWT})})
    assert (found["secret"].found, found["secret"].first) == (2, "jwt in response_body clientToken of entry 1")
    assert found["security_code"].found == 1


@pytest.mark.parametrize(
    "content",
    [
        encoded(json.dumps({"token": JWT}), "application/json; charset=utf-8"),
        encoded(f"var t = '{JWT}'", "text/javascript"),
        {"mimeType": "text/html", "text": "<br>" * 100_000 + JWT},
        {"mimeType": "application/json", "text": json.dumps({"pad": "x" * 3_000_000, "token": JWT})},
    ],
)
def test_encoded_and_large_bodies_are_searched(content: dict[str, Any]) -> None:
    assert exposures(content)["secret"].found == 1


def test_what_cannot_be_searched_is_told_and_pictures_need_no_search() -> None:
    broken = {"mimeType": "application/json", "encoding": "base64", "text": base64.b64encode(b"\xff\xfe\xfd").decode()}
    unnamed = {"encoding": "base64", "text": base64.b64encode(b"abc").decode()}
    picture = {"mimeType": "image/png", "encoding": "base64", "text": base64.b64encode(b"\x89PNG").decode()}
    assert exposures(broken, unnamed, picture)["secret"].unsearched == 2
