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
    kept = compiled(name, bytes, lambda: hyperscan.dumpb(made_engine(expressions, hyperscan.HS_FLAG_SOM_LEFTMOST)))
    try:
        engine = hyperscan.loadb(kept, hyperscan.HS_MODE_BLOCK)
    except hyperscan.error:  # made on another machine, or by another version
        return made_engine(expressions, hyperscan.HS_FLAG_SOM_LEFTMOST)
    engine.scratch = hyperscan.Scratch(engine)
    return engine


def made_engine(expressions: Sequence[bytes], flag: int) -> Any:
    """A hyperscan.Database of any expressions, each with this flag of hyperscan's and known by its number."""
    import hyperscan

    engine = hyperscan.Database()
    engine.compile(expressions=list(expressions), ids=list(range(len(expressions))), flags=[flag] * len(expressions))
    return engine
