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
    test: Annotated[str | None, "title of the test around it; null outside of tests"]
    line: Annotated[int, "line in the file"]


class RouteMock(Row, frozen=True, kw_only=True):
    """One request route that test code answers by itself."""

    pattern: Annotated[str, "route pattern as written"]
    expression: Annotated[str | None, "the pattern as a regular expression over addresses; null when it is computed"]
    method: Annotated[str | None, "HTTP method, upper case; null for every method"]
    via: Annotated[str, "playwright, cypress, msw, nock, fetch-mock, fetch or house (a call that the profile names)"]
    answer: Annotated[str | None, "fulfils, aborts or passes on; null when it cannot be seen"]
    scope: Annotated[str, "test, file (all tests of the file) or shared (all tests that use this code)"]
    test: Annotated[str | None, "title of the test around it; null outside of tests"]
    line: Annotated[int, "line in the file"]


class RecorderSetting(Row, frozen=True, kw_only=True):
    """One setting of what records and replays traffic, as test code states it."""

    recorder: Annotated[str, "polly or playwright"]
    key: Annotated[str, "dotted key, e.g. matchRequestsBy.body"]
    value: Annotated[str | None, "literal as text; null where it is computed"]
    line: Annotated[int, "line in the file"]


class RecorderRewrite(Row, frozen=True, kw_only=True):
    """One part of an exchange that test code changes on its way into or out of a recording."""

    recorder: Annotated[str, "polly"]
    event: Annotated[str, "when: request, beforePersist, beforeReplay, beforeResponse, response or onSaveRecording"]
    part: Annotated[str, "what: request.body, request.url, request.headers, response.body, response.headers…"]
    via: Annotated[str | None, "functions of the file that compute the new value, comma separated"]
    loses: Annotated[bool | None, "what it computes leaves fields out; null when that cannot be seen"]
    evidence_line: Annotated[int | None, "line of the statement that loses them"]
    line: Annotated[int, "line in the file"]


class TestGuard(Row, frozen=True, kw_only=True):
    """One safeguard that test set-up puts around tests."""

    __test__ = False

    guard: Annotated[str, "assertions (a test that asserts nothing fails) or rejections (what to do with lost errors)"]
    hook: Annotated[str, "beforeEach, beforeAll or module"]
    fails: Annotated[bool | None, "makes the run fail; null when that cannot be seen"]
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
