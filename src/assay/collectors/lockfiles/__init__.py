"""Lock files -> locked_dependency: what is installed, from where, and whether a checksum guards it.

Each module of this package reads the formats of one family and has `read(source)` -> rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from assay.model import Collector, Role, Row, Source, Target
from assay.tables.workspace import LockedDependency

from . import npm, pnpm, python, yarn

COLLECTOR = Collector(
    name="lockfiles",
    tool="lock files (npm, yarn, pnpm, uv, poetry)",
    about="Reads which versions are installed, from where, and whether a checksum guards them.",
    fills=(LockedDependency,),
    roles=(Role.DOMAIN,),
    domains=("security", "component"),
    max_bytes=40_000_000,
)
_READERS = {
    "package-lock.json": npm.read,
    "npm-shrinkwrap.json": npm.read,
    "yarn.lock": yarn.read,
    "pnpm-lock.yaml": pnpm.read,
    "uv.lock": python.read,
    "poetry.lock": python.read,
}


def find(target: Target) -> Iterator[str]:
    """Lock files by their name."""
    yield from target.named(*_READERS)


def read(source: Source) -> Iterator[Row]:
    """Errors: SourceError when the file is not what its name says."""
    yield from _READERS[source.name](source)
