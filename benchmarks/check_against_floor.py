"""How long `assay check` takes on a tree, as ratios against two floors measured in the same run.

Both floors are one Python process over the same source files that does nothing else: `parsed` reads, tree-sitter-parses
and finds static imports; `resolved` finds all imports by one query and resolves them to files by assay's resolver. How
assay reads sources is no part of it: the floor stays where it is when that gets faster. Goals: cold at most 3 times,
warm (nothing changed) at most 0.7 times `resolved`. While others use the machine, ratios of processor time say more
than those of wall time. Usage: python benchmarks/check_against_floor.py TREE [--runs 3]
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

PARSED = """
import json, sys
from pathlib import Path
import tree_sitter_typescript as grammar
from tree_sitter import Language, Parser, Query, QueryCursor
sys.path.insert(0, sys.argv[2])
from assay.engine.walk import walk
root = Path(sys.argv[1])
files = [f.path for f in walk(root)[0] if f.path.endswith((".ts", ".tsx", ".js", ".jsx"))]
languages = {".ts": Language(grammar.language_typescript()), "": Language(grammar.language_tsx())}
kinds = {k: (Parser(v), QueryCursor(Query(v, "(import_statement source: (string) @s)"))) for k, v in languages.items()}
found = 0
for path in files:
    parser, cursor = kinds[".ts" if path.endswith(".ts") else ""]
    tree = parser.parse((root / path).read_bytes())
    found += len(cursor.captures(tree.root_node).get("s", ()))
print(json.dumps({"files": len(files), "imports": found}))
"""
RESOLVED = """
import json, sys
from pathlib import Path
import tree_sitter_typescript as grammar
from tree_sitter import Language, Parser, Query, QueryCursor
sys.path.insert(0, sys.argv[2])
from assay import masking
from assay.collectors import manifests, tsconfig
from assay.derivations.imports import derive
from assay.engine.walk import walk
from assay.model import Source, Target, table_name
IMPORTS = '''
(import_statement source: (string (string_fragment) @static))
(import_statement (import_require_clause source: (string (string_fragment) @require)))
(export_statement source: (string (string_fragment) @reexport))
(call_expression function: (import) arguments: (arguments (string (string_fragment) @dynamic)))
(call_expression function: [(identifier) (member_expression)] @callee
    arguments: (arguments . (string (string_fragment) @require))
    (#match? @callee "^(require|jest[.]requireActual|require[.]resolve)$"))
'''
masking.set_key(b"floor")
root = Path(sys.argv[1])
target = Target(f.path for f in walk(root)[0])
languages = {".ts": Language(grammar.language_typescript()), "": Language(grammar.language_tsx())}
kinds = {k: (Parser(v), QueryCursor(Query(v, IMPORTS))) for k, v in languages.items()}
imports, rows, files = [], {}, [path for path in target.paths if path.endswith((".ts", ".tsx", ".js", ".jsx"))]
for path in files:
    parser, cursor = kinds[".ts" if path.endswith(".ts") else ""]
    tree = parser.parse((root / path).read_bytes())
    for kind, nodes in cursor.captures(tree.root_node).items():
        if kind != "callee":
            imports += [(path, n.start_point[0] + 1, n.text.decode(), kind, None, False) for n in nodes]
for collector in (manifests, tsconfig):
    for path in collector.find(target):
        for row in collector.read(Source(path, (root / path).read_bytes())):
            rows.setdefault(table_name(type(row)), []).append((path, row))
def listed(table, *columns):
    return [(path, *(getattr(row, name) for name in columns)) for path, row in rows.get(table, ())]
inputs = {
    "imports": imports, "exports": [],
    "configs": listed("compiler_config", "extends", "base_url"),
    "aliases": listed("path_alias", "alias", "to"),
    "packages": [(path, name) for path, kind, name in listed("manifest", "kind", "name") if kind == "npm"],
    "entries": listed("entry_point", "field", "subpath", "condition", "to"),
    "projects": [], "requirements": [],
}
edges = list(derive(inputs, target))
print(json.dumps({"files": len(files), "edges": len(edges), "inside": sum(e.to_path is not None for e in edges)}))
"""


#: Whoever installs assay has its modules compiled: what stands in the way of that here is no part of a check.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def seconds(argv: list[str]) -> tuple[float, float]:
    """Wall and processor time of a whole process and of those that it began; its output is thrown away.

    Errors: RuntimeError when it fails.
    """
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(argv, capture_output=True, check=False, env=ENVIRONMENT)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode())
    wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("tree", type=Path)
    options.add_argument("--runs", type=int, default=3)
    asked = options.parse_args()
    source = Path(__file__).resolve().parent.parent / "src"
    floors = {
        name: [sys.executable, "-c", text, str(asked.tree), str(source)]
        for name, text in (("parsed", PARSED), ("resolved", RESOLVED))
    }
    told = {
        name: json.loads(subprocess.run(argv, capture_output=True, check=True).stdout) for name, argv in floors.items()
    }
    figures: dict[str, list[tuple[float, float]]] = {name: [] for name in (*floors, "cold", "warm")}
    for _ in range(asked.runs):
        lake = Path(tempfile.mkdtemp())
        argv = [sys.executable, "-m", "assay", "check", str(asked.tree), "--lake", str(lake)]
        for name, floor in floors.items():
            figures[name].append(seconds(floor))
        figures["cold"].append(seconds(argv))
        # The clock of a file must have moved on before its state is trusted.
        time.sleep(2.1)
        seconds(argv)
        figures["warm"].append(seconds(argv))
        shutil.rmtree(lake)
    middle = {name: statistics.median(wall for wall, _ in values) for name, values in figures.items()}
    busy = {name: statistics.median(cpu for _, cpu in values) for name, values in figures.items()}
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{told['parsed']['files']} source files, {told['resolved']['edges']} imports resolved, ", end="")
    print(f"{len(os.sched_getaffinity(0))} cores, median of {asked.runs} runs")
    for name, value in middle.items():
        ratios = "   ".join(f"{value / middle[floor]:5.2f} x {floor}" for floor in floors)
        print(
            f"{name:9} {value:6.2f} s   {ratios}   processor {busy[name]:5.2f} s, {busy[name] / busy['resolved']:.2f} x"
        )
    print(f"peak memory of the largest process {peak:.0f} MB")


if __name__ == "__main__":
    main()
