"""The reference says what the product says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

_ROOT = Path(__file__).resolve().parent.parent
_REFERENCE = _ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", _ROOT / "docs" / "generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_up_to_date(generator: ModuleType) -> None:
    written = {str(file.relative_to(_REFERENCE)): file.read_text() for file in _REFERENCE.rglob("*") if file.is_file()}
    made = generator.pages()
    stale = sorted(name for name in made.keys() | written.keys() if made.get(name) != written.get(name))
    assert stale == [], "run `make docs`"


def test_what_a_page_quotes_is_what_the_command_says(generator: ModuleType) -> None:
    for page, said in generator.quoted().items():
        quote = f"<!-- begin output -->\n```text\n{said}\n```\n<!-- end output -->"
        assert said and quote in page.read_text(encoding="utf-8"), f"{page.name}: run `make docs`"


def test_every_standard_command_and_table_has_its_page(generator: ModuleType) -> None:
    from assay.engine.query import tables
    from assay.engine.standards import load_standards

    made = generator.pages()
    for standard in load_standards().values():
        assert f"`{standard.id}`" in made[f"standards/{standard.domain}.md"]
    for table in tables():
        assert f"\n## {table}\n" in made["tables.md"]
    for command in ("check", "explain", "query", "report", "init", "standards new", "standards test"):
        assert f"\n## assay {command}\n" in made["commands.md"]
