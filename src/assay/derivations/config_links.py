"""setting -> config_link: which files a configuration takes in: presets, extended and spread files, set-up files."""

from __future__ import annotations

import json
import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assay.model import Derivation, Row, Target
from assay.tables.testing import ConfigLink

_ENDINGS = ("", ".js", ".cjs", ".mjs", ".ts", ".json", "/index.js", "/index.ts", "/jest-preset.js", "/tsconfig.json")
_SETUP = frozenset(
    "setupFiles setupFilesAfterEnv setupTestFrameworkScriptFile globalSetup test.setupFiles test.globalSetup".split()
)
_MAX_DEPTH = 20
_Stated = Mapping[str, Sequence[tuple[str, str | None]]]


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:
    """For each configuration file itself, and what it takes in, the nearest first."""
    stated: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for path, key, value in inputs["settings"]:
        stated[path].append((key, value))
    files = frozenset(target.paths)
    for (path,) in inputs["files"]:
        yield from _links(path, stated, files)


def _links(path: str, stated: _Stated, files: frozenset[str]) -> Iterator[ConfigLink]:
    yield ConfigLink(path=path, to_path=path, specifier=path, relation="self", depth=0)
    seen, layer = {path}, [path]
    for depth in range(_MAX_DEPTH):
        following = []
        for file in layer:
            for relation, specifier in _named(stated.get(file, ())):
                # Set-up files are named from the root of the configuration that runs, the others from their own file.
                bases = (path, file) if relation == "setup" else (file,)
                to_path = next((found for base in bases if (found := _found(specifier, base, files))), None)
                extends = relation == "extends"
                yield ConfigLink(
                    path=path, to_path=to_path, specifier=specifier, relation=relation, depth=depth + extends
                )
                if extends and to_path and to_path not in seen:
                    seen.add(to_path)
                    following.append(to_path)
        layer = following
        if not layer:
            return


def _named(settings: Sequence[tuple[str, str | None]]) -> Iterator[tuple[str, str]]:
    """(relation, specifier) of the files that settings name; `?` stands for what is computed."""
    for key, value in settings:
        if key in _SETUP:
            yield from (("setup", item) for item in _listed(value))
        else:
            yield from (("extends", item) for item in _listed(value))


def _listed(value: str | None) -> list[str]:
    if value is None:
        return ["?"]
    if not value.startswith("["):
        return [value]
    try:
        items = json.loads(value)
    except ValueError:
        return [value]
    return [item if isinstance(item, str) else "?" for item in items]


def _found(specifier: str, base: str, files: frozenset[str]) -> str | None:
    folder = posixpath.dirname(base)
    place = specifier.replace("<rootDir>", ".", 1)
    if not place.startswith("."):
        return None
    joined = posixpath.normpath(posixpath.join(folder, place))
    return next((joined + ending for ending in _ENDINGS if joined + ending in files), None)


DERIVATION = Derivation(
    name="config_links",
    about="Follows configuration files to the presets, extended files and set-up files they take in.",
    fills=(ConfigLink,),
    reads={
        "files": (
            "select distinct path from setting "
            "where tool in ('jest', 'vitest', 'vite', 'playwright', 'eslint', 'typescript', 'webpack') order by path"
        ),
        "settings": (
            "select path, key, value from setting where key in ('preset', 'extends', 'setupFiles', "
            "'setupFilesAfterEnv', 'setupTestFrameworkScriptFile', 'globalSetup', 'test.setupFiles', "
            "'test.globalSetup') or key like '%.extends' or key like '%...' order by path, line, key"
        ),
    },
    derive=derive,
    files=True,
    domains=("testing", "component"),
)
