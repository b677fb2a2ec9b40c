"""Runs that pipelines push: taken whole, once, and only when everything in them is as it should be."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest
from conftest import client_of, listening
from starlette.testclient import TestClient

from assay.engine.check import open_run
from assay.engine.history import history
from assay.engine.parcel import pack
from assay.model import AssayError, UsageError
from assay.store.lake import Lake
from assay.store.records import Run
from assay.web.push import push
from assay.web.rights import Role
from assay.web.settings import Settings
from assay.web.site import Site
from assay.web.uploads import RECORD, File, Manifest

Parcel = tuple[Run, dict[str, bytes]]


@pytest.fixture(scope="session")
def parcel(judged: Path, tmp_path_factory: pytest.TempPathFactory) -> Parcel:
    lake = Lake(judged / ".assay")
    run = lake.catalog.runs()[0]
    files = pack(lake, run, tmp_path_factory.mktemp("parcel"))
    return run, {table: file.read_bytes() for table, file in files.items()}


@pytest.fixture
def server(tmp_path: Path) -> Site:
    return Site(Settings(lake=tmp_path / "server"))


@pytest.fixture
def pipeline(server: Site) -> Iterator[TestClient]:
    token = server.tokens.add("ci", Role.PUSHER)
    with client_of(server, headers={"authorization": f"Bearer {token}"}) as client:
        yield client


def send(client: TestClient, run: Run, files: dict[str, bytes], /, *, at: str = "", **wrong: Any) -> Any:
    listed = tuple(File(table=table, sha256=hashlib.sha256(data).hexdigest()) for table, data in files.items())
    record = msgspec.to_builtins(Manifest(run=run, files=listed)) | wrong
    sent = {table: (f"{table}.parquet", data) for table, data in files.items()}
    return client.put(f"/api/v1/runs/{at or run.id}", data={RECORD: msgspec.json.encode(record)}, files=sent)


def test_a_pushed_run_says_what_it_said_where_it_was_judged(
    judged: Path, server: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = Lake(judged / ".assay")
    run = lake.catalog.runs()[0]
    monkeypatch.setenv("ASSAY_TOKEN", server.tokens.add("ci", Role.PUSHER))
    with listening(server) as address:
        first = push(lake, run, address)
        again = push(lake, run, address)
    assert (first.run, first.known, again.known) == (run.id, False, True)
    here, there = (open_run(at, at.catalog.runs()[0], {}, {}) for at in (lake, server.lake))
    assert there.run.target == f"pushed:{run.target}"
    assert there.findings() == here.findings()
    assert there.measures() == here.measures()
    assert there.integrations == here.integrations
    for table in ("call", "source_file", "import_edge", "dependency"):
        counts = []
        for result in (here, there):
            result.evidence.require([table])
            counts.append(result.db.execute(f"select count(*), count(integration) from {table}").fetchone())
        assert counts[0] == counts[1] and counts[0][0]
    unmet = there.findings(verdict="unmet")[0]
    assert [(past.id, verdict) for past, verdict, _ in history(there, unmet.fingerprint)] == [(run.id, "unmet")]
    # Two runs were judged here, one of them was pushed.
    assert len(server.lake.catalog.scores(there.run.target)) == len(lake.catalog.scores(run.target)) // 2


def test_without_the_right_token_nothing_is_taken(judged: Path, server: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = Lake(judged / ".assay")
    run = lake.catalog.runs()[0]
    viewer = server.tokens.add("kim", Role.VIEWER)
    with listening(server) as address:
        for token, status in (("", 401), ("assay_0_x", 401), (viewer, 403)):
            monkeypatch.setenv("ASSAY_TOKEN", token)
            with pytest.raises(AssayError, match=str(status)):
                push(lake, run, address)
    assert not server.lake.catalog.runs()


def test_a_token_goes_only_where_it_is_safe(judged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = Lake(judged / ".assay")
    run = lake.catalog.runs()[0]
    monkeypatch.setenv("ASSAY_TOKEN", "x")
    with pytest.raises(UsageError, match="TLS"):
        push(lake, run, "http://assay.shop.example")
    monkeypatch.delenv("ASSAY_TOKEN")
    with pytest.raises(UsageError, match="token is needed"):
        push(lake, run, "https://assay.shop.example")
    for url in (
        "assay.shop.example",
        "https://assay.shop.example:port",
        "https://assay.shop.example:99999",
        "https://[x",
    ):
        with pytest.raises(UsageError, match="no address"):
            push(lake, run, url)


def spoilt(files: dict[str, bytes], tmp_path: Path, table: str, query: str) -> dict[str, bytes]:
    """The files, one of them rewritten by a query over it."""
    given, made = tmp_path / "given.parquet", tmp_path / "made.parquet"
    given.write_bytes(files.get(table, files["finding"]))
    duckdb.sql(f"copy ({query.replace('{file}', str(given))}) to '{made}' (format parquet)")
    return {**files, table: made.read_bytes()}


QUERIES = {
    "a verdict that is none": ("finding", "select * replace ('good' as verdict) from '{file}'"),
    "a level that is none": ("finding", "select * replace ('x' as level) from '{file}'"),
    "a fingerprint with markup": ("finding", "select * replace ('<script>' as fingerprint) from '{file}'"),
    "a column of another type": ("finding", "select * replace (1 as subject) from '{file}'"),
    "a column that is not the table's": ("finding", "select *, 1 as more from '{file}'"),
    "a domain of nothing": ("finding", "select * replace (null as domain) from '{file}'"),
    "a source of another run": ("collection", "select * replace (reverse(run) as run) from '{file}'"),
    "one integration twice": ("integration", "select * from '{file}' union all select * from '{file}'"),
}


@pytest.mark.parametrize("how", QUERIES)
def test_what_is_not_as_the_tables_say_is_refused(
    server: Site, pipeline: TestClient, parcel: Parcel, tmp_path: Path, how: str
) -> None:
    run, files = parcel
    answer = send(pipeline, run, spoilt(files, tmp_path, *QUERIES[how]))
    assert answer.status_code == 400, answer.text
    assert "MB" not in answer.json()["detail"]
    assert_nothing_is_left(server)


def assert_nothing_is_left(server: Site) -> None:
    assert not server.lake.catalog.runs()
    assert not list(server.lake.root.glob("rows/**/*.parquet"))
    assert not list((server.lake.root / "tmp").iterdir())


SPOIL: dict[str, Callable[[dict[str, bytes]], dict[str, bytes]]] = {
    "a file cut short": lambda files: {**files, "finding": files["finding"][:100]},
    "a file that is none": lambda files: {**files, "call": b"PAR1" + b"\0" * 50 + b"PAR1"},
    "a table that there is not": lambda files: {**files, "nosuch": files["finding"]},
    "no integrations": lambda files: {name: data for name, data in files.items() if name != "integration"},
}


@pytest.mark.parametrize("how", SPOIL)
def test_files_that_are_none_are_refused(server: Site, pipeline: TestClient, parcel: Parcel, how: str) -> None:
    run, files = parcel
    assert send(pipeline, run, SPOIL[how](files)).status_code == 400
    assert_nothing_is_left(server)


RECORDS: dict[str, dict[str, Any]] = {
    "an id that climbs": {"id": "../../../tmp/x"},
    "an id that is none": {"id": "x"},
    "a digest that climbs": {"standards": {"api/errors_are_json": "../../key"}},
    "a standard's id with a path": {"standards": {"../x": "00000000"}},
    "a time to come": {"started": "2999-01-01T00:00:00+00:00"},
    "no time": {"started": "yesterday"},
    "a day that is none": {"as_of": "<b>"},
    "a waiver that is none": {"waivers": [{"x": 1}]},
    "a branch without end": {"branch": "x" * 5_000},
}


@pytest.mark.parametrize("how", RECORDS)
def test_a_record_that_is_none_is_refused(server: Site, pipeline: TestClient, parcel: Parcel, how: str) -> None:
    run, files = parcel
    record = msgspec.to_builtins(run) | RECORDS[how]
    at = "x" if "id" in RECORDS[how] else run.id
    assert send(pipeline, run, files, at=at, run=record).status_code in (400, 409)
    assert_nothing_is_left(server)


def test_a_checksum_that_does_not_hold_is_told(server: Site, pipeline: TestClient, parcel: Parcel) -> None:
    run, files = parcel
    listed = [{"table": table, "sha256": "0" * 64} for table in files]
    assert "checksum" in send(pipeline, run, files, files=listed).json()["detail"]
    climbing = [{"table": "../x", "sha256": "0" * 64}]
    assert send(pipeline, run, files, files=climbing).status_code == 400
    assert_nothing_is_left(server)


def test_another_run_of_the_same_id_is_a_conflict(server: Site, pipeline: TestClient, parcel: Parcel) -> None:
    run, files = parcel
    assert send(pipeline, run, files).status_code == 200
    assert send(pipeline, run, files).json()["known"]
    other = msgspec.structs.replace(run, commit="0" * 40)
    assert send(pipeline, other, files).status_code == 409
    assert len(server.lake.catalog.runs()) == 1


def test_a_run_that_cannot_be_committed_leaves_files_that_the_lake_sweeps(
    server: Site, pipeline: TestClient, parcel: Parcel, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, files = parcel

    def full(*_: Any) -> None:
        raise AssayError("the catalog cannot be written")

    with monkeypatch.context() as patched:
        patched.setattr(server.lake, "commit", full)
        assert send(pipeline, run, files).status_code == 500
    assert list(server.lake.root.glob("rows/**/*.parquet"))
    for left in (server.lake.root / "tmp").iterdir():
        os.utime(left, (0, 0))
    with server.lake.maintaining():
        pass
    assert_nothing_is_left(server)


def test_more_than_may_be_sent_is_cut_off(server: Site, pipeline: TestClient) -> None:
    headers = {"content-length": str(10**12), "content-type": "multipart/form-data; boundary=x"}
    answer = pipeline.put("/api/v1/runs/x", headers=headers, content=b"")
    assert answer.status_code == 413
