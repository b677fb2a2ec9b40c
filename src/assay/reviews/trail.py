"""The audit trail: who decided what about waivers, when, until when, and where that is written.

In: the commits that changed the waivers in `assay.toml`, and the decisions in the lake. Out: one list, newest first.
"""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from assay.engine.configuration import FILE
from assay.engine.stated import Waiver
from assay.engine.waivers import LAKE, about, named
from assay.model import AssayError
from assay.store.records import Decision

_MOST_COMMITS = 1_000
_SECONDS = 20
_FORMAT = "%H%x00%aI%x00%an <%ae>"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One decision. `who` is whom git or the lake knows; `named` is who the text says it was.

    `what`: waive, renew, approve, decline or revoke, and propose in the lake. `where` is the commit, or `lake`.
    """

    at: str
    who: str
    named: str | None
    what: str
    name: str
    about: str
    why: str | None
    until: str | None
    where: str


def trail(root: Path, decisions: Iterable[Decision] = ()) -> list[Entry]:
    """Every decision that is known, newest first; without git, those of the lake. Errors: AssayError."""
    found = [*_of_git(root), *map(_of_lake, decisions)]
    return sorted(found, key=lambda entry: _instant(entry.at), reverse=True)


def _instant(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _of_lake(decision: Decision) -> Entry:
    return Entry(
        at=decision.at,
        who=decision.who,
        named=None,
        what=decision.what,
        name=decision.id if decision.what == "propose" else decision.about,
        about=f"finding {decision.about}" if decision.what == "propose" else f"waiver {decision.about}",
        why=decision.why or None,
        until=decision.until,
        where=LAKE,
    )


def _of_git(root: Path) -> Iterator[Entry]:
    asked = ["log", f"-{_MOST_COMMITS}", "--no-merges", f"--format={_FORMAT}", "--", FILE]
    commits = [
        line.split("\0") for line in _git(root, asked).decode("utf-8", "replace").splitlines() if line.count("\0") == 2
    ]
    if not commits:
        return
    prefix = _git(root, ["rev-parse", "--show-prefix"]).decode("utf-8", "replace").strip()
    wanted = [f"{commit}{parent}:{prefix}{FILE}" for commit, *_ in commits for parent in ("", "^")]
    texts = list(_contents(root, wanted))
    for number, (commit, at, who) in enumerate(commits):
        yield from _changes(texts[2 * number + 1], texts[2 * number], commit=commit, at=at, who=who)


def _git(root: Path, words: Sequence[str], given: str = "") -> bytes:
    """What git says; nothing where there is no git or no repository. Errors: AssayError when it takes too long."""
    command = ["git", *words]
    try:
        done = subprocess.run(
            command, cwd=root, input=given.encode(), capture_output=True, timeout=_SECONDS, check=False
        )
    except FileNotFoundError:
        return b""
    except subprocess.TimeoutExpired as error:
        raise AssayError(f"git took longer than {_SECONDS} s", where=str(root), remedy="Try again.") from error
    return done.stdout if done.returncode == 0 else b""


def _contents(root: Path, wanted: Sequence[str]) -> Iterator[str]:
    """The text of each blob, empty where there is none."""
    said, at = _git(root, ["cat-file", "--batch"], "".join(f"{name}\n" for name in wanted)), 0
    for _ in wanted:
        end = said.find(b"\n", at)
        words = said[at:end].split()
        at, size = end + 1, int(words[2]) if words[1:2] == [b"blob"] else -1
        yield said[at : at + size].decode("utf-8", "replace") if size >= 0 else ""
        at += size + 1


def _waivers(text: str) -> dict[tuple[Any, ...], Waiver]:
    """The waivers of a text by what they are about; a text that is none of ours has none."""
    try:
        stated = msgspec.convert(tomllib.loads(text).get("waiver", []), list[Waiver])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError):
        return {}
    return {(waiver.standard, waiver.integration, waiver.subject): waiver for waiver in stated}


def _changes(before: str, after: str, **commit: str) -> Iterator[Entry]:
    was, now = _waivers(before), _waivers(after)
    for scope in [*now, *(scope for scope in was if scope not in now)]:
        old, new = was.get(scope), now.get(scope)
        if new is None:
            yield _entry("revoke", was[scope], None, None, commit)
            continue
        if old is None or named(old) != named(new):
            yield _entry("waive" if old is None else "renew", new, new.author, new.reason, commit)
        for who in new.approved_by:
            if old is None or who not in old.approved_by:
                yield _entry("approve", new, who, None, commit)
        if new.declined_by and (old is None or new.declined_by != old.declined_by):
            yield _entry("decline", new, new.declined_by, new.declined_reason, commit)


def _entry(what: str, waiver: Waiver, who: str | None, why: str | None, commit: dict[str, str]) -> Entry:
    return Entry(
        at=commit["at"],
        who=commit["who"],
        named=who,
        what=what,
        name=named(waiver),
        about=about(waiver),
        why=why,
        until=waiver.until.isoformat(),
        where=commit["commit"],
    )
