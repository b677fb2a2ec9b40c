"""Which commit and branch a target stands at, and where it lies in its repository."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple


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
    return Revision(commit, None if branch == "HEAD" else branch, prefix)
