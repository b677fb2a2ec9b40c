"""Many expressions are sought in one pass over bytes, by an engine whose time is linear (hyperscan).

Making its tables takes as long as reading a hundred files. They are the same for every target, and so they are kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from .compiled import compiled


def search_engine(expressions: Sequence[bytes]) -> Any:
    """A hyperscan.Database of these expressions, which are assay's own; it tells where each match begins."""
    import hyperscan

    name = f"search-{hashlib.blake2b(repr(expressions).encode(), digest_size=8).hexdigest()}"
    kept = compiled(name, bytes, lambda: hyperscan.dumpb(_made(expressions)))
    try:
        engine = hyperscan.loadb(kept, hyperscan.HS_MODE_BLOCK)
    except hyperscan.error:  # made on another machine, or by another version
        return _made(expressions)
    engine.scratch = hyperscan.Scratch(engine)
    return engine


def _made(expressions: Sequence[bytes]) -> Any:
    import hyperscan

    engine = hyperscan.Database()
    engine.compile(
        expressions=list(expressions),
        ids=list(range(len(expressions))),
        flags=[hyperscan.HS_FLAG_SOM_LEFTMOST] * len(expressions),
    )
    return engine
