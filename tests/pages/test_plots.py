"""Plots are XML that says in words what it shows, and draws what it was given."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from assay.pages import plots

HOSTILE = "<script>alert(1)</script>\x00\u202e\"'&"
POINTS = [plots.Point(f"run {n}", value, value - 1, value + 1, n == 2) for n, value in enumerate((3.0, 3.0, 9.0, 9.0))]


def read(plot: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(plot)


@pytest.mark.parametrize(
    "plot",
    [
        plots.strip([1, 2, 2], 2, HOSTILE),
        plots.sparkline([1, 2, 3], HOSTILE),
        plots.line(POINTS, HOSTILE, HOSTILE, HOSTILE, HOSTILE),
        plots.waterfall([plots.Span(HOSTILE, 0, 10)], HOSTILE, HOSTILE),
    ],
)
def test_every_plot_is_an_image_with_a_name_and_obeys_nothing_it_shows(plot: Markup) -> None:
    root = read(plot)
    assert root.get("role") == "img"
    title = root.find("title")
    assert title is not None and "alert(1)" in (title.text or "")
    assert not list(root.iter("script")) and "\u202e" not in plot and "\x00" not in plot


def test_a_score_is_full_to_its_floor_and_open_to_its_ceiling() -> None:
    bars = {rect.get("class"): rect for rect in read(plots.score_bar(20, 80, "unfit")).iter("rect")}
    assert bars["fill unfit"].get("width") == "20"
    assert (bars["maybe"].get("x"), bars["maybe"].get("width")) == ("20", "60")


def test_a_course_marks_where_it_shifts_and_has_a_band() -> None:
    root = read(plots.line(POINTS, "errors", "", "0", "10"))
    kinds = [path.get("class") for path in root.iter("path")]
    assert kinds.count("change-mark") == 1 and kinds.count("band") == 1
    assert len(list(root.iter("circle"))) == len(POINTS) - 1


def test_one_value_and_equal_values_are_drawn_without_dividing_by_nothing() -> None:
    assert read(plots.line([plots.Point("now", 4)], "one", "", "4", "4"))
    assert read(plots.sparkline([2, 2, 2], "flat"))
    assert plots.line([], "none", "", "", "") == plots.sparkline([], "none") == ""


def test_spans_stand_where_they_start_and_parts_follow_each_other() -> None:
    parts = [("connect", 25.0), ("wait", 75.0)]
    spans = [plots.Span("a", 0, 100, parts), plots.Span("b", 100, 100, state="failed", marked=True)]
    rects = list(read(plots.waterfall(spans, "calls", "")).iter("rect"))
    connect, wait, marked, failed = rects
    assert float(wait.get("x") or 0) == pytest.approx(float(connect.get("x") or 0) + float(connect.get("width") or 0))
    assert float(wait.get("width") or 0) == pytest.approx(3 * float(connect.get("width") or 0), rel=0.01)
    assert marked.get("class") == "marked" and failed.get("class") == "part wait failed"


def test_bars_whose_numbers_stand_beside_them_are_passed_over_by_screen_readers() -> None:
    for plot in (plots.score_bar(20, 80, "unfit"), plots.ratio_bar(0.5, 0.2, 0.8)):
        assert read(plot).get("aria-hidden") == "true"
    assert read(plots.strip([3.0], 3.0, "one value"))
