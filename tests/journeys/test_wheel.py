"""What is installed elsewhere is whole: the wheel carries standards, metrics, cases, profiles and reference tables."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from seeding import EXAMPLE, ROOT

UV = Path(sys.executable).with_name("uv")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a machine that has the wheel and its dependencies, and nothing of this repository."""
    folder = tmp_path_factory.mktemp("elsewhere")
    for argv in (
        [UV, "build", "--quiet", "--wheel", "--out-dir", folder / "dist", ROOT],
        [
            UV,
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--target",
            folder / "site",
            *[folder / "dist" / "assay-0.1.0-py3-none-any.whl"],
        ],
    ):
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    (folder / "home").mkdir()
    return {"PATH": os.environ["PATH"], "HOME": str(folder / "home"), "PYTHONPATH": str(folder / "site")}


def say(environment: dict[str, str], where: Path, *words: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "assay", *words]
    return subprocess.run(argv, cwd=where, env=environment, capture_output=True, text=True, check=False)


def test_it_runs_in_an_empty_directory_with_an_empty_home(installed: dict[str, str], tmp_path: Path) -> None:
    done = say(installed, tmp_path, "check", "--json")
    assert done.returncode == 0, done.stderr
    assert [unit["verdict"] for unit in json.loads(done.stdout)["integrations"]] == ["unproven"]
    assert list(Path(installed["HOME"]).iterdir()) == []


def test_pytest_finds_the_plugin(installed: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("def test_passes(): pass\n", encoding="utf-8")
    argv = [sys.executable, "-m", "pytest", "-q", "--assay"]
    done = subprocess.run(argv, cwd=tmp_path, env=installed, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "test_passes" in (tmp_path / "assay-tests.ndjson").read_text(encoding="utf-8")


def test_it_says_the_same_as_the_source(installed: dict[str, str], tmp_path: Path) -> None:
    words = ("check", str(EXAMPLE), "--as-of", "2026-11-20", "--json", "--lake")
    there = json.loads(say(installed, tmp_path, *words, str(tmp_path / "there")).stdout)
    here = json.loads(say(dict(os.environ), tmp_path, *words, str(tmp_path / "here")).stdout)
    for part in ("integrations", "measures"):
        assert there[part] == here[part]
    # Some subjects are fingerprints, and every lake has a key of its own.
    names = ("standard", "integration", "verdict")
    said = [sorted([found[name] for name in names] for found in told["findings"]) for told in (there, here)]
    assert said[0] == said[1]


def test_what_documents_it_travels_along(installed: dict[str, str], tmp_path: Path) -> None:
    assert "Cases" in say(installed, tmp_path, "explain", "component/packages_form_no_cycle").stdout
    tested = say(installed, tmp_path, "standards", "test", "component/*")
    assert tested.returncode == 0 and "0 do not; 0 standards have none" in tested.stdout
    where = [sys.executable, "-c", "import assay; print(assay.__file__)"]
    located = subprocess.run(where, env=installed, capture_output=True, text=True, check=True).stdout
    assert located.startswith(installed["PYTHONPATH"])
