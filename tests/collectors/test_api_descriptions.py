"""Descriptions are found by what stands in them, with the files that they refer to."""

from __future__ import annotations

import pytest

from assay.collectors.api_descriptions import find, read
from assay.model import Conventions, Source, Target
from assay.tables.api import DescriptionFile, DescriptionFlaw

SORTED = b'{"components": {"schemas": {}}, "info": {}, "openapi": "3.0.0"}'


def _found(files: dict[str, bytes], conventions: Conventions | None = None, beside: tuple[str, ...] = ()) -> list[str]:
    paths = [path for path in files if path not in beside]
    return list(find(Target(paths, conventions, beside=beside, contents=lambda path, most: files[path][:most])))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.yaml", b"openapi: 3.1.0\n"),
        ("a.yml", b"# a licence\n---\ninfo: {title: x}\n" + b"# long\n" * 1_000 + b"'openapi': '3.0.0'\n"),
        ("a.yaml", b"# a licence, and a long one\n" * 200 + b"openapi: 3.1.0\n"),
        ("a.json", b'{"swagger": "2.0"}'),
        ("a.json", b"\xef\xbb\xbf" + SORTED),
        ("a.json", b'{"components": {"x": "' + b"y" * 9_000 + b'"}, "openapi": "3.0.0"}'),
        ("a.yaml", b"asyncapi: 3.0.0\n"),
        ("a.json", b'{"data": {"__schema": {}}}'),
        ("a.graphql", b'"""Words"""\ntype Query { a: Int }\n'),
        ("a.gql", b"extend type Query { a: Int }\n"),
    ],
)
def test_a_description_is_known_by_what_stands_in_it(name: str, data: bytes) -> None:
    assert _found({name: data}) == [name]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("package.json", b'{"name": "openapi", "keywords": ["openapi"]}'),
        ("en.json", b'{"cart": {"openapi": "3.0.0 is a version"}}'.replace(b'"openapi"', b'"text"')),
        ("ci.yml", b"name: x\njobs:\n  openapi: 3\n"),
        ("query.graphql", b"query Cart { cart { id } }\nfragment F on Cart { id }\n"),
        ("a.yaml", b"# openapi: 3.0.0\nname: x\n"),
        ("a.ts", b"openapi: 3.1.0\n"),
        ("empty.json", b""),
    ],
)
def test_other_files_are_left_alone(name: str, data: bytes) -> None:
    assert _found({name: data}) == []


def test_parts_are_found_from_root_to_root() -> None:
    files = {
        "api/openapi.yaml": b"openapi: 3.1.0\npaths:\n  /a: {$ref: 'paths/a.yaml#/x'}\n  /b: {$ref: https://x.example/b.yaml}\n",
        "api/paths/a.yaml": b'x: {get: {"$ref": ../parts/answers.json}}\n',
        "api/parts/answers.json": b'{"$ref": "..\\/openapi.yaml#\\/x", "y": {"$ref": "gone.json"}}',
        "api/parts/other.json": b'{"a": 1}',
    }
    assert _found(files) == ["api/openapi.yaml", "api/parts/answers.json", "api/paths/a.yaml"]


def test_what_the_configuration_names_is_found_wherever_it_lies() -> None:
    stated = Conventions({"description": [{"path": "../docs/*.yml"}]})
    files = {"../docs/broken.yml": b"paths: [\n", "../docs/x/not.yaml": b"", "a.yaml": b"name: x\n"}
    assert _found(files, stated, ("../docs/broken.yml",)) == ["../docs/broken.yml"]


def test_roots_and_parts_are_told_apart() -> None:
    (root,) = read(Source("a.yaml", b"asyncapi: 2.6.0\n"))
    (part,) = read(Source("b.yaml", b"type: object\n"))
    (schema,) = read(Source("c.graphql", b"type Query { a: Int }"))
    assert isinstance(root, DescriptionFile) and isinstance(part, DescriptionFile)
    assert (root.role, root.format, root.format_version) == ("root", "asyncapi", "2.6.0")
    assert (part.role, part.format, part.document) == ("part", None, '{"type":"object"}')
    assert isinstance(schema, DescriptionFile) and schema.document == "type Query { a: Int }"


def test_a_key_that_stands_twice_is_a_flaw() -> None:
    rows = list(read(Source("a.json", b'{"openapi": "3.0.0", "paths": {"/a": {}, "/a": {}}}')))
    assert [row.pointer for row in rows if isinstance(row, DescriptionFlaw)] == ["/paths/~1a"]
