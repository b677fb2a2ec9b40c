"""Seeded defects: a small patch to the example that must flip one standard's verdict, and nothing undeclared."""

from __future__ import annotations

import atexit
import base64
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import yaml

from assay.engine.check import Options, check
from assay.engine.collect import lend, memory_file, remembered
from assay.store.lake import Lake

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "checkout"
SEEDS = ROOT / "tests" / "seeds"
AS_OF = date(2026, 11, 20)
#: A time of files at which no seed is planted.
LONG_AGO = 1_000_000_000
Verdicts = dict[tuple[str, str], str]


def _segment(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


#: Values that look real are made here, so that none stands in a file.
PLACEHOLDERS = {
    "{{jwt}}": f"{_segment({'alg': 'none'})}.{_segment({'sub': 'seed', 'scope': 'pay'})}.{'s' * 24}",
    "{{pan}}": "48620" + "87000000" + "014",
    "{{test_card}}": "41" + "1" * 14,
    "{{cvv}}": "73" + "7",
    "{{stripe_key}}": "sk" + "_live_" + hashlib.sha256(b"seed").hexdigest()[:28],
    "{{client_key}}": "live_" + hashlib.sha256(b"key").hexdigest()[:32].upper(),
}


RECORDING = "packages/nordpay-integration/e2e/__har__/card_2825014613/recording.har"
SHOP = "https://checkout.harbour.example"


class Exchange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One more exchange, good in every way but for what is stated; it follows the recording's last by a second.

    A `url` that starts with / is the shop's. A body that is no text is JSON. A header that is null is not sent.
    """

    url: str
    method: str = "GET"
    status: int = 200
    request: Any = None
    response: Any = msgspec.field(default_factory=lambda: {"ok": True})
    request_headers: dict[str, str | None] = {}
    response_headers: dict[str, str | None] = {}
    timings: dict[str, float] = {}
    time: float = 40
    times: int = 1
    """How many to add; {n} in the url counts them."""
    copies: int = 1
    """How often each stands there, to the millisecond."""

    def entries(self, log: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The HAR entries to append to `log`."""
        last = datetime.fromisoformat(max(entry["startedDateTime"] for entry in log))
        for number in range(self.times):
            yield from [self._entry(len(log) + number, last + timedelta(seconds=1 + number))] * self.copies

    def _entry(self, number: int, at: datetime) -> dict[str, Any]:
        sent, answer = _body(self.request), _body(self.response)
        asked: dict[str, str | None] = {
            "accept": "application/json",
            "traceparent": f"00-{'5eed' * 8}-{number + 1:016x}-01",
        }
        answered: dict[str, str | None] = {
            "content-type": _type(self.response),
            "cache-control": "no-store",
            "x-runtime": "0.012",
            "x-request-id": f"seed-{number}",
            "date": format_datetime(at, usegmt=True),
            "strict-transport-security": "max-age=31536000",
        }
        if sent:
            asked["content-type"] = _type(self.request)
        mime = {**answered, **self.response_headers}["content-type"] or ""
        return {
            "startedDateTime": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "time": self.time,
            "request": {
                "method": self.method,
                "url": (SHOP if self.url.startswith("/") else "") + self.url.replace("{n}", str(number)),
                "httpVersion": "HTTP/1.1",
                "headers": _headers({**asked, **self.request_headers}),
                **({"postData": {"mimeType": asked["content-type"], "text": sent}} if sent else {}),
            },
            "response": {
                "status": self.status,
                "httpVersion": "HTTP/1.1",
                "headers": _headers({**answered, **self.response_headers}),
                "content": {"size": len(answer.encode()), "mimeType": mime, "text": answer},
            },
            "timings": {"dns": 0, "connect": 0, "ssl": 0, "wait": 32, "receive": 1, **self.timings},
        }


def _body(stated: object) -> str:
    return _expanded(stated if isinstance(stated, str) else "" if stated is None else json.dumps(stated))


def _type(body: object) -> str:
    return "text/html" if isinstance(body, str) else "application/json"


def _headers(stated: dict[str, str | None]) -> list[dict[str, str]]:
    return [{"name": name, "value": _expanded(value)} for name, value in stated.items() if value is not None]


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Replaces `find` (which must stand there once), creates or deletes a file, or adds to a recording."""

    path: str = RECORDING
    find: str | None = None
    replace: str = ""
    create: str | None = None
    delete: bool = False
    exchange: Exchange | None = None


class Flip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    integration: str
    to: str = "unmet"


class Seed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One patch; `companions` maps further standards (patterns allowed) that flip to the reason. With `profiles`, both
    are judged by these.
    """

    why: str
    edits: tuple[Edit, ...]
    flips: Flip
    companions: dict[str, str] = {}
    profiles: tuple[str, ...] = ()


def load(file: Path) -> Seed:
    return msgspec.convert(yaml.safe_load(file.read_text(encoding="utf-8")), Seed)


def plant(seed: Seed, root: Path, name: str) -> None:
    """Apply the edits. Errors: AssertionError naming the seed when it no longer fits the example."""
    for edit in seed.edits:
        file = root / edit.path
        if edit.create is not None:
            assert not file.exists(), f"{name}: {edit.path} is there already"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_expanded(edit.create), encoding="utf-8")
        elif edit.delete:
            assert file.exists(), f"{name}: {edit.path} is not there"
            file.unlink()
        elif edit.exchange is not None:
            har = json.loads(file.read_text(encoding="utf-8"))
            har["log"]["entries"].extend(list(edit.exchange.entries(har["log"]["entries"])))
            file.write_text(json.dumps(har, indent=2), encoding="utf-8")
        else:
            text = file.read_text(encoding="utf-8")
            assert edit.find and text.count(edit.find) == 1, (
                f"{name}: {edit.find!r} stands {text.count(edit.find or '')} times"
            )
            file.write_text(text.replace(edit.find, _expanded(edit.replace)), encoding="utf-8")


def plant_where_it_fits(file: Path, root: Path) -> None:
    """A seed whose place another one has taken is left out, as a whole."""
    seed = load(file)
    was = {path: path.read_bytes() if path.exists() else None for path in {root / edit.path for edit in seed.edits}}
    try:
        plant(seed, root, file.stem)
    except (AssertionError, FileNotFoundError):
        for path, data in was.items():
            if data is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(data)


def _expanded(text: str) -> str:
    for placeholder, value in PLACEHOLDERS.items():
        text = text.replace(placeholder, value)
    return text


def verdicts(root: Path, lake: Path, profiles: tuple[str, ...] = ()) -> Verdicts:
    """The worst verdict of each standard for each unit."""
    result = check(root, Options(lake=lake, as_of=AS_OF, profiles=profiles))
    rows = result.db.execute(
        """select standard, integration, case when bool_or(verdict = 'unmet') then 'unmet'
           when bool_or(verdict = 'unknown') then 'unknown' else 'met' end from finding group by all"""
    ).fetchall()
    result.db.close()
    return {(standard, integration): verdict for standard, integration, verdict in rows}


def copy_example(to: Path) -> Path:
    """The example without what runs leave in it."""
    shutil.copytree(EXAMPLE, to, ignore=shutil.ignore_patterns(".assay", "node_modules"))
    return to


class Read(NamedTuple):
    """An example that was checked, in a lake that nobody else writes to."""

    example: Path
    lake: Path
    verdicts: Verdicts


def read_example(place: Path, profiles: tuple[str, ...] = ()) -> Read:
    """Check the example as it is. Its files are given one time long past, so that all that was read is known later."""
    example = copy_example(place / "checkout")
    for file in example.rglob("*"):
        os.utime(file, (LONG_AGO, LONG_AGO))
    return Read(example, place / "lake", verdicts(example, place / "lake", profiles))


@cache
def _judged() -> Read:
    """The example, checked once by this process."""
    place = tempfile.mkdtemp(prefix="judged-")
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return read_example(Path(place))


def judged_copy(place: Path) -> tuple[Path, Path]:
    """(a copy of the example, a lake that holds one run of it): a check reads and asks only what a test changes."""
    return lend_judged(place / "checkout", place / "lake")


def lend_judged(root: Path, lake: Path) -> tuple[Path, Path]:
    """The same, at places that a test names."""
    read = _judged()
    shutil.copytree(read.example, root)
    shutil.copytree(read.lake, lake)
    known = memory_file(Lake(lake), root)
    shutil.copyfile(memory_file(Lake(lake), read.example), known)
    remembered(Lake(lake), read.example, "").lend(known.with_suffix(".asked"))
    return root, lake


def planted_verdicts(seed: Seed, name: str, read: Read, place: Path) -> Verdicts:
    """What becomes of the verdicts once the seed is planted in a copy; only files that it touches are read anew."""
    root, lake = shutil.copytree(read.example, place / "checkout"), shutil.copytree(read.lake, place / "lake")
    plant(seed, root, name)
    with lend(Lake(lake), read.example, root, ()):
        return verdicts(root, lake, seed.profiles)
