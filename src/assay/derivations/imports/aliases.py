"""What tsconfig files let a file import: `paths` and `baseUrl` of the nearest configuration, with what it extends.

Source: https://www.typescriptlang.org/tsconfig/#paths, #baseUrl and #extends. A directory's configurations count
together (tsconfig.json, tsconfig.app.json …), and where they do not know a name, those of the directories above are
asked: which of them a compiler is run with is not stated anywhere.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

_Alias = tuple[str, str]


class _Options(NamedTuple):
    """`paths` and `baseUrl` of one configuration, inherited ones included."""

    aliases: tuple[_Alias, ...]
    base_url: str | None


class Scope:
    """The aliases that hold in a directory."""

    def __init__(self, folder: str, options: Sequence[_Options], outer: Scope | None) -> None:
        self.folder = folder
        self._outer = outer
        aliases = [pair for option in options for pair in option.aliases]
        self._exact: dict[str, list[str]] = {}
        for alias, to in aliases:
            if "*" not in alias:
                self._exact.setdefault(alias, []).append(to)
        stars = [(alias.partition("*"), to) for alias, to in aliases if "*" in alias]
        self._stars = sorted(stars, key=lambda star: -len(star[0][0]))
        self._base_urls = tuple(dict.fromkeys(option.base_url for option in options if option.base_url is not None))

    def places(self, specifier: str) -> Iterator[tuple[str, str, bool | None]]:
        """(via, place, offered) that a specifier may mean, most specific first."""
        scope: Scope | None = self
        while scope is not None:
            for to in scope._exact.get(specifier, ()):
                yield "alias", to, True
            for (head, _, tail), to in scope._stars:
                if len(specifier) >= len(head) + len(tail) and specifier.startswith(head) and specifier.endswith(tail):
                    middle = specifier[len(head) : len(specifier) - len(tail) or None]
                    yield "alias", to.replace("*", middle, 1), None
            for base_url in scope._base_urls:
                yield "path", posixpath.normpath(posixpath.join(base_url, specifier)), None
            scope = scope._outer


class Scopes:
    """The scope of each directory of a target."""

    def __init__(
        self, configs: Sequence[tuple[Any, ...]], aliases: Sequence[tuple[Any, ...]], packages: Mapping[str, str]
    ) -> None:
        """`configs` are (path, extends, baseUrl), `aliases` (path, alias, to), `packages` names -> directories."""
        self._packages = packages
        self._extends: dict[str, list[str]] = {}
        self._base_url: dict[str, str | None] = {}
        for path, extends, base_url in configs:
            self._base_url[path] = base_url
            self._extends.setdefault(path, []).extend([extends] if extends else [])
        self._aliases: dict[str, list[_Alias]] = {}
        for path, alias, to in aliases:
            self._aliases.setdefault(path, []).append((alias, to))
        self._in_folder: dict[str, list[str]] = {}
        for path in sorted(self._base_url, key=lambda path: (len(path), path)):
            self._in_folder.setdefault(posixpath.dirname(path), []).append(path)
        self._scopes: dict[str, Scope] = {}

    def of(self, folder: str) -> Scope:
        """The scope of a directory ('' is the target itself)."""
        if folder not in self._scopes:
            outer = self.of(posixpath.dirname(folder)) if folder else None
            options = [self._options(path, frozenset()) for path in self._in_folder.get(folder, ())]
            stated = [option for option in options if option.aliases or option.base_url is not None]
            self._scopes[folder] = outer if outer is not None and not stated else Scope(folder, stated, outer)
        return self._scopes[folder]

    def _options(self, path: str, seen: frozenset[str]) -> _Options:
        """`paths` replaces what is inherited; relative to baseUrl where there is any, else to its own file."""
        inherited = _Options((), None)
        for name in self._extends.get(path, ()):
            extended = self._extended(path, name)
            if extended is not None and extended not in seen:
                later = self._options(extended, seen | {path})
                base_url = later.base_url if later.base_url is not None else inherited.base_url
                inherited = _Options(later.aliases or inherited.aliases, base_url)
        own, base_url = self._aliases.get(path, ()), self._base_url.get(path)
        if own and base_url is None and inherited.base_url is not None:
            folder = posixpath.dirname(path) or "."
            own = [(alias, _moved(to, folder, inherited.base_url)) for alias, to in own]
        return _Options(tuple(own) or inherited.aliases, base_url if base_url is not None else inherited.base_url)

    def _extended(self, path: str, name: str) -> str | None:
        if name.startswith("."):
            place = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        else:
            package = next((known for known in self._packages if name == known or name.startswith(f"{known}/")), None)
            if package is None:
                return None
            place = posixpath.normpath(posixpath.join(self._packages[package], name[len(package) + 1 :]))
        candidates = (place, f"{place}.json", posixpath.join(place, "tsconfig.json"))
        return next((known for known in candidates if known in self._base_url), None)


def _moved(to: str, folder: str, base_url: str) -> str:
    return posixpath.normpath(posixpath.join(base_url, posixpath.relpath(to, folder)))
