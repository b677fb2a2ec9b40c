"""git history -> commit_file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from assay import masking
from assay.model import Collector, Command, Role, Row, Source, SourceError, Target
from assay.tables.workspace import CommitFile

MAX_COMMITS = 5_000
COLLECTOR = Collector(
    name="history",
    tool="git",
    about="Reads which files changed when, and how many people changed them.",
    fills=(CommitFile,),
    roles=(Role.DOMAIN,),
    domains=("component",),
    max_bytes=60_000_000,
)
_COMMIT, _FIELD = "\x01", "\x02"
#: Nothing that the repository's own configuration names is run: no diff drivers, no signature check, no hooks.
_ARGV = (
    *("git", "-c", "log.showSignature=false", "-c", "core.fsmonitor=false", "log", f"--max-count={MAX_COMMITS}"),
    *("--no-merges", "--no-renames", "--no-ext-diff", "--no-textconv", "--numstat", "-z", "--relative"),
    *("--date-order", f"--format={_COMMIT}%H{_FIELD}%at{_FIELD}%ae{_FIELD}%D", "--", "."),
)


def find(target: Target) -> Iterator[Command]:
    """The newest commits that touch the target; nothing where there is no repository."""
    del target
    yield Command(path=".", argv=_ARGV, stamp=("git", "rev-parse", "HEAD", "--show-prefix", "--is-shallow-repository"))


def read(source: Source) -> Iterator[Row]:
    """One row per commit and file. Errors: SourceError when it is not the log asked for."""
    head: tuple[str, datetime, str] | None = None
    for part in source.text.split("\0"):
        part = part.lstrip("\n")
        if part.startswith(_COMMIT):
            about, _, part = part[1:].partition("\n")
            head = _head(about, source.path)
        if not part or head is None:
            if part and head is None and _COMMIT not in source.text:
                raise SourceError("is not a git log", where=source.path, remedy="Is `git` the real one?")
            continue
        counts = part.split("\t", 2)
        if len(counts) == 3:
            commit, at, author = head
            yield CommitFile(
                commit=commit, at=at, author=author, path=counts[2], added=_count(counts[0]), deleted=_count(counts[1])
            )


def _head(about: str, where: str) -> tuple[str, datetime, str] | None:
    """None for the first commit of a shallow clone, which would seem to have written everything."""
    fields = about.split(_FIELD)
    try:
        at = datetime.fromtimestamp(int(fields[1]), UTC).replace(tzinfo=None)
        commit, address, names = fields[0], fields[2], fields[3]
    except (IndexError, ValueError, OverflowError, OSError) as error:
        raise SourceError("is not the git log asked for", where=where, remedy="Is `git` the real one?") from error
    if "grafted" in names.split(", "):
        return None
    return commit, at, masking.fingerprint(address.lower())


def _count(text: str) -> int | None:
    """git writes - for binary files."""
    return int(text) if text.isdigit() else None
