"""What is done otherwise where there is much, one thing after another and part by part, gives the same."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest

from assay.engine import gathering, judge, verdicts
from assay.engine.check import Options, check
from assay.engine.evidence import Evidence

_EXAMPLE = Path(__file__).parents[2] / "examples" / "checkout"
_DAY = date(2026, 11, 20)
Said = tuple[list[tuple[object, ...]], list[tuple[object, ...]]]


def said(lake: Path) -> Said:
    """Findings and measures of the example, whichever order they stand in."""
    db = check(_EXAMPLE, Options(lake=lake, as_of=_DAY)).db
    columns = "standard, level, domain, integration, subject, verdict, reason, path, line, pointer, fingerprint, waived"
    findings = db.execute(f"select {columns} from finding order by all").fetchall()
    return findings, db.execute("select * from measure order by all").fetchall()


def test_verdicts_and_measures_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plainly = said(tmp_path / "plain")
    derived_in: list[str] = []
    rooms: list[bool] = []
    derive, make_room = gathering.Gathering._derive, Evidence.make_room

    def derive_told(self: gathering.Gathering, evidence: Evidence, units: dict[str, str]) -> None:
        derived_in.append(threading.current_thread().name)
        derive(self, evidence, units)

    def make_room_told(self: Evidence, *, again: bool = True) -> None:
        made = set(self._made)
        make_room(self, again=again)
        rooms.append(again and made > self._made)

    monkeypatch.setattr("assay.engine.gathering._MUCH", 0)
    monkeypatch.setattr("assay.engine.evidence._MUCH", 0)
    monkeypatch.setattr(judge, "_AT_ONCE", 20)
    monkeypatch.setattr(verdicts, "_FEW", 0)
    monkeypatch.setattr(verdicts, "_ROWS", 100)
    monkeypatch.setattr(gathering.Gathering, "_derive", derive_told)
    monkeypatch.setattr(Evidence, "make_room", make_room_told)
    assert said(tmp_path / "large") == plainly
    assert derived_in == [threading.main_thread().name]
    assert rooms.count(True) > 5, "what deriving needed was let go of, and what was asked together"
    assert rooms.count(False) > 5, "verdicts were found part by part"


def test_parts_hold_every_standard_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    monkeypatch.setattr(verdicts, "_FEW", 0)
    monkeypatch.setattr(verdicts, "_ROWS", 3)
    db = duckdb.connect()
    db.execute("create table raw_finding as select chr(97 + (i % 7)::int) as standard from range(40) r(i)")
    bounds = verdicts._bounds(db)
    assert len(bounds) > 4
    assert bounds == sorted(set(bounds))
    assert bounds[0] < "a"
    assert bounds[-1] > "zzz"
