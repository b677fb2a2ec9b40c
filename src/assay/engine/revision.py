"""Which commit and branch a target stands at."""

from __future__ import annotations

import subprocess
from pathlib import Path


def revision(root: Path) -> tuple[str | None, str | None]:
    """(commit, branch) of the git checkout that holds `root`; None where there is none."""
    asked = ["git", "rev-parse", "HEAD", "--abbrev-ref", "HEAD"]
    try:
        done = subprocess.run(asked, cwd=root, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None, None
    said = done.stdout.split() if done.returncode == 0 else []
    if len(said) != 2:
        return None, None
    commit, branch = said
    return commit, None if branch == "HEAD" else branch
