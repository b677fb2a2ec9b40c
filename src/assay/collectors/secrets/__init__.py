"""Every text file -> the tokens, keys and card numbers written in it, each with its line, never the value.

One pass of a linear-time engine over the bytes; recordings have a collector of their own and are left to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay import masking
from assay.model import Collector, Row, Source, Target
from assay.model.expressions import expression
from assay.model.paths import is_test_path
from assay.tables.security import SearchedFile, SensitiveDatum

from .assignments import ASSIGNMENTS, assigned

#: Ten seconds' work. What is larger than a part is searched part by part, in the memory that one takes.
_MOST_BYTES = 100_000_000
_PART = 20_000_000

COLLECTOR = Collector(
    name="secrets",
    tool="text files",
    about="Searches every text file for secrets and card numbers.",
    fills=(SensitiveDatum, SearchedFile),
    domains=("security",),
    max_bytes=_MOST_BYTES,
)
_BINARY = expression(
    r"\.(png|jpe?g|gif|webp|avif|ico|bmp|tiff?|pdf|zip|gz|tgz|bz2|xz|7z|rar|jar|whl|woff2?|ttf|otf|eot|mp[34]|webm|ogg|"
    r"wav|mov|wasm|node|so|dll|dylib|exe|class|pyc|parquet|sqlite|db|har)$",
    re.IGNORECASE,
)
_NUMBER = expression(rb"""([\w$-]{1,60})["']?[ \t]{0,8}[:=][ \t]{0,8}$""")
#: How many bytes before a hit say what it is.
_NEAR = 120
_scanner = masking.Scanner((*(form for form in masking.FORMS if form.kind != "personal"), *ASSIGNMENTS))


def find(target: Target) -> Iterator[str]:
    """All files but those whose names say that they hold no text."""
    return (path for path in target.paths if not _BINARY.search(path))


def read(source: Source) -> Iterator[Row]:
    """Errors: none; what turns out to be binary gives no row."""
    data = _text(source.data)
    if data.find(b"\0", 0, 8192) >= 0:
        return
    is_test = is_test_path(source.path)
    yield SearchedFile(bytes=len(source.data), is_test=is_test)
    seen: set[tuple[str, str]] = set()
    line, at, before = 1, 0, b""
    for part in _parts(data):
        line, at, before = line + before.count(b"\n", at), 0, part
        for hit in _scanner.find(part):
            line, at = line + part.count(b"\n", at, hit.start), hit.start
            for found in _found(source.path, part, hit):
                if (found.detector, found.value) not in seen:
                    seen.add((found.detector, found.value))
                    yield _row(found, is_test, found.is_test_value or _is_example(part, hit), line)


def _parts(data: bytes) -> Iterator[bytes]:
    """The whole, or parts of it that end with a line, so that what is found in each needs little memory."""
    start = 0
    while len(data) - start > _PART:
        end = data.rfind(b"\n", start, start + _PART) + 1 or start + _PART
        yield data[start:end]
        start = end
    yield data[start:] if start else data


def _found(path: str, data: bytes, hit: masking.Hit) -> list[masking.Sensitive]:
    if hit.form in ASSIGNMENTS:
        return assigned(path, hit, data)
    if hit.form.kind == "pan" and (named := _NUMBER.search(data, max(0, hit.start - _NEAR), hit.start)):
        # Digits without quotes are a number, and a card number only where the name says so.
        return masking.by_form(data, [hit], None) if masking.kind_of(named[1].decode()) == "pan" else []
    return masking.by_form(data, [hit], None)


def _is_example(data: bytes, hit: masking.Hit) -> bool:
    """A secret that is said to be one right before it stands."""
    return hit.form.kind == "secret" and b"example" in data[max(0, hit.start - _NEAR) : hit.start].lower()


def _row(found: masking.Sensitive, is_test: bool, test_value: bool, line: int) -> SensitiveDatum:
    return SensitiveDatum(
        kind=found.kind,
        detector=found.detector,
        place="source",
        key=found.key,
        entry=None,
        fingerprint=masking.fingerprint(found.value),
        test_value=test_value,
        publishable=found.publishable,
        is_test=is_test,
        line=line,
    )


def _text(data: bytes) -> bytes:
    """UTF-16 with a byte order mark becomes UTF-8; the rest stays."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    return data
