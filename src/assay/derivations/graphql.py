"""description_file, graphql_document -> graphql_schema, graphql_field, graphql_use."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from assay.model import Derivation, Row, Target
from assay.model.expressions import expression
from assay.tables.graphql import GraphqlField, GraphqlSchema, GraphqlUse

if TYPE_CHECKING:
    from graphql import GraphQLSchema

    from assay.descriptions.graphql.documents import Read
    from assay.descriptions.graphql.fitting import Fit
    from assay.descriptions.graphql.schema import Schema

_WORD = expression(r"\w+")
_QUOTED = expression(r"'(\w+)'")


class _Document(NamedTuple):
    path: str
    name: str | None
    text: str
    defines: bool
    computed: bool
    is_test: bool
    line: int


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:  # noqa: ARG001
    """Schemas first, then the documents held against them."""
    if not inputs["schemas"] and not inputs["documents"]:
        return
    schemas: dict[str, Schema] = {}
    yield from _schemas(inputs["schemas"], schemas)
    whole = dict(_whole(schemas))
    found = [_Document(*row) for row in inputs["documents"]]
    beside = _defined_beside(found, (schema for path, schema in schemas.items() if path not in whole))
    yield from _uses([document for document in found if not document.defines], whole, beside)


def _whole(schemas: Mapping[str, Schema]) -> Iterator[tuple[str, GraphQLSchema]]:
    """One of several definitions in a directory is a part of a schema that is put together elsewhere, or an edition."""
    from assay.descriptions.graphql.schema import is_edition

    beside: dict[str, list[Schema]] = {}
    for path, schema in schemas.items():
        if schema.form == "definition":
            beside.setdefault(posixpath.dirname(path), []).append(schema)
    for path, schema in schemas.items():
        others = beside[posixpath.dirname(path)] if schema.form == "definition" else ()
        if schema.schema is not None and all(is_edition(schema, other) for other in others):
            yield path, schema.schema


def _schemas(rows: Sequence[tuple[Any, ...]], schemas: dict[str, Schema]) -> Iterator[Row]:
    """Fills `schemas`; a file that says the same as one before is not read again."""
    from assay.descriptions.errors import DescriptionError

    first: dict[str, str] = {}
    for path, text in rows:
        same = first.setdefault(text, path)
        if same != path:
            if same in schemas:
                schemas[path] = schemas[same]
                yield _schema_row(path, schemas[path], same)
            continue
        try:
            schemas[path] = _read(text)
        except DescriptionError as error:
            line = int(error.where.removeprefix("line ")) if (error.where or "").startswith("line ") else None
            yield GraphqlSchema(
                path=path,
                form="definition",
                copy_of=None,
                valid=False,
                message=error.what,
                problems=1,
                types=0,
                line=line,
            )
            continue
        yield _schema_row(path, schemas[path], None)
        for field in schemas[path].fields:
            yield _field_row(path, field)


def _read(text: str) -> Schema:
    from assay.descriptions.graphql.schema import read_definition, read_introspection

    if text.startswith("{") and '"__schema"' in text[:200_000]:
        return read_introspection(msgspec.json.decode(text))
    return read_definition(text)


def _schema_row(path: str, schema: Schema, copy_of: str | None) -> GraphqlSchema:
    message, line = schema.problems[0] if schema.problems else (None, None)
    if schema.missing:
        more = f" and {len(schema.missing) - 3} more" if len(schema.missing) > 3 else ""
        message = f"refers to {', '.join(schema.missing[:3])}{more}, which it does not define"
    return GraphqlSchema(
        path=path,
        form=schema.form,
        copy_of=copy_of,
        valid=None if schema.missing else not schema.problems,
        message=message,
        problems=len(schema.problems),
        types=schema.types,
        line=line,
    )


def _field_row(path: str, field: Any) -> GraphqlField:
    return GraphqlField(
        path=path,
        type=field.type,
        field=field.name,
        kind=field.kind,
        result=field.result,
        is_list=field.is_list,
        is_connection=field.is_connection,
        is_composite=field.is_composite,
        nullable=field.nullable,
        described=field.described,
        deprecated=field.deprecated,
        reason=field.reason,
        arguments=" ".join(field.arguments) or None,
        inputs=" ".join(field.inputs) or None,
        line=field.line,
    )


def _defined_beside(documents: Iterable[_Document], parts: Iterable[Schema]) -> frozenset[str]:
    """Words of type definitions in code and in parts of schemas: what a server adds to its schema when it starts."""
    words = {word for document in documents if document.defines for word in _WORD.findall(document.text)}
    for part in parts:
        words |= {name for field in part.fields for name in (field.type, field.name)}
    return frozenset(words)


def _uses(
    documents: Sequence[_Document], schemas: Mapping[str, GraphQLSchema], beside: frozenset[str]
) -> Iterator[GraphqlUse]:
    from assay.descriptions.graphql.documents import names, read_document
    from assay.descriptions.graphql.fitting import fit
    from assay.descriptions.graphql.nearby import Fragments, nearest

    reads = [read_document(document.text) for document in documents]
    told = names((document.path, document.name) for document in documents)
    fragments = Fragments((document.path, read) for document, read in zip(documents, reads, strict=True))
    held: list[tuple[_Document, Read, str, Sequence[tuple[str, Fit]]]] = []
    for document, read, name in zip(documents, reads, told, strict=True):
        if document.computed:
            yield _use(document, read, name, message="something inside of it is computed")
        elif read.document is None:
            if read.told:
                message = f"is no GraphQL: {read.error}"
                yield _use(document, read, name, valid=False, message=message, problems=1, line=read.line)
            else:
                yield _use(document, read, name, message=f"cannot be read: {read.error}")
        else:
            named = partial(fragments.named, path=document.path)
            found: list[tuple[str, Fit]] = []
            for path in nearest(document.path, read.document, schemas):
                found.append((path, fit(read.document, schemas[path], named)))
                if found[-1][1].valid:
                    break
            held.append((document, read, name, found))
    for document, read, name, fits in held:
        yield _held(document, read, name, fits, beside)


def _held(
    document: _Document,
    read: Read,
    name: str,
    found: Sequence[tuple[str, Fit]],
    beside: frozenset[str],
) -> GraphqlUse:
    if not found:
        return _use(document, read, name, message="no schema is there to hold it against")
    best = next((pair for pair in found if pair[1].valid), None) or next(
        (pair for pair in found if not pair[1].astray), found[0]
    )
    path, one = best
    if one.astray:
        return _use(document, read, name, message=f"seems to be written for another schema than {path}: {one.message}")
    if not one.valid and (added := beside.intersection(_QUOTED.findall(one.message or "")[:1])):
        return _use(document, read, name, message=f"{min(added)} is defined beside {path}, in code or in a part")
    return _use(
        document,
        read,
        name,
        schema_path=path,
        valid=one.valid,
        message=one.message,
        problems=one.problems,
        deprecated="; ".join(one.deprecated) or None,
        line=one.line,
    )


def _use(document: _Document, read: Read, name: str, *, line: int = 1, **more: Any) -> GraphqlUse:
    usual: dict[str, Any] = {"schema_path": None, "valid": None, "message": None, "problems": 0, "deprecated": None}
    return GraphqlUse(
        path=document.path,
        document=name,
        kind=read.kind,
        is_test=document.is_test,
        line=document.line + line - 1,
        **{**usual, **more},
    )


DERIVATION = Derivation(
    name="graphql",
    about="Reads GraphQL schemas, and holds documents against the nearest.",
    fills=(GraphqlSchema, GraphqlField, GraphqlUse),
    reads={
        "schemas": "select path, document from description_file where format = 'graphql' order by length(path), path",
        "documents": (
            "select path, name, text, defines, computed, is_test, line from graphql_document order by path, line"
        ),
    },
    derive=derive,
    domains=("api",),
)
