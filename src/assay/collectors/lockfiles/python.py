"""uv.lock and poetry.lock."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from assay.model import Row, Source, SourceError
from assay.model.expressions import expression
from assay.tables.workspace import LockedDependency

from .origin import is_plain_http

_PACKAGE = expression(r"^\[\[package\]\]", re.MULTILINE)
#: What a source table is called -> where the package comes from.
_KINDS = {
    "registry": "registry",
    "legacy": "registry",
    "git": "git",
    "url": "url",
    "path": "file",
    "directory": "file",
    "file": "file",
    "editable": "workspace",
    "virtual": "workspace",
}


def read(source: Source) -> Iterator[Row]:
    """One row per `[[package]]`. Errors: SourceError when it is not TOML."""
    text = source.text
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise SourceError(f"is not TOML: {error}", where=source.path, remedy="Lock anew.") from error
    packages = document.get("package")
    manager = "uv" if source.name == "uv.lock" else "poetry"
    lines = _lines(text)
    for package in packages if isinstance(packages, list) else ():
        line = next(lines, None)
        if isinstance(package, dict) and isinstance(package.get("name"), str):
            yield _row(manager, package, line)


def _row(manager: str, package: dict[str, Any], line: int | None) -> LockedDependency:
    stated = package.get("source")
    origin: dict[str, Any] = stated if isinstance(stated, dict) else {}
    # poetry: {type = "git", url = …}; uv: {git = …}.
    word = str(origin.get("type") or next(iter(origin), "registry"))
    address = str(origin.get("url") or origin.get(word) or "")
    archives = [package.get("sdist"), *_list(package.get("wheels")), *_list(package.get("files")), package]
    version = package.get("version")
    return LockedDependency(
        manager=manager,
        name=package["name"],
        version=version if isinstance(version, str) else None,
        integrity=any(isinstance(archive, dict) and bool(archive.get("hash")) for archive in archives),
        resolved_kind=_KINDS.get(word, "registry"),
        plain_http=is_plain_http(address),
        development=_development(package),
        line=line,
    )


def _development(package: dict[str, Any]) -> bool | None:
    groups = package.get("groups")
    if isinstance(groups, list):
        return "main" not in groups
    category = package.get("category")
    return category == "dev" if isinstance(category, str) else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _lines(text: str) -> Iterator[int]:
    line, at = 1, 0
    for match in _PACKAGE.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        yield line
