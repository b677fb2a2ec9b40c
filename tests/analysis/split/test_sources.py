"""Which cause a source's other rows have: by what is known of it in both runs."""

from __future__ import annotations

from typing import Any

import pytest

from assay.analysis.split.causes import Cause
from assay.analysis.split.sources import sources

TS, HAR = "packages/shop/src/pay.ts", "packages/shop/e2e/recording.har"


def row(
    path: str, key: str | None, collector: str = "", *, run: str = "1", unit: str = "shop", digest: str = ""
) -> dict[str, Any]:
    """One collection; without a key it failed."""
    recorded = path.endswith(".har")
    return {
        "source_key": key,
        "digest": digest or key,
        "collector": collector or ("har" if recorded else "ecmascript"),
        "path": path,
        "integration": unit,
        "origin": "recording" if recorded and collector != "secrets" else "source",
        "outcome": "read" if key else "failed",
        "run": run,
    }


#: What every shop has, so that its unit is in both runs.
HOME = row("packages/shop/package.json", "home", "manifests")


@pytest.mark.parametrize(
    ("old", "new", "same_tool", "cause"),
    [
        ([row(TS, "a")], [row(TS, "a")], True, None),
        ([row(TS, "a")], [row(TS, "a", run="2")], True, None),
        ([row(TS, "a")], [row(TS, "a", run="2")], False, Cause.TOOL),
        ([row(TS, "a")], [row(TS, "a")], False, None),  # taken over from the earlier run
        ([row(TS, "a")], [row(TS, "b")], True, Cause.CODE),
        ([row(TS, "a", digest="x")], [row(TS, "b", digest="x", run="2")], False, Cause.TOOL),
        ([row(TS, None, digest="x")], [row(TS, "b", digest="x", run="2")], False, Cause.TOOL),
        ([row(TS, "a")], [], True, Cause.CODE),
        ([], [row(TS, "a")], True, Cause.CODE),
        ([], [row(HAR, "a")], True, Cause.EVIDENCE),
        ([row(HAR, "a")], [], True, Cause.EVIDENCE),
        ([], [row(HAR, "a", unit="new")], True, Cause.CODE),  # its unit came with it
        ([row(HAR, "a")], [row(HAR, "b")], True, Cause.CODE),  # recorded again
        ([row(TS, "a")], [row(TS, None)], True, Cause.EVIDENCE),
        ([row(TS, None)], [row(TS, "a")], True, Cause.EVIDENCE),
        ([row(TS, None)], [row(TS, None)], True, None),
    ],
)
def test_one_source(old: list[Any], new: list[Any], same_tool: bool, cause: Cause | None) -> None:
    found = sources([HOME, *old], [HOME, *new], same_tool=same_tool)
    assert {source.cause for source in found if (source.new or source.old or {})["collector"] != "manifests"} == {cause}


def test_all_that_is_read_of_a_recording_goes_with_it() -> None:
    found = sources([HOME, row(HAR, "a"), row(HAR, "b", "secrets")], [HOME], same_tool=True)
    assert [source.cause for source in found] == [Cause.EVIDENCE, None, Cause.EVIDENCE]


@pytest.mark.parametrize(("same_tool", "cause"), [(False, Cause.TOOL), (True, Cause.EVIDENCE)])
def test_what_can_be_read_now_although_it_is_the_same_is_the_tools_when_that_is_another(
    same_tool: bool, cause: Cause
) -> None:
    """That the content is the same is known from another collector that read it in both runs."""
    known = row(TS, "same", "secrets")
    found = sources([HOME, known, row(TS, None)], [HOME, known, row(TS, "a")], same_tool=same_tool)
    assert [source.cause for source in found if source.cause] == [cause]


def test_a_collector_that_is_new_is_the_tool() -> None:
    known = row(TS, "same", "secrets")
    found = sources([HOME, known], [HOME, known, row(TS, "a")], same_tool=False)
    assert [source.cause for source in found if source.cause] == [Cause.TOOL]
