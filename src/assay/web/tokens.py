"""Tokens by which people and pipelines are known. In: a name and a role, or a token. Out: a person.

A token is 256 random bits, so its SHA-256 is as good as any slower hash: there is nothing to guess (OWASP Password
Storage Cheat Sheet speaks of passwords). Only the hash is kept, in a file that its owner alone may read.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from assay.model import AssayError, UsageError

from .rights import Person, Role

_SCHEMA = """
create table if not exists token (id text primary key, name text not null, role text not null, digest blob not null,
    made text not null, expires text, revoked text)
"""
_PREFIX = "assay"
#: Compared with when no token has the id, so that both answers take as long.
_NO_DIGEST = b"\0" * 32
_MOST_NAME = 100


class Token(NamedTuple):
    """What is known of a token; not the token itself. Times are UTC in ISO 8601."""

    id: str
    name: str
    role: Role
    made: str
    expires: str | None
    revoked: str | None

    @property
    def holds(self) -> bool:
        return not self.revoked and (not self.expires or self.expires > _now())


class Tokens:
    """The tokens of one lake."""

    def __init__(self, lake: Path) -> None:
        self.path = lake / "access.db"

    def add(self, name: str, role: Role, days: int | None = None) -> str:
        """Make a token and say it, once. Errors: UsageError when a token that holds has the name."""
        if not 0 < len(name.strip()) <= _MOST_NAME:
            raise UsageError(f"a name has 1 to {_MOST_NAME} characters", remedy="Name the person or pipeline.")
        if any(token.name == name and token.holds for token in self.list()):
            remedy = f"Revoke it first (`assay serve token revoke {name}`), or choose another name."
            raise UsageError(f"there is a token of {name} already", remedy=remedy)
        known, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
        expires = _text(datetime.now(UTC) + timedelta(days=days)) if days else None
        with self._writing() as db:
            db.execute(
                "insert into token values (?, ?, ?, ?, ?, ?, null)",
                (known, name, role.value, _digest(secret), _now(), expires),
            )
        return f"{_PREFIX}_{known}_{secret}"

    def list(self) -> list[Token]:
        """All tokens, the newest first."""
        with self._reading() as db:
            rows = db.execute("select id, name, role, made, expires, revoked from token order by made desc").fetchall()
        return [Token(known, name, Role(role), *rest) for known, name, role, *rest in rows]

    def revoke(self, name: str) -> Token:
        """End a token, by its name or id. Errors: UsageError when none that holds is called so."""
        found = next((token for token in self.list() if name in (token.name, token.id) and token.holds), None)
        if found is None:
            raise UsageError(f"no token that holds is called {name}", remedy="`assay serve token list` lists them.")
        with self._writing() as db:
            db.execute("update token set revoked = ? where id = ?", (_now(), found.id))
        return found

    def person(self, token: str) -> Person | None:
        """Whose token it is; None when it is unknown, revoked or expired."""
        _, _, rest = token.partition("_")
        known, _, secret = rest.partition("_")
        found, digest = self._find(known)
        same = hmac.compare_digest(_digest(secret), digest or _NO_DIGEST)
        return Person(found.name, found.role, found.id) if found and same and found.holds else None

    def still(self, known: str) -> bool:
        """Whether the token of this id holds still."""
        found, _ = self._find(known)
        return bool(found and found.holds)

    def _find(self, known: str) -> tuple[Token | None, bytes | None]:
        columns = "id, name, role, made, expires, revoked, digest"
        with self._reading() as db:
            row = db.execute(f"select {columns} from token where id = ?", (known,)).fetchone()
        return (Token(row[0], row[1], Role(row[2]), *row[3:6]), row[6]) if row else (None, None)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        if not self.path.exists():
            with closing(sqlite3.connect(":memory:")) as db:
                db.execute(_SCHEMA)
                yield db
            return
        with self._told(), closing(sqlite3.connect(f"file:{quote(str(self.path))}?mode=ro", uri=True)) as db:
            yield db

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._told():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            with closing(sqlite3.connect(self.path, timeout=30)) as db:
                db.execute(_SCHEMA)
                with db:
                    yield db

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            remedy = "See to it that you may read and write there, or name another directory with --lake."
            raise AssayError(f"the tokens cannot be used: {error}", where=str(self.path), remedy=remedy) from error


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _now() -> str:
    return _text(datetime.now(UTC))


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
