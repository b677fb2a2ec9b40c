"""A change of a level -> the commits between its two runs, as git tells them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from .trends import Change

_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_SECONDS = 10


def between(root: Path, change: Change, path: str | None, most: int) -> tuple[str, ...]:
    """`<short hash> <subject>` of the newest commits between the runs that touched `path` (relative to the target).

    Empty where a run's commit is not known, or git does not have both.
    """
    ends = (change.last_before.commit, change.first_after.commit)
    if not most or not all(end and _COMMIT.fullmatch(end) for end in ends):
        return ()
    argv = ["git", "log", "--oneline", "--no-decorate", f"-n{most}", f"{ends[0]}..{ends[1]}", "--", path or "."]
    try:
        done = subprocess.run(argv, cwd=root, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(done.stdout.decode("utf-8", "replace").splitlines()) if done.returncode == 0 else ()
