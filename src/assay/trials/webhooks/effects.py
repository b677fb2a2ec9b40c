"""What the user declares of the shop -> how often an event was applied there, which state a payment is in.

A read is one line, with {payment}, {order}, {event}, {amount}, {currency} and {decimal} for what the trial made up:

    GET http://127.0.0.1:8000/orders/{order}#/captures     a value in a JSON answer, by its pointer (RFC 6901)
    SQL env:DATABASE_URL select count(*) from captures where payment = {payment}
    SQL shop.db select status from orders where id = {order}
    RUN ./count-captures {payment}                          what it prints

A number counts, a list by its length; nothing, and an answer 404, is none. An order is made the same way, before an
event of it is sent: `POST http://…/orders {"id": "{order}"}` or `RUN …`; `payment` and `order` in the answer count.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shlex
import sqlite3
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from assay.descriptions.pointers import tokens
from assay.model import AssayError, UsageError

from .message import Facts

_MOST_ANSWER = 1_000_000
_SECONDS = 10.0
_PLACEHOLDER = re.compile(r"\{(event|payment|order|amount|currency|decimal|occurred_at|seconds)\}")
_POSTGRESQL = re.compile(r"^postgres(ql)?://|(^|\s)(host|dbname|service)\s*=")
_FORMS = "Write it as GET URL#/pointer, SQL DATABASE QUERY, or RUN COMMAND."


@dataclass(frozen=True, slots=True)
class Ground:
    """Where declared reads stand: the directory that paths and commands are relative to, who may be called, and the
    headers (by which a test system may want to know who asks).
    """

    folder: Path
    allowed: Callable[[str], str]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """One declared read; `stated` is what the user wrote."""

    stated: str
    ask: Callable[[Facts], Any]

    def count(self, facts: Facts) -> int:
        """How often. Errors: AssayError where that is no number."""
        value = self.ask(facts)
        if value is None or value == "":
            return 0
        if isinstance(value, list | dict):
            return len(value)
        try:
            return int(value)
        except (TypeError, ValueError) as error:
            what = f"does not count: it said {str(value)[:60]!r}"
            raise AssayError(what, where=self.stated, remedy="It is to give a number, a list, or nothing.") from error

    def state(self, facts: Facts) -> str | None:
        value = self.ask(facts)
        return None if value is None else str(value)[:60]


def read(stated: str, ground: Ground) -> Read:
    """Errors: UsageError where it is written otherwise, or may not be called."""
    kind, _, rest = stated.strip().partition(" ")
    rest = rest.strip()
    if kind == "GET" and rest:
        url, _, pointer = rest.partition("#")
        ground.allowed(_PLACEHOLDER.sub("x", url))
        return Read(stated, lambda facts: _got(_in_address(url, facts), pointer, ground.headers))
    if kind == "SQL" and " " in rest:
        place, _, query = rest.partition(" ")
        return Read(stated, _query(place, query.strip(), ground.folder, stated))
    if kind == "RUN" and rest:
        return Read(stated, lambda facts: _run(rest, facts, ground.folder, stated))
    raise UsageError("is no read", where=stated, remedy=_FORMS)


def preparation(stated: str, ground: Ground) -> Callable[[Facts], Facts]:
    """What makes an order, and the facts as the shop then has them. Errors: UsageError as for `read`."""
    kind, _, rest = stated.strip().partition(" ")
    url, _, body = rest.strip().partition(" ")
    if kind == "POST" and url:
        ground.allowed(_PLACEHOLDER.sub("x", url))
        headers = {"Content-Type": "application/json", **ground.headers}
        return lambda facts: _known(
            _asked("POST", _in_address(url, facts), headers, _in_text(body, facts).encode(), stated), facts
        )
    if kind == "RUN" and rest.strip():
        return lambda facts: _known(_run(rest, facts, ground.folder, stated), facts)
    remedy = "Write it as POST URL JSON, or RUN COMMAND."
    raise UsageError("does not say how an order is made", where=stated, remedy=remedy)


def _known(answer: Any, facts: Facts) -> Facts:
    if isinstance(answer, str):
        try:
            answer = json.loads(answer)
        except ValueError:
            return facts
    if not isinstance(answer, dict):
        return facts
    payment, order = (str(answer.get(name) or getattr(facts, name)) for name in ("payment", "order"))
    return replace(facts, payment=payment, order=order)


def _got(url: str, pointer: str, headers: Mapping[str, str]) -> Any:
    value = _asked("GET", url, headers, None, url)
    for token in tokens(pointer):
        try:
            value = value[int(token)] if isinstance(value, list) else value[token]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return value


def _asked(method: str, url: str, headers: Mapping[str, str], body: bytes | None, stated: str) -> Any:
    """The decoded answer; None for 404."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_SECONDS)
    try:
        connection.request(
            method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, dict(headers)
        )
        with connection.getresponse() as response:
            status, data = response.status, response.read(_MOST_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise AssayError(f"was not answered: {error}", where=stated, remedy="Does the shop run?") from error
    finally:
        connection.close()
    if status == 404 and method == "GET":
        return None
    if status >= 300:
        raise AssayError(f"was answered {status}", where=stated, remedy="Try it with curl; --read-auth names headers.")
    try:
        return json.loads(data) if data.strip() else None
    except ValueError as error:
        raise AssayError("was not answered in JSON", where=stated, remedy="Name a read that is.") from error


def _query(place: str, query: str, folder: Path, stated: str) -> Callable[[Facts], Any]:
    if re.search(rf"'\s*{_PLACEHOLDER.pattern}\s*'", query):
        raise UsageError("quotes a placeholder", where=stated, remedy="Leave the quotes out: it is a parameter.")
    names = _PLACEHOLDER.findall(query)
    where = os.environ.get(place.removeprefix("env:"), "") if place.startswith("env:") else place
    if not where:
        raise UsageError(f"the environment variable {place[4:]} is not set", where=stated, remedy="Set it.")
    if _POSTGRESQL.search(where):
        return lambda facts: _postgresql(where, _PLACEHOLDER.sub("%s", query), _values(names, facts), stated)
    file = folder / where.removeprefix("sqlite:///")
    if not file.is_file():
        remedy = "Name a SQLite file, or env:VARIABLE with a postgresql:// address."
        raise UsageError("there is no such database", where=str(file), remedy=remedy)
    return lambda facts: _sqlite(file, _PLACEHOLDER.sub("?", query), _values(names, facts), stated)


def _values(names: Sequence[str], facts: Facts) -> list[str | int]:
    words = facts.words()
    return [int(words[name]) if name in ("amount", "seconds") else words[name] for name in names]


def _sqlite(file: Path, query: str, values: Sequence[str | int], stated: str) -> Any:
    try:
        db = sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True, timeout=_SECONDS)
        try:
            row = db.execute(query, values).fetchone()
        finally:
            db.close()
    except sqlite3.Error as error:
        raise AssayError(f"failed: {error}", where=stated, remedy="Try it with sqlite3.") from error
    return row[0] if row else None


def _postgresql(address: str, query: str, values: Sequence[str | int], stated: str) -> Any:
    try:
        import psycopg
    except ImportError as error:
        remedy = "Install it: pip install 'assay[postgresql]'."
        raise UsageError("PostgreSQL needs psycopg, which is not installed", where=stated, remedy=remedy) from error
    options = f"-c default_transaction_read_only=on -c statement_timeout={int(_SECONDS * 1000)}"
    try:
        with psycopg.connect(address, autocommit=True, options=options, connect_timeout=int(_SECONDS)) as db:
            row = db.execute(query.encode(), values).fetchone()
    except psycopg.Error as error:
        raise AssayError(f"failed: {str(error).splitlines()[0]}", where=stated, remedy="Try it with psql.") from error
    return row[0] if row else None


def _run(command: str, facts: Facts, folder: Path, stated: str) -> str:
    try:
        words = [_in_text(word, facts) for word in shlex.split(command)]
        done = subprocess.run(
            words, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise AssayError(f"failed: {error}", where=stated, remedy="Try it by itself.") from error
    if done.returncode:
        said = done.stderr[-300:].decode("utf-8", "replace").strip()
        raise AssayError(f"ended with {done.returncode}: {said}", where=stated, remedy="Try it by itself.")
    return done.stdout[:_MOST_ANSWER].decode("utf-8", "replace").strip()


def _in_text(text: str, facts: Facts) -> str:
    words = facts.words()
    return _PLACEHOLDER.sub(lambda found: words[found[1]], text)


def _in_address(text: str, facts: Facts) -> str:
    words = facts.words()
    return _PLACEHOLDER.sub(lambda found: quote(words[found[1]], safe=""), text)
