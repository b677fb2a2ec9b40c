"""Files before and after -> a unified diff that `git apply` takes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

_NO_BREAK = b"\\ No newline at end of file\n"
_ESCAPES = {**{code: f"\\{code:03o}" for code in (*range(32), 127)}, 9: "\\t", 10: "\\n", 34: '\\"', 92: "\\\\"}


def patch(before: Mapping[str, bytes], after: Mapping[str, bytes], prefix: str = "") -> bytes:
    """The differences of all files; `prefix` leads from the repository's root to the target, ending in a slash."""
    return b"".join(
        line for path in sorted(after) for line in _file(prefix + path, before[path], after[path]) if after[path]
    )


def _file(path: str, old: bytes, new: bytes) -> Iterator[bytes]:
    if old == new:
        return
    names = [_quoted(f"{side}/{path}") for side in ("a", "b")]
    yield f"diff --git {names[0]} {names[1]}\n".encode()
    # A tab ends a name that holds blanks, as git writes it.
    tails = ["\t" if " " in name and not name.startswith('"') else "" for name in names]
    yield f"--- {names[0]}{tails[0]}\n+++ {names[1]}{tails[1]}\n".encode()
    lines = difflib.diff_bytes(difflib.unified_diff, _lines(old), _lines(new), n=3)
    for number, line in enumerate(lines):
        if number > 1:
            yield line if line.endswith(b"\n") else line + b"\n" + _NO_BREAK


def _lines(data: bytes) -> list[bytes]:
    """Lines by their \\n alone: what git takes for one."""
    parts = data.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _quoted(path: str) -> str:
    """A name as git writes it: in quotes, with octal escapes, where it holds anything but printable ASCII."""
    data = path.encode("utf-8", "surrogateescape")
    if not any(byte in _ESCAPES or byte > 127 for byte in data):
        return path
    return '"' + "".join(_ESCAPES.get(byte) or (chr(byte) if byte < 128 else f"\\{byte:03o}") for byte in data) + '"'
