"""What `assay.toml` declares of exports -> the same with paths as the target's own are, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from .beside import relative
from .stated import Export, File, nearest


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


def _unknown_format(name: str, words: list[str]) -> Iterator[tuple[str, list[str], str]]:
    from assay.payments import formats

    known = formats()
    if name not in known:
        remedy = f"There are: {', '.join(known) or 'none'}.{nearest(name, known)}"
        yield f"no format is called {name}", [*words, name], remedy
