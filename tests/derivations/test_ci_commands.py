"""Steps followed to the commands they run."""

from __future__ import annotations

from typing import Any

import pytest

from assay.derivations import ci_commands
from assay.derivations.shell_commands import simple_commands
from assay.model import Target
from assay.tables.testing import CiCommand


def _derive(
    command: str, scripts: tuple[tuple[Any, ...], ...] = (), targets: tuple[tuple[Any, ...], ...] = (), **step: Any
) -> list[CiCommand]:
    stated = {
        "path": "ci.yml",
        "workflow": "w",
        "job": "j",
        "step": "s",
        "line": 3,
        "command": command,
        "directory": None,
        "uses": None,
        "can_fail": True,
        "on_change": True,
        **step,
    }
    inputs = {"steps": [tuple(stated.values())], "scripts": scripts, "targets": targets}
    return [row for row in ci_commands.derive(inputs, Target([])) if isinstance(row, CiCommand)]


def _root(name: str, command: str, line: int = 1) -> tuple[Any, ...]:
    return ("package.json", name, command, line)


def test_scripts_with_arguments_and_what_runs_around_them() -> None:
    rows = _derive(
        "npm run test:ci -- --coverage",
        (_root("pretest:ci", "rm -rf out"), _root("test:ci", "npm test --", 2), _root("test", "jest", 3)),
    )
    assert [(row.command, row.via, row.source_path, row.source_line) for row in rows] == [
        ("npm run test:ci -- --coverage", None, "ci.yml", 3),
        ("rm -rf out", "pretest:ci", "package.json", 1),
        ("npm test -- --coverage", "test:ci", "package.json", 2),
        ("jest --coverage", "test:ci > test", "package.json", 3),
    ]


@pytest.mark.parametrize("command", ["yarn test", "pnpm run test", "npm t", "npx --yes x; npm test", "CI=1 npm test"])
def test_every_manager_runs_the_script(command: str) -> None:
    assert "jest" in [row.command for row in _derive(command, (_root("test", "jest"),))]


def test_packages_of_a_workspace() -> None:
    scripts = (("packages/a/package.json", "test", "jest a", 1), ("packages/b/package.json", "test", "jest b", 1))
    assert [row.command for row in _derive("npm test --workspaces", scripts)][1:] == ["jest a", "jest b"]
    assert [row.command for row in _derive("lerna run test", scripts)][1:] == ["jest a", "jest b"]
    assert [row.command for row in _derive("npm test", scripts)] == ["npm test"]
    assert [row.command for row in _derive("npm test", scripts, directory="packages/b")][1:] == ["jest b"]


_TARGETS = (
    ("packages/a/project.json", "targets.test.executor", "@nx/jest:jest", 4),
    ("packages/a/project.json", "targets.test.options.jestConfig", "packages/a/jest.config.js", 5),
    ("packages/a/project.json", "targets.test.dependsOn", '["generate", "^build"]', 6),
    ("packages/a/project.json", "targets.generate.executor", "nx:run-commands", 7),
    ("packages/a/project.json", "targets.generate.options.commands", '["node gen.js"]', 8),
    ("packages/b/project.json", "targets.test.executor", "@nx/jest:jest", 4),
    ("packages/b/project.json", "targets.test.options.jestConfig", "packages/b/jest.config.js", 5),
    ("packages/b/project.json", "targets.test.options.codeCoverage", "true", 6),
    ("packages/b/project.json", "targets.build.executor", "@nx/js:tsc", 9),
    ("packages/b/project.json", "targets.build.options.tsConfig", "packages/b/tsconfig.json", 10),
)


def test_targets_of_many_projects() -> None:
    rows = _derive("npx nx run-many --all --target=test --exclude b --parallel=5 -- --runInBand", (), _TARGETS)
    assert [(row.command, row.via, row.source_line) for row in rows][1:] == [
        ("node gen.js", "a:generate", 7),
        ("jest --config packages/a/jest.config.js --runInBand", "a:test", 4),
    ]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("nx run b:build", ["tsc --project packages/b/tsconfig.json"]),
        ("nx build b", ["tsc --project packages/b/tsconfig.json"]),
        ("nx affected --target=build", ["tsc --project packages/b/tsconfig.json"]),
        ("nx affected:build --base=main", ["tsc --project packages/b/tsconfig.json"]),
        ("nx run b:test", ["jest --config packages/b/jest.config.js --coverage"]),
        ("nx run a:nothing", []),
    ],
)
def test_ways_to_run_a_target(command: str, expected: list[str]) -> None:
    assert [row.command for row in _derive(command, (), _TARGETS)][1:] == expected


def test_failure_that_is_swallowed_on_the_way() -> None:
    rows = _derive("npm run scan", (_root("scan", "npm audit || true; snyk test; jest"),))
    assert [(row.command, row.can_fail) for row in rows] == [
        ("npm run scan", True),
        ("npm audit", False),
        ("true", False),
        ("snyk test", False),
        ("jest", True),
    ]
    assert [row.can_fail for row in _derive("npm test", (_root("test", "jest"),), can_fail=False)] == [False, False]


def test_scripts_that_call_each_other_end() -> None:
    rows = _derive("npm run a", (_root("a", "npm run b"), _root("b", "npm run a")))
    assert [row.via for row in rows] == [None, "a", "a > b"]


def test_local_actions_and_workflows() -> None:
    def step(path: str, job: str, command: str | None, uses: str | None, fails: bool) -> tuple[Any, ...]:
        return (path, "ci" if job != "action" else None, job, "s", 1, command, None, uses, fails, True)

    inputs = {
        "steps": [
            step(".github/workflows/ci.yml", "test", None, "./.github/actions/setup", True),
            step(".github/actions/setup/action.yml", "action", "npm ci || true", None, False),
        ],
        "scripts": [],
        "targets": [],
    }
    rows = [row for row in ci_commands.derive(inputs, Target([])) if isinstance(row, CiCommand)]
    assert [(row.path, row.source_path, row.command, row.can_fail) for row in rows] == [
        (".github/workflows/ci.yml", ".github/actions/setup/action.yml", "npm ci", False),
        (".github/workflows/ci.yml", ".github/actions/setup/action.yml", "true", False),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a && b; c", ["a", "b", "c"]),
        ("echo 'a && b' | grep \"x; y\"", ["echo 'a && b'", 'grep "x; y"']),
        ("X=$(a | b) run", ["X=$(a | b) run"]),
        ("run \\\n  --flag", ["run --flag"]),
        ("run > log 2>&1", ["run > log 2>&1"]),
        ("# nothing\nrun", ["run"]),
    ],
)
def test_shell_text_is_taken_apart(text: str, expected: list[str]) -> None:
    assert [simple.text for simple in simple_commands(text, True)] == expected
