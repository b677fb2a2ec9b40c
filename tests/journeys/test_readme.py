"""The README names every command; what it quotes of them is held by tests/test_docs.py."""

from __future__ import annotations

from seeding import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_in_the_readme() -> None:
    files = {file.stem for file in (ROOT / "src" / "assay" / "cli").glob("*.py") if not file.stem.startswith("_")}
    commands = {stem.replace("__", "-").replace("_", " ") for stem in files}
    assert {name for name in commands if f"`assay {name}" not in README and f"`{name.split()[-1]}`" not in README} == (
        set()
    )
