"""Bytes of a description -> its value, whether JSON or YAML, with what of it no value tells."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from .errors import DescriptionError
from .pointers import joined
from .yaml_values import load_yaml

_MARK = b"\xef\xbb\xbf"
_YAML = (".yaml", ".yml")


class Decoded(NamedTuple):
    """A value, the same as JSON, the pointers of keys that stand twice in one object (the last one counts), and in YAML
    those of brackets and quotes with lines too far out.
    """

    value: Any
    encoded: bytes
    duplicates: tuple[str, ...]
    outdented: tuple[str, ...] = ()


def is_json(data: bytes) -> bool:
    """Whether a file is JSON by its first character."""
    return data.removeprefix(_MARK).lstrip()[:1] in (b"{", b"[")


def text_of(data: bytes, path: str) -> str:
    """A file as text, its byte order mark dropped. Errors: DescriptionError."""
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise DescriptionError("is not UTF-8", where=path) from error


def decode(data: bytes, path: str) -> Decoded:
    """The value of JSON or YAML. Errors: DescriptionError, with the place where it can be told."""
    if not is_json(data):
        return _decode_yaml(data, path)
    try:
        return _decode_json(data.removeprefix(_MARK), path)
    except DescriptionError:
        if not path.endswith(_YAML):
            raise
        return _decode_yaml(data, path)  # which may begin as JSON does: {type: integer}


def _decode_json(data: bytes, path: str) -> Decoded:
    try:
        value = msgspec.json.decode(data)
        encoded = msgspec.json.encode(value)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise DescriptionError(f"is not JSON: {_complaint(data, error)}", where=path) from error
    except RecursionError as error:
        raise DescriptionError("nests too deep", where=path) from error
    # A key that stands twice is once in the value: its quotes are wanting. Counting them costs nearly nothing.
    whole = data.count(b'"') + data.count(b"\\u0022") == encoded.count(b'"')
    return Decoded(value, encoded, () if whole else tuple(_duplicates(data)))


def _complaint(data: bytes, error: Exception) -> str:
    try:
        json.loads(data)
    except json.JSONDecodeError as better:
        return f"{better.msg} (line {better.lineno}, column {better.colno})"
    except (ValueError, RecursionError):
        pass
    return str(error)


def _duplicates(data: bytes) -> Iterable[str]:
    """Pointers of keys that stand twice, found by a reading that keeps them all."""

    class Pairs(list[tuple[str, Any]]):
        pass

    waiting: list[tuple[str, Any]] = [("", json.loads(data, object_pairs_hook=Pairs))]
    while waiting:
        pointer, value = waiting.pop()
        if isinstance(value, Pairs):
            seen: set[str] = set()
            for key, inner in value:
                if key in seen:
                    yield joined(pointer, key)
                seen.add(key)
                waiting.append((joined(pointer, key), inner))
        elif isinstance(value, list):
            waiting.extend((joined(pointer, number), inner) for number, inner in enumerate(value))


def _decode_yaml(data: bytes, path: str) -> Decoded:
    loaded = load_yaml(text_of(data, path), path)
    try:
        return Decoded(loaded.value, msgspec.json.encode(loaded.value), loaded.duplicates, loaded.outdented)
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError) as error:
        raise DescriptionError(f"holds what JSON cannot: {error}", where=path) from error
