"""docs/explain/payment-standards.md says what the reference tables say, and names standards that read them."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from assay.engine.evidence import REFERENCE, open_database
from assay.engine.reads import tables_of
from assay.engine.standards import load_standards
from seeding import ROOT

PAGE = (ROOT / "docs" / "explain" / "payment-standards.md").read_text(encoding="utf-8")
COLUMNS = {
    "network_limit": ("network", "what", "value", "unit", "since", "until"),
    "advice_code": ("network", "code", "meaning", "hours"),
    "sca_exemption": ("exemption", "currency", "most_minor"),
    "threeds_indicator": ("network", "threeds", "eci"),
    "amount_step": ("provider", "currency", "step"),
}
CLASSES = ("hard", "soft", "fraud", "authentication", "technical")


def _rows(table: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _told(table: str) -> list[tuple[str, ...]]:
    """Cells of the table on the page that follows the mark of its name."""
    _, _, rest = PAGE.partition(f"<!-- {table} -->\n")
    lines = rest.split("\n\n")[0].splitlines()[2:]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]


@pytest.mark.parametrize("table", COLUMNS)
def test_tables_on_the_page_are_those_of_the_product(table: str) -> None:
    assert _told(table) == [tuple(row[column] for column in COLUMNS[table]) for row in _rows(table)]


def test_codes_of_declines_are_counted() -> None:
    counted = Counter((row["provider"], row["class"]) for row in _rows("decline_code"))
    assert {row["class"] for row in _rows("decline_code")} == set(CLASSES)
    providers = sorted({provider for provider, _ in counted})
    assert _told("decline_code") == [
        (provider, *(str(counted[provider, name] or "") for name in CLASSES)) for provider in providers
    ]


def test_the_page_counts_the_countries() -> None:
    found = re.search(r"one of (\d+) countries", PAGE)
    assert found and int(found[1]) == len({row["country"] for row in _rows("sca_country")})


def test_every_row_has_its_source() -> None:
    for table in (*COLUMNS, "decline_code", "sca_country"):
        assert all(row["source"].strip() for row in _rows(table)), table


def test_standards_that_the_page_names_exist_and_every_table_is_read_by_one() -> None:
    known = load_standards()
    named = set(re.findall(r"`(payment/\w+)`", PAGE))
    assert named <= known.keys()
    with open_database() as db:
        read = set().union(*(tables_of(db, known[name].sql) for name in named))
    assert {*COLUMNS, "decline_code", "sca_country", "currency"} <= read
