"""Every collector meets every kind of bad input: rows of its own tables or a SourceError, in time, and nothing else."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import msgspec
import pytest

from assay.engine.configuration import shipped
from assay.engine.plugins import collectors
from assay.engine.scanning import scan
from assay.model import Conventions, Source, SourceError, Target, columns, table_name
from assay.tables import all_tables

_SECONDS = 10
#: One path for whatever a collector may look for.
_PATHS = """
package.json package-lock.json yarn.lock pnpm-lock.yaml uv.lock poetry.lock pyproject.toml project.json
workspace.json nx.json lerna.json pnpm-workspace.yaml tsconfig.json tsconfig.base.json .github/CODEOWNERS
.github/workflows/ci.yml .circleci/config.yml .gitlab-ci.yml .github/dependabot.yml renovate.json
jest.config.js jest.config.ts jest.preset.js vitest.config.ts playwright.config.ts webpack.config.js
.eslintrc.json .eslintrc.js eslint.config.js .npmrc .nvmrc pytest.ini setup.cfg setup.py .size-limit.json
packages/a/src/index.ts packages/a/src/View.tsx packages/a/src/old.js packages/a/src/view.test.tsx
packages/a/e2e/pay.spec.ts packages/a/src/tool.py packages/a/tests/test_tool.py
packages/a/e2e/__har__/pay_1/recording.har packages/a/auto-export.config.json packages/a/project.json
.spectral.yaml rules/house.yml packages/a/jest.config.js packages/a/src/__snapshots__/view.test.tsx.snap
docs/openapi.yaml docs/api.json docs/schema.graphql src/order.graphql docs/parts/order.yaml
src/index.html README.md CHANGELOG.md .gitignore Dockerfile Makefile reports/junit.xml assay-tests.ndjson
pacts/shop-orders.json reports/assay-trial.ndjson reports/pact-verification.json assay.toml
assay-webhooks.ndjson assay-payments.ndjson exports/events.json exports/orders.csv
""".split()
#: What stands in some of them: a description is known by it, and refers to its parts.
_HEADS = {
    "docs/openapi.yaml": b"openapi: 3.1.0\npaths: {/a: {$ref: parts/order.yaml}}\n",
    "docs/api.json": b'{"openapi": "3.1.0"}',
    "docs/schema.graphql": b"type Query { a: Int }",
}
_EXPORTS = [
    {"path": "exports/*.json"},
    {"path": "exports/*.csv", "table": "shop_order", "columns": {"order_id": "name", "total_minor": "version"}},
]
_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
_ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "x">'
    + "".join(f'<!ENTITY {n} "{f"&{b};" * 10}">' for b, n in zip("abcdefg", "bcdefgh", strict=True))
    + "]><l>&h;</l>"
)
_KEYS = (
    "packages dependencies workspaces scripts projects tags compilerOptions log jobs name version "
    "rules extends overrides except"
).split()
_HAR = (
    b'{"log": {"version": "1.2", "pages": [], "entries": [{"request": {"method": "GET", "url": "https://x.test/"}}]}}'
)
_SOURCE = b"import { a } from './a';\nexport const f = () => { if (a) { return `${a}`; } };\n"
INPUTS: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n\t\n",
    "mark only": b"\xef\xbb\xbf",
    "zeros": b"\0" * 4096,
    "noise": random.Random(7).randbytes(65536),
    "picture": b"\x89PNG\r\n\x1a\n" + random.Random(8).randbytes(2048),
    "UTF-16": '{"name": "x"}'.encode("utf-16"),
    "page": b"<!doctype html><html><body><p>404</p></body></html>",
    "entity bomb": _ENTITIES.encode(),
    "alias bomb": _BOMB.encode(),
    "settings": b"[section]\nkey = 1\n",
    "list": b"[1, null, {}, []]",
    "number": b"1",
    "text": b'"x"',
    "null": b"null",
    "object": b"{}",
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "deep log": b'{"log":' + b"[" * 100_000,
    "deep calls": b"f(" * 20_000,
    "deep blocks": b"{" * 20_000 + b"}" * 20_000,
    "deep markup": b"<a>" * 20_000,
    "deep flow": b"- " * 20_000 + b"x",
    "deep parentheses": b"x = " + b"(" * 5_000 + b"1" + b")" * 5_000,
    "twice": b'{"name": "a", "name": "b", "dependencies": {"x": "1", "x": "2"}, "dependencies": {"y": "1"}}',
    "numbers": b'{"a": 1e999, "b": -0, "c": ' + b"9" * 400 + b', "lockfileVersion": 1e9}',
    "half characters": b'{"name": "\\ud800", "dependencies": {"\\udfff": "\\ud800"}, "scripts": {"a": "\\ud800"}}',
    "long line": b"x" * 1_000_000,
    "long text": b'"' + b"a" * 1_000_000,
    "many lines": b"a: b\n" * 50_000,
    "many blanks": b" " * 500_000 + b"x",
    "many quotes": b"'\"`" * 20_000,
    "many comments": b"/*" * 50_000,
    "cut JSON": b'{"log": {"entries": [{"request": {"method": "GET", "url": "ht',
    "cut source": _SOURCE[:-30],
    "cut recording": _HAR[:-20],
    **{f"{key} of a wrong type": f'{{"{key}": {wrong}}}'.encode() for key in _KEYS for wrong in ("5", "[5, null]")},
    **{f"{key} of wrong objects": f'{{"{key}": {{"a": 5, "b": null, "c": []}}}}'.encode() for key in _KEYS},
    "log of wrong entries": b'{"log": {"entries": [5, null, {}, {"request": 5}, {"request": {"url": 5}}]}}',
    "packages of wrong entries": b'{"lockfileVersion": 2, "packages": {"node_modules/a": 5, "node_modules/b": null}}',
    "many keys": ('{"dependencies": {' + ",".join(f'"\\u0061{n}": "1"' for n in range(20_000)) + "}}").encode(),
}


@pytest.fixture(scope="module")
def conventions() -> Conventions:
    return Conventions({**shipped()["checkout-js"].conventions, "export": _EXPORTS})


def _paths(module: ModuleType, conventions: Conventions) -> list[str]:
    """The sources that a collector takes of a target that has one of each kind."""
    target = Target(_PATHS, conventions, contents=lambda path, most: _HEADS.get(path, b"")[:most])
    return [found if isinstance(found, str) else found.path for found in module.find(target)]


@contextmanager
def _time_limit() -> Iterator[None]:
    def give_up(*_: object) -> None:
        raise AssertionError(f"took longer than {_SECONDS} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(_SECONDS)
    started = time.monotonic()
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - started < _SECONDS


@pytest.mark.parametrize("name", sorted(collectors()))
def test_each_collector_finds_something_here(name: str, conventions: Conventions) -> None:
    assert _paths(collectors()[name], conventions), "add a path that it reads to _PATHS"


@pytest.mark.parametrize("name", sorted(collectors()))
def test_each_collector_states_what_it_fills(name: str) -> None:
    stated = collectors()[name].COLLECTOR
    assert stated.fills
    assert stated.name == name
    assert all(all_tables()[table_name(row)] is row for row in stated.fills)
    assert stated.tool and stated.about.endswith(".")


@pytest.mark.parametrize("kind", INPUTS)
@pytest.mark.parametrize("name", sorted(collectors()))
def test_bad_input_is_rows_or_source_error(name: str, kind: str, conventions: Conventions) -> None:
    module = collectors()[name]
    for path in _paths(module, conventions):
        if not hasattr(module, "read"):
            continue
        with _time_limit():
            try:
                rows = list(module.read(Source(path, INPUTS[kind], conventions)))
            except SourceError as error:
                assert error.what, "says what is wrong"
                continue
        for row in rows:
            _assert_true_to_schema(row, module.COLLECTOR.fills)


@pytest.mark.parametrize("kind", INPUTS)
@pytest.mark.parametrize("name", sorted(name for name in collectors() if hasattr(collectors()[name], "scan")))
def test_bad_input_of_a_scan_is_rows_or_told(name: str, kind: str, conventions: Conventions, tmp_path: Path) -> None:
    module = collectors()[name]
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "orders.csv").write_bytes(INPUTS[kind])
    for found in module.find(Target(_PATHS, conventions)):
        with _time_limit():
            scanned = scan(module, found, tmp_path, tmp_path, 0)
        if scanned.read.error:
            assert not scanned.drafts
            continue
        for table, queries in scanned.drafts.items():
            wanted = ["source_key", *(column.name for column in columns(all_tables()[table]))]
            for query in queries:
                assert [name for name, *_ in duckdb.sql(f"describe {query}").fetchall()] == wanted


def _assert_true_to_schema(row: Any, fills: tuple[type, ...]) -> None:
    assert type(row) in fills
    msgspec.convert(msgspec.structs.asdict(row), type(row))
    msgspec.json.encode(row)


@pytest.mark.parametrize("name", sorted(collectors()))
def test_reading_twice_gives_the_same(name: str, conventions: Conventions) -> None:
    module = collectors()[name]
    for path in _paths(module, conventions) if hasattr(module, "read") else ():
        source = Source(path, _SOURCE, conventions)
        assert _outcome(module, source) == _outcome(module, source)


def _outcome(module: ModuleType, source: Source) -> list[object] | str:
    try:
        return list(module.read(source))
    except SourceError as error:
        return error.what
