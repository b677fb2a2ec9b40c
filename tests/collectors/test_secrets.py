"""Secrets in source: found by form and by assignment, with the line; what stands in for one is left alone."""

from __future__ import annotations

import base64
import hashlib
from contextlib import closing
from pathlib import Path

import pytest

import seeding
from assay.collectors import secrets
from assay.engine.check import Options, check
from assay.masking import entropy
from assay.model import Source
from assay.tables.security import SearchedFile, SensitiveDatum

RANDOM = hashlib.sha256(b"collector").hexdigest()
HEX = RANDOM[:40]
HEADER = base64.b64encode(b'{"alg":"HS256"}').decode().rstrip("=")
MIXED = "".join(a + b.upper() for a, b in zip(RANDOM[:20], RANDOM[20:40], strict=True))
KEY = seeding.PLACEHOLDERS["{{stripe_key}}"]
PAN = seeding.PLACEHOLDERS["{{pan}}"]
CARD = seeding.PLACEHOLDERS["{{test_card}}"]


def found(path: str, text: str) -> list[SensitiveDatum]:
    rows = list(secrets.read(Source(path, text.encode())))
    return [row for row in rows if isinstance(row, SensitiveDatum)]


@pytest.mark.parametrize(
    ("detector", "value"),
    [
        ("stripe_secret_key", KEY),
        ("stripe_secret_key", "sk" + "_test_" + RANDOM[:24]),
        ("jwt", seeding.PLACEHOLDERS["{{jwt}}"]),
        ("github_token", "gh" + "p_" + MIXED[:36]),
        ("gitlab_token", "gl" + "pat-" + MIXED[:20]),
        ("npm_token", "np" + "m_" + MIXED[:36]),
        ("slack_token", "xo" + "xb-" + "1234567890-1234567890-" + MIXED[:24]),
        ("aws_access_key", "AK" + "IA" + "Q7ZK2MXW5RTY3VBN"),
        ("square_access_token", "sq" + "0atp-" + MIXED[:22]),
        ("braintree_access_token", "access" + "_token$production$" + RANDOM[:16] + "$" + RANDOM[:32]),
        ("shopify_token", "sh" + "pat_" + RANDOM[:32]),
        ("sendgrid_key", "S" + "G." + MIXED[:22] + "." + (MIXED + MIXED)[:43]),
        ("private_key", "-----BEGIN RSA PRIV" + "ATE KEY-----\n" + MIXED + "\n" + MIXED + "\n-----END RSA"),
        ("basic_auth_url", "postgres://shop:" + MIXED[:12] + "@db.harbour.org/orders"),
    ],
)
def test_forms_of_issuers(detector: str, value: str) -> None:
    for path in ("src/pay.ts", "src/pay.test.ts", "README.md", "ci.yml"):
        rows = found(path, f"one\n\nconst x = '{value}';\n")
        assert [(row.detector, row.line, row.kind) for row in rows] == [(detector, 3, "secret")]
        assert rows[0].place == "source" and rows[0].entry is None
        assert not rows[0].test_value


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/pay.ts", f"const apiKey = '{MIXED}';"),
        ("src/pay.ts", f"const apiSecret: string = `{HEX}`;"),
        ("src/pay.js", f'{{ "client_secret": "{HEX}" }}'),
        ("src/pay.py", f'API_TOKEN = "{MIXED}"'),
        ("src/pay.py", 'password = "Wq7!kz_92"'),
        (".env", f"PAY_SECRET={MIXED}"),
        ("config/pay.yml", f"secret_key: {HEX}\n"),
        (".npmrc", f"//registry.example/:_authToken={MIXED}"),
        ("app.properties", f"pay.api.key.secret = {MIXED}"),
    ],
)
def test_assignments(path: str, text: str) -> None:
    rows = found(path, text + "\n")
    assert [row.detector for row in rows] == ["assigned_secret"]
    assert rows[0].key and rows[0].key in text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/pay.ts", "const apiKey = process.env.PAY_API_KEY;"),
        ("src/pay.ts", "const token = createTokenFromConfiguration('a', 1);"),
        ("src/pay.ts", "password: 'forgot-your-password-already',"),
        ("src/pay.ts", "tokenType: 'AndroidPayCard2020Version', PASSWORD = 'password',"),
        ("src/pay.ts", f"integrity: 'sha384-{MIXED}', checkoutId: '{HEX}', apiKeyHash: '{HEX}'"),
        ("src/pay.ts", "const token = '${CI_TOKEN_OF_THE_BUILD_1}'; const secret = '{{ vault.pay.secret_1 }}';"),
        ("src/pay.ts", "secret: 'YOUR_CLIENT_SECRET_2024', apiKey: 'changeme-1234567890abc'"),
        ("src/pay.test.ts", f"const token = '{MIXED}'; const password = 'Wq7!kz_92';"),
        ("src/locale/de.json", '{"set_password": "Passwort-Aktion2", "password": "Kennwort1!"}'),
        ("docs/guide.md", f"apiKey: '{MIXED}'"),
        (".env.example", f"PAY_SECRET={MIXED}"),
        ("ci.yml", "token: ${{ secrets.NPM_TOKEN_FOR_2024 }}"),
        ("src/pay.ts", "https://user:${password}@host.example/ and redis://localhost:6379/0"),
        ("src/pay.ts", "sk" + "_live_" + "x" * 4 + " and AKIA" + "IOSFODNN7EXAMPLE"),
        ("src/api.ts", f'"height": {PAN}, x = {PAN}; const width: {PAN}'),
        ("packages/ui/i18n-messages/es.json", '"password": "Contraseña-1"'),
        ("src/a.ts", 'password: "Contraseña", client_secret: "shop_cl_e2e_seed_of_the_link"'),
        ("logo.ts", "icon@2x.png 4111.1111 44444444-4444-4444-8444-444444444444 1696316702394"),
    ],
)  # fmt: skip
def test_what_stands_in_for_a_secret_is_left_alone(path: str, text: str) -> None:
    assert found(path, text + "\n") == []


def test_card_numbers_are_told_from_published_ones() -> None:
    rows = found("src/pay.spec.ts", f"pay('{PAN}');\npay('{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:]}');\n")
    assert [(row.kind, row.test_value, row.line) for row in rows] == [("pan", False, 1), ("pan", True, 2)]


def test_keys_that_browsers_may_see_and_keys_made_up() -> None:
    (browser,) = found("a.ts", "'AI" + f"za{MIXED[:35]}'")
    (made_up,) = found("a.ts", "'rk" + "_live_AAAAABBBBCCCCCEEEEEEEFFFFF'")
    assert browser.publishable and not browser.test_value
    assert made_up.test_value and not made_up.publishable


def test_a_card_number_may_be_a_number_where_its_name_says_so() -> None:
    assert [row.kind for row in found("a.ts", f"pay({{ cardNumber: {PAN} }})")] == ["pan"]


def test_samples_count_as_test_values() -> None:
    sample = base64.b64encode(b'{"sub":"1234567890","name":"John Doe"}').decode().rstrip("=")
    text = f"'{HEADER}.{sample}.{MIXED}'\n * @example {KEY}\n"
    assert [(row.detector, row.test_value) for row in found("a.ts", text)] == [
        ("jwt", True),
        ("stripe_secret_key", True),
    ]


def test_a_value_is_told_once_a_file() -> None:
    assert [row.line for row in found("a.ts", f"'{KEY}'\n'{KEY}'\n")] == [1]


@pytest.mark.parametrize(
    "login", ["u:" + MIXED[:9] + "@example.com", "shop:shop@db.harbour.org", "a:" + MIXED[:9] + "@db"]
)
def test_a_login_of_nobody_counts_as_a_test_value(login: str) -> None:
    assert [row.test_value for row in found("src/a.ts", f"'https://{login}:5432/x'")] == [True]


def test_what_is_binary_is_left_out() -> None:
    assert list(secrets.read(Source("data.bin", b"\0\0" + KEY.encode()))) == []
    assert list(secrets.read(Source("notes.txt", KEY.encode("utf-16"))))[1:]


def test_a_clean_file_counts_as_searched() -> None:
    assert list(secrets.read(Source("a.ts", b"let x = 1;"))) == [SearchedFile(bytes=10, is_test=False)]


def test_entropy_is_of_shannon() -> None:
    assert entropy("aaaa") == 0
    assert entropy("abcd") == 2


def test_what_is_large_is_searched_in_parts_and_tells_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"pi_{number},{number}" for number in range(2_000)]
    for at, value in ((0, KEY), (700, HEX), (701, KEY), (1_999, RANDOM)):
        lines[at] = f"password = '{value}'"
    text = "\r\n".join(lines)
    whole = found("exports/dump.sql", text)
    assert [row.line for row in whole] == [1, 701, 2_000]
    for size in (100, 500, 10_000):
        monkeypatch.setattr(secrets, "_PART", size)
        assert found("exports/dump.sql", text) == whole


def test_of_what_is_too_large_the_limit_and_a_way_out_are_told(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "stripe-integration"}')
    with (tmp_path / "dump.sql").open("wb") as file:
        file.truncate(100_000_001)
    with closing(check(tmp_path, Options(lake=tmp_path / ".assay")).db) as db:
        ((path, told),) = db.execute("select path, error from collection where outcome = 'failed'").fetchall()
    assert path == "dump.sql"
    assert told.startswith("is 100,000,001 bytes, more than the 100,000,000 that are read. Make it smaller")
