"""GraphQL: schemas as they are described, and the documents (queries, mutations, fragments) that clients send."""

from __future__ import annotations

from typing import Annotated

from assay.model import Row


class GraphqlDocument(Row, frozen=True, kw_only=True):
    """One document as it stands in a file of its own or in source, between a tag's backticks."""

    name: Annotated[str | None, "name of its first operation or fragment"]
    text: Annotated[str, "the document; what is computed around its definitions is left out"]
    defines: Annotated[bool, "defines types, as the code of servers does"]
    computed: Annotated[bool, "something inside of a definition is computed, so that it cannot be read"]
    is_test: Annotated[bool, "in test code"]
    line: Annotated[int, "line at which it begins"]


class GraphqlSchema(Row, frozen=True, kw_only=True):
    """One file that defines a schema or a part of one."""

    path: Annotated[str, "file"]
    form: Annotated[str, "definition (SDL) or introspection"]
    copy_of: Annotated[str | None, "file that says the same to the letter; the rows of this one are those of that"]
    valid: Annotated[bool | None, "keeps the specification; null for a part that refers to what it does not define"]
    message: Annotated[str | None, "what is wrong first, or what a part lacks"]
    problems: Annotated[int, "things that are wrong"]
    types: Annotated[int, "types that it defines"]
    line: Annotated[int | None, "line of what is wrong first"]


class GraphqlField(Row, frozen=True, kw_only=True):
    """One field of an object or interface, or of an input."""

    path: Annotated[str, "file"]
    type: Annotated[str, "type that has it"]
    field: Annotated[str, "name"]
    kind: Annotated[str, "query, mutation or subscription (a root field); object, interface or input"]
    result: Annotated[str, "type as written, e.g. [Order!]!"]
    is_list: Annotated[bool, "a list"]
    is_connection: Annotated[
        bool, "of a type by which lists are paged: it has edges, nodes or page information, and no id"
    ]
    is_composite: Annotated[bool, "of objects, not of scalars or enums; false where its type is defined elsewhere"]
    nullable: Annotated[bool, "may be null"]
    described: Annotated[bool, "has a description"]
    deprecated: Annotated[bool, "marked as deprecated"]
    reason: Annotated[str | None, "stated reason of the deprecation"]
    arguments: Annotated[str | None, "names of its arguments, space separated"]
    inputs: Annotated[str | None, "names of its arguments and of the fields of their input types, space separated"]
    line: Annotated[int | None, "line; null of an introspection"]


class GraphqlUse(Row, frozen=True, kw_only=True):
    """One document, held against the schema that lies nearest to it."""

    path: Annotated[str, "file of the document"]
    document: Annotated[str, "name of its first operation or fragment, unique in its file"]
    kind: Annotated[str, "query, mutation, subscription or fragment; unread where it is no GraphQL"]
    schema_path: Annotated[
        str | None, "schema that it was held against; null where there is none, or several and no fit"
    ]
    valid: Annotated[bool | None, "fits; null where that cannot be told"]
    message: Annotated[str | None, "what is wrong first, or why it cannot be told"]
    problems: Annotated[int, "things that are wrong"]
    deprecated: Annotated[str | None, "deprecated fields, arguments and values that it uses, with the reasons"]
    is_test: Annotated[bool, "in test code"]
    line: Annotated[int, "line of what is wrong or deprecated first, else of the document"]
