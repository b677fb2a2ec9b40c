"""Addresses of requests in Python, as they are written."""

from __future__ import annotations

import pytest

from assay.collectors import python
from assay.model import Source
from assay.tables.service import ClientCallSite

HOST = "https://pay.example"


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (f'"{HOST}/v1/charges?limit=3"', f"{HOST}/v1/charges"),
        (f'f"{HOST}/v1/charges/{{token}}"', f"{HOST}/v1/charges/${{token}}"),
        (f'f"{HOST}/v1/{{charge["id"]!r:>{{width}}}}/refunds"', f'{HOST}/v1/${{charge["id"]!r:>width}}/refunds'),
        ('f"{BASE}/v1/charges"', "${BASE}/v1/charges"),
        ('f"{BASE}"', None),
        ("BASE", None),
    ],
)
def test_what_is_filled_in_is_left_open(address: str, url: str | None) -> None:
    text = f"import requests\n\ndef pay(token, charge, width):\n    requests.get({address})\n"
    found = [
        each for each in python.read(Source(path="pay.py", data=text.encode())) if isinstance(each, ClientCallSite)
    ]
    assert [(each.url, each.line) for each in found] == [(url, 4)]
