"""Is `assay check` as fast with a history of 500 runs as with an empty one, before and after compaction?

    python benchmarks/history.py TREE [--runs 500] [--times 5] [--keep DIRECTORY]

TREE is copied. The history is made by the engine's own commit: of every three runs one changed nothing, the others
turned some verdicts, moved some measures and wrote their derived tables anew; a third stands on branches. Each way of
checking (everything read, one file changed, nothing changed) is then timed on a lake with one run, with all of them,
and with all of them compacted, in turns. Printed are medians of processor time, and ratios to the lake with one run;
before them, how long the trends of measures and scores over all runs take.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from assay.analysis.trends import measure_trends, score_trends
from assay.engine import since
from assay.engine.check import Options, check
from assay.engine.evidence import open_database
from assay.engine.result import Result, integrations, scores
from assay.engine.standards import load_metrics
from assay.store.compaction import compact
from assay.store.lake import Lake
from assay.store.maintenance import survey

#: Tables that a run writes anew when anything changed.
ANEW = ("finding", "measure", "collection", "import_edge", "clone", "file_cycle", "package_part", "owner_reach")


def turn(result: Result, chance: random.Random) -> None:
    """What a day's work does: some verdicts and a third of the measures change."""
    picked = chance.randrange(1 << 30)
    result.db.execute(
        f"""update finding set verdict = case verdict when 'met' then 'unmet' else 'met' end
            where hash(fingerprint || '{picked}') % 2000 = 0 and verdict <> 'unknown'"""
    )
    result.db.execute(
        f"""update measure set value = value * (0.97 + 0.06 * (hash(metric || '{picked}') % 1000) / 1000)
            where hash(metric || integration || '{picked}') % 3 = 0"""
    )


def add_run(lake: Lake, root: Path, result: Result, number: int, chance: random.Random) -> None:
    """One more run, a day after the one before."""
    changed = number % 3 != 0
    if changed:
        turn(result, chance)
    branch = "main" if number % 3 else f"topic-{number // 12}"
    with lake.writing() as run:
        parts = lake.catalog.parts(result.run.id)
        if changed:
            parts = [part for part in parts if part.table not in ANEW]
            parts += [p for t in ANEW if (p := lake.append(result.db, run, t, f'select * from "{t}"'))]
        started = datetime(2023, 1, 1, tzinfo=UTC) + timedelta(days=number)
        commit = f"{chance.getrandbits(160):040x}"
        about = {"id": run, "started": started.isoformat(), "branch": branch, "commit": commit}
        about |= {"as_of": f"{started:%Y-%m-%d}"}
        result.run = msgspec.structs.replace(result.run, **about)
        found = scores(result.run, integrations(result.db))
        lake.commit(result.run, parts, found, since.sight(result.db, result.run, root))


def history(root: Path, lake: Path, runs: int) -> None:
    """Make a lake with so many runs; the last one is a real one, on no branch."""
    result = check(root, Options(lake=lake))
    result.evidence.require(ANEW)
    first = result.run
    opened, chance = Lake(lake), random.Random(1)
    for number in range(1, runs - 1):
        add_run(opened, root, result, number, chance)
        if number % 50 == 0:
            print(f"  {number} runs", file=sys.stderr)
    assert first.id
    check(root, Options(lake=lake)).db.close()


def processor_seconds(argv: list[str]) -> float:
    """User and system time of a process and its children. Errors: RuntimeError."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(argv, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(root: Path, lakes: dict[str, Path], times: int) -> dict[tuple[str, str], float]:
    """(way of checking, lake) -> median of processor seconds."""
    figures: dict[tuple[str, str], list[float]] = {}
    some = sorted(root.rglob("*.ts"))[0]
    for turn_number in range(times):
        for way in ("everything read", "one file changed", "nothing changed"):
            if way == "one file changed":
                some.write_text(some.read_text() + f"\nexport const turn{turn_number} = {time.time_ns()};\n")
                time.sleep(2.1)
            for name, lake in lakes.items():
                if way == "everything read":
                    shutil.rmtree(lake / "cache")
                argv = [sys.executable, "-m", "assay", "check", str(root), "--lake", str(lake), "--fail-on", "never"]
                figures.setdefault((way, name), []).append(processor_seconds(argv))
    return {key: statistics.median(values) for key, values in figures.items()}


def trends(lakes: dict[str, Path], target: str) -> None:
    """Wall time of trends over the runs of main, imports left out; the best of three."""
    metrics = load_metrics()
    measured = measure_trends(Lake(lakes["many"]), Lake(lakes["many"]).catalog.series(target, "main"), metrics)
    unit, metric = measured[0].integration, measured[0].name
    for name in ("many", "compacted"):
        lake = Lake(lakes[name])
        for what, asked in (
            ("of one measure", {"metric": metric, "integration": unit}),
            ("of one metric", {"metric": metric}),
            ("of one integration", {"integration": unit}),
            ("that moved", {"moving": True}),
        ):
            best = []
            for _ in range(3):
                started = time.monotonic()
                runs = lake.catalog.series(target, "main")
                found = measure_trends(lake, runs, metrics, **asked)
                best.append(time.monotonic() - started)
            print(f"{len(found):5} trends {what} over {len(runs)} runs, {name}: {min(best):.2f} s")
        started = time.monotonic()
        count = len(score_trends(lake, lake.catalog.series(target, "main")))
        print(f"{count:5} trends of scores, {name}: {time.monotonic() - started:.2f} s")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("tree", type=Path)
    options.add_argument("--runs", type=int, default=500)
    options.add_argument("--times", type=int, default=5)
    options.add_argument("--keep", type=Path, help="keep the lakes in this directory")
    asked = options.parse_args()
    place = asked.keep or Path(tempfile.mkdtemp())
    root = place / "tree"
    shutil.copytree(asked.tree, root, symlinks=True)
    for file in root.rglob("*"):
        if file.is_file() and not file.is_symlink():
            os.utime(file, (time.time() - 100, time.time() - 100))
    lakes = {name: place / f"lake-{name}" for name in ("one", "many", "compacted")}
    check(root, Options(lake=lakes["one"])).db.close()
    started = time.monotonic()
    history(root, lakes["many"], asked.runs)
    print(f"{asked.runs} runs made in {time.monotonic() - started:.0f} s", file=sys.stderr)
    shutil.copytree(lakes["many"], lakes["compacted"])
    started = time.monotonic()
    with open_database() as db:
        done = compact(Lake(lakes["compacted"]), db)
    files, before, after = (sum(getattr(one, name) for one in done) for name in ("files", "before", "after"))
    print(f"compacted in {time.monotonic() - started:.0f} s: {files} files of {before / 1e6:.1f} MB became", end=" ")
    print(f"{len(done)} of {after / 1e6:.1f} MB; the lake has {survey(Lake(lakes['compacted'])).runs} runs")
    trends(lakes, str(root.resolve()))
    found = measure(root, lakes, asked.times)
    for (way, name), value in found.items():
        print(f"{way:17} {name:10} {value:6.2f} s   {value / found[way, 'one']:5.2f} x one run")
    if not asked.keep:
        shutil.rmtree(place)


if __name__ == "__main__":
    main()
