"""Specifier and importing file -> what the import leads to, as TypeScript, Node and bundlers agree on it."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from .aliases import Scope, Scopes
from .files import Files
from .packages import Packages

_CODE = ("ts", "tsx", "js", "jsx", "mjs", "cjs", "mts", "cts", "json", "py")
_BUILTIN = frozenset(
    "assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain "
    "events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl "
    "stream string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib".split()
)


class Resolved(NamedTuple):
    """Where an import leads."""

    via: str
    to_path: str | None = None
    package: str | None = None
    offered: bool | None = None


class Resolver:
    """Resolution against the files, aliases and packages of one target."""

    def __init__(self, files: Files, scopes: Scopes, packages: Packages) -> None:
        self._files = files
        self._scopes = scopes
        self._packages = packages
        self._known: dict[tuple[str, str], Resolved] = {}

    def resolve(self, path: str, specifier: str) -> Resolved:
        """What `specifier` means in the file at `path`."""
        folder = posixpath.dirname(path)
        # A loader's part (`style!./a.css?raw`) names no file.
        bare = specifier.split("?", 1)[0].rpartition("!")[2]
        scope = self._scopes.of(folder)
        key = (folder if bare.startswith((".", "#")) else scope.folder, bare)
        if key not in self._known:
            self._known[key] = self._resolve(folder, bare, scope)
        return self._known[key]

    def _resolve(self, folder: str, bare: str, scope: Scope) -> Resolved:
        if bare.startswith("."):
            found = self._files.find(posixpath.normpath(posixpath.join(folder, bare)))
            return Resolved("relative", found) if found else _asset(bare)
        for via, place, offered in scope.places(bare):
            if found := self._files.find(place):
                return Resolved(via, found, None, offered or (via == "alias" and self._packages.is_entry(found)))
        if bare.startswith("#"):
            for around, place in self._packages.internal(folder, bare):
                if found := self._files.find_source(around, place):
                    return Resolved("alias", found, None, True)
        return self._outside(bare)

    def _outside(self, bare: str) -> Resolved:
        parts = bare.split("/")
        package = "/".join(parts[:2]) if bare.startswith("@") else parts[0]
        if package in self._packages.folders:
            found, offered = self._packages.find(package, bare[len(package) + 1 :].rstrip("/"))
            return Resolved("workspace", found, None, offered)
        if package.startswith("node:") or package in _BUILTIN:
            return Resolved("builtin")
        if self._files.is_folder(parts[0]) and (found := self._files.find(bare)):
            return Resolved("path", found, None, False)
        if bare.startswith(("/", "~", "#")) or "://" in bare or not bare:
            return _asset(bare)
        return Resolved("package", None, package)


def _asset(specifier: str) -> Resolved:
    name = specifier.rpartition("/")[2]
    suffix = name.rpartition(".")[2] if "." in name.strip(".") else ""
    return Resolved("asset" if suffix and suffix not in _CODE else "unresolved")
