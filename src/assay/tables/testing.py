"""Tests, recordings and the pipeline that runs them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from assay.model import Row


class TestCase(Row, frozen=True, kw_only=True):
    """One test as written, also when it stands in a comment."""

    __test__ = False

    name: Annotated[str, "full title: suites and test joined by ' > '"]
    framework: Annotated[str, "jest, vitest, mocha, playwright, pytest, unittest"]
    level: Annotated[str, "unit or e2e"]
    assertions: Annotated[int, "assertions in its body, snapshot ones left out"]
    snapshots: Annotated[int, "snapshot assertions in its body"]
    helper_calls: Annotated[int, "calls that may assert on its behalf"]
    disabled_by: Annotated[str | None, "skip, todo, fixme, comment or condition; null when it runs"]
    focused: Annotated[bool, "marked to run alone"]
    line: Annotated[int, "line in the file"]


class RecordingUse(Row, frozen=True, kw_only=True):
    """One place where a test names the recording it replays."""

    recording: Annotated[str, "recording name or path as written"]
    in_comment: Annotated[bool, "stands in a comment"]
    disabled: Annotated[bool, "the test around it does not run"]
    line: Annotated[int, "line in the file"]


class RouteMock(Row, frozen=True, kw_only=True):
    """One request route that a test answers by itself."""

    pattern: Annotated[str, "route pattern as written"]
    global_: Annotated[bool, "applies to all tests: stands in shared test code"]
    line: Annotated[int, "line in the file"]


class Recording(Row, frozen=True, kw_only=True):
    """One recording of traffic (HAR file, cassette)."""

    name: Annotated[str, "name it was recorded under"]
    creator: Annotated[str | None, "tool and version"]
    entries: Annotated[int, "exchanges in it"]
    first_at: Annotated[datetime | None, "time of the first exchange, UTC"]
    last_at: Annotated[datetime | None, "time of the last exchange, UTC"]


class CiStep(Row, frozen=True, kw_only=True):
    """One step of a continuous-integration pipeline."""

    provider: Annotated[str, "github, circleci or gitlab"]
    workflow: Annotated[str, "workflow or pipeline file"]
    job: Annotated[str, "job name"]
    step: Annotated[str, "step name or position"]
    command: Annotated[str | None, "shell commands"]
    uses: Annotated[str | None, "action, orb, image or include it uses"]
    pinned: Annotated[
        bool | None, "what it uses is fixed: digest, or exact version of an immutable registry; null without `uses`"
    ]
    can_fail: Annotated[bool, "its failure fails the pipeline"]
    on_change: Annotated[bool | None, "runs for pull requests or every branch"]
    line: Annotated[int | None, "line in the file"]
