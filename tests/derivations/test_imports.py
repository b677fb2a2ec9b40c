"""Imports, from sources and settings to the file, package or nothing that each leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from assay.collectors import ecmascript, manifests, tsconfig
from assay.derivations.imports import derive
from assay.model import Row, Source, Target
from assay.tables.component import ImportEdge, ModuleExport, ModuleImport
from assay.tables.workspace import CompilerConfig, EntryPoint, Manifest, PathAlias


def edges(files: Mapping[str, str]) -> dict[tuple[str, str], ImportEdge]:
    """(importing file, specifier) -> edge."""
    inputs: dict[str, list[tuple[Any, ...]]] = {
        name: []
        for name in ("imports", "exports", "configs", "aliases", "packages", "entries", "projects", "requirements")
    }
    for path, content in files.items():
        for row in _read(Source(path, content.encode())):
            match row:
                case ModuleImport():
                    inputs["imports"].append((path, row.line, row.specifier, row.kind, row.names, row.is_test))
                case ModuleExport():
                    inputs["exports"].append((path, row.symbol, row.local_name, row.specifier, row.is_type))
                case CompilerConfig():
                    inputs["configs"].append((path, row.extends, row.base_url))
                case PathAlias():
                    inputs["aliases"].append((path, row.alias, row.to))
                case Manifest():
                    inputs["packages"].append((path, row.name))
                case EntryPoint():
                    inputs["entries"].append((path, row.field, row.subpath, row.condition, row.to))
    rows = [row for row in derive(inputs, Target(files)) if isinstance(row, ImportEdge)]
    return {(row.path, row.specifier): row for row in rows}


def _read(source: Source) -> Iterator[Row]:
    if "tsconfig" in source.name:
        yield from tsconfig.read(source)
    elif source.name == "package.json":
        yield from manifests.read(source)
    elif source.name.endswith((".ts", ".tsx", ".js")):
        yield from ecmascript.read(source)


def only(files: Mapping[str, str]) -> ImportEdge:
    (edge,) = edges(files).values()
    return edge


@pytest.mark.parametrize(
    ("specifier", "file"),
    [
        ("./b", "src/b.ts"),
        ("./b.js", "src/b.ts"),
        ("./folder", "src/folder/index.tsx"),
        ("./data.json", "src/data.json"),
        ("./page.vue", "src/page.vue"),
        ("./types", "src/types.d.ts"),
        ("../src/b", "src/b.ts"),
        ("raw-loader!./b?raw", "src/b.ts"),
    ],
)
def test_relative_imports_leave_suffixes_and_indexes_out(specifier: str, file: str) -> None:
    others = dict.fromkeys(
        ["src/b.ts", "src/folder/index.tsx", "src/data.json", "src/page.vue", "src/types.d.ts"], "{}"
    )
    edge = only({**others, "src/a.ts": f"import x from '{specifier}';"})
    assert (edge.via, edge.to_path) == ("relative", file)


@pytest.mark.parametrize(
    ("specifier", "via"),
    [("./theme.scss", "asset"), ("./gone", "unresolved"), ("node:fs", "builtin"), ("react/jsx-runtime", "package")],
)
def test_what_leads_to_no_file(specifier: str, via: str) -> None:
    edge = only({"src/a.ts": f"import '{specifier}';"})
    assert (edge.via, edge.to_path, edge.offered) == (via, None, None)


def test_each_package_has_aliases_of_its_own() -> None:
    own = '{"compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["./src/*"]}}}'
    files = {
        f"apps/{name}/{file}": content
        for name in ("one", "two")
        for file, content in (("tsconfig.json", own), ("src/b.ts", ""), ("src/a.ts", "import '@/b';"))
    }
    found = edges(files)
    assert found["apps/one/src/a.ts", "@/b"].to_path == "apps/one/src/b.ts"
    assert found["apps/two/src/a.ts", "@/b"].to_path == "apps/two/src/b.ts"


def test_configurations_inherit_paths_and_base_url() -> None:
    files = {
        "config/base.tsconfig.json": "{}",
        "config/tsconfig.paths.json": '{"compilerOptions": {"baseUrl": "..", "paths": {"#lib/*": ["lib/*"]}}}',
        "config/tsconfig.json": '{"extends": ["./tsconfig.paths"]}',
        "app/tsconfig.json": '{"extends": "../config/tsconfig.json"}',
        "app/a.ts": "import '#lib/x'; import 'lib/y';",
        "lib/x.ts": "",
        "lib/y.ts": "",
    }
    found = edges(files)
    assert found["app/a.ts", "#lib/x"].to_path == "lib/x.ts"
    assert (found["app/a.ts", "lib/y"].via, found["app/a.ts", "lib/y"].to_path) == ("path", "lib/y.ts")


def test_paths_of_its_own_replace_the_inherited_and_start_at_the_inherited_base_url() -> None:
    files = {
        "tsconfig.base.json": '{"compilerOptions": {"baseUrl": "src", "paths": {"~/*": ["old/*"]}}}',
        "tsconfig.json": '{"extends": "./tsconfig.base.json", "compilerOptions": {"paths": {"~/*": ["new/*"]}}}',
        "src/a.ts": "import '~/x';",
        "src/new/x.ts": "",
        "src/old/x.ts": "",
    }
    assert only(files).to_path == "src/new/x.ts"


def test_configurations_that_extend_each_other_end() -> None:
    files = {
        "tsconfig.json": '{"extends": "./tsconfig.b.json"}',
        "tsconfig.b.json": '{"extends": "./tsconfig.json", "compilerOptions": {"paths": {"x": ["y.ts"]}}}',
        "a.ts": "import 'x';",
        "y.ts": "",
    }
    assert only(files).to_path == "y.ts"


def _package(name: str, more: str = "") -> str:
    return f'{{"name": "{name}"{more}}}'


@pytest.mark.parametrize(
    ("manifest", "specifier", "file", "offered"),
    [
        ("", "@shop/b", "b/src/index.ts", True),
        (', "main": "dist/index.js"', "@shop/b", "b/src/index.ts", True),
        (', "main": "src/other.ts"', "@shop/b", "b/src/other.ts", True),
        (', "main": "src/other.ts"', "@shop/b/src/other", "b/src/other.ts", True),
        ("", "@shop/b/src/other", "b/src/other.ts", False),
        ("", "@shop/b/dist/other", "b/src/other.ts", False),
        ("", "@shop/b/cli", "b/cli/index.ts", True),
        (', "exports": "./src/other.ts"', "@shop/b", "b/src/other.ts", True),
        (', "exports": {"./other": "./src/other.ts"}', "@shop/b/other", "b/src/other.ts", True),
        (', "exports": {"./*": "./dist/*.js"}', "@shop/b/other", "b/src/other.ts", True),
        (', "exports": {"./*": "./src/*", "./src/*": null}', "@shop/b/src/other", "b/src/other.ts", False),
        (', "exports": {".": "./src/index.ts"}', "@shop/b/src/other", "b/src/other.ts", False),
        (
            ', "exports": {".": {"types": "./types.d.ts", "node": {"import": "./src/other.ts"}}}',
            "@shop/b",
            "b/src/other.ts",
            True,
        ),
    ],
)
def test_packages_of_the_workspace_offer_what_they_state(
    manifest: str, specifier: str, file: str, offered: bool
) -> None:
    files = {
        "a/package.json": _package("@shop/a"),
        "a/a.ts": f"import '{specifier}';",
        "b/package.json": _package("@shop/b", manifest),
        **dict.fromkeys(["b/src/index.ts", "b/src/other.ts", "b/cli/index.ts", "b/types.d.ts"], ""),
    }
    edge = only(files)
    assert (edge.via, edge.to_path, edge.offered) == ("workspace", file, offered)


def test_a_package_without_entry_does_not_state_what_it_offers() -> None:
    edge = only(
        {"a.ts": "import '@shop/b/src/x';", "b/package.json": _package("@shop/b"), "b/src/x.ts": ""},
    )
    assert (edge.to_path, edge.offered) == ("b/src/x.ts", None)


def test_imports_of_a_package_are_its_own() -> None:
    files = {
        "b/package.json": _package("b", ', "imports": {"#db": {"test": "./src/fake.ts", "default": "./src/db.ts"}}'),
        "b/src/deep/a.ts": "import '#db';",
        "b/src/db.ts": "",
    }
    assert only(files).to_path == "b/src/db.ts"


@pytest.mark.parametrize(("alias", "offered"), [("@shop/b", True), ("@shop/b/other", False)])
def test_an_alias_for_all_files_of_a_package_is_no_entry(alias: str, offered: bool) -> None:
    files = {
        "tsconfig.json": '{"compilerOptions": {"paths": {"@shop/b": ["b/src"], "@shop/b/*": ["b/src/*"]}}}',
        "a.ts": f"import '{alias}';",
        "b/package.json": _package("@shop/b"),
        "b/src/index.ts": "",
        "b/src/other.ts": "",
    }
    assert (only(files).via, only(files).offered) == ("alias", offered)


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("import { Props } from './b';", "type"),
        ("import { Props, run } from './b';", "static"),
        ("import { Both } from './b';", "static"),
        ("import * as all from './b';", "static"),
        ("import './b';", "static"),
        ("import type { run } from './b';", "type"),
        ("export { Props as P } from './b';", "reexport"),
        ("export * from './b';", "reexport"),
        ("import { Kept } from './index';", "type"),
        ("import { Renamed } from './index';", "type"),
        ("import { run } from './index';", "static"),
        ("import { unknown } from './b';", "static"),
        ("let a: import('./b').Props;", "type"),
        ("const a = await import('./b');", "dynamic"),
        ("const a = require.resolve('./b');", "resolve"),
        ("import a = require('./b');", "require"),
        ("module.exports = process.env.X ? require('./b') : null;", "require"),
    ],
)
def test_imports_of_types_leave_nothing_behind(statement: str, kind: str) -> None:
    files = {
        "a.ts": statement,
        "b.ts": "export interface Props {} export type Both = 1; export const Both = 1; export function run() {}",
        "index.ts": "export * from './kept'; export { Kept as Renamed } from './kept'; export * from './b';",
        "kept.ts": "export interface Kept {} export * from './index';",
    }
    specifier = "./index" if "./index" in statement else "./b"
    assert edges(files)["a.ts", specifier].kind == kind
