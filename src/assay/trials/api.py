"""A description on disk -> the API that is tried: its operations, and where its description says that it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from assay.descriptions.document import Document, Node, open_document
from assay.descriptions.errors import DescriptionError
from assay.descriptions.openapi import Api, Operation, Response, read_api
from assay.model import UsageError

_MOST_BYTES = 20_000_000


class _Beside(Mapping[str, bytes]):
    """The files below a directory, read when a reference leads there."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._read: dict[str, bytes] = {}

    def __getitem__(self, path: str) -> bytes:
        if path not in self._read:
            file = (self._root / path).resolve()
            if not file.is_relative_to(self._root) or not file.is_file() or file.stat().st_size > _MOST_BYTES:
                raise KeyError(path)
            self._read[path] = file.read_bytes()
        return self._read[path]

    def __contains__(self, path: object) -> bool:
        try:
            self[str(path)]
        except (KeyError, OSError):
            return False
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(dict(self._read))

    def __len__(self) -> int:
        return len(self._read)


@dataclass(frozen=True, slots=True)
class Tried:
    """The API, and `base`, the address at which it is called; operations that `skipped` names are left alone."""

    api: Api
    file: Path
    base: str
    skipped: tuple[str, ...] = ()

    @property
    def document(self) -> Document:
        return self.api.document

    @property
    def operations(self) -> tuple[Operation, ...]:
        return tuple(one for one in self.api.operations if one.kind == "path" and not self.skips(one.operation))

    def skips(self, operation: str) -> bool:
        return any(fnmatchcase(operation, pattern) for pattern in self.skipped)

    def secured(self, operation: Operation) -> bool:
        """Whether it asks for credentials, and takes nobody without."""
        return bool(operation.security) and all(operation.security or ())

    def response(self, operation: Operation, status: int) -> Response | None:
        """What is described of a status."""
        found = {response.status.upper(): response for response in operation.responses}
        return found.get(str(status)) or found.get(f"{status // 100}XX") or found.get("DEFAULT")

    def states(self, operation: Operation, status: int) -> bool:
        """Whether this status itself is described."""
        return any(response.status == str(status) for response in operation.responses)

    def parameter(self, operation: Operation, location: str, name: str) -> bool:
        return any(one.location == location and one.name.lower() == name.lower() for one in operation.parameters)

    def address(self) -> str | None:
        """The address that the description states; None where it states none of its own."""
        return next((url.rstrip("/") for url in self.api.servers if urlsplit(url).netloc and "{" not in url), None)

    def promises(self, media_type: str) -> bool:
        """Whether some error is described to be of this media type."""
        return any(
            media_type in response.content
            for operation in self.operations
            for response in operation.responses
            if response.status[:1] in "45d"
        )

    def media_types(self, operation: Operation, status: int) -> tuple[str, ...]:
        response = self.response(operation, status)
        return tuple(response.content) if response else ()

    def path_values(self, operation: Operation, url: str) -> dict[str, str] | None:
        """The parameters of a path as they were sent; None where the address is not one of this operation."""
        pattern = re.sub(r"\\\{([^{}]*)\\\}", r"([^/?#]+)", re.escape(self.base + operation.route))
        names = re.findall(r"\{([^{}]*)\}", operation.route)
        match = re.match(pattern + r"/?(?:[?#]|$)", url)
        return dict(zip(names, map(unquote, match.groups()), strict=True)) if match else None

    def value(self, node: Node | None) -> Any:
        followed = self.document.follow(node) if node is not None else None
        return followed.value if followed is not None else None


def read(file: Path, base: str, skipped: tuple[str, ...] = ()) -> Tried:
    """Errors: UsageError when it cannot be read, or describes no HTTP API."""
    root = _common_root(file)
    name = PurePosixPath(file.resolve().relative_to(root)).as_posix()
    try:
        document = open_document(name, _Beside(root))
    except (DescriptionError, OSError) as error:
        remedy = "Name the root file of an OpenAPI description (2.0, 3.0, 3.1, 3.2)."
        raise UsageError(f"cannot be tried: {error}", where=str(file), remedy=remedy) from error
    if document.format != "openapi":
        raise UsageError(f"is {document.format}, which is not tried", where=str(file), remedy="Name an OpenAPI file.")
    return Tried(read_api(document), file, base, skipped)


def _common_root(file: Path) -> Path:
    """References may lead to a directory beside that of the file, but not out of its repository."""
    place = file.resolve().parent
    return next((folder for folder in (place, *place.parents) if (folder / ".git").exists()), place)
