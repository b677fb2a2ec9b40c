"""What follows from assay's own files is worked out once, and again when one of them has changed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.model import compiled as compiling
from assay.model.compiled import compiled


class Making:
    """Gives a number, and counts how often it was asked."""

    asked = 0

    def __call__(self) -> dict[str, int]:
        self.asked += 1
        return {"answer": 42}


@pytest.fixture
def making(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Making:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return Making()


def _asked(making: Making) -> int:
    assert compiled("answers", dict[str, int], making) == {"answer": 42}
    return making.asked


def test_it_is_worked_out_once(making: Making) -> None:
    assert [_asked(making), _asked(making)] == [1, 1]


def test_it_is_worked_out_again_when_a_file_of_assay_changed(making: Making, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _asked(making) == 1
    monkeypatch.setattr(compiling, "_stamp", lambda: b"another's sixteen")
    assert _asked(making) == 2


def test_it_is_kept_nowhere_when_python_keeps_nothing(making: Making, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert [_asked(making), _asked(making)] == [1, 2]


@pytest.mark.parametrize(
    "left", [lambda data: data[:-1], lambda data: data[:-1] + b"\0", lambda _: b"", lambda data: data[:20] + b"\x01"]
)
def test_what_is_damaged_is_worked_out_again(making: Making, tmp_path: Path, left: Callable[[bytes], bytes]) -> None:
    assert _asked(making) == 1
    (file,) = (tmp_path / "kept").rglob("answers*")
    file.write_bytes(left(file.read_bytes()))
    assert [_asked(making), _asked(making)] == [2, 2]


def test_a_place_that_cannot_be_written_is_no_obstacle(making: Making, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file, where a directory is wanted")
    assert [_asked(making), _asked(making)] == [1, 2]


def test_where_nothing_can_be_kept_what_stands_for_it_costs_nothing(making: Making, tmp_path: Path) -> None:
    assert compiled("answers", dict[str, int], making, {}) == {"answer": 42}
    (file,) = (tmp_path / "kept").rglob("answers*")
    assert compiled("answers", dict[str, int], making, {}) == {"answer": 42}
    file.unlink()
    (tmp_path / "kept").rename(tmp_path / "moved")
    (tmp_path / "kept").write_text("a file, where a directory is wanted")
    assert compiled("answers", dict[str, int], making, {}) == {}
    assert making.asked == 1


def test_drafts_are_not_left(making: Making, tmp_path: Path) -> None:
    _asked(making)
    assert len([path for path in (tmp_path / "kept").rglob("*") if path.is_file()]) == 1
