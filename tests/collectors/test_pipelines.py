"""Pipelines of each provider as steps."""

from __future__ import annotations

from typing import Any

import pytest

from assay.collectors import pipelines
from assay.collectors.pipelines.parts import can_fail, pin_of, pin_of_image
from assay.model import Source
from assay.tables.testing import CiStep
from assay.tables.workspace import Setting

_COMMIT = "8f4b7f84864484a7bf31766abe9204da3cbe65b3"


def _rows(path: str, text: str) -> list[CiStep]:
    return [row for row in pipelines.read(Source(path, text.encode())) if isinstance(row, CiStep)]


def _github(text: str) -> list[CiStep]:
    return _rows(".github/workflows/ci.yml", text)


def _fields(rows: list[CiStep], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(getattr(row, name) for name in names) for row in rows]


def test_github_steps() -> None:
    rows = _github(f"""name: ci
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-24.04
    container: node:20.6.0
    env: {{NODE_ENV: test}}
    steps:
      - uses: actions/checkout@{_COMMIT}
      - name: Node
        uses: actions/setup-node@v4
        with:
          node-version: 20
      - run: |
          npm ci
          npm test
      - run: npm audit || true
      - run: npm run lint
        continue-on-error: true
        working-directory: packages/a
  call:
    uses: house/flows/.github/workflows/x.yml@main
""")
    assert _fields(rows, "step", "kind", "uses", "pin", "can_fail", "line") == [
        ("container", "image", "node:20.6.0", "version", True, 6),
        (f"actions/checkout@{_COMMIT}", "action", f"actions/checkout@{_COMMIT}", "digest", True, 9),
        ("Node", "action", "actions/setup-node@v4", "range", True, 11),
        ("step 3", "run", None, None, True, 14),
        ("step 4", "run", None, None, False, 17),
        ("step 5", "run", None, None, False, 18),
        (
            "house/flows/.github/workflows/x.yml@main",
            "workflow",
            "house/flows/.github/workflows/x.yml@main",
            "moving",
            True,
            22,
        ),
    ]
    assert rows[2].inputs == '{"NODE_ENV":"test","node-version":20}'
    assert rows[3].command == "npm ci\nnpm test"
    assert rows[5].directory == "packages/a"
    assert {row.on_change for row in rows} == {True}


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        ("push", True),
        ("[workflow_dispatch, schedule]", False),
        ("{push: {branches: [main]}}", False),
        ("{push: {branches: ['**']}}", True),
        ("{push: {tags: ['v*']}}", False),
        ("{push: {branches: [main]}, pull_request: null}", True),
        ("{pull_request: {paths: ['src/**']}}", None),
        ("workflow_call", None),
    ],
)
def test_github_triggers(trigger: str, expected: bool | None) -> None:
    (row,) = _github(f"on: {trigger}\njobs: {{a: {{steps: [{{run: npm test}}]}}}}")
    assert row.on_change is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("always()", True),
        ("github.ref == 'refs/heads/main'", None),
        ("github.event_name == 'pull_request'", True),
        ("false", False),
    ],
)
def test_github_conditions(condition: str, expected: bool | None) -> None:
    (row,) = _github(f"on: push\njobs: {{a: {{steps: [{{run: npm test, if: {condition}}}]}}}}")
    assert row.on_change is expected


def test_composite_action() -> None:
    text = "runs:\n  using: composite\n  steps:\n    - run: npm ci\n      shell: bash\n"
    (row,) = _rows(".github/actions/setup/action.yml", text)
    assert (row.workflow, row.job, row.command, row.line) == (None, "action", "npm ci", 4)


_CIRCLE = """version: 2.1
orbs:
  ci: house/internal@volatile
  node: circleci/node@5.1.0
executors:
  plain:
    docker: [{image: "cimg/node:<< parameters.tag >>"}]
commands:
  check:
    parameters: {script: {type: string, default: lint}}
    steps:
      - run: npm run << parameters.script >>
jobs:
  test:
    executor: {name: node/node, node-version: "20.6.0"}
    steps:
      - checkout
      - ci/pre-setup
      - check: {script: test}
      - run:
          name: Audit
          command: |
            npm audit || true
      - when:
          condition: << pipeline.parameters.x >>
          steps: [run: npm run slow]
  release:
    docker: [{image: "cimg/node@sha256:DIGEST"}]
    steps: [run: npm publish]
  forgotten:
    executor: plain
    steps: [run: npm run never]
workflows:
  change:
    jobs:
      - test: {filters: {branches: {ignore: master}}}
      - ci/scan: {name: Secrets, BLOCK: "false", context: org, filters: {branches: {only: master}}}
  ship:
    jobs:
      - hold: {type: approval}
      - release: {requires: [hold]}
""".replace("DIGEST", "0" * 64)


def test_circleci() -> None:
    rows = _rows(".circleci/config.yml", _CIRCLE)
    found = _fields(rows, "workflow", "job", "step", "kind", "uses", "pin", "can_fail", "on_change")
    assert found == [
        (None, None, "ci", "orb", "house/internal@volatile", "moving", True, None),
        (None, None, "node", "orb", "circleci/node@5.1.0", "version", True, None),
        ("change", "test", "node/node", "image", "circleci/node@5.1.0", "version", True, True),
        ("change", "test", "checkout", "builtin", None, None, True, True),
        ("change", "test", "ci/pre-setup", "command", "house/internal@volatile", "moving", True, True),
        ("change", "test", "step 1", "run", None, None, True, True),
        ("change", "test", "Audit", "run", None, None, False, True),
        ("change", "test", "step 1", "run", None, None, True, None),
        ("change", "ci/scan", "ci/scan (Secrets)", "job", "house/internal@volatile", "moving", True, False),
        ("ship", "release", "docker", "image", f"cimg/node@sha256:{'0' * 64}", "digest", True, False),
        ("ship", "release", "step 1", "run", None, None, True, False),
        (None, "forgotten", "docker", "image", "cimg/node:<< parameters.tag >>", None, True, False),
        (None, "forgotten", "step 1", "run", None, None, True, False),
    ]
    commands = [row.command for row in rows if row.command]
    assert commands == ["npm run test", "npm audit || true", "npm run slow", "npm publish", "npm run never"]
    assert rows[2].inputs == '{"node-version":"20.6.0"}'
    assert rows[8].inputs == '{"BLOCK":"false"}'
    assert [row.line for row in rows if row.step in ("Audit", "ci/pre-setup")] == [18, 22]


def test_circleci_without_workflows_runs_build() -> None:
    text = "version: 2\njobs:\n  build:\n    docker: [{image: node}]\n    steps: [{run: npm test}]\n"
    assert _fields(_rows(".circleci/config.yml", text), "workflow", "on_change", "pin") == [
        ("build", True, "moving"),
        ("build", True, None),
    ]


def test_circleci_commands_that_call_each_other_end() -> None:
    text = "commands: {a: {steps: [b, b]}, b: {steps: [a, a]}}\njobs: {build: {steps: [a]}}\n"
    assert _rows(".circleci/config.yml", text) == []


def test_gitlab() -> None:
    rows = _rows(
        ".gitlab-ci.yml",
        """include:
  - project: house/pipelines
    ref: main
    file: base.yml
  - local: ci/more.yml
image: node:20
variables: {LEVEL: high}
.base:
  before_script: [npm ci]
test:
  extends: .base
  script:
    - npm test
    - !reference [.base, before_script]
audit:
  allow_failure: true
  script: npm audit
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
review:
  script: npm run review
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
""",
    )
    found = _fields(rows, "job", "step", "uses", "pin", "command", "can_fail", "on_change", "workflow")
    assert found == [
        (
            None,
            "house/pipelines base.yml@main",
            "house/pipelines base.yml@main",
            "moving",
            None,
            True,
            True,
            "pipeline",
        ),
        (None, "ci/more.yml", "ci/more.yml", "local", None, True, True, "pipeline"),
        ("test", "image", "node:20", "range", None, True, True, "pipeline"),
        ("test", "before_script", None, None, "npm ci", True, True, "pipeline"),
        ("test", "script", None, None, "npm test\n.base\nbefore_script", True, True, "pipeline"),
        ("audit", "image", "node:20", "range", None, False, False, "pipeline"),
        ("audit", "script", None, None, "npm audit", False, False, "pipeline"),
        ("review", "image", "node:20", "range", None, True, True, "pipeline"),
        ("review", "script", None, None, "npm run review", True, True, "pipeline"),
    ]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("npm test", True),
        ("npm audit || true", False),
        ("npm audit || echo 'has findings'", False),
        ("npm audit || exit 1", True),
        ("docker rm x || true\nnpm test", True),
        ("set +e\nnpm audit\nexit 0", False),
        ("set +e\nnpm audit", True),
        ("set +e\nnpm audit\nset -e\nnpm test", True),
        ("# only words\necho done", False),
        ("npm test \\\n  || true", False),
    ],
)
def test_whether_commands_can_fail(command: str, expected: bool) -> None:
    assert can_fail(command) is expected


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (_COMMIT, "digest"),
        ("5.1.0", "version"),
        ("v4.2.1", "version"),
        ("v4", "range"),
        ("5.1", "range"),
        ("main", "moving"),
        ("volatile", "moving"),
        ("dev:first", "moving"),
        ("${{ inputs.ref }}", None),
    ],
)
def test_how_versions_are_pinned(version: str, expected: str | None) -> None:
    assert pin_of(version) == expected


def test_how_images_are_pinned() -> None:
    names = ["node", "registry.example:5000/node", "node:20.6.0-alpine", "node:20-alpine", "node:lts", "$IMAGE"]
    assert [pin_of_image(name) for name in names] == ["moving", "moving", "version", "range", "moving", None]


def test_secrets_given_to_a_step_are_masked() -> None:
    token = "gh" + "p_" + "q7" * 20
    (row,) = _github(f"on: push\njobs: {{a: {{steps: [{{run: 'curl -H {token} x', env: {{API_TOKEN: {token}}}}}]}}}}")
    assert token not in f"{row.command}{row.inputs}"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("permissions: read-all", [("permissions", "read-all", 2)]),
        ("permissions: {}", [("permissions", "none", 2)]),
        (
            "permissions:\n  contents: read\n  packages: write",
            [("permissions.contents", "read", 3), ("permissions.packages", "write", 4)],
        ),
        ("name: x", []),
    ],
)
def test_permissions_of_tokens(stated: str, expected: list[tuple[str, str, int]]) -> None:
    text = f"on: push\n{stated}\njobs: {{a: {{steps: [{{run: x}}], permissions: {{id-token: write}}}}}}\n"
    rows = list(pipelines.read(Source(".github/workflows/ci.yml", text.encode())))
    found = [(row.key, row.value, row.line) for row in rows if isinstance(row, Setting)]
    line = text.splitlines().index("jobs: {a: {steps: [{run: x}], permissions: {id-token: write}}}") + 1
    assert found == [*expected, ("jobs.a.permissions.id-token", "write", line)]
