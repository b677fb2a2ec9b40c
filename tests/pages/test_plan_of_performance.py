"""The page of the plan of performance says what the plan says, in its order."""

from __future__ import annotations

from dataclasses import replace

from assay.engine.result import Result
from assay.pages import performance, site
from assay.reviews.performance import performance as planned


def rendered(view: performance.PerformancePage) -> str:
    pages = site.environment(lambda kind, name="", part="": f"#{kind}-{name}")
    return pages.get_template("performance.html").render(view=view)


def test_every_item_is_told_in_the_order_of_the_plan(example: Result) -> None:
    made = planned(example)
    view = performance.page(example, made)
    assert [row.item for part in view.parts for row in part.rows] == [*made.time, *made.bytes, *made.tests]
    page = rendered(view)
    assert made.time and all(item.about.fix.split(":")[0] in page for item in made.time)
    path, line = made.time[0].places[0]
    assert f"#recording-{path}" in page and f"{path}:{line}" in page


def test_what_is_not_told_is_counted(example: Result) -> None:
    made = planned(example)
    view = performance.page(example, made, most=1)
    assert [part.more for part in view.parts] == [max(0, len(items) - 1) for _, items, _ in performance.parts(made)]


def test_bytes_come_first_where_they_are_what_is_saved(example: Result) -> None:
    item = next(item for item in planned(example).bytes if item.ms is not None)
    assert performance.saves(item, bytes_first=True).index("bytes") < performance.saves(item, bytes_first=True).index(
        "ms"
    )
    assert performance.saves(item, bytes_first=False).index("ms") < performance.saves(item, bytes_first=False).index(
        "bytes"
    )


def test_a_run_with_nothing_to_save_says_so(example: Result) -> None:
    nothing = replace(planned(example), time=(), bytes=(), tests=(), on_path=())
    assert "Nothing to save was seen." in rendered(performance.page(example, nothing))
