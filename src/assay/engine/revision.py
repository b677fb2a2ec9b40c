"""Which commit and branch a target stands at, where it lies in its repository, and what is not committed yet."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

#: Variables of GitHub and of GitLab: the commit that a pipeline checked out, then its branch, that of a change first.
_PIPELINES = (
    ("GITHUB_SHA", "GITHUB_HEAD_REF", "GITHUB_REF_NAME"),
    ("CI_COMMIT_SHA", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_REF_NAME"),
)


class Revision(NamedTuple):
    """None where it is not known; `prefix` is the directory in the repository, ending in a slash, empty at its root."""

    commit: str | None = None
    branch: str | None = None
    prefix: str = ""


def revision(root: Path) -> Revision:
    """What git says of the checkout that holds `root`."""
    asked = ["git", "rev-parse", "--show-prefix", "HEAD", "--abbrev-ref", "HEAD"]
    try:
        done = subprocess.run(asked, cwd=root, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return Revision()
    said = done.stdout.removesuffix("\n").split("\n") if done.returncode == 0 else []
    if len(said) != 3:
        return Revision()
    prefix, commit, branch = said
    return Revision(commit, _of_pipeline(commit) if branch == "HEAD" else branch, prefix)


def _of_pipeline(commit: str) -> str | None:
    """The branch that a pipeline says it runs for: it checks out a commit, and git knows of no branch."""
    for sha, *names in _PIPELINES:
        if os.environ.get(sha) == commit:
            return next((name for name in map(os.environ.get, names) if name), None)
    return None


class Uncommitted(NamedTuple):
    """Paths relative to the target: what differs from the last commit, and what git does not know."""

    changed: tuple[str, ...]
    unknown: tuple[str, ...]


def uncommitted(root: Path) -> Uncommitted | None:
    """What git says is not committed in the target; None where there is no repository."""
    git = ["git", "--no-optional-locks", "-c", "core.fsmonitor=false"]
    asked = [*git, "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", "."]
    try:
        done = subprocess.run(asked, cwd=root, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode != 0:
        return None
    prefix = revision(root).prefix
    lines = [line for line in done.stdout.decode("utf-8", "surrogateescape").split("\0") if line]
    changed = [line[3:].removeprefix(prefix) for line in lines if not line.startswith("??")]
    return Uncommitted(tuple(changed), tuple(line[3:].removeprefix(prefix) for line in lines if line.startswith("??")))
