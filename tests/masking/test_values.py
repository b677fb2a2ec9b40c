"""Values, addresses and headers."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

import seeding
from assay.masking import fingerprint, screen_header, screen_url, scrub, set_key
from assay.masking.cards import card_digest, is_card_number, is_test_card, luhn
from assay.masking.names import kind_of

JWT = seeding.PLACEHOLDERS["{{jwt}}"]
PAN = seeding.PLACEHOLDERS["{{pan}}"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("cvv", "sad"),
        ("cardCvc", "sad"),
        ("card[cvc]", "sad"),
        ("verification_value", "sad"),
        ("pin", "sad"),
        ("cid", None),
        ("shipping", None),
        ("ccNumber", "pan"),
        ("card_number", "pan"),
        ("clientToken", "secret"),
        ("X-XSRF-TOKEN", "secret"),
        ("authorization", "secret"),
        ("tokenization", None),
        ("lastName", "personal"),
        ("postalCode", "personal"),
        ("name", None),
    ],
)
def test_a_name_tells_what_its_value_is(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


def test_card_numbers_begin_as_some_brand_and_pass_luhn() -> None:
    assert luhn(PAN) and is_card_number(PAN)
    assert not is_card_number("2" + "0" * 15), "passes Luhn in no brand"
    assert not is_card_number(PAN[:-1] + str((int(PAN[-1]) + 1) % 10))


def test_published_test_cards_are_told_apart() -> None:
    assert is_test_card("4" + "1" * 15)
    assert not is_test_card("4" + "2" * 14 + "6")
    assert not is_test_card(PAN)
    assert len(card_digest(PAN)) == 16


@pytest.mark.parametrize(
    ("url", "kinds"),
    [
        (f"https://pay.example/fields/{JWT}", ["secret"]),
        (f"https://pay.example/x?token={JWT}", ["secret"]),
        (f"https://pay.example/x?data={quote(JWT, safe='')}", ["secret"]),
        (f"https://pay.example/x#access_token={JWT}", ["secret"]),
        ("https://shop:q7q7q7q7@pay.example/", ["secret"]),
        (f"https://pay.example/cards/{PAN}", ["pan"]),
        ("https://pay.example/users/" + quote("ada" + "@" + "harbour.org"), ["personal"]),
        ("https://pay.example/orders/7?page=2&cartId=57f135b0-376a-47a2-9655-051807f4541d", []),
        ("https://pay.example/x?token=*", []),
    ],
)
def test_addresses(url: str, kinds: list[str]) -> None:
    shown, found = screen_url(url)
    assert [one.kind for one in found] == kinds
    for one in found:
        assert one.value not in shown and quote(one.value, safe="") not in shown


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("authorization", f"Bearer {JWT}", 1),
        ("authorization", "Bearer *", 0),
        ("set-cookie", "SESSION_ID=q7q7q7q7q7; Path=/; Secure", 1),
        ("set-cookie", "locale=en; Path=/\nid=" + "q7" * 12 + "; Path=/", 1),
        ("cookie", "theme=dark; currency=EUR", 0),
        ("set-cookie", "*", 0),
        ("content-type", "application/json", 0),
        ("x-permitted-cross-domain-policies", "none", 0),
    ],
)
def test_headers(name: str, value: str, count: int) -> None:
    shown, found = screen_header(name, value)
    assert len(found) == count
    for one in found:
        assert one.value not in shown


def test_the_last_line_of_defence_keeps_the_length() -> None:
    line = f'{{"a":"{JWT}","b":"{PAN}","c":"ada@harbour.org","d":"plain"}}\n'.encode()
    cleaned = scrub(line)
    assert len(cleaned) == len(line)
    assert cleaned.endswith(b'"d":"plain"}\n')
    for value in (JWT, PAN, "ada@harbour"):
        assert value.encode() not in cleaned
    assert scrub(b'{"a":1}') == b'{"a":1}'


def test_numbers_in_rows_are_left() -> None:
    line = f'{{"hash":{PAN},"text":"a:{PAN}; {PAN}","body":"{{\\"n\\":{PAN}}}"}}\n'.encode()
    assert json.loads(scrub(line))["hash"] == int(PAN)
    assert scrub(line).count(PAN.encode()) == 1


def test_a_long_token_is_masked_to_its_end() -> None:
    token = JWT + "Q7" * 2000
    assert b"Q7" not in scrub(token.encode())


def test_fingerprints_depend_on_the_key() -> None:
    set_key(b"a" * 32)
    first = fingerprint("x")
    set_key(b"b" * 32)
    assert fingerprint("x") != first
