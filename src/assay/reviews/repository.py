"""The git repository that holds a target -> commits, what changed between them, and the files of one, to be judged.

Nothing that the repository names is run: no hooks, no diff drivers, no file monitor; nothing is fetched.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from assay.model import AssayError, UsageError
from assay.store.lake import Lake

_QUIETLY = (
    *("git", "--literal-pathspecs", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"),
    *("-c", "protocol.allow=never", "-c", "core.quotePath=false", "-c", "advice.detachedHead=false"),
)
_NO_PROMPT = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_LFS_SKIP_SMUDGE": "1"}
_DIFF = ("diff", "--no-ext-diff", "--no-textconv", "--no-color", "--relative", "-M", "-l2000")
_SECONDS = 300
_TRIES = 40
_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_UNSHALLOW = (
    "The clone is shallow: run `git fetch --unshallow`, or let CI fetch all history (GitHub: `fetch-depth: 0` for "
    'actions/checkout; GitLab: `GIT_DEPTH: "0"`).'
)
#: What a base is called when nobody names one, most telling first.
_USUAL = ("origin/HEAD", "origin/main", "origin/master", "main", "master")


class Repository:
    """The repository around `root`. Errors: UsageError when there is none or no git."""

    def __init__(self, root: Path) -> None:
        self.root = root
        if self._say("rev-parse", "--is-inside-work-tree") != "true":
            remedy = "Name the directory of a git checkout with --target; assay reviews what git knows of."
            raise UsageError("is not in a git repository", where=str(root), remedy=remedy)
        self.prefix = self._say("rev-parse", "--show-prefix") or ""
        self.is_shallow = self._say("rev-parse", "--is-shallow-repository") == "true"

    def commit(self, revision: str) -> str:
        """The commit that a revision names. Errors: UsageError with what to do."""
        if found := self._say("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"):
            return found
        there = self._say("rev-parse", "--verify", "--quiet", "--end-of-options", f"origin/{revision}^{{commit}}")
        if there and not revision.startswith("origin/"):
            return there
        remedy = _UNSHALLOW if self.is_shallow else f"Fetch it (`git fetch origin {revision}`), or correct the name."
        raise UsageError(f"no commit is called {revision} in this clone", where=str(self.root), remedy=remedy)

    def usual_base(self) -> str:
        """The branch that changes usually go to. Errors: UsageError when none can be told."""
        for name in _USUAL:
            if self._say("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"):
                return (self._say("rev-parse", "--abbrev-ref", name) or name) if name == "origin/HEAD" else name
        remedy = "Name the branch or commit to compare with: --base REV."
        raise UsageError("cannot tell which branch changes go to", where=str(self.root), remedy=remedy)

    def merge_base(self, base: str, head: str) -> str:
        """Where two commits parted. Errors: UsageError when they have nothing in common, or the clone lacks it."""
        if found := self._say("merge-base", base, head):
            return found
        remedy = _UNSHALLOW if self.is_shallow else "Compare with the commit itself: --exact."
        what = f"{base[:12]} and {head[:12]} have no common ancestor in this clone"
        raise UsageError(what, where=str(self.root), remedy=remedy)

    def files(self, commit: str) -> dict[str, str]:
        """Path relative to the target -> git's hash of the content."""
        listed = self._run("ls-tree", "-r", "-z", "--end-of-options", commit).split(b"\0")
        entries = (entry.partition(b"\t") for entry in listed if entry.startswith(b"100"))
        return {os.fsdecode(path): about.split()[2].decode() for about, _, path in entries}

    def renamed(self, old: str, new: str | None) -> tuple[dict[str, str], set[str]]:
        """(old path -> new path, paths that were added, changed or renamed). `new` is the working tree if None."""
        fields = iter(os.fsdecode(self._run(*_DIFF, "--name-status", "-z", old, *_given(new), "--")).split("\0"))
        renamed: dict[str, str] = {}
        touched = set[str]()
        for status in fields:
            if not status:
                break
            path = next(fields)
            if status[0] in "RC":
                before, path = path, next(fields)
                if status[0] == "R":
                    renamed[before] = path
            if status[0] != "D":
                touched.add(path)
        return renamed, touched

    def changed(self, commit: str) -> set[str]:
        """Files of a commit that read otherwise in the working tree, or are not there."""
        listed = self._run("diff", "--no-ext-diff", "--relative", "--no-renames", "--name-only", "-z", commit, "--")
        return {os.fsdecode(path) for path in listed.split(b"\0") if path}

    def untracked(self) -> set[str]:
        """Files of the working tree that git does not know yet and does not ignore."""
        listed = self._run("ls-files", "--others", "--exclude-standard", "-z")
        return {os.fsdecode(path) for path in listed.split(b"\0") if path}

    def written(self, old: str, new: str | None, paths: Sequence[str]) -> dict[str, list[range]]:
        """Lines of the newer state that the change wrote, of these files; name renamed ones by both names."""
        if not paths:
            return {}
        patch = self._run(*_DIFF, "-U0", "--inter-hunk-context=0", "--no-prefix", old, *_given(new), "--", *paths)
        return _written(patch)

    def content(self, commit: str, path: str) -> bytes:
        """A file as it was; nothing where it was not."""
        done = self._git("cat-file", "blob", f"{commit}:{self.prefix}{path}")
        return done.stdout if done.returncode == 0 else b""

    @contextmanager
    def tree(self, commit: str, lake: Lake) -> Iterator[Path]:
        """The target as of a commit, in a worktree under the lake that is gone afterwards, however it ends."""
        folder = (lake.root / "tmp" / f"review-{secrets.token_hex(6)}").resolve()
        try:
            done = self._git("worktree", "add", "--detach", "--force", str(folder), commit)
            if done.returncode:
                why = _first_error(done.stderr)
                remedy = _UNSHALLOW if self.is_shallow else "Fetch what the clone lacks: `git fetch --refetch`."
                raise AssayError(f"{commit[:12]} cannot be checked out: {why}", where=str(self.root), remedy=remedy)
            if not (folder / self.prefix).is_dir():
                what = f"is not there in {commit[:12]}"
                raise UsageError(what, where=self.prefix, remedy="Name a base that has it, or review its parent.")
            yield folder / self.prefix
        finally:
            _remove(folder)
            self._git("worktree", "prune")

    def _say(self, *words: str) -> str | None:
        done = self._git(*words)
        return os.fsdecode(done.stdout).strip() if done.returncode == 0 else None

    def _run(self, *words: str) -> bytes:
        done = self._git(*words)
        if done.returncode:
            raise AssayError(
                f"git {words[0]} failed: {_first_error(done.stderr)}",
                where=str(self.root),
                remedy="Is the clone whole?",
            )
        return done.stdout

    def _git(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        """In a session of its own: an interruption ends assay, which then still needs git to clean up."""
        command = [*_QUIETLY, *words]
        try:
            with subprocess.Popen(
                command,
                cwd=self.root,
                env={**os.environ, **_NO_PROMPT},
                start_new_session=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            ) as process:
                try:
                    out, error = process.communicate(timeout=_SECONDS)
                except BaseException:
                    with suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGTERM)  # with what git has started, which else goes on writing
                    raise
            return subprocess.CompletedProcess(command, process.returncode, out, error)
        except OSError as problem:
            remedy = "Install git, or put it on the PATH."
            raise UsageError(f"git cannot be run: {problem.strerror}", where=str(self.root), remedy=remedy) from problem
        except subprocess.TimeoutExpired as problem:
            raise AssayError(f"git {words[0]} took longer than {_SECONDS} s", where=str(self.root)) from problem


def _first_error(stderr: bytes) -> str:
    """What git complained of first; what it says last is often only that it gives up."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return next((line for line in lines if line.startswith(("error:", "fatal:"))), lines[-1] if lines else "no reason")


def _remove(folder: Path) -> None:
    """A git that was just ended may write a last file or two."""
    for _ in range(_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)


def _given(commit: str | None) -> tuple[str, ...]:
    return (commit,) if commit else ()


def _written(patch: bytes) -> dict[str, list[range]]:
    """The new side's line ranges of a patch without context. Lines of hunks are counted: they may look like heads."""
    found: dict[str, list[range]] = {}
    path, skip = "", 0
    for line in patch.split(b"\n"):
        if skip and line[:1] in (b"-", b"+"):
            skip -= 1
        elif line.startswith(b"+++ "):
            path = os.fsdecode(line[4:].rstrip(b"\t"))
        elif hunk := _HUNK.match(line):
            removed, start, added = (int(value) if value is not None else 1 for value in hunk.groups())
            skip = removed + added
            found.setdefault(path, []).append(range(start, start + added))
    return found
