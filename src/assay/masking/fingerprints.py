"""A value -> a keyed hash of it, so that equal values can be told without storing any."""

from __future__ import annotations

import hashlib

_state = {"key": b""}


def set_key(key: bytes) -> None:
    """State the key of fingerprints: the lake's own, so that fingerprints compare within one lake and nowhere else."""
    _state["key"] = key[:64]


def fingerprint(value: str) -> str:
    """Keyed hash (BLAKE2b) of a value: equal values, equal fingerprints; the value cannot be told from it."""
    return hashlib.blake2b(value.encode("utf-8", "replace"), digest_size=10, key=_state["key"]).hexdigest()
