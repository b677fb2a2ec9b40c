"""A checkout that leaks in every way one can think of, and a look for what leaked in any usual form of it."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import seeding

PACKAGE = "packages/nordpay-integration"
JWT = seeding.PLACEHOLDERS["{{jwt}}"]
PAN = seeding.PLACEHOLDERS["{{pan}}"]
CVV = seeding.PLACEHOLDERS["{{cvv}}"]
KEY = seeding.PLACEHOLDERS["{{stripe_key}}"]
PASSWORD = "Wq7!" + "kzv_92"
SESSION = hashlib.sha256(b"session").hexdigest()[:32]
PEM = "-----BEGIN PRIV" + "ATE KEY-----\n" + hashlib.sha256(b"pem").hexdigest() + "\n-----END PRIV" + "ATE KEY-----"
MAIL = "philippa.quillfeather" + "@" + "mail.harbour.org"
AUTHOR = "torvald.lindqvist" + "@" + "harbour.org"
PERSON = {"firstName": "Philippa", "lastName": "Quillfeather", "email": MAIL, "phone": "+44 20 7946 0123"}
ADDRESS = {"address1": "17 Lantern Wharf", "city": "Saltmarsh", "postalCode": "QX4 7ZZ"}
#: Three digits may stand anywhere by chance, so the security code is looked for beside its names only.
SECRETS = (JWT, PAN, KEY, PASSWORD, SESSION, PEM.splitlines()[1], AUTHOR, *PERSON.values(), *ADDRESS.values())
CODES = tuple(
    f"{open_}{name}{join}{CVV}".encode()
    for name in ("cvv", "cvc", "verification_value", "card[cvc]")
    for open_, join in (('"', '":"'), ('"', '":'), ('\\"', '\\":\\"'), ("", "="), ("<", ">"))
)


def forms(value: str) -> Iterator[bytes]:
    """The value itself, escaped, encoded at any alignment, cut at its end, and hashed without a key."""
    raw = value.encode()
    yield from (raw, quote(value, safe="").encode(), json.dumps(value)[1:-1].encode())
    yield value.replace(" ", "+").encode()
    for shift in range(3):
        # What stands before and after shifts base64; the characters between depend on the value alone.
        yield base64.b64encode(b"\0" * shift + raw)[4:-4]
    yield raw.hex().encode()
    for algorithm in ("md5", "sha1", "sha256"):
        yield hashlib.new(algorithm, raw).hexdigest().encode()
    if len(value) > 40:
        yield raw[:40]
        yield raw[-24:]


def leaks(data: bytes) -> list[str]:
    """Which values, by their first four characters, stand in the bytes, and how."""
    found = [f"{value[:4]}… as {form[:6]!r}…" for value in SECRETS for form in forms(value) if form in data]
    return found + [f"security code as {code!r}" for code in CODES if code in data]


def plant(root: Path) -> None:
    """Spread the values over an example's recordings, source, names and history."""
    har = next(root.glob(f"{PACKAGE}/e2e/__har__/*/recording.har"))
    log = json.loads(har.read_text(encoding="utf-8"))
    log["log"]["_recordingName"] = f"card of {MAIL}"
    log["log"]["creator"] = {"name": f"recorder {JWT}", "version": "1", "comment": PASSWORD}
    log["log"]["entries"] += [_entry(number, **exchange) for number, exchange in enumerate(_exchanges())]
    har.write_text(json.dumps(log), encoding="utf-8")
    _files(root)
    _history(root)


def _exchanges() -> Iterator[dict[str, Any]]:
    card = {"number": PAN, "cvv": CVV, "holderName": "Philippa Quillfeather"}
    body = {**PERSON, "billing": ADDRESS, "card": card, "password": PASSWORD, "csrfToken": SESSION}
    text = json.dumps(body)
    yield {"sent": text, "got": json.dumps({"customer": body, "note": f"key {KEY} for {MAIL}"})}
    yield {"got": json.dumps({"data": text, "deep": json.dumps({"again": text}), "list": [[text]]})}
    yield {"got": json.dumps({"blob": base64.b64encode(text.encode()).decode(), MAIL: {JWT: [PAN, int(PAN)]}})}
    yield {"got": base64.b64encode(text.encode()).decode(), "encoding": "base64"}
    yield {"got": json.dumps(body)[:-9], "type": "application/json"}
    yield {"got": json.dumps({"nested": [[[[[[body]]]]]], "html": f"<input name='cvv' value='{CVV}'>{PEM}"})}
    yield {"got": '{"a":' * 60 + json.dumps(text) + "}" * 60}
    flat = {**PERSON, **ADDRESS, "card[number]": PAN, "card[cvc]": CVV, "password": PASSWORD, "token": JWT}
    yield {"sent": urlencode(flat), "type": "application/x-www-form-urlencoded"}
    parts = "".join(f'--b\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in flat.items())
    yield {"sent": f"{parts}--b--\r\n", "type": "multipart/form-data; boundary=b"}
    page = f"<html><!-- {PASSWORD} {JWT} --><input name='cvv' value='{CVV}'><script>var k = '{KEY}';</script>{PEM}"
    yield {"got": page + f"<p>{MAIL} {PAN}</p>" + "<br>" * 60_000, "type": "text/html"}
    xml = "".join(f"<{key}>{value}</{key}>" for key, value in {**PERSON, **ADDRESS, "cvv": CVV}.items())
    yield {"got": f'<?xml version="1.0"?><order token="{JWT}">{xml}</order>', "type": "application/xml"}
    yield {"got": f"plain {JWT} {PAN} {MAIL} {KEY}", "type": "text/plain"}
    query = f"token={JWT}&email={quote(MAIL)}&card={PAN}&password={quote(PASSWORD)}&{quote(MAIL)}={SESSION}"
    yield {"url": f"/api/{JWT}/{quote(MAIL)}/{PAN}?{query}#access_token={JWT}&token={KEY}"}
    yield {"url": f"https://shop:{quote(PASSWORD)}@checkout.harbour.example/api/pay"}
    yield {"url": f"http://[broken/{JWT}/{PAN}"}
    headers = {
        "Authorization": f"Bearer {JWT}",
        "X-Api-Key": KEY,
        "X-CSRF-Token": SESSION,
        "Cookie": f"SESSION_ID={SESSION}; mail={MAIL}",
        "Referer": f"https://checkout.harbour.example/pay?token={JWT}&card={PAN}",
        "X-Customer": f"{MAIL} {PAN}",
        "X-Data": base64.b64encode(text.encode()).decode(),
        "Set-Cookie": f"SESSION_ID={SESSION}; Path=/\nauth={JWT}; Secure",
    }
    yield {"headers": headers, "error": f"refused for {MAIL} with {JWT}", "status": 0}
    yield {"params": flat, "cookies": {"SESSION_ID": SESSION, "mail": MAIL}}


def _entry(
    number: int,
    *,
    url: str = "/api/pay",
    sent: str = "",
    got: str = "{}",
    type: str = "application/json",
    encoding: str = "",
    headers: dict[str, str] | None = None,
    error: str = "",
    status: int = 200,
    params: dict[str, str] | None = None,
    cookies: dict[str, str] | None = None,
) -> dict[str, Any]:
    both = [{"name": "Content-Type", "value": type}, *({"name": k, "value": v} for k, v in (headers or {}).items())]
    held = [{"name": key, "value": value} for key, value in (cookies or {}).items()]
    listed = [{"name": key, "value": value} for key, value in (params or {}).items()]
    return {
        "startedDateTime": f"2026-11-01T10:00:{number:02}.000Z",
        "time": 12,
        "comment": f"{MAIL} {JWT}",
        "request": {
            "method": "POST",
            "url": url if "://" in url else f"https://checkout.harbour.example{url}",
            "httpVersion": "HTTP/1.1",
            "headers": both,
            "cookies": held,
            "postData": {"mimeType": type, "text": sent, "params": listed},
        },
        "response": {
            "status": status,
            "_error": error,
            "statusText": MAIL,
            "headers": both,
            "cookies": held,
            "content": {"mimeType": type, "text": got, **({"encoding": encoding} if encoding else {})},
        },
    }


def _files(root: Path) -> None:
    package = root / PACKAGE
    (package / "src/config.ts").write_text(
        f"// ask {MAIL}, card {PAN}\nexport const key = '{KEY}';\nconst password = '{PASSWORD}';\n"
        f"export const pem = `{PEM}`;\n// eslint-disable-next-line no-console -- {JWT} {MAIL}\n"
        f"fetch('https://shop:{quote(PASSWORD)}@harbour.org/?token={JWT}', {{ headers: {{ cvv: '{CVV}' }} }});\n"
        f"import '{JWT}';\n"
    )
    (package / "src/config.test.ts").write_text(
        f"it('pays with {PAN} as {MAIL} and {JWT}', () => {{ expect('{PASSWORD}').toBe(1); }});\n"
    )
    (package / f"src/{PAN}.ts").write_text("export const a = 1;\n")
    (package / f"src/{JWT[:150]}.json").write_text("{}\n")
    (package / "e2e/__har__/cut").mkdir()
    (package / "e2e/__har__/cut/recording.har").write_text(f'{{"log": {{"entries": ["{JWT} {MAIL} {PAN}", {PASSWORD}')
    (package / "tsconfig.json").write_text(f'{{"extends": "{JWT}", {MAIL} }}')
    (package / "package-lock.json").write_text(f'{{"lockfileVersion": "{MAIL} {JWT}", "packages": {{"{PAN}": 1}}}}')
    (root / "pnpm-lock.yaml").write_text(f"lockfileVersion: '9.0'\n&{JWT} *{MAIL} : [{PAN}\n")
    (root / ".env").write_text(f"PAY_SECRET={SESSION}\nPASSWORD={PASSWORD}\n")
    owners = root / ".github/CODEOWNERS"
    owners.write_text(owners.read_text() + f"/packages/nordpay-integration/ {MAIL}\n")


def _history(root: Path) -> None:
    identity = ("-c", "user.name=Torvald", "-c", f"user.email={AUTHOR}", "-c", "commit.gpgsign=false")
    for arguments in (("init", "-q"), ("add", "-A"), (*identity, "commit", "-qm", f"by {AUTHOR}, card {PAN}")):
        subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)
