"""One query, in a process of its own (`sandbox`). In: a Question on standard input. Out: an Answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from .sandbox import Limits, serve

_MOST_CELL = 2_000
_MOST_CHARACTERS = 4_000_000
_MOST_INTEGER = 2**53


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """SQL over the files of one run; by table, where its rows lie: path, the run that wrote them, whether compacted."""

    files: dict[str, list[tuple[str, str, bool]]]
    sql: str
    rows: int
    limits: Limits


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of a query."""

    columns: Annotated[list[str], Meta(description="names of the columns")]
    types: Annotated[list[str], Meta(description="type of each column, as DuckDB calls it")]
    rows: Annotated[list[list[Any]], Meta(description="values; those that JSON has no type for are text")]
    more: Annotated[bool, Meta(description="whether there are more rows than were asked for")] = False
    cut: Annotated[bool, Meta(description="whether long values, or rows behind very many, were left out")] = False


def ask(question: Question) -> Answer:
    """Errors: UsageError when the query is not one that may be asked; AssayError."""
    from assay.engine import query
    from assay.engine.opening import open_evidence
    from assay.store.lake import Stored

    evidence = open_evidence(
        {
            table: [Stored(Path(path), writer, many) for path, writer, many in files]
            for table, files in question.files.items()
        }
    )
    limits = question.limits
    names, rows, more = query.ask(
        evidence, question.sql, limit=question.rows, seconds=limits.seconds, memory_bytes=limits.memory_bytes
    )
    types = [str(column[1]) for column in evidence.db.description or ()]
    kept, cut = _within(rows)
    return Answer(columns=names, types=types, rows=kept, more=more, cut=cut)


def _within(rows: list[tuple[Any, ...]]) -> tuple[list[list[Any]], bool]:
    """Rows as JSON can hold them, and whether something had to be left out."""
    kept: list[list[Any]] = []
    characters, cut = 0, False
    for row in rows:
        values = [_plain(value) for value in row]
        for number, value in enumerate(values):
            if isinstance(value, str) and len(value) > _MOST_CELL:
                values[number], cut = value[:_MOST_CELL] + "…", True
        characters += sum(len(value) if isinstance(value, str) else 8 for value in values)
        if characters > _MOST_CHARACTERS:
            return kept, True
        kept.append(values)
    return kept, cut


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if abs(value) <= _MOST_INTEGER else str(value)
    return value if isinstance(value, float) and value - value == 0 else str(value)


if __name__ == "__main__":
    serve(Question, ask)
