"""How a description refuses to be read."""

from __future__ import annotations

from assay.model import SourceError


class DescriptionError(SourceError):
    """A file is no description, or one that cannot be read: what is wrong, in which file."""
