"""Recordings, by name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def use_cassette(name: str) -> Iterator[list[dict[str, Any]]]:
    """The exchanges of the recording that is called so."""
    for file in Path(__file__).parent.glob("recordings/*.har"):
        log = json.loads(file.read_text(encoding="utf-8"))["log"]
        if log["_recordingName"] == name:
            yield log["entries"]
            return
    raise LookupError(name)
