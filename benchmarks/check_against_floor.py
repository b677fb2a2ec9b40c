"""How long `assay check` takes on a tree, as ratios against a floor measured in the same run.

The floor is one Python process that reads, tree-sitter-parses and resolves the imports of the same source files, and
does nothing else. Usage: python benchmarks/check_against_floor.py TREE [--runs 3]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FLOOR = """
import json, posixpath, sys
from pathlib import Path
import tree_sitter_typescript as grammar
from tree_sitter import Language, Parser, Query, QueryCursor
sys.path.insert(0, sys.argv[2])
from assay.engine.walk import walk
root = Path(sys.argv[1])
files = [f.path for f in walk(root)[0] if f.path.endswith((".ts", ".tsx", ".js", ".jsx"))]
known = set(files)
languages = {".ts": Language(grammar.language_typescript()), "": Language(grammar.language_tsx())}
kinds = {k: (Parser(v), QueryCursor(Query(v, "(import_statement source: (string) @s)"))) for k, v in languages.items()}
edges = 0
for path in files:
    parser, cursor = kinds[".ts" if path.endswith(".ts") else ""]
    tree = parser.parse((root / path).read_bytes())
    for node in cursor.captures(tree.root_node).get("s", ()):
        to = posixpath.normpath(posixpath.join(posixpath.dirname(path), node.text[1:-1].decode()))
        edges += any(to + end in known for end in ("", ".ts", ".tsx", ".js", "/index.ts", "/index.tsx"))
print(json.dumps({"files": len(files), "edges": edges}))
"""


def seconds(argv: list[str]) -> float:
    """Wall time of a whole process; its output is thrown away. Errors: RuntimeError when it fails."""
    started = time.monotonic()
    done = subprocess.run(argv, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode())
    return time.monotonic() - started


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("tree", type=Path)
    options.add_argument("--runs", type=int, default=3)
    asked = options.parse_args()
    source = Path(__file__).resolve().parent.parent / "src"
    floor_argv = [sys.executable, "-c", FLOOR, str(asked.tree), str(source)]
    told = json.loads(subprocess.run(floor_argv, capture_output=True, check=True).stdout)
    figures: dict[str, list[float]] = {"floor": [], "cold": [], "warm": []}
    for _ in range(asked.runs):
        lake = Path(tempfile.mkdtemp())
        argv = [sys.executable, "-m", "assay", "check", str(asked.tree), "--lake", str(lake), "--json"]
        figures["floor"].append(seconds(floor_argv))
        figures["cold"].append(seconds(argv))
        # The clock of a file must have moved on before its state is trusted.
        time.sleep(2.1)
        seconds(argv)
        figures["warm"].append(seconds(argv))
        shutil.rmtree(lake)
    floor = statistics.median(figures["floor"])
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{told['files']} source files, {len(os.sched_getaffinity(0))} cores, median of {asked.runs} runs")
    for name, values in figures.items():
        print(f"{name:6} {statistics.median(values):6.2f} s   {statistics.median(values) / floor:5.2f} x floor")
    print(f"peak memory of the largest process {peak:.0f} MB")


if __name__ == "__main__":
    main()
