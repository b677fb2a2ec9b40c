"""The words that stand in source text, whatever they are there for: names, text, comments."""

from __future__ import annotations

from assay.tables.component import SourceWords

#: Every byte that no name holds is a space; letters are small, so that `orderTotal` is the `order_total` of an API.
_TABLE = bytes(ord(chr(byte).lower()) if byte < 128 and chr(byte).isalnum() else 32 for byte in range(256))
_JOINTS = b"_$"


def source_words(data: bytes) -> SourceWords:
    """Each word of a file once."""
    return SourceWords(words=b" ".join(sorted(set(data.translate(_TABLE, _JOINTS).split()))).decode("ascii"))


def as_word(name: str) -> str | None:
    """A name as it stands among the words; None where it is no name but may be data: `US`, `4711`, `valid-until`."""
    plain = name.replace("_", "").replace("$", "")
    return plain.lower() if plain.isascii() and plain.isalpha() and not plain.isupper() else None
