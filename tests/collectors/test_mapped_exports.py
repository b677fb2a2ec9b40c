"""Exports by a mapping of one's own: what each column becomes, what is rejected and why, whatever the format."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assay import masking
from assay.collectors import mapped_exports
from assay.engine.scanning import scan
from assay.model import Conventions, Target

Rows = list[dict[str, Any]]
Read = Callable[..., tuple[Rows, Rows]]
_ORDER = {"order_id": "number"}


def _asked(drafts: dict[str, list[str]], table: str) -> Rows:
    found: Rows = []
    for query in drafts.get(table, ()):
        cursor = duckdb.execute(query)
        names = [name for name, *_ in cursor.description or ()]
        found += [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return sorted(found, key=lambda row: row["entry"])


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Rows taken and rejected of one export with this content and mapping."""
    masking.set_key(b"k" * 32)

    def read(content: str | bytes, columns: dict[str, Any], name: str = "a.csv", **stated: Any) -> tuple[Rows, Rows]:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        declared = {"path": name, "table": "shop_order", "columns": columns, **stated}
        (found,) = mapped_exports.find(Target([name], Conventions({"export": [declared]})))
        scanned = scan(mapped_exports, found, tmp_path, tmp_path, 0)
        assert scanned.read.error is None, scanned.read.error
        drafts = dict(scanned.drafts)
        taken, rejected = _asked(drafts, str(declared["table"])), _asked(drafts, "rejected_row")
        assert scanned.read.rows == len(taken) + len(rejected)
        return taken, rejected

    return read


def test_rows_are_taken_and_know_their_line(read: Read) -> None:
    taken, rejected = read('number,total\nA-1,1990\n"A,2",5\n', {**_ORDER, "total_minor": "total"}, provider="acme")
    assert [(row["order_id"], row["total_minor"], row["provider"], row["entry"], row["line"]) for row in taken] == [
        ("A-1", 1990, "acme", 0, 2),
        ("A,2", 5, "acme", 1, 3),
    ]
    assert rejected == []


@pytest.mark.parametrize("mark", [";", "\t", "|", ","])
def test_the_delimiter_is_told_by_the_header(read: Read, mark: str) -> None:
    taken, _ = read(f"\ufeffnumber{mark}note\r\nA-1{mark}x\r\n", _ORDER)
    assert [row["order_id"] for row in taken] == ["A-1"]


@pytest.mark.parametrize(
    ("amount", "how", "currency", "minor"),
    [
        ("1990", {}, "EUR", 1990),
        ("1990.0", {}, "EUR", 1990),
        ("-5", {}, "EUR", -5),
        ("19.90", {"unit": "major"}, "EUR", 1990),
        ("19.9", {"unit": "major"}, "eur", 1990),
        ("-0.01", {"unit": "major"}, "EUR", -1),
        ("1990", {"unit": "major"}, "JPY", 1990),
        ("1.234", {"unit": "major"}, "KWD", 1234),
        ("19,90", {"unit": "major", "decimal": ","}, "EUR", 1990),
        ("90071992547409.93", {"unit": "major"}, "EUR", 9007199254740993),
    ],
)
def test_amounts_become_minor_units_exactly(
    read: Read, amount: str, how: dict[str, str], currency: str, minor: int
) -> None:
    mapping = {**_ORDER, "total_minor": {"from": "total", **how}, "currency": "currency"}
    taken, _ = read(f"number;total;currency\nA;{amount};{currency}\n", mapping)
    assert [(row["total_minor"], row["currency"]) for row in taken] == [(minor, currency.upper())]


@pytest.mark.parametrize(
    ("amount", "how", "currency"),
    [
        ("19.90", {}, "EUR"),
        ("1.990,00", {"unit": "major", "decimal": ","}, "EUR"),
        ("1,990.00", {"unit": "major"}, "EUR"),
        ("19,90", {"unit": "major"}, "EUR"),
        ("19.90", {"unit": "major", "decimal": ","}, "EUR"),
        ("19.905", {"unit": "major"}, "EUR"),
        ("19.9", {"unit": "major"}, "JPY"),
        ("19.90", {"unit": "major"}, "EURO"),
        ("19.90", {"unit": "major"}, ""),
        ("0.000000001", {"unit": "major"}, "EUR"),
        ("1e3", {"unit": "major"}, "EUR"),
        ("19.90 EUR", {"unit": "major"}, "EUR"),
        ("9" * 30, {}, "EUR"),
    ],
)
def test_no_amount_is_guessed_or_rounded(read: Read, amount: str, how: dict[str, str], currency: str) -> None:
    mapping = {**_ORDER, "total_minor": {"from": "total", **how}, "currency": "currency"}
    taken, rejected = read(f"number;total;currency\nA;{amount};{currency}\n", mapping)
    assert taken == []
    assert [(row["field"], row["line"]) for row in rejected] == [("total_minor", 2)]


@pytest.mark.parametrize(
    ("written", "how", "utc"),
    [
        ("2024-05-31T12:00:00Z", {}, datetime(2024, 5, 31, 12)),
        ("2024-05-31T12:00:00.250+02:00", {}, datetime(2024, 5, 31, 10, 0, 0, 250_000)),
        ("2024-05-31 12:00:00", {}, datetime(2024, 5, 31, 12)),
        ("2024-05-31", {}, datetime(2024, 5, 31)),
        ("2024-05-31 12:00:00", {"zone": "Europe/Oslo"}, datetime(2024, 5, 31, 10)),
        ("2024-01-31 12:00:00", {"zone": "Europe/Oslo"}, datetime(2024, 1, 31, 11)),
        ("2024-05-31T12:00:00Z", {"zone": "Europe/Oslo"}, datetime(2024, 5, 31, 12)),
        ("2024-05-31T12:00:00+05:30", {"zone": "Europe/Oslo"}, datetime(2024, 5, 31, 6, 30)),
        ("31.05.2024 12:00", {"format": "%d.%m.%Y %H:%M", "zone": "Europe/Oslo"}, datetime(2024, 5, 31, 10)),
        ("31.05.2024 12:00", {"format": "%d.%m.%Y %H:%M"}, datetime(2024, 5, 31, 12)),
        ("31.05.2024 12:00 +0200", {"format": "%d.%m.%Y %H:%M %z"}, datetime(2024, 5, 31, 10)),
        ("1717156800", {"format": "epoch_s"}, datetime(2024, 5, 31, 12)),
        ("1717156800250", {"format": "epoch_ms"}, datetime(2024, 5, 31, 12, 0, 0, 250_000)),
    ],
)
def test_times_become_utc(read: Read, written: str, how: dict[str, str], utc: datetime) -> None:
    taken, _ = read(f"number,at\nA,{written}\n", {**_ORDER, "placed_at": {"from": "at", **how}})
    assert [row["placed_at"] for row in taken] == [utc]


@pytest.mark.parametrize(
    ("written", "how"),
    [
        ("31-05-24", {}),
        ("infinity", {}),
        ("epoch", {}),
        ("-infinity", {"zone": "Europe/Oslo"}),
        ("1e300", {"format": "epoch_s"}),
        ("nan", {"format": "epoch_s"}),
        ("inf", {"format": "epoch_ms"}),
        ("253402300800", {"format": "epoch_s"}),
    ],
)
def test_what_is_no_time_is_rejected(read: Read, written: str, how: dict[str, str]) -> None:
    taken, rejected = read(f"number,at\nA,{written}\nB,\n", {**_ORDER, "placed_at": {"from": "at", **how}})
    assert [(row["order_id"], row["placed_at"]) for row in taken] == [("B", None)]
    assert [(row["field"], row["line"]) for row in rejected] == [("placed_at", 2)]


def test_no_number_is_infinite(read: Read) -> None:
    text = "id,kind,at,took\n" + "".join(
        f"w{i},paid,2024-05-31,{took}\n" for i, took in enumerate(("1.5", "inf", "nan", "1e999"))
    )
    mapping = {"delivery": "id", "kind": "kind", "received_at": "at", "skew_s": "took"}
    taken, rejected = read(text, mapping, table="webhook_delivery", provider="acme")
    assert [row["skew_s"] for row in taken] == [1.5]
    assert [(row["field"], row["line"]) for row in rejected] == [("skew_s", line) for line in (3, 4, 5)]


def test_words_are_mapped_listed_and_looked_up(read: Read) -> None:
    mapping = {**_ORDER, "said": "status", "environment": {"from": "env", "values": {"prod": "production"}}}
    taken, rejected = read("number,status,env\nA,Awaiting Shipment,prod\nB,Odd,prod\nC,PAID,live\n", mapping)
    assert [(row["status"], row["environment"]) for row in taken] == [("paid", "production"), (None, "production")]
    assert [row["reason"] for row in rejected] == ["is none of the values that assay.toml maps: prod"]
    taken, rejected = read("number,s\nA,paid\nB,bezahlt\n", {**_ORDER, "status": "s"})
    assert len(taken) == 1 and rejected[0]["reason"] == "is none of: open, pending, paid, returned, ended"
    taken, _ = read("number,s\nA,odd\n", {**_ORDER, "status": {"from": "s", "values": {"x": "paid"}, "other": "open"}})
    assert taken[0]["status"] == "open"


def test_lines_that_are_no_rows_are_told_and_the_rest_keeps_its_place(read: Read) -> None:
    text = 'number,total\nA,1\nB\nC,x\nD,4,5\nE,6\n"F,7\n'
    taken, rejected = read(text, {**_ORDER, "total_minor": "total"})
    assert [(row["order_id"], row["entry"], row["line"]) for row in taken] == [("A", 0, 2), ("E", 4, 6)]
    assert sorted((row["line"], row["field"], row["reason"]) for row in rejected if row["field"] is None) == [
        (3, None, "has fewer columns than the header names"),
        (5, None, "has more columns than the header names"),
        (7, None, "has a quotation mark without its other one"),
    ]
    assert [(row["line"], row["shape"]) for row in rejected if row["field"]] == [(4, "text of 1 characters: x")]


def test_where_a_record_is_several_lines_none_is_told(read: Read) -> None:
    taken, _ = read('number,note\n"A\nB",x\nC,y\n', _ORDER)
    assert [(row["entry"], row["line"]) for row in taken] == [(0, None), (1, None)]


def test_an_empty_value_is_none_unless_no_row_can_do_without(read: Read) -> None:
    taken, rejected = read('number,total\nA,\n"",5\n', {**_ORDER, "total_minor": "total"})
    assert [row["total_minor"] for row in taken] == [None]
    assert [(row["field"], row["shape"], row["reason"]) for row in rejected] == [
        ("order_id", "empty", "is empty, and no row can do without it")
    ]


@pytest.mark.parametrize("wrapped", [False, True])
def test_members_of_json(read: Read, wrapped: bool) -> None:
    records = [{"id": "A", "total": {"value": 1990, "code": "EUR"}}, {"id": "B", "total": None}, {"id": "C"}]
    lines = [json.dumps(record) for record in records]
    text = "[" + ",".join(lines) + "]" if wrapped else "\n".join(lines)
    mapping = {"order_id": "id", "total_minor": "total.value", "currency": "total.code"}
    taken, rejected = read(text, mapping, "a.jsonl")
    assert [(row["order_id"], row["total_minor"], row["currency"]) for row in taken] == [
        ("A", 1990, "EUR"),
        ("B", None, None),
        ("C", None, None),
    ]
    assert [row["line"] for row in taken] == ([None] * 3 if wrapped else [1, 2, 3])
    assert rejected == []


def test_lines_that_are_no_json_are_told(read: Read) -> None:
    taken, rejected = read('{"id": "A"}\n{broken\n\n[1]\n{"id": "B"}\n', {"order_id": "id"}, "a.jsonl")
    assert [(row["order_id"], row["line"]) for row in taken] == [("A", 1), ("B", 5)]
    assert [(row["line"], row["reason"]) for row in rejected] == [(2, "is no JSON object"), (4, "is no JSON object")]


def test_parquet_keeps_what_it_says(read: Read, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    duckdb.sql(f"""copy (select 'A' as number, 19.90::decimal(9, 2) as total, {{'code': 'EUR'}} as money,
        timestamptz '2024-05-31 12:00:00+02' as at, true as ok) to '{file}' (format parquet)""")
    total = {"from": "total", "unit": "major"}
    mapping = {**_ORDER, "total_minor": total, "currency": "money.code", "placed_at": "at"}
    taken, _ = read(file.read_bytes(), mapping, "a.parquet")
    assert [(row["total_minor"], row["currency"], row["placed_at"], row["entry"]) for row in taken] == [
        (1990, "EUR", datetime(2024, 5, 31, 10), 0)
    ]


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,total\n1,2\n")
    declared = {"path": "a.csv", "table": "shop_order", "columns": _ORDER}
    (found,) = mapped_exports.find(Target(["a.csv"], Conventions({"export": [declared]})))
    read = scan(mapped_exports, found, tmp_path, tmp_path, 0).read
    assert read.error == "has no column number, which assay.toml maps; it has: id, total"


def test_what_is_sensitive_stays_apart_and_is_not_kept(read: Read, tmp_path: Path) -> None:
    card, mail = "4" + "1" * 15, "kim.smith" + "@" + "harbour.org"
    stated = {"table": "payment_event", "provider": "acme"}
    mapping = {"payment": "id", "said": "s", "credential": "card", "order_id": "mail", "device": "note"}
    text = f"id,s,card,mail,note\np1,x,{card},{mail},card {card}\np2,x,{card},{mail},\np3,x,{card[:-1]}2,a{mail},\n"
    taken, _ = read(text, mapping, **stated)
    first, second, third = taken
    assert first["credential"] == second["credential"] == masking.fingerprint(card) != third["credential"]
    assert first["order_id"] == second["order_id"] != third["order_id"]
    for file in tmp_path.glob("scan-*"):
        kept = str(duckdb.sql(f"from read_parquet('{file}')").fetchall()).encode() + file.read_bytes()
        assert card.encode() not in kept and b"kim.smith" not in kept


@pytest.mark.parametrize("one", ["1", "\N{ARABIC-INDIC DIGIT ONE}"])
def test_a_rejected_value_is_shown_as_a_shape(read: Read, one: str) -> None:
    _, rejected = read(f"number,total\nA,4{one * 15} Kim\n", {**_ORDER, "total_minor": "total"})
    assert rejected[0]["shape"] == "text of 20 characters: 0000000000000000 xxx"
