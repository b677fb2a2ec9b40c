"""Style sheets and scripts, all from this server. Out: their bytes and types, by the name that pages link to."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from assay.pages.site import asset

_FOLDER = Path(__file__).resolve().parent / "static"
_OF_THE_PAGES = ("style.css", "script.js")
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Asset(NamedTuple):
    """One file; `version` changes with what is in it, so that browsers may keep it for ever."""

    content: bytes
    media_type: str
    version: str


@cache
def assets() -> dict[str, Asset]:
    """All files by name."""
    found = {file.name: file.read_bytes() for file in _FOLDER.iterdir() if file.suffix in _TYPES}
    found |= {name: asset(name).encode() for name in _OF_THE_PAGES}
    return {
        name: Asset(content, _TYPES[Path(name).suffix], hashlib.blake2b(content, digest_size=6).hexdigest())
        for name, content in found.items()
    }


def address(name: str) -> str:
    """Where a page finds a file."""
    return f"/static/{assets()[name].version}/{name}"
