"""What `assay.toml` declares of exports -> the same with paths as the target's own are, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import msgspec

from assay.model import UsageError, columns, required
from assay.model.globs import glob_expression

from .beside import relative
from .stated import Export, File, nearest

#: What every row is told without being asked.
_PLACES = frozenset({"entry", "line"})


def placed(own: File, root: Path) -> File:
    """What is stated, with the paths of its exports relative to the root."""
    exports = (msgspec.structs.replace(one, path=one.path and relative(one.path, root)) for one in own.export)
    return msgspec.structs.replace(own, export=tuple(exports))


def flaws(exports: tuple[Export, ...]) -> Iterator[tuple[str, list[str], str]]:
    """(what is wrong, the words in the file that say so, what to do about it) of each export that says no sense."""
    for one in exports:
        words = ["[[export]]", one.path or one.postgresql or "[[export]]"]
        if (one.path is None) == (one.postgresql is None):
            yield "an export has a path, or asks PostgreSQL", words, "State one of `path` and `postgresql`."
        elif (one.postgresql is None) != (one.query is None):
            yield "a query is for PostgreSQL, which needs one", words, "State `postgresql` and `query` together."
        elif one.table is None and (one.columns or one.postgresql):
            yield "nothing says which table the columns fill", words, 'Add `table = "…"`.'
        elif one.table is not None and one.format is not None:
            remedy = "State a `format`, or a `table` with [export.columns]."
            yield "an export in a known format needs no table", words, remedy
        elif one.format is not None:
            yield from _unknown_format(one.format, words)
        elif one.table is not None:
            yield from _unmappable(one, one.table, words)


def missing(exports: Iterable[Export], paths: Iterable[str]) -> list[tuple[str, str]]:
    """(path, what is wrong) of those for which there is no file."""
    known = list(paths)
    named = {one.path: re.compile(glob_expression(one.path)).match for one in exports if one.path}
    why = "no file is called so, though an [[export]] in assay.toml names it"
    return [(path, why) for path, matches in named.items() if not any(map(matches, known))]


def refuse_unknown_units(exports: Iterable[Export], names: Collection[str]) -> None:
    """Errors: UsageError when an export tells of a unit that there is not."""
    for one in exports:
        if one.integration is not None and one.integration not in names:
            remedy = f"`assay check --all` lists them.{nearest(one.integration, names)}"
            what = f"no integration is called {one.integration}, of which an [[export]] tells"
            raise UsageError(what, where="assay.toml", remedy=remedy)


def _unknown_format(name: str, words: list[str]) -> Iterator[tuple[str, list[str], str]]:
    from assay.payments import formats

    known = formats()
    if name not in known:
        remedy = f"There are: {', '.join(known) or 'none'}.{nearest(name, known)}"
        yield f"no format is called {name}", [*words, name], remedy


def _unmappable(one: Export, table: str, words: list[str]) -> Iterator[tuple[str, list[str], str]]:
    from assay.collectors.mapped_exports import TABLES, filled

    if table not in TABLES:
        remedy = f"Name one of: {', '.join(TABLES)}.{nearest(table, TABLES)}"
        yield f"no export fills a table {table}", [*words, table], remedy
        return
    known = [column.name for column in columns(TABLES[table]) if column.name not in _PLACES]
    for name, how in one.columns.items():
        if name not in known:
            remedy = f"`assay query` lists its columns.{nearest(name, known)}"
            yield f"{table} has no column {name}", [*words, name], remedy
        elif not isinstance(how, str) and (how.source is None) == (how.value is None):
            remedy = f'State {name} = "column of the export", {{ from = "…" }} or {{ value = "…" }}.'
            yield f"nothing says what fills {name}", [*words, name], remedy
        elif not isinstance(how, str) and how.unit == "major" and "currency" not in one.columns:
            yield f"{name} is in major units of no currency", [*words, name], "State `currency` in [export.columns]."
    for name in sorted(required(TABLES[table]) - filled(TABLES[table], msgspec.to_builtins(one)) - _PLACES):
        yield f"nothing fills {name}, without which there is no row", words, f"State `{name}` in [export.columns]."
