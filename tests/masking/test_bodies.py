"""Bodies: what is sensitive is found wherever it hides, and nothing of it is left in what is stored."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest

import seeding
from assay.masking import Sensitive, mask_text, mask_value, screen_body, sensitive_in
from assay.masking.names import kind_of

JWT = seeding.PLACEHOLDERS["{{jwt}}"]
PAN = seeding.PLACEHOLDERS["{{pan}}"]
TRACK = f"%B{PAN}^QUILLFEATHER/P^30121010000000000"
MAIL = "philippa.quillfeather" + "@" + "mail.harbour.example"


def found(text: str) -> set[tuple[str, str]]:
    return {(one.kind, one.value) for one in screen_body(text).found}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"a": {"b": [{"c": JWT}]}}),
        json.dumps({JWT: True}),
        json.dumps({"note": f"is {JWT}, see"}),
        json.dumps({"data": json.dumps({"inner": JWT})}),
        json.dumps({"data": json.dumps({"twice": json.dumps([JWT])})}),
        json.dumps({"data": base64.b64encode(json.dumps({"inner": JWT}).encode()).decode()}),
        json.dumps({"data": base64.urlsafe_b64encode(JWT.encode()).decode().rstrip("=")}),
        json.dumps({"data": "a=1&t%3D" + quote(JWT, safe="").replace("e", "%65", 1)}),
        json.dumps([JWT])[:-1],
        f"token={JWT}&x=1",
        urlencode({"state": json.dumps({"t": JWT})}),
        f'--b\r\nContent-Disposition: form-data; name="t"\r\n\r\n{JWT}\r\n--b--\r\n',
        f"<html><script>var t = '{JWT}';</script></html>",
        f"<!-- {JWT} -->",
        f"plain text with {JWT}",
    ],
)
def test_a_token_is_found_wherever_it_hides(text: str) -> None:
    assert ("secret", JWT) in found(text)
    assert JWT not in (screen_body(text).masked or "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"cvv": "737"}', ("sad", "737")),
        ('{"cvv": 737}', ("sad", "737")),
        ('{"card": {"verification_value": "7373"}}', ("sad", "7373")),
        ("card[number]=x&card[cvc]=737", ("sad", "737")),
        ('--b\r\nContent-Disposition: form-data; name="cvc"\r\n\r\n737\r\n--b--\r\n', ("sad", "737")),
        ('<form><input type="hidden" name="cvv" value="737"></form>', ("sad", "737")),
        ('<?xml version="1.0"?><pay><cvv>737</cvv></pay>', ("sad", "737")),
        ('{"cut": 1, "securityCode": "737", ', ("sad", "737")),
        (f'{{"any": "{PAN}"}}', ("pan", PAN)),
        (f'{{"any": {PAN}}}', ("pan", PAN)),
        (f'{{"any": "{PAN[:4]} {PAN[4:8]} {PAN[8:12]} {PAN[12:]}"}}', ("pan", PAN)),
        (f'{{"any": "{TRACK}?"}}', ("sad", TRACK)),
        ('{"password": "q7q7-q7q7"}', ("secret", "q7q7-q7q7")),
        (f'{{"any": "{MAIL}"}}', ("personal", MAIL)),
    ],
)  # fmt: skip
def test_what_is_sensitive_by_name_or_form(text: str, expected: tuple[str, str]) -> None:
    assert expected in found(text)
    assert expected[1] not in (screen_body(text).masked or "").replace(" ", "")


@pytest.mark.parametrize(
    "text",
    [
        '{"token": "*", "secret": "[redacted]", "password": "<password>", "apiKey": "${API_KEY}"}',
        '{"authorizationFingerprint": "authorizationFingerprint"}',
        '{"password": "Password", "forgotPassword": "Forgot your password?", "tokenType": "tokenizationSpecification"}',
        '{"secret": true, "nonce": null, "cardCode": false, "cvv": "cvv", "isVaultingCvvEnabled": 1}',
        '{"image": "https://cdn.harbour.example/header@2x.png", "dsn": "https://abc123@errors.harbour.example/7"}',
        '{"id": 4111111111111112, "at": 1696316702394, "uuid": "44444444-4444-4444-8444-444444444444"}',
        '{"resetPasswordLink": "https://harbour.example/login?action=reset_password"}',
    ],
)
def test_what_only_looks_so_is_left_alone(text: str) -> None:
    assert screen_body(text).found == ()


def test_a_masked_body_keeps_its_shape() -> None:
    body = json.dumps({"email": MAIL, "phone": "+44 20 7946", "items": [{"price": 9.5, "gift": None}], "ok": True})
    masked = json.loads(screen_body(body).masked or "")
    assert masked == {
        "email": mask_value(MAIL),
        "phone": "+00 00 0000",
        "items": [{"price": 9.5, "gift": None}],
        "ok": True,
    }
    assert mask_text(masked["email"]) == masked["email"], "what is masked is not found again"


def test_what_lies_too_deep_is_dropped_and_searched_as_text() -> None:
    deep = '{"a":' * 60 + f'"{JWT}"' + "}" * 60
    assert ("secret", JWT) in found(deep)
    assert JWT not in (screen_body(deep).masked or "")


def test_one_walk_finds_what_a_look_at_each_value_finds() -> None:
    """The walk scans all strings of a body at once; this looks at them one by one."""
    seen = 0
    for har in seeding.EXAMPLE.rglob("*.har"):
        for entry in json.loads(har.read_text(encoding="utf-8"))["log"]["entries"]:
            for text in (entry["request"].get("postData", {}).get("text"), entry["response"]["content"].get("text")):
                if text and text[0] in "{[":
                    expected = list(one_by_one(json.loads(text), None))
                    assert sorted(map(str, screen_body(text).found)) == sorted(map(str, expected))
                    seen += len(expected)
    assert seen > 10


def one_by_one(value: Any, name: str | None) -> Iterator[Sensitive]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from one_by_one(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from one_by_one(inner, name)
    elif isinstance(value, (str, int)) and not isinstance(value, bool) and (name is None or kind_of(name) or value):
        yield from sensitive_in(str(value), name)
