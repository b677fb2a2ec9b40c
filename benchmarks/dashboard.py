"""How long the dashboard takes for each page, over a lake of many runs.

    python benchmarks/dashboard.py TREE [RUNS]

The history of RUNS runs (500 if not said) is that of benchmarks/history.py; instead of TREE, a directory that it kept
can be named. Each page is asked for five times; medians of time and of processor time are printed in milliseconds. The
exit status is 1 when the overview takes more than 300 ms of the processor, or any other page more than a second: on a
machine that does nothing else, the two are the same but for queries, which have a process of their own.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from history import history
from starlette.testclient import TestClient

from assay.web.app import create
from assay.web.settings import Settings
from assay.web.site import Site

OVERVIEW_MS, PAGE_MS = 300, 1000
TIMES = 5


def pages(site: Site) -> list[str]:
    newest = site.runs.find()
    with site.runs.open(newest) as result:
        unit = result.integrations[0].name
        found = result.findings(verdict="unmet")[0]
        recorded = next((f.path for f in result.findings() if f.path and f.path.endswith(".har")), None)
    listed = ["/", f"/integration/{unit}", f"/standard/{found.standard}", f"/finding/{found.fingerprint}"]
    listed += [f"/recording/{recorded}"] if recorded else []
    listed += [f"/domain/{found.domain}", "/domain", "/findings?verdict=unmet", "/review", "/trends", "/plan"]
    before = site.runs.of(newest.target)[1].id
    listed += [f"/trends?run={before}", f"/domain?run={before}", f"/review?base={before}"]
    listed += ["/waivers", "/tools", "/runs", "/query", "/query?sql=select+verdict,count(*)+from+finding+group+by+1"]
    return [*listed, "/api/v1/runs?limit=200", f"/api/v1/runs/{newest.id}/findings?limit=1000"]


def timed(client: TestClient, path: str) -> tuple[float, float]:
    """(milliseconds, milliseconds of the processor), medians."""
    took = []
    for _ in range(TIMES):
        begun = time.perf_counter(), time.process_time()
        answer = client.get(path)
        took.append((time.perf_counter() - begun[0], time.process_time() - begun[1]))
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
    wall, processor = (1000 * statistics.median(times) for times in zip(*took, strict=True))
    return wall, processor


def main() -> int:
    tree, runs = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 500
    with tempfile.TemporaryDirectory() as folder:
        kept = tree / "lake-many"
        if not kept.is_dir():
            kept = Path(folder) / "lake"
            history(tree, kept, runs)
        return 1 if report(Site(Settings(lake=kept))) else 0


def report(site: Site) -> int:
    """Print what each page takes; the number of those that take too long."""
    site.jobs.patience = 60
    slow = 0
    with TestClient(create(site), base_url="http://127.0.0.1") as client:
        for path in pages(site):
            wall, processor = timed(client, path)
            most = OVERVIEW_MS if path == "/" else PAGE_MS
            slow += processor > most
            print(f"{wall:8.0f} ms  (processor {processor:5.0f})  {'SLOW ' if processor > most else ''}{path}")
    return slow


if __name__ == "__main__":
    sys.exit(main())
