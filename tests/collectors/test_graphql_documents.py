"""GraphQL documents in files of their own and in source."""

from __future__ import annotations

import pytest

from assay.collectors import ecmascript, graphql_documents
from assay.model import Source, Target
from assay.tables.graphql import GraphqlDocument


def _in_source(text: str, path: str = "packages/a/src/order.ts") -> list[GraphqlDocument]:
    return [row for row in ecmascript.read(Source(path, text.encode())) if isinstance(row, GraphqlDocument)]


@pytest.mark.parametrize(
    "code",
    [
        "const q = gql`query Order { order { id } }`;",
        "const q = graphql(`query Order { order { id } }`);",
        "const q = gql(/* GraphQL */ `query Order { order { id } }`);",
        "const q = /* GraphQL */ `query Order { order { id } }`;",
        "const q = gql<Order>`query Order { order { id } }`;",
    ],
)
def test_every_way_in_which_clients_write_documents(code: str) -> None:
    (row,) = _in_source(f"import x from 'y';\n\n{code}\n")
    assert (row.name, row.text, row.line) == ("Order", "query Order { order { id } }", 3)
    assert (row.defines, row.computed, row.is_test) == (False, False, False)


def test_fragments_behind_a_document_are_left_out_and_what_is_computed_inside_is_told() -> None:
    (row,) = _in_source("const q = gql`\n  query Order { order { ...Total } }\n  ${TOTAL}\n`;")
    assert not row.computed and "TOTAL" not in row.text and "...Total" in row.text
    (row,) = _in_source("const q = gql`query Order { order { ${fields} } }`;")
    assert row.computed


def test_a_comment_may_say_that_a_template_is_a_document() -> None:
    (row,) = _in_source("const q = `#graphql\n  query Order { order { ...Total } }\n  ${TOTAL}\n` as const;")
    assert (row.name, row.line, row.computed) == ("Order", 1, False)
    (row,) = _in_source("const q = gql`#graphql\n  query Order { order { id } }`;")
    assert row.name == "Order"
    assert _in_source("const text = `graphql { a }`; const shell = `# graphqlx\n{ a }`;") == []


def test_type_definitions_are_none_of_a_client_and_other_templates_are_nothing() -> None:
    (row,) = _in_source("export const types = gql`\n  extend type Query { stock: Int }\n`;")
    assert row.defines
    assert _in_source("const css = styled`a { b }`; const n = graphql`hello`; graphql(`x ${y}`);") == []
    assert _in_source("/* This file was generated. */\n const q = gql`{ a }`;", "src/generated/graphql.ts") == []


def test_tests_are_marked() -> None:
    (row,) = _in_source("gql`{ a }`", "packages/a/src/order.test.ts")
    assert row.is_test and row.name is None


def test_files_of_their_own_but_not_schemas() -> None:
    files = {"a/q.graphql": b"# all\nquery All { a }", "a/s.graphql": b"type Query { a: Int }", "b.gql": b"{ a }"}
    target = Target(files, contents=lambda path, most: files[path][:most])
    assert sorted(graphql_documents.find(target)) == ["a/q.graphql", "b.gql"]
    (row,) = graphql_documents.read(Source("a/q.graphql", files["a/q.graphql"]))
    assert isinstance(row, GraphqlDocument) and (row.name, row.line) == ("All", 1)
    assert list(graphql_documents.read(Source("a/later.graphql", b"# query All {\n  # a\n\n#}\n"))) == []
