"""A value -> a keyed hash of it, so that equal values can be told without storing any; in Python and in SQL."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_BLOCK = 64
_LENGTH = 20
_INNER, _OUTER = 0x36, 0x5C


def _padded(key: bytes, pad: int) -> bytes:
    return bytes(byte ^ pad for byte in key.ljust(_BLOCK, b"\0"))


#: The key, and both hashes after they have taken in the key; each fingerprint begins with a copy of them.
_state = {"key": b""}
_begun = {pad: hashlib.sha256(_padded(b"", pad)) for pad in (_INNER, _OUTER)}


def set_key(key: bytes) -> None:
    """State the key of fingerprints: the lake's own, so that fingerprints compare within one lake and nowhere else."""
    _state["key"] = key[:_BLOCK]
    _begun.update((pad, hashlib.sha256(_padded(_state["key"], pad))) for pad in (_INNER, _OUTER))


def fingerprint(value: str) -> str:
    """Keyed hash of a value: equal values, equal fingerprints; the value cannot be told from it.

    HMAC-SHA256 (RFC 2104), the first 80 bits: what a database computes for millions of values is the same.
    """
    inner, outer = _begun[_INNER].copy(), _begun[_OUTER].copy()
    inner.update(value.encode("utf-8", "replace"))
    outer.update(inner.digest())
    return outer.hexdigest()[:_LENGTH]


def teach(db: duckdb.DuckDBPyConnection) -> None:
    """Let SQL say `fingerprint(value)`."""
    for name, pad in (("fingerprint_inner", _INNER), ("fingerprint_outer", _OUTER)):
        db.execute(f"set variable {name} = $1::blob", [_padded(_state["key"], pad)])
    db.execute(
        "create or replace temp macro fingerprint(value) as substr(sha256(getvariable('fingerprint_outer') || "
        f"unhex(sha256(getvariable('fingerprint_inner') || encode(value)))), 1, {_LENGTH})"
    )
