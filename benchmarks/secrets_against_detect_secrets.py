"""How long assay's search for secrets takes on a tree, as ratios against detect-secrets in the same run.

Both search the same text files, recordings included. assay's figure is the collector `secrets` on bytes read from disk
in one process, its start and imports included; detect-secrets' is `detect-secrets scan --all-files`, as it is used.
detect-secrets is no dependency: install it anywhere and name it. Usage:
python benchmarks/secrets_against_detect_secrets.py TREE [--detect-secrets PATH] [--runs 3]
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

OURS = """
import json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from assay.collectors import secrets
from assay.engine.walk import walk
from assay.model import Source, Target
root = Path(sys.argv[1])
paths = [file.path for file in walk(root)[0]]
wanted = [*secrets.find(Target(paths)), *(path for path in paths if path.endswith(".har"))]
found, size = [], 0
for path in wanted:
    data = (root / path).read_bytes()
    size += len(data)
    found += [row.detector for row in secrets.read(Source(path, data)) if hasattr(row, "detector")]
print(json.dumps({"files": len(wanted), "bytes": size, "found": found}))
"""


class Took(NamedTuple):
    wall: float
    cpu: float
    output: str


def run(argv: list[str], folder: Path) -> Took:
    """A whole process with its children. Errors: RuntimeError when it fails."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=False)
    wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Took(wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, done.stdout)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("tree", type=Path)
    options.add_argument("--detect-secrets", default="detect-secrets")
    options.add_argument("--runs", type=int, default=3, help="of ours; detect-secrets runs once")
    asked = options.parse_args()
    tree = asked.tree.resolve()
    source = Path(__file__).resolve().parent.parent / "src"
    ours = [run([sys.executable, "-c", OURS, str(tree), str(source)], tree) for _ in range(asked.runs)]
    wall, cpu = (statistics.median(getattr(took, name) for took in ours) for name in ("wall", "cpu"))
    told = json.loads(ours[0].output)
    print(f"{told['files']} files, {told['bytes'] / 1e6:.1f} MB, median of {asked.runs} runs")
    print(f"assay           {wall:7.2f} s   {cpu:7.2f} s of CPU   {_counted(told['found'])}")
    program = shutil.which(asked.detect_secrets)
    if program is None:
        print(f"skipped: {asked.detect_secrets} is not installed; `pip install detect-secrets` elsewhere and name it")
        return
    theirs = run([program, "scan", "--all-files", "."], tree)
    found = [secret["type"] for secrets in json.loads(theirs.output)["results"].values() for secret in secrets]
    print(f"detect-secrets  {theirs.wall:7.2f} s   {theirs.cpu:7.2f} s of CPU   {_counted(found)}")
    print(f"ratio           {theirs.wall / wall:7.0f}     {theirs.cpu / cpu:7.0f}")


def _counted(found: list[str]) -> str:
    kinds = ", ".join(f"{count} {kind}" for kind, count in Counter(found).most_common())
    return f"{len(found)} found" + (f" ({kinds})" if kinds else "")


if __name__ == "__main__":
    main()
