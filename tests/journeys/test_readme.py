"""The README says what the commands say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from seeding import AS_OF, ROOT, copy_example

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_quoted_output_is_real(tmp_path: Path) -> None:
    match = re.search(r"<!-- begin output -->\n```text\n(.*?)\n```\n<!-- end output -->", README, re.DOTALL)
    assert match
    argv = [sys.executable, "-m", "assay", "check", "checkout", "--as-of", AS_OF.isoformat()]
    copy_example(tmp_path / "checkout")
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    done = subprocess.run(argv, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    said = "\n".join(line.rstrip() for line in done.stdout.splitlines())
    assert match[1] in said


def test_every_command_is_in_the_readme() -> None:
    files = {file.stem for file in (ROOT / "src" / "assay" / "cli").glob("*.py") if not file.stem.startswith("_")}
    commands = {stem.replace("_", " ") for stem in files}
    assert {name for name in commands if f"`assay {name}" not in README and f"`{name.split()[-1]}`" not in README} == (
        set()
    )
