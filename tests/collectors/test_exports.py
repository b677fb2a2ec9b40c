"""Exports that a configuration declares are read by the format that it states, or that their content shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from assay.collectors import exports
from assay.model import Conventions, Row, Source, SourceError, Target
from assay.payments import Format
from assay.tables.ledger import RejectedRow


def _row(record: dict[str, Any], entry: int) -> Row:
    return RejectedRow(
        integration=record.get("unit"),
        provider="acme",
        intended="payment_event",
        field=None,
        shape=None,
        reason=record["why"],
        entry=entry,
        line=None,
    )


def _read(data: bytes, seal: object) -> Iterator[Row]:
    yield from (_row(record, entry) for entry, record in enumerate(json.loads(data)["acme"]))


_ACME = SimpleNamespace(
    FORMAT=Format("acme-list", "acme", "A list of acme's."), sniff=lambda head: b'"acme"' in head, read=_read
)
_LIST = b'{"acme": [{"why": "a"}, {"why": "b", "unit": "other"}]}'


@pytest.fixture(autouse=True)
def acme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "formats", lambda: {"acme-list": _ACME})


def _source(declared: dict[str, Any], data: bytes = _LIST) -> Source:
    return Source("books/2024/a.json", data, Conventions({"export": [declared]}))


def test_only_what_is_declared_is_read() -> None:
    conventions = Conventions({"export": [{"path": "books/**"}, {"path": "b.csv", "table": "shop_order"}]})
    target = Target(["a.json", "b.csv", "books/2024/a.json"], conventions, beside=["../books/c.json"])
    assert list(exports.find(target)) == ["books/2024/a.json"]
    assert list(exports.find(Target(["books/a.json"]))) == []


@pytest.mark.parametrize("declared", [{"format": "acme-list"}, {}, {"provider": "acme"}])
def test_format_is_stated_or_told_by_content(declared: dict[str, Any]) -> None:
    assert len(list(exports.read(_source({"path": "books/**", **declared})))) == 2


def test_what_is_declared_holds_where_rows_do_not_say_it() -> None:
    rows = exports.read(_source({"path": "books/**", "integration": "acme-cards"}))
    assert [getattr(row, "integration", None) for row in rows] == ["acme-cards", "other"]


@pytest.mark.parametrize("declared", [{}, {"provider": "other"}])
def test_an_unknown_format_names_those_that_are_known(declared: dict[str, Any]) -> None:
    data = b"[]" if not declared else _LIST
    with pytest.raises(SourceError, match="acme-list"):
        list(exports.read(_source({"path": "books/**", **declared}, data)))
