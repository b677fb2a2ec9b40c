"""Rows of description files -> documents -> the rows of each described API."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from assay.descriptions.document import Document, Problem, may_name
from assay.descriptions.errors import DescriptionError
from assay.descriptions.flaws import Flaws, may_run
from assay.descriptions.openapi import read_api
from assay.descriptions.places import places
from assay.descriptions.references import problems, references
from assay.descriptions.validity import MAX_DEPTH, Verdict, judge_format
from assay.model import Row, Target
from assay.model.globs import glob_expression
from assay.tables.api import ApiFlaw, ApiProblem

from .apis import description_row, server_rows, tag_rows
from .examples import example_rows
from .operations import operation_rows
from .parts import component_rows, reference_rows, security_rows
from .properties import property_rows


class _Files(Mapping[str, Any]):
    """Paths -> values, decoded when they are asked for."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._texts = {path: document for path, _, document in rows}
        self._naming: list[str] | None = None

    def __getitem__(self, path: str) -> Any:
        return msgspec.json.decode(self._texts[path])

    def __contains__(self, path: object) -> bool:
        return path in self._texts  # a mapping's own decodes the file to tell

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def naming(self) -> list[str]:
        """Those in which some place says what it is called: found once for all descriptions."""
        if self._naming is None:
            self._naming = [path for path, text in self._texts.items() if may_name(text)]
        return self._naming

    def may_run(self) -> bool:
        """Whether words in them may run code where they are rendered."""
        return any(map(may_run, self._texts.values()))


def rows(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:
    """All rows: `files` are (path, role, JSON in bytes), `flaws` (path, kind, message, pointer)."""
    files = _Files(inputs["files"])
    # What another description replaces is there to compare with: it describes nothing that is.
    gone = {str(table.get("replaces")) for table in target.conventions.tables("description")}
    roots = [path for path, role, _ in inputs["files"] if role == "root"]
    documents = [document for path in roots if path not in gone and (document := _opened(path, files)) is not None]
    names, may_run = _names(documents), files.may_run()
    for document in documents:
        stated = _stated(document.root, target)
        try:
            yield from _rows(document, names[document.root], stated, inputs["flaws"], may_run)
        except RecursionError:
            message = "nests too deep to be read"
            yield ApiProblem(path=document.root, api=names[document.root], kind="limit", message=message, pointer="")


def _stated(root: str, target: Target) -> Mapping[str, Any]:
    """What the configuration says of a description: of several tables, the last that names it has the last word."""
    tables = target.conventions.tables("description")
    named = [table for table in tables if re.match(glob_expression(str(table.get("path"))), root)]
    return {key: value for table in named for key, value in table.items() if value}


def _opened(path: str, files: _Files) -> Document | None:
    try:
        return Document(path, files, files.naming)
    except DescriptionError:
        return None


def _names(documents: Sequence[Document]) -> dict[str, str]:
    """Root -> name: the title, with the file where titles repeat."""
    titles = {document.root: _title(document) for document in documents}
    counted = Counter(titles.values())
    return {
        root: root if not title else title if counted[title] == 1 else f"{title} ({root})"
        for root, title in titles.items()
    }


def _title(document: Document) -> str:
    info = document.root_node().value.get("info")
    return str(info.get("title") or "").strip() if isinstance(info, dict) else ""


def _rows(
    document: Document,
    name: str,
    stated: Mapping[str, Any],
    twice: Sequence[tuple[Any, ...]],
    may_run: bool,
) -> Iterator[Row]:
    flaws = Flaws(document.version, words=may_run)
    found = list(references(document, flaws if document.format == "openapi" else None))
    verdict = _judged(document)
    wrong = [*verdict.problems, *problems(document, found), *document.problems]
    wrong += [Problem(kind, said, path, at) for path, kind, said, at in twice if path in document.files]
    yield from (
        ApiProblem(path=one.path, api=name, kind=one.kind, message=one.message, pointer=one.pointer) for one in wrong
    )
    yield from reference_rows(name, found)
    api = read_api(document)
    yield description_row(api, name, stated, verdict.valid)
    if document.format != "openapi" or document.depth > MAX_DEPTH:
        return
    yield from server_rows(api, name)
    yield from operation_rows(api, name)
    schemas = list(places(document, api))
    yield from property_rows(document, schemas, name)
    yield from example_rows(api, schemas, name)
    yield from tag_rows(api, name)
    yield from component_rows(api, name, found)
    yield from security_rows(api, name)
    for path in document.files.keys() - {document.root, *(one.target.path for one in found if one.target is not None)}:
        flaws.look_through(path, document.files[path])  # a reference led through it
    yield from (ApiFlaw(path=path, api=name, **flaw._asdict()) for path, flaw in flaws.found)


def _judged(document: Document) -> Verdict:
    if document.format != "asyncapi":
        return judge_format(document)
    from assay.descriptions.asyncapi import problems as structure_problems

    wrong = structure_problems(document)
    if wrong is None:
        told = Problem(
            "version", f"states AsyncAPI {document.version}, which is not known here", document.root, "/asyncapi"
        )
        return Verdict(None, (told,))
    return Verdict(not wrong, tuple(wrong))
