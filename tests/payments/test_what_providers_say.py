"""The page that explains what providers say holds to the formats and tables that there are."""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from pathlib import Path

from assay.payments import formats
from assay.payments.amounts import exponents

PAGE = (Path(__file__).parents[2] / "docs/explain/what-providers-say.md").read_text(encoding="utf-8")


def _rows(name: str) -> list[dict[str, str]]:
    text = files("assay.tables").joinpath(f"reference/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_each_format_is_listed() -> None:
    told = {module.FORMAT.name: module.FORMAT for module in formats().values()}
    listed = re.findall(r"^\| `([\w-]+)` \| (\w+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert listed == [(name, told[name].provider, told[name].about) for name in sorted(told)]


def test_each_currency_with_decimals_of_its_own_is_listed() -> None:
    listed = re.findall(r"^\| (\w+) \| ([A-Z]{3}) \| (\d) \| (\d) \|$", PAGE, re.MULTILINE)
    rows = _rows("provider_exponent")
    assert listed == [(r["provider"], r["currency"], r["exponent"], str(exponents()[r["currency"]])) for r in rows]


def test_words_that_it_quotes_are_known() -> None:
    known = {f"{row['said']} " for row in _rows("payment_status")}
    quoted = re.findall(r"`((?:charge|payment_intent|refund)\.[a-z_]+(?: [a-z_]+)?)`", PAGE)
    quoted += re.findall(r"`([A-Z_]{6,} (?:true|false)(?: \w+)?)`", PAGE)
    assert len(quoted) > 8
    assert [word for word in quoted if not any(said.startswith(f"{word} ") for said in known)] == []
