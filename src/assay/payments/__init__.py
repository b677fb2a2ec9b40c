"""What providers' payloads say of payments: decoded values in, rows of the ledger's tables out; pure.

A module with `FORMAT` reads one format of exports. It also has `sniff(head)`, whether the first 64 kB of a file look
like it, and `read(data, seal)`, which yields the rows of a whole file: a record that cannot be taken is a RejectedRow,
what is not the format at all a SourceError. `seal` makes a keyed fingerprint of a value that may not be kept.
`integration` stays null, `environment` where the record does not say it.
"""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType

#: So much of a file is asked what format it is.
HEAD = 65_536


@dataclass(frozen=True, slots=True)
class Format:
    """One format of exports: `name` is what `format` in assay.toml says, such as adyen-notifications."""

    name: str
    provider: str
    about: str


@cache
def formats() -> dict[str, ModuleType]:
    """The modules that read a format, by its name; found by folder."""
    modules = (import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    return {module.FORMAT.name: module for module in modules if hasattr(module, "FORMAT")}
