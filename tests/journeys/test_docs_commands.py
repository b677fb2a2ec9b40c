"""The commands that the documentation shows do run, on the example."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from seeding import ROOT, copy_example

PAGES = [file for file in sorted((ROOT / "docs").rglob("*.md")) if "reference" not in file.parts]
#: On the example, where four integrations are unfit, a gate that does not hold is what should happen.
_AS_TOLD = (0, 1)


def _commands(page: Path) -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


@pytest.mark.parametrize("page", [page for page in PAGES if _commands(page)], ids=lambda page: page.stem)
def test_the_commands_of_a_page_run_in_its_order(page: Path, tmp_path: Path) -> None:
    root = copy_example(tmp_path / "checkout")
    if "[[export]]" not in page.read_text(encoding="utf-8"):
        (root / "assay.toml").unlink()  # the reader's repository has none yet
    judged = subprocess.run([sys.executable, "-m", "assay", "check"], cwd=root, capture_output=True, check=False)
    assert judged.returncode in _AS_TOLD
    for command in _commands(page):
        words = shlex.split(command)
        assert words[0] == "assay"
        done = subprocess.run([sys.executable, "-m", *words], cwd=root, capture_output=True, text=True, check=False)
        assert done.returncode in _AS_TOLD, f"{command}\n{done.stderr}"
        assert done.stdout or done.stderr


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*PAGES, ROOT / "README.md", ROOT / "ARCHITECTURE.md"]:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name} links to {link}"
