"""What follows from assay's own files alone is worked out once, and kept where Python keeps what it compiles of them.

In: what to work out. Out: the same, from then on without the work, until a file of assay changes. Nothing is lost where
the place cannot be written, or Python was told to keep nothing: it is worked out again.
"""

from __future__ import annotations

import hashlib
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import TypeVar

import msgspec

_PACKAGE = Path(__file__).resolve().parent.parent
_STAMP_BYTES = 16
_HEAD_BYTES = _STAMP_BYTES + 4
_T = TypeVar("_T")


@cache
def own_files() -> str:
    """Path, size and time of all that assay is made of, as this process found it."""
    return "\n".join(sorted(_own_files(str(_PACKAGE))))


def _own_files(folder: str) -> Iterator[str]:
    """Path, size and time of each; `Path` would take three times as long for these thousand."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _own_files(entry.path)
            elif entry.name.endswith((".py", ".sql", ".csv", ".toml")):
                stat = entry.stat()
                yield f"{entry.path}\0{stat.st_size}\0{stat.st_mtime_ns}"


def compiled(name: str, kind: type[_T], make: Callable[[], _T], unkept: _T | None = None) -> _T:
    """What `make` gives, which nothing but assay's own files decides; `kind` is its type, and `name` that of the file.

    With `unkept`, that is taken where nothing can be kept: what every process would work out again in vain.
    Errors: those of `make`.
    """
    file = _file(name)
    with suppress(OSError, msgspec.DecodeError):
        data = memoryview(file.read_bytes())
        head, kept = data[:_HEAD_BYTES], data[_HEAD_BYTES:]
        if head == _head(kept):
            return msgspec.msgpack.decode(kept, type=kind)
    can_keep = _can_keep(file.parent)
    if not can_keep and unkept is not None:
        return unkept
    made = make()
    if can_keep:
        encoded = msgspec.msgpack.encode(made)
        _write(file, _head(encoded) + encoded)
    return made


def _head(kept: bytes | memoryview) -> bytes:
    """What stands before it where it is whole, and of these files."""
    return _stamp() + zlib.crc32(kept).to_bytes(4, "big")


def _can_keep(folder: Path) -> bool:
    with suppress(OSError):
        if not sys.dont_write_bytecode:
            folder.mkdir(parents=True, exist_ok=True)
            return os.access(folder, os.W_OK)
    return False


def _write(file: Path, data: bytes) -> None:
    draft = file.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        draft.write_bytes(data)
        draft.replace(file)


def _file(name: str) -> Path:
    return Path(cache_from_source(str(_PACKAGE / f"{name}.py"))).with_suffix(".msgpack")


@cache
def _stamp() -> bytes:
    """Hash of assay's own files and of what decides how their words are read."""
    said = f"{own_files()}\0{sys.version}\0{msgspec.__version__}"
    return hashlib.blake2b(said.encode(), digest_size=_STAMP_BYTES).digest()
