"""The words that stand in source text, whatever they are there for. Each is kept as a hash alone.

What looks like a name may be a part of a token that somebody left in the file, and must not be told from the lake.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from assay.tables.component import SourceWords

#: Every byte that no name holds is a space; letters are small, so that `orderTotal` is the `order_total` of an API.
_TABLE = bytes(ord(chr(byte).lower()) if byte < 128 and chr(byte).isalnum() else 32 for byte in range(256))
_JOINTS = b"_$"


def source_words(data: bytes) -> SourceWords:
    """Each word of letters in a file once."""
    found = {_hashed(word) for word in set(data.translate(_TABLE, _JOINTS).split()) if word.isalpha()}
    return SourceWords(words=" ".join(sorted(found)))


def as_word(name: str) -> str | None:
    """A name as it stands among the words; None where it is no name but may be data: `US`, `4711`, `valid-until`."""
    plain = name.replace("_", "").replace("$", "")
    return _hashed(plain.lower().encode()) if plain.isascii() and plain.isalpha() and not plain.isupper() else None


@lru_cache(maxsize=65_536)
def _hashed(word: bytes) -> str:
    """40 bits: two words that share one are seldom, and then a field counts as named that is not."""
    return hashlib.blake2b(word, digest_size=5).hexdigest()
