"""Claim: a cold `assay check` is at least 8 times faster than dependency-cruiser building the import graph alone.

Runs assay and whichever of these peers it finds on a copy of TREE, in one run, and prints each as a ratio to assay:
dependency-cruiser and madge build the import graph, knip looks for unused files, oxlint looks for import cycles. None
of them does what assay does besides. Peers are found in --bin or on PATH; to install them:

    npm install --prefix peers dependency-cruiser madge knip oxlint typescript

Usage: python benchmarks/peers.py TREE [--source packages] [--bin peers/node_modules/.bin] [--runs 1]
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_NEVER = shutil.ignore_patterns(".git", "node_modules", ".assay")


def commands(source: str, tsconfig: str | None) -> dict[str, list[str]]:
    """What each peer is asked, in the directory of the tree."""
    paths = ["--ts-config", tsconfig] if tsconfig else []
    extensions = "ts,tsx,js,jsx"
    return {
        "depcruise": ["--no-config", "--ts-pre-compilation-deps", *paths, "--output-type", "json", source],
        "madge": ["--json", "--extensions", extensions, *paths, source],
        "knip": ["--include", "files", "--no-progress"],
        "oxlint": ["--import-plugin", "-D", "import/no-cycle", *(["--tsconfig", tsconfig] if tsconfig else []), source],
    }


def seconds(argv: list[str], tree: Path) -> float:
    """Wall time of a whole process; what it found does not matter. Errors: RuntimeError when it could not work."""
    started = time.monotonic()
    done = subprocess.run(argv, cwd=tree, capture_output=True, check=False)
    took = time.monotonic() - started
    if done.returncode not in (0, 1) or not done.stdout:
        raise RuntimeError(f"{argv[0]}: {done.stderr.decode()[-500:]}")
    return took


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tree", type=Path)
    options.add_argument("--source", default="packages", help="directory of the source, relative to TREE")
    options.add_argument("--bin", type=Path, help="directory of the peers' commands")
    options.add_argument("--runs", type=int, default=1)
    asked = options.parse_args()
    where = f"{asked.bin.resolve()}{os.pathsep}{os.environ['PATH']}" if asked.bin else os.environ["PATH"]
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(asked.tree, tree, ignore=_NEVER, symlinks=True)
        tsconfig = next((name for name in ("tsconfig.json", "tsconfig.base.json") if (tree / name).exists()), None)
        argvs = {"assay": [sys.executable, "-m", "assay", "check", str(tree), "--json", "--lake"]}
        for name, words in commands(asked.source, tsconfig).items():
            found = shutil.which(name, path=where)
            if found:
                argvs[name] = [found, *words]
            else:
                print(f"{name} is not there; see --help for how to install it")
        figures: dict[str, list[float]] = {name: [] for name in argvs}
        for number in range(asked.runs):
            for name, argv in argvs.items():
                cold = [str(Path(folder) / f"lake{number}")] if name == "assay" else []
                figures[name].append(seconds([*argv, *cold], tree))
    assay = statistics.median(figures["assay"])
    print(f"{len(os.sched_getaffinity(0))} cores, median of {asked.runs} runs")
    for name, values in figures.items():
        print(f"{name:10} {statistics.median(values):7.2f} s   {statistics.median(values) / assay:6.2f} x assay")


if __name__ == "__main__":
    main()
