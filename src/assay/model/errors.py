"""The ways in which assay can refuse: each says what is wrong, where, and what to do about it."""

from __future__ import annotations


class AssayError(Exception):
    """What went wrong (`what`), the file and place (`where`, may be empty) and the remedy (`remedy`, may be empty)."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  {self.remedy}" if self.remedy else head

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.what, self.where, self.remedy)


def _rebuild(kind: type[AssayError], what: str, where: str, remedy: str) -> AssayError:
    return kind(what, where=where, remedy=remedy)


class SourceError(AssayError):
    """A source cannot be read; the run goes on without it."""


class StandardError(AssayError):
    """A standard or metric is not well formed, or its query failed."""


class UsageError(AssayError):
    """The command line or the configuration is wrong; nothing was done."""
