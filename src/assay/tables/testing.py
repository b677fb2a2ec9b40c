"""Tests, recordings and the pipeline that runs them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from assay.model import Row


class TestCase(Row, frozen=True, kw_only=True):
    """One test as written, also when it stands in a comment."""

    __test__ = False

    name: Annotated[str, "full title: suites and test joined by ' > '"]
    framework: Annotated[str, "jest, vitest, mocha, cypress, playwright, pytest, unittest"]
    level: Annotated[str, "unit or e2e"]
    assertions: Annotated[
        int, "assertions in its body, snapshot ones left out; without any, functions of its file that assert for it"
    ]
    snapshots: Annotated[int, "snapshot assertions in its body"]
    helper_calls: Annotated[int, "calls that may assert on its behalf, a callback that ends it among them"]
    failure: Annotated[
        bool | None, "asks for a failure or asserts one: rejects, toThrow, an error status, an error handler"
    ] = None
    disabled_by: Annotated[str | None, "skip, todo, fixme, xfail, comment or condition; null when it runs"]
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


class ReportedTest(Row, frozen=True, kw_only=True):
    """One test as the report of a run tells it; several rows where a report tells it several times."""

    framework: Annotated[str | None, "what ran it, where the report says so: pytest, jest…"]
    suite: Annotated[str | None, "suite as named in the report, nested ones joined by ' > '"]
    class_name: Annotated[str | None, "class or file as the report names it"]
    name: Annotated[str, "title of the test; of parametrised ones of pytest, positions instead of values"]
    file: Annotated[str | None, "its file as the report names it"]
    root: Annotated[str | None, "directory that `file` is relative to, seen from the report's; null for not said"]
    line: Annotated[int | None, "line of the test in its file"]
    outcome: Annotated[str, "passed, failed, error (set-up or tear-down), skipped, xfailed or xpassed"]
    duration_ms: Annotated[float | None, "time that it took with set-up and tear-down, milliseconds"]
    failed_attempts: Annotated[int | None, "attempts that failed before the outcome; null where retries are not told"]
    reason: Annotated[str | None, "why it was skipped or may fail, as its author says"]
    markers: Annotated[str | None, "markers of pytest, comma separated"]
    declared: Annotated[str | None, "integration that the test itself names, by marker or property"]
    ran_at: Annotated[datetime | None, "when its suite began, UTC"]


class TestResult(Row, frozen=True, kw_only=True):
    """What came of one test the last time it was run: its report's rows made one, its file and owner found."""

    __test__ = False

    path: Annotated[str, "file of the test; the report where that file is not found"]
    integration: Annotated[str | None, "unit that the test names, else that owns its file"]
    origin: Annotated[str, "report"]
    report: Annotated[str, "report that tells it"]
    framework: Annotated[str | None, "what ran it, where the report says so"]
    name: Annotated[str, "title of the test, below its class or suite"]
    outcome: Annotated[str, "the worst that the report says of it: error, failed, xpassed, passed, xfailed or skipped"]
    duration_ms: Annotated[float | None, "time that it took, all repetitions together, milliseconds"]
    failed_attempts: Annotated[int | None, "attempts that failed before the outcome; null where retries are not told"]
    reason: Annotated[str | None, "why it was skipped or may fail"]
    markers: Annotated[str | None, "markers of pytest, comma separated"]
    ran_at: Annotated[datetime | None, "when it ran, UTC"]
    line: Annotated[int | None, "line in the file"]


class Snapshot(Row, frozen=True, kw_only=True):
    """One snapshot as it is stored."""

    test: Annotated[str, "full title of the test that took it, a hint after a colon"]
    number: Annotated[int, "which snapshot of that test, from 1"]
    lines: Annotated[int, "lines it takes up"]
    spec_path: Annotated[str, "test file that it belongs to"]
    line: Annotated[int, "line in the file"]


class Recording(Row, frozen=True, kw_only=True):
    """One recording of traffic (HAR file, cassette)."""

    name: Annotated[str, "name it was recorded under"]
    creator: Annotated[str | None, "tool and version"]
    entries: Annotated[int, "exchanges in it"]
    first_at: Annotated[datetime | None, "time of the first exchange, UTC"]
    last_at: Annotated[datetime | None, "time of the last exchange, UTC"]


class CiStep(Row, frozen=True, kw_only=True):
    """One step of a continuous-integration pipeline, or one thing that it is built on (image, orb, include).

    A job that several workflows run gives the rows of its steps for each of them.
    """

    provider: Annotated[str, "github, circleci or gitlab"]
    workflow: Annotated[str | None, "workflow that runs it; null where none in this file does"]
    job: Annotated[str | None, "job; null for what the whole file uses"]
    step: Annotated[str, "step name or what it runs, else its position"]
    kind: Annotated[str, "run, action, command, job, workflow, image, orb, include, builtin"]
    command: Annotated[str | None, "shell commands"]
    directory: Annotated[str | None, "directory it runs in, relative to the repository; null for its root"]
    uses: Annotated[str | None, "action, orb, image, workflow or include it uses, with its version"]
    pin: Annotated[
        str | None,
        "how `uses` is fixed: digest, version (exact), range (part of a version), moving (branch, latest, none), "
        "local; null without `uses` or where it is computed",
    ]
    inputs: Annotated[str | None, "parameters and variables it is given, as JSON, secrets masked"]
    can_fail: Annotated[bool | None, "its failure fails the pipeline; null where that is computed"]
    on_change: Annotated[bool | None, "runs for pull requests or for every branch; null where a condition decides"]
    line: Annotated[int | None, "line in the file"]


class CiCommand(Row, frozen=True, kw_only=True):
    """One command line that a pipeline runs: of a step, or of a script or Nx target that a step leads to."""

    path: Annotated[str, "pipeline file"]
    workflow: Annotated[str | None, "workflow that runs it; null where none does"]
    job: Annotated[str | None, "job"]
    step: Annotated[str, "step"]
    line: Annotated[int | None, "line of the step"]
    command: Annotated[str, "one command, with the arguments that scripts hand on"]
    via: Annotated[
        str | None, "scripts and targets it was reached through, outermost first; null when the step says it"
    ]
    directory: Annotated[str, "directory it runs in, relative to the target; empty for its root"]
    source_path: Annotated[str, "file that states the command"]
    source_line: Annotated[int | None, "line there"]
    can_fail: Annotated[bool | None, "its failure fails the pipeline"]
    on_change: Annotated[bool | None, "runs for pull requests or for every branch"]


class ConfigLink(Row, frozen=True, kw_only=True):
    """One file that a configuration takes in, directly or through others; each takes in itself, at depth 0."""

    path: Annotated[str, "configuration file"]
    to_path: Annotated[str | None, "file taken in; null when it lies outside the target"]
    specifier: Annotated[str, "how it is named: a relative path, a package, or what computes it"]
    relation: Annotated[
        str, "self, extends (presets, extended and spread files) or setup (set-up files of test runners)"
    ]
    depth: Annotated[int, "files between, 0 for the file itself"]
