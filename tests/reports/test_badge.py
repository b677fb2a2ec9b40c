"""A badge is an image with a name, and its colour goes with the answer."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest

from assay.engine.result import Result, integrations
from assay.model import UsageError
from assay.reports import badge

_SVG = "{http://www.w3.org/2000/svg}"


def test_it_counts_what_faces_a_provider(result: Result) -> None:
    root = ElementTree.fromstring(badge.render(result, Path()))
    assert root.get("role") == "img"
    assert root.get("aria-label") == root.findtext(f"{_SVG}title") == "assay: 2 unfit, 1 unproven"
    assert [text.text for text in root.iter(f"{_SVG}text")] == ["assay", "2 unfit, 1 unproven"]


def test_one_integration_has_its_own(result: Result) -> None:
    unit = next(unit for unit in result.integrations if unit.name == "acme-pay")
    told = badge.render(result, Path(), integration="acme-pay")
    assert f"acme-pay: {unit.fitness} {unit.score_low:.0f}" in told
    with pytest.raises(UsageError, match="no integration is called nobody"):
        badge.render(result, Path(), integration="nobody")


def test_what_judged_a_selection_only_says_so_and_is_not_green(result: Result) -> None:
    result.db.execute("update finding set verdict = 'met'")
    result.integrations[:] = integrations(result.db)
    whole = badge.render(result, Path(), integration="evil-pay")
    result.run = msgspec.structs.replace(result.run, selection="security/*")
    part = badge.render(result, Path(), integration="evil-pay")
    assert "evil-pay: fit 100" in whole and "of a selection" not in whole and "#1a6e34" in whole
    assert "evil-pay: fit 100, of a selection" in part and "#1a6e34" not in part


def test_texts_fit_in_their_halves(result: Result) -> None:
    root = ElementTree.fromstring(badge.render(result, Path(), integration="evil-pay"))
    left, right = (rect for rect in root.iter(f"{_SVG}rect") if rect.get("fill"))
    label, message = root.iter(f"{_SVG}text")
    assert float(label.get("x") or 0) + float(label.get("textLength") or 0) < float(left.get("width") or 0)
    end = float(message.get("x") or 0) + float(message.get("textLength") or 0)
    assert end < float(right.get("x") or 0) + float(right.get("width") or 0)


def test_a_hostile_name_is_text(result: Result) -> None:
    unit = next(unit for unit in result.integrations if unit.name == "evil-pay")
    unit.name = '"><script>\x00\u202e'
    root = ElementTree.fromstring(badge.render(result, Path(), integration=unit.name))
    assert not list(root.iter(f"{_SVG}script")) and "\u202e" not in ElementTree.tostring(root, encoding="unicode")
