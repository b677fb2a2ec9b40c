"""How a cold `assay check` compares with tools that do a small part of its work. Goal: 8 times faster than
dependency-cruiser builds the import graph alone; what is printed says how far that is reached on TREE.

Runs assay and whichever of these peers it finds on a copy of TREE, in one run, and prints wall
and CPU time of each as a ratio to assay: dependency-cruiser and madge build the import graph, knip looks for unused
files, oxlint for import cycles; none of them does what assay does besides. Whether TREE has its node_modules matters
to all of them but assay; they are copied with it. Peers are found in --bin or on PATH; to install them:

    npm install --prefix peers dependency-cruiser madge knip oxlint typescript

Usage: python benchmarks/peers.py TREE [--source packages] [--bin peers/node_modules/.bin] [--runs 1]
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

_NEVER = shutil.ignore_patterns(".git", ".assay")


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


class Cost(NamedTuple):
    """Seconds of a whole process and all below it."""

    wall: float
    cpu: float


def cost(argv: list[str], tree: Path) -> Cost:
    """What it found does not matter. Errors: RuntimeError when it could not work."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(argv, cwd=tree, capture_output=True, check=False)
    wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1) or not done.stdout:
        said = " ".join(done.stderr.decode().split())
        raise RuntimeError(f"{Path(argv[0]).name} could not work here: {said[:200]}")
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


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
        figures: dict[str, list[Cost]] = {name: [] for name in argvs}
        for number in range(asked.runs):
            for name, argv in argvs.items():
                cold = [str(Path(folder) / f"lake{number}")] if name == "assay" else []
                try:
                    figures[name].append(cost([*argv, *cold], tree))
                except RuntimeError as error:
                    print(f"left out: {error}")
    print(f"{len(os.sched_getaffinity(0))} cores, median of {asked.runs} runs")
    medians = {
        name: Cost(*map(statistics.median, zip(*found, strict=True))) for name, found in figures.items() if found
    }
    for name, took in medians.items():
        ratios = [mine / assay for mine, assay in zip(took, medians["assay"], strict=True)]
        print(
            f"{name:10} wall {took.wall:6.2f} s, {ratios[0]:5.2f} x assay   cpu {took.cpu:6.2f} s, {ratios[1]:5.2f} x"
        )


if __name__ == "__main__":
    main()
