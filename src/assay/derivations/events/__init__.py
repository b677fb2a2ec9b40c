"""description_file -> the tables of described events (AsyncAPI 2 and 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec

from assay.model import Derivation, Row, Target
from assay.tables.asyncapi import (
    AsyncApi,
    AsyncChannel,
    AsyncComponent,
    AsyncExample,
    AsyncMessage,
    AsyncOperation,
    AsyncParameter,
    AsyncSecurity,
    AsyncServer,
    AsyncTag,
)


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:  # noqa: ARG001
    """All rows of all descriptions of events."""
    if not inputs["roots"]:
        return
    from assay.descriptions.document import Document
    from assay.descriptions.errors import DescriptionError

    from .rows import rows

    files = {path: msgspec.Raw(document.encode()) for path, document in inputs["files"]}
    values = _Values(files)
    for path, name in inputs["roots"]:
        with suppress(DescriptionError, RecursionError):  # told in api_problem
            yield from rows(Document(path, values), name)


class _Values(Mapping[str, Any]):
    """Paths -> values, decoded when they are asked for."""

    def __init__(self, texts: Mapping[str, msgspec.Raw]) -> None:
        self._texts = texts

    def __getitem__(self, path: str) -> Any:
        return msgspec.json.decode(self._texts[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


DERIVATION = Derivation(
    name="events",
    about="Reads what descriptions of events (AsyncAPI) say.",
    fills=(
        *(AsyncApi, AsyncServer, AsyncChannel, AsyncParameter, AsyncOperation, AsyncMessage),
        *(AsyncExample, AsyncSecurity, AsyncTag, AsyncComponent),
    ),
    reads={
        "roots": "select path, api from api_description where format = 'asyncapi' order by path",
        "files": (
            "select path, document from description_file where (format = 'asyncapi' or role = 'part') "
            "and exists (select 1 from description_file where format = 'asyncapi') order by path"
        ),
    },
    derive=derive,
    domains=("api",),
)
