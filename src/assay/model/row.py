"""Evidence rows: one frozen typed class per table, from which column types, DDL and documentation are derived."""

from __future__ import annotations

import re
import sys
import types
from datetime import date, datetime
from functools import cache
from typing import Annotated, ClassVar, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec

from .compiled import compiled

_SQL_TYPES: dict[type, str] = {
    str: "VARCHAR",
    int: "BIGINT",
    float: "DOUBLE",
    bool: "BOOLEAN",
    datetime: "TIMESTAMP",
    date: "DATE",
}


class Row(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One observed fact. None means *not observed*, never "no" or zero.

    The engine adds to every row, unless the class states the field itself: `integration` (whose it is, by path),
    `path` (the source it was read from), `origin` and `environment`. A class that states `integration` and `provider`
    leaves `integration` null where its source names no unit: the row is then that of the one unit with this provider,
    if there is one, else that of its path.

    Columns hold no rows: they form no circles, and are never looked through for any.
    """

    lifetime: ClassVar[Literal["snapshot", "event"]] = "snapshot"


class Column(NamedTuple):
    name: str
    sql_type: str
    meaning: str


#: What the engine adds to each row, in this order.
KEY_COLUMNS = (
    Column("integration", "VARCHAR", "name of the integration that owns the row"),
    Column("path", "VARCHAR", "file the row was read from, relative to the target"),
    Column("origin", "VARCHAR", "how it was observed: source, recording, report, trial, probe, telemetry"),
    Column("environment", "VARCHAR", "production, sandbox, test or local; null where it cannot be told"),
)


@cache
def table_name(row_type: type[Row]) -> str:
    """`ClientCallSite` -> `client_call_site`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", row_type.__name__).lower()


@cache
def columns(row_type: type[Row]) -> tuple[Column, ...]:
    """The columns that the class itself states, in order, each with its SQL type and meaning."""
    module = row_type.__module__
    if module.partition(".")[0] == __name__.partition(".")[0]:
        return _columns_of(module)[row_type.__name__]
    return _stated(row_type)


@cache
def _columns_of(module: str) -> dict[str, tuple[Column, ...]]:
    """Those of all classes of a module of assay's own: reading them takes a tenth of making sense of annotations."""

    def stated() -> dict[str, tuple[Column, ...]]:
        found = vars(sys.modules[module]).items()
        return {name: _stated(one) for name, one in found if isinstance(one, type) and issubclass(one, Row)}

    return compiled(f"columns-{module}", dict[str, tuple[Column, ...]], stated)


def _stated(row_type: type[Row]) -> tuple[Column, ...]:
    hints = get_type_hints(row_type, include_extras=True)
    return tuple(_column(field, hints[field]) for field in row_type.__struct_fields__)


def all_columns(row_type: type[Row]) -> tuple[Column, ...]:
    """The columns that a standard sees: the engine's, then the class's own."""
    own = columns(row_type)
    stated = {column.name for column in own}
    return (*(column for column in KEY_COLUMNS if column.name not in stated), *own)


@cache
def required(row_type: type[Row]) -> frozenset[str]:
    """The columns that are never null."""
    hints = get_type_hints(row_type)
    return frozenset(name for name in row_type.__struct_fields__ if type(None) not in get_args(hints[name]))


def _column(name: str, hint: object) -> Column:
    if get_origin(hint) is not Annotated:
        raise TypeError(f"column {name} has no meaning: write Annotated[type, 'meaning and unit']")
    inner, meaning = get_args(hint)[:2]
    kinds = [arg for arg in get_args(inner) if arg is not type(None)] if _is_union(inner) else [inner]
    return Column(name, _SQL_TYPES[kinds[0]], meaning)


def _is_union(hint: object) -> bool:
    return get_origin(hint) in (Union, types.UnionType)
