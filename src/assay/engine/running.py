"""Commands that collectors name, run in a target: what they print, and what tells whether it is still the same."""

from __future__ import annotations

import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from assay.model import Command, SourceError

#: So long may a source take: a command, or a collector with what it reads.
SECONDS = 60


class Running:
    """A command at work. What it prints goes to a file, so that nobody has to take it meanwhile. Errors: OSError."""

    def __init__(self, root: str | Path, command: Command) -> None:
        self._command = command
        self._until = time.monotonic() + SECONDS
        with ExitStack() as files:
            self._printed = files.enter_context(tempfile.TemporaryFile())
            self._told = files.enter_context(tempfile.TemporaryFile())
            self._process = subprocess.Popen(command.argv, cwd=root, stdout=self._printed, stderr=self._told)
            self._files = files.pop_all()

    def output(self) -> bytes:
        """What it printed, once it is done. Errors: SourceError where it failed or takes too long."""
        name, where = self._command.argv[0], self._command.path
        try:
            failed = self._process.wait(max(0.0, self._until - time.monotonic()))
        except subprocess.TimeoutExpired as error:
            raise SourceError(f"{name} took longer than {SECONDS} s", where=where) from error
        if failed:
            self._told.seek(0)
            raise SourceError(f"{name} failed: {self._told.read().decode('utf-8', 'replace')[:200]}", where=where)
        self._printed.seek(0)
        return self._printed.read()

    def end(self) -> None:
        """Stop it, unless it is done."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._files.close()


def command_stamp(root: Path, command: Command) -> str | None:
    """What the command's stamp program says; None when it cannot be run here, so that there is nothing to read."""
    try:
        done = subprocess.run(command.stamp, cwd=root, capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace").strip() or None if done.returncode == 0 else None
