"""module_import -> import_edge: each import resolved to a file of the target, a package outside it, or nothing."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assay.model import Derivation, Row, Target
from assay.tables.component import ImportEdge

_SUFFIXES = (".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".json", ".vue")
_CODE = ("ts", "tsx", "js", "jsx", "mjs", "cjs", "mts", "cts", "json", "py")
_TYPESCRIPT = {".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}
_BUILTIN = frozenset(
    "assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain "
    "events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl "
    "stream string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib".split()
)


class _Resolver:
    """Resolution of specifiers against the files, aliases and packages of one target."""

    def __init__(self, paths: Sequence[str], aliases: Sequence[tuple[str, str]], packages: Mapping[str, str]) -> None:
        self._files = frozenset(paths)
        self._folders = frozenset(folder for path in paths for folder in _parents(path))
        self._exact = {alias: to for alias, to in aliases if "*" not in alias}
        self._stars = sorted(((a, to) for a, to in aliases if "*" in a), key=lambda pair: -len(pair[0]))
        self._packages = packages
        self._known: dict[tuple[str, str], tuple[str, str | None, str | None]] = {}

    def resolve(self, path: str, specifier: str) -> tuple[str, str | None, str | None]:
        """(via, file, package)."""
        key = (posixpath.dirname(path) if specifier.startswith(".") else "", specifier)
        if key not in self._known:
            self._known[key] = self._resolve(*key)
        return self._known[key]

    def _resolve(self, folder: str, specifier: str) -> tuple[str, str | None, str | None]:
        bare = specifier.split("?", 1)[0].rpartition("!")[2]
        if bare.startswith("."):
            joined = posixpath.normpath(posixpath.join(folder, bare))
            return self._file("relative", joined) or _asset(bare)
        if bare in self._exact and (found := self._file("alias", self._exact[bare])):
            return found
        for alias, to in self._stars:
            head, _, tail = alias.partition("*")
            if bare.startswith(head) and bare.endswith(tail) and len(bare) >= len(head) + len(tail):
                middle = bare[len(head) : len(bare) - len(tail) or None]
                if found := self._file("alias", to.replace("*", middle, 1)):
                    return found
        return self._outside(bare)

    def _outside(self, bare: str) -> tuple[str, str | None, str | None]:
        parts = bare.split("/")
        package = "/".join(parts[:2]) if bare.startswith("@") else parts[0]
        if package in self._packages:
            folder = self._packages[package]
            rest = bare[len(package) + 1 :]
            places = (posixpath.join(folder, rest),) if rest else (f"{folder}/src", f"{folder}/src/index", folder)
            for place in places:
                if found := self._file("workspace", place):
                    return found
            return "workspace", None, None
        if package.startswith("node:") or package in _BUILTIN:
            return "builtin", None, None
        if parts[0] in self._folders and (found := self._file("path", bare)):
            return found
        if bare.startswith(("/", "~", "#")) or "://" in bare or not bare:
            return _asset(bare)
        return "package", None, package

    def _file(self, via: str, place: str) -> tuple[str, str | None, str | None] | None:
        place = place.removeprefix("./")
        if place in self._files:
            return via, place, None
        stem, suffix = posixpath.splitext(place)
        candidates = [place + end for end in _SUFFIXES]
        candidates += [stem + end for end in _TYPESCRIPT.get(suffix, ())]
        candidates += [posixpath.join(place, "index" + end) for end in _SUFFIXES]
        return next(((via, name, None) for name in candidates if name in self._files), None)


def _asset(specifier: str) -> tuple[str, str | None, str | None]:
    name = specifier.rpartition("/")[2]
    suffix = name.rpartition(".")[2] if "." in name.strip(".") else ""
    return ("asset" if suffix and suffix not in _CODE else "unresolved"), None, None


def _parents(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:
    """One edge per import."""
    packages = {name: path.rpartition("/")[0] or "." for path, name in inputs["packages"]}
    resolver = _Resolver(target.paths, inputs["aliases"], packages)
    for path, at, specifier, kind, is_test in inputs["imports"]:
        if path.endswith(".py"):
            continue
        via, to_path, package = resolver.resolve(path, specifier)
        yield ImportEdge(
            path=path,
            line=at,
            specifier=specifier,
            kind=kind,
            is_test=is_test,
            via=via,
            to_path=to_path,
            package=package,
        )


DERIVATION = Derivation(
    name="imports",
    about="Resolves imports to files, workspace packages and packages outside.",
    fills=(ImportEdge,),
    reads={
        "imports": "select path, line, specifier, kind, is_test from module_import order by path, line, specifier",
        "aliases": 'select distinct alias, "to" from path_alias order by 1, 2',
        "packages": "select path, name from manifest where kind = 'npm' and name is not null order by path",
    },
    derive=derive,
    domains=("component",),
)
