"""The picture of what payments went through."""

from __future__ import annotations

import csv
from pathlib import Path
from xml.etree import ElementTree

from assay.analysis.lifecycles import lifecycles
from assay.engine.evidence import REFERENCE
from assay.pages.lifecycle_graph import PLACES, graph
from payment_events import event, evidence

_SVG = "{http://www.w3.org/2000/svg}"


def test_every_state_has_a_place_of_its_own() -> None:
    with (REFERENCE / "payment_state.csv").open(encoding="utf-8", newline="") as file:
        assert {row["state"] for row in csv.DictReader(file)} == PLACES.keys()
    assert len(set(PLACES.values())) == len(PLACES)


def test_what_is_illegal_is_marked_and_said(tmp_path: Path) -> None:
    ways = [("authorized", "captured")] * 3 + [("voided", "captured"), ("captured", None, "refunded")]
    told = [
        event(state, n, 5, payment=f"p{number}", said="<&>")
        for number, way in enumerate(ways)
        for n, state in enumerate(way)
    ]
    found = lifecycles(evidence(told, tmp_path), environment=None, units=(), split=None, most=9)
    assert found is not None
    drawn = ElementTree.fromstring(graph(found, alone=True))
    assert drawn.get("role") == "img"
    assert "5 payments" in (drawn.findtext(f"{_SVG}title") or "")
    described = drawn.findtext(f"{_SVG}desc") or ""
    assert "authorized to captured 3 times" in described
    assert "voided to captured 1 time, illegal" in described
    labels = [text.text for text in drawn.iter(f"{_SVG}text")]
    assert "1 illegal" in labels
    paths = {path.get("class", "").strip(): float(path.get("stroke-width", 0)) for path in drawn.iter(f"{_SVG}path")}
    assert paths["way"] > paths["way illegal"] > 0


def test_inside_a_page_it_takes_the_colours_of_the_page(tmp_path: Path) -> None:
    found = lifecycles(evidence([event("captured", 0)], tmp_path), environment=None, units=(), split=None, most=9)
    assert found is not None
    assert "--ground:" not in graph(found)
    assert "--ground:" in graph(found, alone=True)
