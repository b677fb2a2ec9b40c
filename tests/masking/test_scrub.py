"""The last line of defence never breaks a row, whatever stands around what it masks; and all takes linear time."""

from __future__ import annotations

import hashlib
import json
import random
import time

import msgspec
import pytest

import seeding
from assay.masking import may_be_masked, screen_body, scrub

JWT = seeding.PLACEHOLDERS["{{jwt}}"]
PAN = seeding.PLACEHOLDERS["{{pan}}"]
KEY = seeding.PLACEHOLDERS["{{stripe_key}}"]
MAIL = "ada.lund" + "@" + "harbour.org"
RUN = hashlib.sha256(b"run").hexdigest()
PEM = "-----BEGIN PRIV" + f"ATE KEY-----\n{RUN}\n-----END PRIV" + "ATE KEY-----"
TRACK = f"%B{PAN}^LUND/ADA^3012101000000"
SECRETS = (JWT, PAN, KEY, MAIL, RUN, TRACK)
FRAGMENTS = (
    *SECRETS,
    PEM,
    RUN,
    "\n",
    "\t",
    "\\",
    '"',
    "\\\\",
    "\x01",
    "é",
    "a",
    "n",
    ",",
    ":",
    " ",
    "-",
    "=",
    "{",
    "u0041",
)


def test_rows_stay_rows_and_numbers_stay_numbers() -> None:
    chance = random.Random(11)
    for _ in range(3000):
        text = "".join(chance.choices(FRAGMENTS, k=chance.randrange(1, 9)))
        row = {"hash": int(PAN), "text": text, "body": json.dumps({text: [text, int(PAN)]}), "last": 7}
        cleaned = scrub(msgspec.json.encode(row))
        assert len(cleaned) == len(msgspec.json.encode(row))
        again = msgspec.json.decode(cleaned)
        assert again.keys() == row.keys()
        assert (again["hash"], again["last"]) == (int(PAN), 7)


def _as_kept(value: object) -> str:
    """JSON that a row holds as text, after its way to disk."""
    row = {"document": msgspec.json.encode(value).decode()}
    return str(msgspec.json.decode(scrub(msgspec.json.encode(row)))["document"])


def test_json_in_a_string_stays_json_and_numbers_in_it_stay_numbers() -> None:
    chance = random.Random(7)
    for _ in range(3000):
        text = "".join(chance.choices(FRAGMENTS, k=chance.randrange(1, 9)))
        again = json.loads(_as_kept({"text": text, "one": int(PAN), "list": [int(PAN), {"last": int(PAN)}, 7]}))
        assert again.keys() == {"text", "one", "list"}
        numbers = (again["one"], again["list"][0], again["list"][1]["last"])
        assert all(isinstance(number, int) and number != int(PAN) for number in numbers)
        assert all(may_be_masked(None, number) for number in numbers)
        assert again["list"][2] == 7


@pytest.mark.parametrize("before", ["\n", "\t", "\r", "\f", "\b", "\\"])
@pytest.mark.parametrize("secret", [MAIL, PAN])
def test_what_stands_after_an_escape_of_json_in_a_string_is_masked(secret: str, before: str) -> None:
    kept = _as_kept({"text": f"Ask{before}{secret} first."})
    assert secret not in kept
    text = json.loads(kept)["text"]
    assert text.startswith(f"Ask{before}") and text.endswith(" first.")


@pytest.mark.parametrize("before", ["", " ", "\n", "\t", "(", "'", ">", "/", "=", "é ", "\\ ", '"', "a:\n\n"])
@pytest.mark.parametrize("secret", SECRETS[:4])
def test_whatever_stands_before(secret: str, before: str) -> None:
    assert secret.encode() not in scrub(msgspec.json.encode({"text": before + secret + " end"}))


@pytest.mark.parametrize(
    "text",
    [
        "eyJ" * 87_500,
        "a" * 250_000,
        "a@" * 87_500,
        "4111 " * 50_000,
        '--b\r\nx; name="a"\r\n\r\n' * 10_000,
        "<input name='a' " * 15_000,
        "a='" * 75_000,
        "https://a:" * 25_000,
        "pi_aaaaaaaa_" * 18_750,
        "-----BEGIN A PRIVATE KEY-----" * 7_500,
        "%B4111^" * 25_000,
        "[" * 125_000,
    ],
    ids=lambda text: text[:12],
)
def test_time_grows_with_the_size_only(text: str) -> None:
    def seconds(given: str) -> float:
        started = time.process_time()
        screen_body(given)
        scrub(given.encode())
        return time.process_time() - started

    small = seconds(text[: len(text) // 8])
    assert seconds(text) < 24 * max(small, 0.01)
