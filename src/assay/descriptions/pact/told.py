"""How values are told in messages, and what is said where a verdict cannot be told."""

from __future__ import annotations

from typing import Any

import msgspec


class Unreadable(Exception):  # noqa: N818 - not an error of anybody's program: the verdict is unknown
    """A rule that cannot be applied, in words: whether it holds is unknown."""


def show(value: Any) -> str:
    """A value for a message, cut."""
    text = msgspec.json.encode(value).decode() if not isinstance(value, bytes) else f"{len(value):,} bytes"
    return text if len(text) <= 80 else text[:77] + "…"
