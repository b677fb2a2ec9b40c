"""The commands that the documentation shows do run, on the example."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from assay.cli import run
from seeding import ROOT, lend_judged

PAGES = [file for file in sorted((ROOT / "docs").rglob("*.md")) if "reference" not in file.parts]
#: On the example, where four integrations are unfit, a gate that does not hold is what should happen.
_AS_TOLD = (0, 1)


def _commands(page: Path) -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


@pytest.mark.parametrize("page", [page for page in PAGES if _commands(page)], ids=lambda page: page.stem)
def test_the_commands_of_a_page_run_in_its_order(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "checkout"
    lend_judged(root, root / ".assay")
    if "[[export]]" not in page.read_text(encoding="utf-8"):
        (root / "assay.toml").unlink()  # the reader's repository has none yet
    monkeypatch.chdir(root)
    assert run(["check"]) in _AS_TOLD
    capfd.readouterr()
    for command in _commands(page):
        name, *words = shlex.split(command)
        assert name == "assay"
        status, said = run(words), capfd.readouterr()
        assert status in _AS_TOLD, f"{command}\n{said.err}"
        assert said.out or said.err


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*PAGES, ROOT / "README.md", ROOT / "ARCHITECTURE.md"]:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name} links to {link}"
