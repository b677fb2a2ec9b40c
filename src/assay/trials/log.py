"""What a trial saw -> a file of newline-delimited JSON, masked, which the collector `trials` reads.

The first line tells what was tried, the last how it ended; between them stand operations, exchanges (as HAR entries),
failures and probes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import msgspec

from assay import masking
from assay.model import UsageError

from .exchange import Exchange, curl
from .users import Veil

VERSION = 1
_MOST_BODY = 65_536
_MOST_MESSAGE = 1_000
_encoder = msgspec.json.Encoder()


class Log:
    """Writes a trial as it goes: what is killed leaves all that it saw."""

    def __init__(self, file: Path, veil: Veil, about: Mapping[str, Any], addresses: Mapping[str, str]) -> None:
        """`addresses` maps what an address began with to what the log writes in its place. Errors: UsageError."""
        try:
            self._file = file.open("wb")
        except OSError as error:
            remedy = "Name a file in a directory that can be written, with --log."
            raise UsageError(f"cannot be written: {error.strerror}", where=str(file), remedy=remedy) from error
        self.place = file
        self.exchanges = 0
        self.counts: dict[str, Counter[str]] = {}
        self.failures: dict[tuple[str, str], dict[str, Any]] = {}
        self.probes: list[dict[str, Any]] = []
        self._veil = veil
        self._addresses = addresses
        self._write({"assay_trial": VERSION, **about})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._file.close()

    def exchange(self, seen: Exchange) -> int:
        """Its number in the file."""
        number, self.exchanges = self.exchanges, self.exchanges + 1
        counts = self.counts.setdefault(seen.operation or "", Counter())
        counts["exchanges"] += 1
        counts[seen.intent] += 1
        if seen.intent != "invalid" and seen.user.name in ("first", "none") and (seen.status or 599) < 400:
            counts["accepted"] += 1
        counts[_fate(seen.status)] += 1
        about = {name: getattr(seen, name) for name in ("operation", "phase", "intent", "altered")}
        self._write({"exchange": {**about, "user": seen.user.name, "har": self._entry(seen)}})
        return number

    def failure(self, what: str, operation: str, message: str, phase: str, seen: Iterable[Exchange]) -> bool:
        """Tell of what went wrong, as these exchanges show; false where the same is known. It is written at the end."""
        known = self.failures.get((what, operation))
        if known is not None:
            known["times"] += 1
            return False
        shown = list(seen)
        self.failures[what, operation] = {
            "what": what,
            "operation": operation,
            "message": self._told(message),
            "times": 1,
            "phase": phase,
            "entry": shown[-1].entry if shown else None,
            "curl": self._commands(shown),
        }
        return True

    def probe(
        self,
        name: str,
        question: str,
        operation: str | None,
        held: bool | None,
        reason: str,
        seen: Iterable[Exchange],
    ) -> None:
        shown = list(seen)
        told = {
            "probe": name,
            "question": question,
            "operation": operation,
            "held": held,
            "reason": self._told(reason),
            "entry": shown[-1].entry if shown else None,
            "curl": self._commands(shown) if shown else None,
        }
        self.probes.append(told)
        self._write({"probe": told})

    def end(self, operations: Iterable[Mapping[str, Any]], ended: str, seconds: float, phases: Iterable[str]) -> None:
        """The last lines: what was tried, what failed, how it ended."""
        names = ("exchanges", "described", "invalid", "accepted", "refused", "failed")
        for operation in operations:
            counts = self.counts.get(operation["operation"], Counter())
            self._write({"operation": {**operation, **{name: counts[name] for name in names}}})
        for failure in self.failures.values():
            self._write({"failure": failure})
        self._write({"end": {"ended": ended, "duration_s": round(seconds, 3), "phases": ",".join(phases)}})

    def _write(self, line: Mapping[str, Any]) -> None:
        self._file.write(masking.scrub(_encoder.encode(self._veil.inside(line))) + b"\n")

    def _told(self, text: str) -> str:
        return masking.mask_text(self._veil.over(text))[:_MOST_MESSAGE]

    def _commands(self, seen: Iterable[Exchange]) -> str:
        lines = (self._veil.over(curl(one.request, one.user)) for one in seen)
        return "\n".join(masking.mask_text(line) for line in lines)

    def _entry(self, seen: Exchange) -> dict[str, Any]:
        return entry(seen, self._stated(seen.request.url))

    def _stated(self, url: str) -> str:
        for sent, stated in self._addresses.items():
            if url.startswith(sent):
                return stated + url[len(sent) :]
        return url


def entry(seen: Exchange, url: str) -> dict[str, Any]:
    """A HAR entry (1.2), masked; `url` is the address that it states."""
    request = seen.request
    url = masking.screen_url(url)[0]
    # A user's headers are secret whatever they are called, and however short.
    proof = [{"name": name, "value": masking.mask_value(value)} for name, value in seen.user.headers.items()]
    media_type = request.header("content-type") or ""
    return {
        "startedDateTime": datetime.fromtimestamp(seen.started, UTC).isoformat(timespec="milliseconds"),
        "time": round(seen.seconds * 1000, 3),
        "request": {
            "method": request.method,
            "url": url,
            "httpVersion": "HTTP/1.1",
            "headers": [*_headers(request.headers), *proof],
            "queryString": [{"name": name, "value": value} for name, value in parse_qsl(urlsplit(url).query)],
            **({"postData": {"mimeType": media_type, "text": _text(request.body)}} if request.body else {}),
        },
        "response": {
            "status": seen.status or 0,
            "httpVersion": "HTTP/1.1",
            "headers": _headers(seen.headers),
            "content": {"size": len(seen.body), "mimeType": seen.media_type, "text": _text(seen.body)},
            **({"_error": seen.error} if seen.error else {}),
        },
        "timings": {"send": 0, "wait": round(seen.seconds * 1000, 3), "receive": 0},
    }


def _fate(status: int | None) -> str:
    return "failed" if status is None or status >= 500 else "refused" if status >= 400 else "answered"


def _headers(stated: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": masking.screen_header(name.lower(), value)[0]} for name, value in stated.items()]


def _text(body: bytes | None) -> str:
    """Masked, and whole where it is JSON; a beginning of anything else that is text."""
    if not body or len(body) > _MOST_BODY:
        return ""
    text = body.decode("utf-8", "replace")
    return masking.screen_body(text).masked or masking.mask_text(text)
