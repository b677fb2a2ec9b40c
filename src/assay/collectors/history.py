"""git history -> commit_file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

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
#: Nothing that the repository's own configuration names is run: no diff drivers, no signature check, no hooks. Names of
#: files stand in trees, so no file's content is needed; what a partial clone lacks of them is not fetched.
_ARGV = (
    *("git", "--literal-pathspecs", "-c", "log.showSignature=false", "-c", "core.fsmonitor=false"),
    *("-c", "protocol.allow=never", "log", f"--max-count={MAX_COMMITS}", "--no-merges", "--no-renames"),
    *("--no-ext-diff", "--no-textconv", "--name-status", "-z", "--relative"),
    *("--date-order", f"--format={_COMMIT}%H{_FIELD}%at{_FIELD}%ae{_FIELD}%D", "--"),
)
#: What stands beside this many other things at the top of the target is not asked for by name.
_MAX_NAMES = 500
_CHANGES = {"A": "added", "D": "deleted"}


def find(target: Target) -> Iterator[Command]:
    """The newest commits that touch what is in the target today; nothing where there is no repository."""
    tops = sorted({path.partition("/")[0] for path in target.paths})
    asked = tops if 0 < len(tops) <= _MAX_NAMES else ["."]
    stamp = ("git", "rev-parse", "HEAD", "--show-prefix", "--is-shallow-repository", "--", *asked)
    yield Command(path=".", argv=(*_ARGV, *asked), stamp=stamp)


def read(source: Source) -> Iterator[Row]:
    """One row per commit and file. Errors: SourceError when it is not the log asked for."""
    text = source.text
    if text and not text.startswith(_COMMIT):
        raise SourceError("is not a git log", where=source.path, remedy="Is `git` the real one?")
    author_of = cache(masking.fingerprint)  # few people write many commits
    for entry in text.split(_COMMIT)[1:]:
        about, _, listed = entry.partition("\0")
        head = _head(about, source.path)
        if head is None:
            continue
        commit, at, address = head
        author = author_of(address.lower())
        fields = listed.lstrip("\n\0").split("\0")
        for status, path in zip(fields[::2], fields[1::2], strict=False):
            if path:
                yield CommitFile(
                    commit=commit, authored_at=at, author=author, path=path, change=_CHANGES.get(status, "changed")
                )


def _head(about: str, where: str) -> tuple[str, datetime, str] | None:
    """(commit, when, address of the author); None for the first of a shallow clone, which seems to write everything."""
    fields = about.split(_FIELD)
    try:
        at = datetime.fromtimestamp(int(fields[1]), UTC).replace(tzinfo=None)
        commit, address, names = fields[0], fields[2], fields[3]
    except (IndexError, ValueError, OverflowError, OSError) as error:
        raise SourceError("is not the git log asked for", where=where, remedy="Is `git` the real one?") from error
    if "grafted" in names.split(", "):
        return None
    return commit, at, address
