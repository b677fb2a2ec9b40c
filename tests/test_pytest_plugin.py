"""The plugin for pytest in real runs of pytest: what it writes, what it leaves alone, what it costs."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assay.collectors import pytest_results
from assay.model import Source

SECRET = "tok" + "_" + hashlib.sha256(b"plugin").hexdigest()[:28]
CARD = "48620" + "87000000" + "014"
TESTS = f'''
import pytest

pytestmark = pytest.mark.money

def test_passes():
    print("{SECRET}")

def test_fails():
    assert "{SECRET}" == "{CARD}"

@pytest.fixture
def broken():
    raise RuntimeError("{SECRET}")

def test_errs(broken):
    pass

@pytest.mark.skip
def test_skips():
    pass

@pytest.mark.skip(reason="no sandbox for {CARD} and {SECRET} of kim@shop.example")
def test_skips_with_reason():
    pass

@pytest.mark.xfail(reason="in May")
def test_is_expected_to_fail():
    assert False

@pytest.mark.xfail
def test_passes_unexpectedly():
    pass

@pytest.mark.parametrize("card", ["{CARD}", "{SECRET}"])
@pytest.mark.parametrize("n", [1, 2])
def test_each(card, n):
    pass

@pytest.mark.integration("adyen")
class TestAdyen:
    def test_pays(self):
        pass
'''
#: By name, for a checkout need not be installed where its tests run; and no other than these.
PLUGIN = ("-p", "assay.pytest_plugin", "-p", "no:cacheprovider")


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    argv = [sys.executable, "-m", "pytest", "-q", *PLUGIN, *words]
    return subprocess.run(argv, cwd=root, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\nmarkers = money: m\n", encoding="utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_pay.py").write_text(TESTS, encoding="utf-8")
    return tmp_path


def written(file: Path) -> dict[str, Any]:
    head, *lines = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    assert head["assay_tests"] == 1
    return {line["name"]: line for line in lines}


def test_nothing_is_written_unless_asked(shop: Path) -> None:
    done = run(shop)
    assert done.returncode == 1
    assert not list(shop.rglob("*.ndjson"))
    assert "assay" not in done.stdout
    run(shop, "--assay", "--collect-only")
    assert not list(shop.rglob("*.ndjson"))


#: Beside four parametrised ones, whose positions versions of pytest count differently.
OUTCOMES = {
    "test_passes": "passed",
    "test_fails": "failed",
    "test_errs": "error",
    "test_skips": "skipped",
    "test_skips_with_reason": "skipped",
    "test_is_expected_to_fail": "xfailed",
    "test_passes_unexpectedly": "xpassed",
    "TestAdyen > test_pays": "passed",
}


@pytest.mark.parametrize("workers", [(), ("-p", "xdist.plugin", "-n", "2")], ids=["alone", "xdist"])
def test_each_test_is_one_line_and_nothing_sensitive_is_in_it(shop: Path, workers: tuple[str, ...]) -> None:
    done = run(shop, "--assay", *workers)
    assert done.returncode == 1, done.stdout
    assert "assay: 12 tests written" in done.stdout
    (file,) = shop.rglob("*assay*")
    found = written(file)
    assert {name: line["outcome"] for name, line in found.items() if "[" not in name} == OUTCOMES
    assert all(re.fullmatch(r"test_each \[\d+, \d+\]", name) for name in found.keys() - OUTCOMES)
    assert {line["file"] for line in found.values()} == {"tests/test_pay.py"}
    assert found["TestAdyen > test_pays"]["integration"] == "adyen"
    assert found["test_skips_with_reason"]["reason"] == "no sandbox for * and * of *"
    assert found["test_skips"].get("reason") is None
    assert found["test_is_expected_to_fail"]["reason"] == "in May"
    assert "money" in found["test_passes"]["markers"]
    assert TESTS.splitlines()[found["test_fails"]["line"] - 1] == "def test_fails():"
    text = file.read_text(encoding="utf-8")
    assert SECRET not in text and CARD not in text and "RuntimeError" not in text


def test_what_is_written_is_what_the_collector_reads(shop: Path) -> None:
    run(shop, "--assay=reports/assay-tests.ndjson")
    file = shop / "reports" / "assay-tests.ndjson"
    rows = {row.name: row for row in pytest_results.read(Source("reports/assay-tests.ndjson", file.read_bytes()))}
    assert {name: row.outcome for name, row in rows.items() if "[" not in name} == OUTCOMES
    assert len(rows) == 12
    assert {row.root for row in rows.values()} == {".."}
    assert all(row.duration_ms is not None and row.duration_ms >= 0 for row in rows.values())


def test_the_configuration_may_ask(shop: Path) -> None:
    with (shop / "pytest.ini").open("a", encoding="utf-8") as file:
        file.write("assay_file = out.ndjson\n")
    run(shop)
    assert len(written(shop / "out.ndjson")) == 12


def test_what_to_run_is_never_taken_for_the_file_to_write(shop: Path) -> None:
    before = (shop / "tests" / "test_pay.py").read_text(encoding="utf-8")
    done = run(shop, "--assay", "tests/test_pay.py")
    assert len(written(shop / "assay-tests.ndjson")) == 12, done.stdout
    refused = run(shop, "--assay=tests/test_pay.py")
    assert refused.returncode == 4 and "does not end in .ndjson" in refused.stderr
    assert (shop / "tests" / "test_pay.py").read_text(encoding="utf-8") == before


def test_a_repetition_is_a_failed_attempt(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "from _pytest.runner import runtestprotocol\n"
        "def pytest_runtest_protocol(item, nextitem):\n"
        "    for attempt in range(3):\n"
        "        reports = runtestprotocol(item, nextitem=nextitem, log=False)\n"
        "        again = attempt < 2 and any(r.failed for r in reports)\n"
        "        for r in reports:\n"
        "            r.outcome = 'rerun' if again and r.failed else r.outcome\n"
        "            item.ihook.pytest_runtest_logreport(report=r)\n"
        "        if not again:\n"
        "            return True\n",
        encoding="utf-8",
    )
    (tmp_path / "test_a.py").write_text(
        "runs = []\ndef test_flakes():\n    runs.append(1)\n    assert len(runs) > 1\n"
        "def test_fails():\n    assert 0\n",
        encoding="utf-8",
    )
    run(tmp_path, "--assay")
    found = written(tmp_path / "assay-tests.ndjson")
    assert (found["test_flakes"]["outcome"], found["test_flakes"]["failed_attempts"]) == ("passed", 1)
    assert (found["test_fails"]["outcome"], found["test_fails"]["failed_attempts"]) == ("failed", 2)


def test_a_file_that_cannot_be_collected_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("import nothing_of_this_name\n", encoding="utf-8")
    assert run(tmp_path, "--assay").returncode == 2
    (line,) = written(tmp_path / "assay-tests.ndjson").values()
    assert (line["file"], line["outcome"]) == ("test_a.py", "error")


def test_a_worker_that_dies_leaves_no_value_of_a_parameter(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text(
        f"import os, pytest\n@pytest.mark.parametrize('card', ['{CARD}'])\ndef test_dies(card):\n    os._exit(1)\n",
        encoding="utf-8",
    )
    run(tmp_path, "--assay", "-p", "xdist.plugin", "-n", "1")
    text = (tmp_path / "assay-tests.ndjson").read_text(encoding="utf-8")
    assert "test_dies" in text
    assert CARD not in text


def test_trouble_of_its_own_fails_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("def test_passes(): pass\n", encoding="utf-8")
    (tmp_path / "taken").write_text("", encoding="utf-8")
    done = run(tmp_path, "--assay=taken/out.ndjson", "-W", "error")
    assert done.returncode == 0
    assert "assay: warning" in done.stdout
    (tmp_path / "conftest.py").write_text(
        "def pytest_runtest_logreport(report):\n    report.location = None\n", encoding="utf-8"
    )
    done = run(tmp_path, "--assay", "-W", "error")
    assert done.returncode == 0, done.stdout


def test_it_imports_nothing_that_pytest_has_not() -> None:
    code = (
        "import sys, pytest, json\nbefore = set(sys.modules)\nimport assay.pytest_plugin\n"
        "print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['assay', 'assay.pytest_plugin']"
