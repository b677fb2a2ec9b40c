"""Which imports leave nothing behind at run time, because all that they name are types.

Source: https://www.typescriptlang.org/docs/handbook/modules/reference.html#type-only-imports-and-exports. TypeScript
drops an import whose names are used as types only. Interfaces and type aliases can be used in no other way. A class
that is used as a type only is still taken for an import that stays; so is a re-export of types that does not say
`type`, as compilers that see one file at a time (esbuild, SWC, Babel) cannot drop it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

_Resolve = Callable[[str, str], str | None]


class Exports:
    """What each file exports, re-exports followed."""

    def __init__(self, rows: Iterable[tuple[Any, ...]], resolve: _Resolve) -> None:
        """`rows` are (path, symbol, local name, specifier, is type)."""
        self._resolve = resolve
        self._named: dict[tuple[str, str], tuple[str | None, str | None, bool]] = {}
        self._all: dict[str, list[tuple[str, bool]]] = {}
        for path, symbol, local, specifier, is_type in rows:
            if symbol == "*":
                self._all.setdefault(path, []).append((specifier, is_type))
            else:
                # A type and a value may share a name: then the value decides.
                before = self._named.get((path, symbol))
                self._named[path, symbol] = (local, specifier, is_type and (before is None or before[2]))
        self._known: dict[tuple[str, str], bool | None] = {}

    def are_types(self, path: str, names: str) -> bool:
        """All of the comma separated `names` that are imported from `path` are types."""
        return all(self._is_type(path, name) for name in names.split(","))

    def _is_type(self, path: str, name: str) -> bool | None:
        """None where the file exports no such thing."""
        key = (path, name)
        if key not in self._known:
            self._known[key] = None
            self._known[key] = self._found(path, name)
        return self._known[key]

    def _found(self, path: str, name: str) -> bool | None:
        own = self._named.get((path, name))
        if own is not None:
            local, specifier, is_type = own
            if is_type or specifier is None or local == "*":
                return is_type
            to = self._resolve(path, specifier)
            return self._is_type(to, local or name) if to else False
        for specifier, is_type in self._all.get(path, ()) if name != "default" else ():
            to = self._resolve(path, specifier)
            found = self._is_type(to, name) if to else None
            if found is not None:
                return found or is_type
        return None
