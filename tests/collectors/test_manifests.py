"""Manifests, workspaces, aliases and owners as rows."""

from __future__ import annotations

from typing import TypeVar

import pytest

from assay.collectors import codeowners, manifests, tsconfig
from assay.model import Row, Source, SourceError, Target
from assay.tables.workspace import (
    Dependency,
    Manifest,
    OwnerRule,
    PackageScript,
    PathAlias,
    ProjectTag,
    WorkspaceMember,
)

_Row = TypeVar("_Row", bound=Row)
_PACKAGE = """{
  "name": "@shop/core",
  "version": "1.2.0",
  "private": true,
  "main": "dist/index.js",
  "sideEffects": false,
  "license": "MIT",
  "workspaces": ["./packages/*", "apps/web/"],
  "scripts": {
    "test": "jest --coverage"
  },
  "dependencies": {
    "react": "^17.0.0",
    "test": "1.0.0"
  },
  "devDependencies": {
    "react": "17.0.2"
  }
}"""


def _rows(path: str, text: str, kind: type[_Row]) -> list[_Row]:
    return [row for row in manifests.read(Source(path, text.encode())) if isinstance(row, kind)]


def test_package_manifest() -> None:
    (manifest,) = _rows("package.json", _PACKAGE, Manifest)
    assert (manifest.kind, manifest.name, manifest.version, manifest.private) == ("npm", "@shop/core", "1.2.0", True)
    assert (manifest.entry, manifest.side_effects, manifest.license) == ("dist/index.js", False, "MIT")


def test_dependencies_with_section_and_line() -> None:
    found = [(row.name, row.section, row.line) for row in _rows("package.json", _PACKAGE, Dependency)]
    assert found == [("react", "production", 13), ("test", "production", 14), ("react", "development", 17)]


def test_scripts_with_line() -> None:
    (script,) = _rows("package.json", _PACKAGE, PackageScript)
    assert (script.name, script.command, script.line) == ("test", "jest --coverage", 10)


@pytest.mark.parametrize(
    ("path", "text", "members"),
    [
        ("package.json", _PACKAGE, [("npm", "packages/*"), ("npm", "apps/web")]),
        ("package.json", '{"workspaces": {"packages": ["a/*"]}}', [("npm", "a/*")]),
        ("shop/package.json", '{"workspaces": ["a/*", "!a/b"]}', [("npm", "shop/a/*"), ("npm", "!shop/a/b")]),
        ("lerna.json", '{"packages": ["modules/*"]}', [("lerna", "modules/*")]),
        ("lerna.json", '{"version": "1.0.0"}', [("lerna", "packages/*")]),
        ("lerna.json", '{"useWorkspaces": true}', []),
        ("workspace.json", '{"projects": {"a": "libs/a"}}', [("nx", "libs/a")]),
        ("workspace.json", '{"projects": {"b": {"root": "libs/b"}}}', [("nx", "libs/b")]),
        ("nx.json", '{"npmScope": "shop"}', []),
        ("pnpm-workspace.yaml", "packages:\n  - 'a/*'\n  - '!a/old'\n", [("pnpm", "a/*"), ("pnpm", "!a/old")]),
        ("pyproject.toml", "tool.uv.workspace.members = ['a/*']", [("uv", "a/*")]),
        ("pyproject.toml", "tool.uv.workspace.exclude = ['a/x']", [("uv", "!a/x")]),
    ],
)
def test_workspace_members(path: str, text: str, members: list[tuple[str, str]]) -> None:
    assert [(row.tool, row.pattern) for row in _rows(path, text, WorkspaceMember)] == members


def test_nx_project() -> None:
    text = '{\n  "name": "core",\n  "sourceRoot": "core/src",\n  "tags": [\n    "scope:core"\n  ]\n}'
    assert [(row.kind, row.name, row.entry) for row in _rows("project.json", text, Manifest)] == [
        ("nx", "core", "core/src")
    ]
    assert [(row.tag, row.line) for row in _rows("project.json", text, ProjectTag)] == [("scope:core", 5)]


def test_python_project() -> None:
    text = """[build-system]
requires = ["hatchling"]
[project]
name = "shop"
version = "1"
dependencies = [
    "httpx[http2]>=0.27 ; python_version > '3'",
    "msgspec",
]
[project.optional-dependencies]
fast = ["orjson>=3"]
[dependency-groups]
dev = ["pytest>=8", {include-group = "lint"}]
"""
    (manifest,) = _rows("pyproject.toml", text, Manifest)
    assert (manifest.kind, manifest.name) == ("python", "shop")
    found = [(row.name, row.section, row.line) for row in _rows("pyproject.toml", text, Dependency)]
    assert found == [
        ("httpx", "production", 7),
        ("msgspec", "production", 8),
        ("orjson", "optional", 11),
        ("pytest", "development", 13),
        ("hatchling", "build", 2),
    ]


def test_poetry_project() -> None:
    text = """[tool.poetry]
name = "shop"
[tool.poetry.dependencies]
python = "^3.11"
httpx = {version = "^0.27", extras = ["http2"]}
[tool.poetry.group.dev.dependencies]
pytest = "^8"
"""
    found = [(row.name, row.requirement, row.section) for row in _rows("pyproject.toml", text, Dependency)]
    assert found == [("httpx", "^0.27", "production"), ("pytest", "^8", "development")]


def test_a_poetry_dependency_by_its_directory_is_a_member() -> None:
    text = """[tool.poetry]
name = "shop"
[tool.poetry.dependencies]
acme = {path = "../acme", develop = true}
built = {path = "../dist/built.whl"}
outside = {path = "../../../outside"}
"""
    found = _rows("libs/shop/pyproject.toml", text, WorkspaceMember)
    assert [(row.tool, row.pattern) for row in found] == [("poetry", "libs/acme")]


def test_a_project_without_a_name_is_no_package() -> None:
    assert _rows("pyproject.toml", "[tool.ruff]\nline-length = 100\n", Manifest) == []


@pytest.mark.parametrize("path", ["package.json", "pyproject.toml", "pnpm-workspace.yaml"])
def test_what_cannot_be_read_is_said(path: str) -> None:
    with pytest.raises(SourceError) as refusal:
        list(manifests.read(Source(path, b'{"a": [')))
    assert refusal.value.where == path


def test_aliases_relative_to_the_target() -> None:
    text = """{
  // comment with "quotes"
  "compilerOptions": {
    "baseUrl": "./src", /* the base */
    "paths": {
      "@shop/a": ["../a/src/index.ts"],
      "~/*": ["*", "generated/*"],
    },
  },
}"""
    rows = [row for row in tsconfig.read(Source("app/tsconfig.json", text.encode())) if isinstance(row, PathAlias)]
    assert [(row.alias, row.to, row.line) for row in rows] == [
        ("@shop/a", "app/a/src/index.ts", 6),
        ("~/*", "app/src/*", 7),
        ("~/*", "app/src/generated/*", 7),
    ]


def test_owner_rules() -> None:
    text = "# all\n\n* @all\n[Section]\n/a\\ b/ @a @b # why\n/free\n"
    text += "^[More docs][2] @docs @more # by default\n/docs\n/x @y\n"
    rows = [row for row in codeowners.read(Source("CODEOWNERS", text.encode())) if isinstance(row, OwnerRule)]
    assert [(row.position, row.pattern, row.owners, row.line) for row in rows] == [
        (1, "*", "@all", 3),
        (2, "/a b/", "@a @b", 5),
        (3, "/free", "", 6),
        (4, "/docs", "@docs @more", 8),
        (5, "/x", "@y", 9),
    ]


def test_one_file_of_owners_counts() -> None:
    assert list(codeowners.find(Target(["CODEOWNERS", ".github/CODEOWNERS", "x/CODEOWNERS"]))) == [".github/CODEOWNERS"]
