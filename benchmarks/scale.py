"""Claim: the cost of `assay check` grows no faster than the tree, of which ten copies need less than 500 MB of memory.

Makes trees of 1, 2, 5 and 10 copies of TREE, each under a directory of its own and with package scopes of its own, and
checks each cold. Prints for each the wall time, the CPU time and the peak memory of all processes together
(proportional set size, so that shared pages count once), and each as a ratio to the single copy, per copy: 1.0 is
linear. Linux only, since memory is read from /proc. Usage: python benchmarks/scale.py TREE [--copies 1 2 5 10]
"""

from __future__ import annotations

import argparse
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

_NEVER = shutil.ignore_patterns(".git", "node_modules", ".assay", "dist", "build")
_TEXT = {".ts", ".tsx", ".js", ".jsx", ".json", ".mjs", ".cjs"}
_SCOPE = re.compile(rb"""(["'])@([a-z0-9-]+)/""")


class Cost(NamedTuple):
    """Seconds, seconds and MB of one check."""

    wall: float
    cpu: float
    memory: float


def multiply(tree: Path, to: Path, copies: int) -> None:
    """Copies of a tree side by side; every package scope gets the number of its copy, so that names stay distinct."""
    for number in range(copies):
        copy = to / f"shop{number}"
        shutil.copytree(tree, copy, ignore=_NEVER, symlinks=True)
        for file in copy.rglob("*"):
            if file.suffix in _TEXT and file.is_file() and not file.is_symlink():
                data = file.read_bytes()
                file.write_bytes(_SCOPE.sub(rb"\1@\2-%d/" % number, data))


def memory_of(root: int) -> float:
    """MB that a process and all below it hold, pages shared among them counted once."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    kilobytes, waiting = 0, [root]
    while waiting:
        process = waiting.pop()
        waiting += children.get(process, [])
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        except OSError:
            continue
        found = re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)
        kilobytes += int(found[1]) if found else 0
    return kilobytes / 1024


def cost(tree: Path) -> Cost:
    """Of one cold check. Errors: RuntimeError when it fails."""
    with tempfile.TemporaryDirectory() as lake:
        argv = [sys.executable, "-m", "assay", "check", str(tree), "--lake", lake, "--fail-on", "never"]
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            peak = [0.0]
            over = threading.Event()

            def watch() -> None:
                while not over.wait(0.1):
                    peak[0] = max(peak[0], memory_of(process.pid))

            watcher = threading.Thread(target=watch)
            watcher.start()
            _, said = process.communicate()
            over.set()
            watcher.join()
        if process.returncode:
            raise RuntimeError(said.decode())
        wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Cost(wall, cpu, peak[0])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("tree", type=Path)
    options.add_argument("--copies", type=int, nargs="+", default=[1, 2, 5, 10])
    asked = options.parse_args()
    first: Cost | None = None
    print("copies   wall s    cpu s   MB     per copy against the first: wall   cpu    memory")
    for copies in asked.copies:
        with tempfile.TemporaryDirectory() as folder:
            multiply(asked.tree, Path(folder), copies)
            found = cost(Path(folder))
        first = first or found
        ratios = [new / old * asked.copies[0] / copies for new, old in zip(found, first, strict=True)]
        told = "   ".join(f"{ratio:5.2f}" for ratio in ratios)
        print(f"{copies:6} {found.wall:8.2f} {found.cpu:8.2f} {found.memory:5.0f} {'':32} {told}", flush=True)


if __name__ == "__main__":
    main()
