"""The API: what it gives, what it refuses, and that its own description is true of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import pytest
from conftest import client_of, listening
from starlette.testclient import TestClient

from assay.model import UsageError
from assay.web.asking import Question, ask
from assay.web.questions import Questions
from assay.web.rights import Role
from assay.web.sandbox import Limits
from assay.web.site import Site


@pytest.fixture
def run(client: TestClient) -> str:
    known: str = client.get("/api/v1/runs", params={"limit": 1}).json()["runs"][0]["id"]
    return known


def test_runs_are_listed_the_newest_first(client: TestClient) -> None:
    told = client.get("/api/v1/runs").json()
    assert told["total"] == 2
    assert told["runs"][0]["started"] > told["runs"][1]["started"]
    older = client.get("/api/v1/runs", params={"offset": 1}).json()["runs"]
    assert older == told["runs"][1:]
    assert client.get("/api/v1/runs", params={"target": "/nowhere"}).json()["total"] == 0


def test_findings_are_chosen_and_counted(client: TestClient, run: str) -> None:
    every = client.get(f"/api/v1/runs/{run}/findings").json()
    unmet = client.get(f"/api/v1/runs/{run}/findings?verdict=unmet&level=must").json()
    assert 0 < unmet["total"] < every["total"]
    assert {(found["verdict"], found["level"]) for found in unmet["findings"]} == {("unmet", "must")}
    both = client.get(f"/api/v1/runs/{run}/findings?verdict=unmet&verdict=unknown&limit=1&offset=2").json()
    assert len(both["findings"]) == 1
    assert both["total"] > unmet["total"]
    one = unmet["findings"][0]
    assert client.get(f"/api/v1/runs/{run}/findings/{one['fingerprint']}").json() == one
    text = client.get(f"/api/v1/runs/{run}/findings", params={"text": one["path"].upper()}).json()
    assert all(one["path"] in found["path"] for found in text["findings"]) and text["total"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/runs/2000-nothing", 404),
        ("/api/v1/runs/{run}/findings/nothing", 404),
        ("/api/v1/runs/{run}/findings?verdict=good", 400),
        ("/api/v1/runs/{run}/findings?limit=0", 400),
        ("/api/v1/runs/{run}/findings?sort=path;drop", 400),
        ("/api/v1/runs/{run}/findings?sort=worst%0A", 400),
        ("/api/v1/runs/{run}/findings?nosuch=1", 400),
        ("/api/v1/standards/no/such", 404),
        ("/api/v1/runs/{run}/query", 405),
    ],
)
def test_what_cannot_be_answered_is_told_as_a_problem(client: TestClient, run: str, path: str, status: int) -> None:
    answer = client.get(path.format(run=run))
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["detail"]


def test_a_method_that_is_not_there_is_told_with_those_that_are(client: TestClient, run: str) -> None:
    answer = client.delete(f"/api/v1/runs/{run}")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, PUT")


def test_an_answer_is_what_the_description_says(client: TestClient, run: str) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    for path in ("/api/v1/runs", "/api/v1/runs/{run}/findings", "/api/v1/runs/{run}/integrations", "/api/v1/tables"):
        schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        answer = client.get(path.format(run=run)).json()
        jsonschema_rs.validate({**schema, "components": described["components"]}, answer)


def test_a_query_is_answered(client: TestClient, run: str) -> None:
    asked = {"sql": "select verdict, count(*) as n from finding group by all order by n desc"}
    told = client.post(f"/api/v1/runs/{run}/query", json=asked).json()
    assert told["columns"] == ["verdict", "n"]
    found = dict(told["rows"])
    assert found["unmet"] == client.get(f"/api/v1/runs/{run}/findings?verdict=unmet").json()["total"]
    few = client.post(f"/api/v1/runs/{run}/query", json={"sql": "from finding", "rows": 3}).json()
    assert (len(few["rows"]), few["more"]) == (3, True)


HARM = [
    "drop table finding",
    "insert into finding select * from finding",
    "with x as (delete from finding returning *) select * from x",
    "with x as (insert into finding (subject) values ('x') returning *) select * from x",
    "explain analyze delete from finding where true",
    "create table x as select 1",
    "copy finding to '{tmp}/x.csv'",
    "attach '{tmp}/x.db'",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "reset enable_external_access",
    "pragma enable_profiling",
    "call force_checkpoint()",
    "select 1; drop table finding",
    "select * from '/etc/passwd'",
    "select * from read_text('/etc/passwd')",
    "select * from read_csv('/etc/passwd')",
    "select * from glob('/*')",
    "select * from read_parquet('{tmp}/**')",
    "select * from 'http://127.0.0.1:1/x.csv'",
    "select * from query('copy finding to ''{tmp}/x.csv''')",
    "export database '{tmp}/x'",
    "select getenv('HOME')",
]


def test_a_query_cannot_do_harm(site: Site, tmp_path: Path) -> None:
    newest = site.lake.files(site.runs.find().id)
    files = {
        table: [(str(stored.path), stored.writer, stored.compacted) for stored in newest[table]]
        for table in ("finding", "integration")
    }
    before = sorted(tmp_path.rglob("*"))
    for sql in HARM:
        asked = Question(files=files, sql=sql.replace("{tmp}", str(tmp_path)), rows=10, limits=Limits())
        with pytest.raises(UsageError):
            print(sql, ask(asked))
    assert sorted(tmp_path.rglob("*")) == before


PEEP = [
    "select * from read_csv('{file}', max_line_size = 3)",
    "select * from read_csv('{file}', quote = 's', strict_mode = true)",
    "select * from read_json('{file}')",
    "select * from read_json_auto('{file}', format = 'array')",
    "select * from read_parquet('{file}')",
    "select * from read_csv('{file}')",
    "select * from '{file}'",
    "explain select * from read_csv('{file}', max_line_size = 3)",
]


@pytest.mark.parametrize("sql", PEEP)
def test_a_refusal_tells_nothing_of_a_file_and_not_whether_it_is_there(tmp_path: Path, sql: str) -> None:
    told = []
    for name in ("there.csv", "not.csv"):
        (tmp_path / "there.csv").write_text("secret,words\n")
        asked = Question(files={}, sql=sql.replace("{file}", str(tmp_path / name)), rows=10, limits=Limits())
        with pytest.raises(UsageError) as refused:
            ask(asked)
        told.append(refused.value.what.replace(name, ""))
    assert "secret" not in told[0] and told[0] == told[1]


def test_what_would_do_harm_is_refused_in_words(client: TestClient, run: str) -> None:
    for sql, why in {"drop table finding": "only one statement that reads", "from '/etc/passwd'": "passwd"}.items():
        answer = client.post(f"/api/v1/runs/{run}/query", json={"sql": sql})
        assert answer.status_code == 400
        assert why in answer.json()["detail"]
        assert "root:" not in answer.text


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("select count(*) from range(100000000000) a, range(1000000) b", "longer than 1 s"),
        ("select sleep_ms(60000)", "longer than 1 s"),
        ("with recursive r as (select 1 as i union all select i + 1 from r) select count(*) from r", "longer than 1 s"),
        ("select string_agg(repeat('x', 1000000), '') from range(100000)", "Memory"),
    ],
)
def test_a_query_cannot_outlive_its_limits(site: Site, sql: str, why: str) -> None:
    site.questions = Questions(site.lake, Limits(seconds=1, memory_bytes=256 * 1024**2))
    with client_of(site) as client:
        run = client.get("/api/v1/runs").json()["runs"][0]["id"]
        answer = client.post(f"/api/v1/runs/{run}/query", json={"sql": sql})
    assert answer.status_code == 400
    assert why in answer.json()["detail"]


def test_the_directory_of_the_server_lends_a_query_no_code(
    client: TestClient, run: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_duckdb.py").write_text("raise SystemExit('the code of a checkout was run')\n")
    monkeypatch.chdir(tmp_path)
    assert client.post(f"/api/v1/runs/{run}/query", json={"sql": "select 1 as x"}).json()["rows"] == [[1]]


def test_what_fails_unforeseen_is_not_told_as_a_limit(
    client: TestClient, run: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_duckdb.py").write_text("raise RuntimeError\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{':'.join(sys.path)}")
    answer = client.post(f"/api/v1/runs/{run}/query", json={"sql": "select 1"})
    assert answer.status_code == 500
    monkeypatch.undo()
    answer = client.post(f"/api/v1/runs/{run}/query", json={"sql": "select interval '100000000 years'"})
    assert answer.status_code == 400 and "too large" in answer.json()["detail"]


def test_a_spreadsheet_takes_neither_names_nor_values_for_formulas(site: Site, client: TestClient) -> None:
    site.jobs.patience = 60
    saved = client.get("/query.csv", params={"sql": """select '=1' as "@x", -1 as n"""}).text
    assert saved.splitlines() == ["'@x,n", "'=1,-1"]


def test_a_huge_value_is_cut(client: TestClient, run: str) -> None:
    told = client.post(f"/api/v1/runs/{run}/query", json={"sql": "select repeat('x', 100000000) as x"}).json()
    assert told["cut"]
    assert len(told["rows"][0][0]) < 3_000


def test_whatever_is_sent_no_defect_answers(site: Site) -> None:
    """Schemathesis makes requests of the API's own description, good ones and bad ones."""
    token = site.tokens.add("fuzzer", Role.ADMIN)
    with listening(site) as address:
        # No schema can say which SQL is well formed: a query may be refused although it is a text as described.
        options = [
            "--max-examples",
            "1",
            "--phases",
            "coverage,fuzzing",
            "--exclude-checks",
            "positive_data_acceptance",
        ]
        command = [Path(sys.executable).with_name("schemathesis"), "run", "--no-color", *options]
        command += ["--header", f"Authorization: Bearer {token}", f"{address}/api/v1/openapi.json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=site.lake.root)
    assert done.returncode == 0, done.stdout[-6000:]
    assert "Tested" in done.stdout
