"""What is too large, too slow or too deep is refused at once, by name, and nothing else is lost."""

from __future__ import annotations

import json
import resource
import time
from pathlib import Path
from typing import Any

import pytest

import seeding
from assay.collectors import har
from assay.engine import reading
from assay.engine.check import Options, check
from assay.engine.reading import Batch, Job, read_batch
from assay.engine.result import Result
from assay.model import Conventions, Outcome, Source

FOLDER = "packages/nordpay-integration/e2e/__har__/big_1"


def failures(result: Result) -> dict[str, str]:
    return {row["path"]: row["error"] for row in result.collections() if row["outcome"] == Outcome.FAILED}


def test_a_recording_of_100_mb_is_refused_unread(tmp_path: Path) -> None:
    root = seeding.copy_example(tmp_path / "checkout")
    before = check(root, Options(lake=tmp_path / "lake", as_of=seeding.AS_OF))
    kept = {(f.standard, f.integration, f.subject): f.verdict for f in before.findings()}
    file = root / FOLDER / "recording.har"
    file.parent.mkdir()
    with file.open("wb") as handle:
        handle.write(b'{"log": {"entries": [')
        handle.truncate(100_000_000)
    memory, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    result = check(root, Options(lake=tmp_path / "lake", as_of=seeding.AS_OF))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 40_000, "is never read whole"
    assert time.process_time() - started < 10
    (error,) = failures(result).values()
    assert set(failures(result)) == {f"{FOLDER}/recording.har"}
    assert "recording.har" not in error, "stands beside it wherever it is told"
    for part in ("100,000,000", f"{har.COLLECTOR.max_bytes:,}", "exclude"):
        assert part in error
    after = {(f.standard, f.integration, f.subject): f.verdict for f in result.findings()}
    assert kept.items() <= after.items()
    before.db.close()
    result.db.close()


def test_a_recording_near_the_limit_takes_its_time_only(tmp_path: Path) -> None:
    """Time grows with the size: ten times the exchanges, not a hundred times the time."""
    entry = json.loads(next(seeding.EXAMPLE.rglob("*.har")).read_text(encoding="utf-8"))["log"]["entries"][0]

    def seconds(count: int) -> float:
        entries = [{**entry, "_id": number} for number in range(count)]
        data = json.dumps({"log": {"entries": entries}}).encode()
        started = time.process_time()
        assert list(har.read(Source("a.har", data)))
        return time.process_time() - started

    seconds(10)
    assert seconds(5000) < 40 * max(seconds(500), 0.01)


def test_what_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stuck(source: Source) -> Any:
        if "nordpay" in source.path:
            time.sleep(60)
        return real(source)

    real = har.read
    monkeypatch.setattr(har, "read", stuck)
    monkeypatch.setattr(reading, "SECONDS", 3)
    paths = sorted(str(file.relative_to(seeding.EXAMPLE)) for file in seeding.EXAMPLE.rglob("*.har"))
    jobs = tuple(Job(path, ("har",), (seeding.EXAMPLE / path).stat().st_size, 0, None, "") for path in paths)
    assert list(real(Source(paths[0], (seeding.EXAMPLE / paths[0]).read_bytes()))), "everything is imported"
    reads = read_batch(Batch(str(seeding.EXAMPLE), str(tmp_path), jobs, Conventions(), b"k"))
    failed = [read for read in reads if read.error]
    assert [read.path.split("/")[1] for read in failed] == ["nordpay-integration"]
    assert "took longer than 3 s" in (failed[0].error or "")
    assert all(read.rows for read in reads if not read.error)


@pytest.mark.parametrize("expected", [0, 1, 5_000, 9_999, 10_000, 10_001, 20_000])
def test_a_file_that_changed_since_it_was_found_is_read_whole(tmp_path: Path, expected: int) -> None:
    data = b"x" * 9_999 + b"\n"
    (tmp_path / "a.txt").write_bytes(data)
    (read,) = read_batch(
        Batch(str(tmp_path), str(tmp_path), (Job("a.txt", ("secrets",), expected, 0, None, ""),), Conventions(), b"k")
    )
    assert (read.digest, read.error) == (reading.content_digest(data), None)


def test_a_body_too_deep_is_no_failure() -> None:
    body = '{"a":' * 500 + "1" + "}" * 500
    exchange = {"request": {"method": "GET", "url": "https://x.test/"}, "response": {"content": {"text": body}}}
    rows = list(har.read(Source("a.har", json.dumps({"log": {"entries": [exchange] * 3}}).encode())))
    assert sum(type(row).__name__ == "Call" for row in rows) == 3
