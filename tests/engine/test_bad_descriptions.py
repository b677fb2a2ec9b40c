"""Whatever calls itself a description ends soon, in little memory, with a verdict that says what is the matter."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from assay.engine.check import Options, check
from assay.engine.result import Finding

INFO = '"info": {"title": "T", "version": "1"}'
_SECONDS = 60
_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefghijk", "bcdefghijkl", strict=True)
)
#: File -> (content, verdict, what its reason says, line).
BAD: dict[str, tuple[str, str, str, int | None]] = {
    "huge.json": (
        '{"openapi": "3.0.0", "x-a": "' + "a" * 41_000_000 + '"}',
        "unknown",
        "more than the 40,000,000",
        None,
    ),
    "bomb.yaml": (f"openapi: 3.1.0\n{_BOMB}", "unknown", "with its aliases written out", None),
    "deep.json": (f'{{"openapi": "3.1.0", {INFO}, "x-a": {"[" * 700}{"]" * 700}}}', "unknown", "nests deeper", 1),
    "deeper.json": (f'{{"openapi": "3.1.0", {INFO}, "x-a": {"[" * 200_000}', "unknown", "nests too deep", None),
    "deep.yaml": ("openapi: 3.1.0\nx-a: " + "[" * 5_000, "unknown", "nests deeper than 200 levels", 2),
    "cut.json": (f'{{"openapi": "3.0.0",\n{INFO}, "paths": {{"/a": ', "unmet", "is not JSON", 2),
    "cut.yaml": ("openapi: 3.0.0\npaths:\n  /a: {get: {", "unmet", "is not YAML", 4),
    "later.yaml": ("info: {title: T}\nopenapi: 4.0.0\n", "unknown", "states OpenAPI 4.0.0", 2),
    "earlier.json": (f'{{"swagger": "1.2", {INFO}}}', "unknown", "states OpenAPI 1.2", 1),
    "twice.json": (
        f'{{"openapi": "3.1.0", {INFO}, "paths": {{\n"/a": {{}},\n"/a": {{}}}}}}',
        "unmet",
        "stands twice",
        3,
    ),
    "loop.yaml": (
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a: {$ref: '#/paths/~1b'}\n"
        "  /b: {$ref: '#/paths/~1a'}\n",
        "unmet",
        "leads back to it",
        4,
    ),
    "itself.json": (
        f'{{"openapi": "3.0.0", {INFO}, "paths": {{}}, "components": {{"schemas": {{"A": {{"default": 5, '
        '"allOf": [{"$ref": "#/components/schemas/A"}], "properties": {"a": {"$ref": "#/components/schemas/A"}}}}}}',
        "met",
        "keeps OpenAPI 3.0.0",
        None,
    ),
}


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    root = tmp_path_factory.mktemp("bad")
    for name, (content, *_) in BAD.items():
        (root / name).write_text(content)
    started = time.monotonic()
    result = check(root, Options(only=("api/descriptions_keep_their_format",)))
    assert time.monotonic() - started < _SECONDS
    found: dict[str, list[Finding]] = {}
    for finding in result.findings():
        found.setdefault(str(finding.path), []).append(finding)
    return found


@pytest.mark.parametrize("name", BAD)
def test_each_has_a_clear_verdict(name: str, findings: dict[str, list[Finding]]) -> None:
    _, verdict, said, line = BAD[name]
    first = findings[name][0]
    assert (first.verdict, first.line) == (verdict, line)
    assert said in (first.reason or "")
    assert "\n" not in (first.reason or "") and len(first.reason or "") < 200


def test_a_reference_may_lead_to_a_file_of_words(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n"
        "      responses: {'200': {description: ok}}\n      x-codeSamples: [{lang: Shell, source: {$ref: ./a.sh}}]\n"
    )
    (tmp_path / "a.sh").write_text("curl https://api.example/a\n")
    result = check(tmp_path, Options(only=("api/descriptions_keep_their_format",)))
    assert [finding.verdict for finding in result.findings()] == ["met"]
