"""How long reading and judging descriptions takes, as a ratio to Spectral's and Redocly's recommended rules.

Given is one description, or a directory of them. Every program is started anew on a copy of it, process and all:
`assay check` twice, with all that it judges and narrowed to its standards on APIs, each with a lake that is empty;
`spectral lint` with spectral:oas, which is named the files that describe an API, where assay finds them; `redocly lint`
with its recommended rules, for one description: of several, it stops at the first that it cannot parse. CPU seconds are
those of a process and its children: they tell more than the clock on a machine that does other things. Beside that, for
one description, what reading and judging take by themselves: in one process each, which has done so before, assay's
standards on APIs (each time with an empty lake) and Spectral's library. Goal: ten times as fast as Spectral, faster
than Redocly, on Stripe's description of 2022-04-12 (4.2 MB).

Usage: python benchmarks/descriptions.py DESCRIPTION --spectral BIN --redocly BIN [--runs 3]
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from assay.descriptions.finding import describes

GOALS = {"Spectral": 10.0, "Redocly": 1.0}
ASSAY = "assay, its standards on APIs"
#: Each prints seconds, a line for each time that it reads and judges argv[1].
WITHIN_ASSAY = """
import sys, tempfile, time
from datetime import date
from pathlib import Path
from assay.engine.check import Options, check
for _ in range(6):
    with tempfile.TemporaryDirectory() as lake:
        begun = time.perf_counter()
        options = Options(lake=Path(lake), as_of=date(2024, 7, 15), only=("api/*",))
        result = check(Path(sys.argv[1]).parent, options)
        print(time.perf_counter() - begun)
        result.db.close()
"""
WITHIN_SPECTRAL = """
const { readFileSync, realpathSync } = require('node:fs');
const load = require('node:module').createRequire(realpathSync(process.argv[2]));
const { Spectral, Document } = load('@stoplight/spectral-core');
const { Json, Yaml } = load('@stoplight/spectral-parsers');
const { oas } = load('@stoplight/spectral-rulesets');
(async () => {
  for (let time = 0; time < 6; time++) {
    const begun = performance.now(), file = process.argv[1];
    const spectral = new Spectral();
    spectral.setRuleset({ extends: [[oas, 'recommended']] });
    await spectral.run(new Document(readFileSync(file, 'utf8'), file.endsWith('.json') ? Json : Yaml, file));
    console.log((performance.now() - begun) / 1000);
  }
})();
"""


class Took(NamedTuple):
    """Seconds by the clock, and of CPU."""

    wall: float
    cpu: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("description", type=Path)
    parser.add_argument("--spectral", default=shutil.which("spectral"))
    parser.add_argument("--redocly", default=shutil.which("redocly"))
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    best: dict[str, Took] = {}
    for _ in range(asked.runs):
        # Turn by turn, so that what else the machine does meets all alike.
        with tempfile.TemporaryDirectory() as place:
            for name, words in commands(asked, Path(place)).items():
                took = timed(words, Path(place))
                kept = best.get(name, took)
                best[name] = Took(min(kept.wall, took.wall), min(kept.cpu, took.cpu))
    for name, took in best.items():
        print(f"{name:32} {took.wall:6.2f} s, {took.cpu:6.2f} s of CPU")
    missed = False
    for name, goal in GOALS.items():
        if name in best:
            wall, cpu = best[name].wall / best[ASSAY].wall, best[name].cpu / best[ASSAY].cpu
            print(f"{name} takes {wall:.1f} times as long, {cpu:.1f} times the CPU (goal: {goal:g})")
            missed |= wall < goal
    if asked.spectral and asked.description.is_file():
        with tempfile.TemporaryDirectory() as place:
            assay, spectral = within(asked, Path(place))
        print(f"read and judged alone: assay {assay:.2f} s, Spectral {spectral:.2f} s, {spectral / assay:.1f} times")
    return 1 if missed else 0


def within(asked: argparse.Namespace, place: Path) -> tuple[float, float]:
    """The least seconds that assay and Spectral take to read and judge, processes started and warm."""
    file = place / asked.description.name
    shutil.copyfile(asked.description, file)
    told = []
    for words in (
        [sys.executable, "-c", WITHIN_ASSAY, str(file)],
        ["node", "-e", WITHIN_SPECTRAL, str(file), asked.spectral],
    ):
        done = subprocess.run(words, capture_output=True, check=True, text=True)
        told.append(min(map(float, done.stdout.split())))
    return told[0], told[1]


def commands(asked: argparse.Namespace, place: Path) -> dict[str, list[str]]:
    """What is started, by name. Errors: OSError."""
    target = place / "target"
    files = copied(asked.description, target)
    (place / "ruleset.yaml").write_text("extends: ['spectral:oas']\n", encoding="utf-8")
    (place / "redocly.yaml").write_text("extends: [recommended]\n", encoding="utf-8")
    judge = [sys.executable, "-m", "assay", "check", str(target), "--fail-on", "never", "--as-of", "2024-07-15"]
    found = {
        ASSAY: [*judge, "--only", "api/*", "--lake", str(place / "narrow")],
        "assay, all that it judges": [*judge, "--lake", str(place / "whole")],
    }
    if asked.redocly and asked.description.is_file():
        found["Redocly"] = [asked.redocly, "lint", *files, "--config", str(place / "redocly.yaml")]
    if asked.spectral:
        found["Spectral"] = [asked.spectral, "lint", *files, "--ruleset", str(place / "ruleset.yaml"), "--quiet"]
    return found


def copied(description: Path, target: Path) -> list[str]:
    """The files below `target` that describe an API, once what was given is there. Errors: OSError."""
    if description.is_file():
        target.mkdir()
        return [str(shutil.copyfile(description, target / description.name))]
    shutil.copytree(description, target, ignore=shutil.ignore_patterns(".git", "node_modules"))
    there = (path for path in sorted(target.rglob("*")) if path.suffix in (".json", ".yaml", ".yml"))
    return [str(path) for path in there if path.is_file() and describes(path.read_bytes())]


def timed(words: list[str], place: Path) -> Took:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    quiet = {**os.environ, "REDOCLY_TELEMETRY": "off"}
    done = subprocess.run(words, cwd=place, capture_output=True, check=False, env=quiet)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    if done.returncode not in (0, 1):
        raise SystemExit(f"{words[0]} failed: {done.stderr.decode('utf-8', 'replace')[:500]}")
    return Took(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


if __name__ == "__main__":
    sys.exit(main())
