"""Descriptions for the tests of comparing: from files, or written in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assay.descriptions.changes import Change, Policy, compare
from assay.descriptions.document import open_document
from assay.descriptions.openapi import Api, read_api


class Folder(Mapping[str, bytes]):
    """The files of a folder, read when they are asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __getitem__(self, path: str) -> bytes:
        file = self.root / path
        if not file.is_file():
            raise KeyError(path)
        return file.read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def read(file: Path) -> Api:
    return read_api(open_document(file.name, Folder(file.parent)))


def api(paths: Mapping[str, Any] | None = None, *, version: str = "3.1.0", **more: Any) -> Api:
    value = {"openapi": version, "info": {"title": "Shop", "version": "1.0.0"}, "paths": paths or {}, **more}
    return read_api(open_document("api.json", {"api.json": value}))


def sent(schema: Mapping[str, Any], **more: Any) -> Api:
    """An API with one request body."""
    body = {"content": {"application/json": {"schema": schema}}}
    return api({"/orders": {"post": {"requestBody": body, "responses": {}}}}, **more)


def answered(schema: Mapping[str, Any], **more: Any) -> Api:
    """An API with one response."""
    response = {"description": "", "content": {"application/json": {"schema": schema}}}
    return api({"/orders": {"get": {"responses": {"200": response}}}}, **more)


def told(old: Api, new: Api, policy: Policy | None = None) -> list[tuple[str, str]]:
    """(level, id) of each change."""
    return [(change.level.value, change.id) for change in compare(old, new, policy)]


def one(old: Api, new: Api) -> Change:
    """The only change there is."""
    (change,) = compare(old, new)
    return change
