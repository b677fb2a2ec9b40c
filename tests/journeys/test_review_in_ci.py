"""What runs in other people's CI: its YAML says what its platform asks for, its shell steps run in a scratch clone."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from assay.cli.review import command
from assay.reports.changes.markdown import MARKER
from seeding import ROOT, copy_example

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS = {step["id"]: step for step in ACTION["runs"]["steps"] if "id" in step}
SPEC, JOBS = yaml.safe_load_all((ROOT / "templates" / "review.yml").read_text())
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
NEW_CALL = "export const ping = () => fetch('https://api.lumen.example/ping', { method: 'POST' });\n"


class Clone:
    """A clone of a scratch repository on a topic branch, as CI makes it, and a shell in which assay is installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.origin = copy_example(folder / "origin")
        self.root = folder / "clone"
        self.git(self.origin, "init", "--quiet", "--initial-branch=main")
        self.commit(self.origin, "the example")
        subprocess.run(["git", "clone", "--quiet", str(self.origin), str(self.root)], check=True, capture_output=True)
        self.git(self.root, "checkout", "--quiet", "-b", "topic")
        self.tools = folder / "bin"
        self.tool("assay", f'exec {shlex.quote(sys.executable)} -m assay "$@"')

    def git(self, at: Path, *words: str) -> str:
        named = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false")
        done = subprocess.run(["git", *named, *words], cwd=at, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def commit(self, at: Path, message: str) -> str:
        self.git(at, "add", "--all")
        self.git(at, "commit", "--quiet", "--message", message)
        return self.git(at, "rev-parse", "HEAD")

    def tool(self, name: str, script: str) -> None:
        self.tools.mkdir(exist_ok=True)
        (self.tools / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.tools / name).chmod(0o755)

    def sh(self, script: str, shell: str = "bash", **more: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.tools}{os.pathsep}{os.environ['PATH']}"
        words = (
            [shell, "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
            if shell == "bash"
            else ["sh", "-e", "-c", script]
        )
        environment = {**os.environ, "PATH": path, **more}
        return subprocess.run(words, cwd=self.root, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    made = Clone(tmp_path)
    (made.root / "packages/lumen-address-integration/src/ping.ts").write_text(NEW_CALL)
    made.commit(made.root, "a call that never gives up")
    return made


def review_step(clone: Clone, **more: str) -> tuple[subprocess.CompletedProcess[str], dict[str, str], str]:
    """(how it ended, its outputs, the job's summary)."""
    temp = clone.folder / "temp"
    temp.mkdir(exist_ok=True)
    out, summary = temp / "output", temp / "summary"
    usual = {"TARGET": ".", "BASE": "", "FAIL_ON": "new-must unfit", "BASELINE": "", "GITHUB_BASE_REF": "main"}
    files = {"RUNNER_TEMP": str(temp), "GITHUB_OUTPUT": str(out), "GITHUB_STEP_SUMMARY": str(summary)}
    done = clone.sh(STEPS["review"]["run"], **{**usual, **files, **more})
    said = dict(line.split("=", 1) for line in out.read_text().splitlines()) if out.exists() else {}
    return done, said, summary.read_text() if summary.exists() else ""


def test_the_action_reviews_a_pull_request_and_holds_the_gate_last(clone: Clone) -> None:
    done, said, summary = review_step(clone)
    assert done.returncode == 0, done.stderr
    assert said["status"] == "1"
    assert summary.startswith(MARKER)
    assert "Outbound calls give up in time" in summary
    log = json.loads(Path(said["sarif"]).read_text())
    assert "new" in {result["baselineState"] for result in log["runs"][0]["results"]}
    assert clone.sh(STEPS["gate"]["run"], STATUS=said["status"]).returncode == 1
    assert clone.sh(STEPS["gate"]["run"], STATUS="0").returncode == 0
    assert clone.git(clone.root, "worktree", "list").count("\n") == 0


def test_the_action_stops_at_once_where_assay_could_not_review(clone: Clone) -> None:
    done, said, _ = review_step(clone, BASE="nowhere")
    assert done.returncode == 2
    assert "no commit is called nowhere" in done.stderr
    assert not said


def test_the_action_takes_hostile_input_as_words(clone: Clone) -> None:
    done, _, _ = review_step(clone, BASE='$(touch owned) "; touch owned #')
    assert done.returncode == 2
    assert not (clone.root / "owned").exists()


@pytest.mark.parametrize(("there", "method"), [("", "POST"), ("4711", "PATCH")])
def test_the_action_keeps_one_comment(clone: Clone, there: str, method: str) -> None:
    log = clone.folder / "calls"
    clone.tool("gh", f'echo "$@" >> {shlex.quote(str(log))}; case "$*" in *--jq*) echo "{there}";; esac')
    environment = {"GITHUB_REPOSITORY": "shop/checkout", "NUMBER": "12", "MARKDOWN": "review.md", "GH_TOKEN": "x"}
    done = clone.sh(STEPS["comment"]["run"], **environment)
    assert done.returncode == 0, done.stderr
    asked, written = log.read_text().splitlines()
    assert MARKER in asked
    assert f"--method {method}" in written and "body=@review.md" in written
    assert ("issues/comments/4711" in written) == bool(there)


def test_the_action_is_pinned_and_says_what_a_composite_action_must() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert {"name", "description", "inputs", "outputs", "runs"} <= ACTION.keys()
    for step in ACTION["runs"]["steps"]:
        assert ("uses" in step) != ("run" in step)
        if "uses" in step:
            assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", step["uses"])
        else:
            assert step["shell"] == "bash"
            assert "${{" not in step["run"], "what users state reaches a shell through its environment only"
    for value in ACTION["inputs"].values():
        assert {"description", "default"} <= value.keys()


def test_what_may_be_stated_is_what_the_command_knows() -> None:
    known = next(option for option in command.params if option.name == "fail_on")
    for text in (ACTION["inputs"]["fail-on"]["default"], SPEC["spec"]["inputs"]["fail_on"]["default"]):
        assert set(text.split()) <= set(known.type.choices)  # type: ignore[attr-defined]
    page = (ROOT / "docs" / "how-to" / "review-in-ci.md").read_text()
    assert {f"`{choice}`" for choice in known.type.choices} <= set(re.findall(r"`[\w-]+`", page))  # type: ignore[attr-defined]


def filled(value: Any) -> Any:
    """A component's job with the usual inputs put in, as GitLab does before it reads the YAML."""
    inputs = {name: given["default"] for name, given in SPEC["spec"]["inputs"].items()}
    return re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda found: inputs[found[1]], value)


def test_the_component_reviews_a_merge_request(clone: Clone) -> None:
    (name, job), *others = JOBS.items()
    assert not others and filled(name) == "assay-review"
    assert job["variables"]["GIT_DEPTH"] == "0"
    variables = {name: filled(value) for name, value in job["variables"].items()}
    base = clone.git(clone.root, "rev-parse", "origin/main")
    done = clone.sh(job["script"][0], "sh", CI_MERGE_REQUEST_DIFF_BASE_SHA=base, **variables)
    assert done.returncode == 1, done.stderr
    quality = json.loads((clone.root / job["artifacts"]["reports"]["codequality"]).read_text())
    assert {"description", "check_name", "fingerprint", "severity", "location"} == set(quality[0])
    assert "packages/lumen-address-integration/src/ping.ts" in {found["location"]["path"] for found in quality}
    for file in job["artifacts"]["paths"]:
        assert (clone.root / file).stat().st_size
    assert (clone.root / job["cache"]["paths"][0]).is_dir()


def test_the_hook_lets_go_what_breaks_nothing_and_stops_what_does(clone: Clone) -> None:
    """As git runs it: with variables that name the index of the commit that is being made."""
    assert {"id", "name", "entry", "language"} <= HOOK.keys()
    assert HOOK["language"] == "python" and HOOK["pass_filenames"] is False
    hook = clone.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec {HOOK['entry']}\n")
    hook.chmod(0o755)
    (clone.root / "notes.md").write_text("nothing\n")
    clone.git(clone.root, "add", "--all")
    commit = "git -c user.name=Ada -c user.email=ada@example.com commit --quiet --message change"
    for words in ("", "--all"):
        done = clone.sh(f"{commit} {words}")
        assert done.returncode == 0, done.stdout + done.stderr
        assert clone.git(clone.root, "show", "--name-only", "--format=", "HEAD") == "notes.md"
        assert clone.git(clone.root, "status", "--porcelain") == ""
        (clone.root / "notes.md").write_text("something\n")
    (clone.root / "packages/lumen-address-integration/src/pong.ts").write_text(NEW_CALL)
    clone.git(clone.root, "add", "--all")
    assert clone.sh(commit).returncode == 1
    staged = clone.git(clone.root, "diff", "--cached", "--name-only")
    assert staged == "packages/lumen-address-integration/src/pong.ts"
