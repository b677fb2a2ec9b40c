"""A search finds the same, whether its tables were made just now, are kept, or were made on another machine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assay.model import searching
from assay.model.searching import search_engine

_EXPRESSIONS = (b"sk_live_[0-9a-z]{8}", b"[2-6][0-9]{3}")
_TEXT = b"key: sk_live_0a1b2c3d, card 4242 4242"


def _found() -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    engine = search_engine(_EXPRESSIONS)
    engine.scan(_TEXT, match_event_handler=lambda number, start, *_: found.add((number, start)))
    return found


def test_kept_tables_find_what_new_ones_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert _found() == {(0, 5), (1, 28), (1, 33)}
    assert list(tmp_path.rglob("search-*"))
    assert _found() == {(0, 5), (1, 28), (1, 33)}


def test_tables_of_another_machine_are_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "compiled", lambda *_: b"what another machine made")
    assert _found() == {(0, 5), (1, 28), (1, 33)}
