"""Each lock file format as rows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.collectors import lockfiles
from assay.model import Source, SourceError
from assay.tables.workspace import LockedDependency

_REGISTRY = "https://registry.example/a/-/a-1.0.0.tgz"
_SUM = "sha512-" + "A" * 10


def _rows(path: str, text: str) -> list[LockedDependency]:
    return [row for row in lockfiles.read(Source(path, text.encode())) if isinstance(row, LockedDependency)]


def _npm(**entry: Any) -> LockedDependency:
    lock = {"lockfileVersion": 3, "packages": {"": {"name": "shop"}, "node_modules/a": entry, "packages/x": {}}}
    (row,) = _rows("package-lock.json", json.dumps(lock, indent=2))
    return row


def test_npm_package() -> None:
    row = _npm(version="1.0.0", resolved=_REGISTRY, integrity=_SUM, dev=True)
    assert (row.manager, row.name, row.version, row.integrity, row.development) == ("npm", "a", "1.0.0", True, True)
    assert (row.resolved_kind, row.plain_http, row.line) == ("registry", False, 7)


@pytest.mark.parametrize(
    ("resolved", "kind", "plain"),
    [
        (_REGISTRY, "registry", False),
        (_REGISTRY.replace("https", "http"), "registry", True),
        ("git+ssh://git@host.example/a.git#abc", "git", False),
        ("git://host.example/a.git#abc", "git", True),
        ("https://codeload.github.com/a/b/tar.gz/abc", "git", False),
        ("https://files.example/a.tgz", "url", False),
        ("file:../a", "file", False),
        (None, "registry", False),
    ],
)
def test_npm_origin(resolved: str | None, kind: str, plain: bool) -> None:
    row = _npm(version="1.0.0", resolved=resolved)
    assert (row.resolved_kind, row.plain_http, row.integrity) == (kind, plain, False)


def test_npm_links_bundles_and_aliases() -> None:
    assert _npm(resolved="packages/x", link=True).resolved_kind == "workspace"
    assert _npm(version="1.0.0", inBundle=True).integrity
    assert _npm(name="real", version="1.0.0").name == "real"


def test_npm_version_1_nests() -> None:
    inner = {"c": {"version": "2.0.0", "resolved": _REGISTRY, "integrity": _SUM}}
    lock = {
        "lockfileVersion": 1,
        "dependencies": {
            "a": {"version": "1.0.0", "requires": {"c": "^2"}, "dependencies": inner},
            "b": {"version": "git+ssh://git@host.example/b.git#abc", "from": "b"},
            "c": {"version": "3.0.0", "dev": True},
        },
    }
    text = json.dumps(lock, indent=1)
    found = [(row.name, row.version, row.resolved_kind, row.line) for row in _rows("package-lock.json", text)]
    lines = [
        number for number, line in enumerate(text.split("\n"), 1) if line.strip() in ('"a": {', '"b": {', '"c": {')
    ]
    assert [line for *_, line in found] == lines
    assert [(name, kind) for name, _, kind, _ in found] == [
        ("a", "registry"),
        ("c", "registry"),
        ("b", "git"),
        ("c", "registry"),
    ]


def test_yarn_1() -> None:
    text = f"""# yarn lockfile v1


"@scope/a@^1.0.0", "@scope/a@^1.1.0":
  version "1.1.0"
  resolved "{_REGISTRY}#0123456789012345678901234567890123456789"
  dependencies:
    version "^9.0.0"

b@1:
  version "1.0.0"
  resolved "http://registry.example/b/-/b-1.0.0.tgz"
  integrity {_SUM}

"c@git+https://host.example/c.git":
  version "0.0.1"
  resolved "git+https://host.example/c.git#abc"
"""
    found = [(r.name, r.version, r.integrity, r.resolved_kind, r.plain_http, r.line) for r in _rows("yarn.lock", text)]
    assert found == [
        ("@scope/a", "1.1.0", True, "registry", False, 4),
        ("b", "1.0.0", True, "registry", True, 10),
        ("c", "0.0.1", False, "git", False, 15),
    ]


def test_yarn_berry() -> None:
    text = """__metadata:
  version: 8
  cacheKey: 10

"@scope/a@npm:^1.0.0":
  version: 1.1.0
  resolution: "@scope/a@npm:1.1.0"
  checksum: 10/abc
  languageName: node
  linkType: hard

"b-linux@npm:2.0.0":
  version: 2.0.0
  resolution: "b-linux@npm:2.0.0"
  conditions: os=linux & cpu=x64
  linkType: hard

"c@npm:3.0.0":
  version: 3.0.0
  resolution: "c@npm:3.0.0"
  linkType: hard

"shop@workspace:.":
  version: 0.0.0-use.local
  resolution: "shop@workspace:."
  linkType: soft
"""
    found = [(row.name, row.version, row.integrity, row.resolved_kind) for row in _rows("yarn.lock", text)]
    assert found == [
        ("@scope/a", "1.1.0", True, "registry"),
        ("b-linux", "2.0.0", None, "registry"),
        ("c", "3.0.0", False, "registry"),
        ("shop", "0.0.0-use.local", False, "workspace"),
    ]


@pytest.mark.parametrize(
    ("key", "name", "version"),
    [
        ("/@scope/a/1.0.0_b@2.0.0", "@scope/a", "1.0.0"),
        ("/a/1.0.0", "a", "1.0.0"),
        ("/@scope/a@1.0.0(b@2.0.0)", "@scope/a", "1.0.0"),
        ("'@scope/a@1.0.0'", "@scope/a", "1.0.0"),
    ],
)
def test_pnpm(key: str, name: str, version: str) -> None:
    text = f"""lockfileVersion: '9.0'

importers:
  .:
    dependencies:

packages:

  {key}:
    resolution: {{integrity: {_SUM}}}
    engines: {{node: '>=18'}}
    dev: true

  b@1.0.0:
    resolution: {{tarball: http://files.example/b.tgz}}

snapshots:

  b@1.0.0: {{}}
"""
    first, second = _rows("pnpm-lock.yaml", text)
    assert (first.name, first.version, first.integrity, first.development) == (name, version, True, True)
    assert (first.resolved_kind, first.line) == ("registry", 9)
    assert (second.resolved_kind, second.plain_http, second.integrity) == ("url", True, False)


def test_uv() -> None:
    text = """version = 1

[[package]]
name = "a"
version = "1.0"
source = { registry = "https://pypi.example/simple" }
wheels = [{ url = "https://files.example/a.whl", hash = "sha256:00" }]

[[package]]
name = "shop"
version = "0.1"
source = { editable = "." }

[[package]]
name = "g"
version = "2"
source = { git = "https://host.example/g.git?rev=main#abc" }
"""
    found = [(row.manager, row.name, row.integrity, row.resolved_kind, row.line) for row in _rows("uv.lock", text)]
    assert found == [
        ("uv", "a", True, "registry", 3),
        ("uv", "shop", False, "workspace", 9),
        ("uv", "g", False, "git", 14),
    ]


def test_poetry() -> None:
    text = """[[package]]
name = "a"
version = "1.0"
groups = ["main", "dev"]
files = [{file = "a.whl", hash = "sha256:00"}]

[[package]]
name = "b"
version = "1.0"
category = "dev"
files = []

[package.source]
type = "git"
url = "https://host.example/b.git"
"""
    found = [(row.name, row.integrity, row.resolved_kind, row.development) for row in _rows("poetry.lock", text)]
    assert found == [("a", True, "registry", False), ("b", False, "git", True)]


@pytest.mark.parametrize("path", ["package-lock.json", "yarn.lock", "pnpm-lock.yaml", "uv.lock"])
def test_another_format_is_refused(path: str) -> None:
    with pytest.raises(SourceError):
        _rows(path, "<html></html>")
