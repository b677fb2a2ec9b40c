"""Comparisons of authentication codes, in TypeScript and Python: whether they take as long wherever two differ."""

from __future__ import annotations

from types import ModuleType

import pytest

from assay.collectors import ecmascript, python
from assay.model import Source
from assay.tables.security import SignatureComparison

_NODE = "import crypto, { createHmac } from 'crypto';\n"
_PYTHON = "import base64, hashlib, hmac, secrets\nimport stripe\n"


def compared(reader: ModuleType, path: str, code: str) -> list[tuple[str, bool]]:
    rows = reader.read(Source(path, code.encode()))
    return [(row.via, row.constant_time) for row in rows if isinstance(row, SignatureComparison)]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("if (crypto.createHmac('sha256', key).update(body).digest('hex') === given) ok();", [("===", False)]),
        (
            "const expected = crypto.createHmac('sha256', key)\n  .update(body)\n  .digest('hex');\n"
            "if (expected !== req.headers['x-signature']) refuse();",
            [("!==", False)],
        ),
        (
            "const mac = createHmac('sha256', k);\nconst ok = mac.digest('hex') == given;",
            [("==", False)],
        ),
        (
            "const own = `v1=${createHmac('sha1', k).digest('hex')}`;\nok = own === s;",
            [("===", False)],
        ),
        (
            "function sign(b) { return createHmac('sha256', k).update(b).digest('base64'); }\n"
            "const ok = (b, s) => sign(b) === s;",
            [("===", False)],
        ),
        (
            "const hex = createHmac('sha256', k).update(b).digest();\n"
            "const ok = crypto.timingSafeEqual(hex, Buffer.from(given, 'hex'));",
            [("timingSafeEqual", True)],
        ),
        ("const event = stripe.webhooks.constructEvent(body, header, secret);", [("constructEvent", True)]),
        ("const hex = createHmac('sha256', k).update(b).digest('hex');\nif (hex.length === given.length) go();", []),
        (
            "const hex = createHmac('sha256', k).digest('hex');\nif (hex === undefined || hex === '') go();",
            [],
        ),
        ("const same = crypto.createHash('sha256').update(b).digest('hex') === known;", []),
        ("const safe = equal(createHmac('sha256', k).digest(), given) === expected;", []),
    ],
)
def test_in_typescript(code: str, found: list[tuple[str, bool]]) -> None:
    assert compared(ecmascript, "src/hook.ts", _NODE + code) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("ok = hmac.new(key, body, hashlib.sha256).hexdigest() == given", [("==", False)]),
        (
            "def verify(body, given):\n    right = hmac.new(key, body, hashlib.sha256).hexdigest()\n"
            "    if right != given:\n        raise ValueError",
            [("!=", False)],
        ),
        (
            "def sign(body):\n    made = hmac.new(key, body, 'sha256')\n"
            "    return base64.b64encode(made.digest()).decode()\n\n"
            "def verify(body, given):\n    return sign(body) == given",
            [("==", False)],
        ),
        ("right = 'sha256=' + hmac.new(k, b, 'sha1').hexdigest()\nok = right == given", [("==", False)]),
        ("ok = f'v1={hmac.new(k, b).hexdigest()}' == given", [("==", False)]),
        ("ok = hmac.compare_digest(hmac.new(k, b).hexdigest(), given)", [("compare_digest", True)]),
        ("ok = secrets.compare_digest(right, given)", [("compare_digest", True)]),
        ("event = stripe.Webhook.construct_event(body, header, secret)", [("construct_event", True)]),
        ("right = hmac.new(k, b).hexdigest()\nok = len(right) == len(given)", []),
        ("right = hmac.new(k, b).hexdigest()\nok = right == '' or right is None", []),
        ("ok = hashlib.sha256(b).hexdigest() == known", []),
    ],
)
def test_in_python(code: str, found: list[tuple[str, bool]]) -> None:
    assert compared(python, "src/shop/hook.py", _PYTHON + code) == found
