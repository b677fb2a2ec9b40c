"""Keeps sensitive values out of the lake: recognises them, masks them in their shape, and fingerprints them with a key.

Two lines of defence: collectors mask what is sensitive by its name (`mask_body`, `mask_url`, `mask_header`), and
everything on its way into the lake passes `scrub`, which masks what looks sensitive by its form.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

import msgspec

_state = {"key": b""}
_MAX_BODY = 65_536
_MAX_DEPTH = 40
_PLACEHOLDER = re.compile(
    r"^(\*+|x+|\[?(redacted|masked|filtered|placeholder)\]?|<[^>]*>|\$\{[^}]*\}|null|)$", re.IGNORECASE
)

#: Detector -> form. JWT: RFC 7519 section 3; the prefixes of Stripe, GitHub, AWS and Google are as they publish them.
_FORMS = {
    "jwt": rb"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",
    "stripe_client_secret": rb"\b(?:pi|seti|cs)_[A-Za-z0-9]{8,}_secret_[A-Za-z0-9]{8,}",
    "stripe_secret_key": rb"\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}",
    "aws_access_key": rb"\bAKIA[0-9A-Z]{16}\b",
    "github_token": rb"\bgh[pousr]_[A-Za-z0-9]{36,}",
    "google_api_key": rb"\bAIza[0-9A-Za-z_-]{35}\b",
    "slack_token": rb"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "private_key": rb"-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]{20,}",
    "email": rb"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}\b",
}
_FORM = re.compile(b"|".join(b"(?P<%s>%s)" % (name.encode(), form) for name, form in _FORMS.items()))
#: A cheap look before the patterns: each form holds one of these.
_HINTS = (b"eyJ", b"_secret_", b"k_live_", b"k_test_", b"AKIA", b"gh", b"AIza", b"xox", b"PRIVATE KEY", b"@")
_HINT = re.compile(b"|".join(map(re.escape, _HINTS)))
_PAN = re.compile(rb"(?<![0-9A-Za-z.:,_-])[2-6](?:[ -]?[0-9]){12,18}(?![0-9A-Za-z._-])")

_SAD = re.compile(
    r"^(cvv2?|cvc2?|cvn|cid|verification_?value|card_?code|security_?code|track_?[12]?(_?data)?|pin)$", re.IGNORECASE
)
_PAN_KEY = re.compile(r"^(pan|card_?number|account_?number|number|cc_?num(ber)?)$", re.IGNORECASE)
_SECRET = re.compile(
    r"(secret|passw(or)?d|authorization|api_?key|private_?key|^x-?(auth|csrf|xsrf).*|csrf|xsrf|session_?id|"
    r"(^|[_-])token$|[a-z]Token$|^(set-)?cookie$|nonce$|client_?key)",
    re.IGNORECASE,
)
_PUBLISHABLE = re.compile(r"client_?key|publishable|^pk_", re.IGNORECASE)
_PERSONAL = re.compile(
    r"^(e-?mail(_?address)?|(first|last|full|middle|family|given|holder|card_?holder|account_?holder)_?name|name_?on_?card|"
    r"phone(_?number)?|address_?(line_?)?[123]?|address|street(_?line_?[12])?|postal_?code|zip(_?code)?|city|company|"
    r"birth_?date|date_?of_?birth|ip(_?address)?|customer_?message|(cardholder|customer)_?name)$",
    re.IGNORECASE,
)


class Sensitive(NamedTuple):
    """One sensitive value; the value itself must not be stored."""

    kind: str
    detector: str
    key: str | None
    value: str


def set_key(key: bytes) -> None:
    """State the key of fingerprints: the lake's own, so that fingerprints compare within one lake and nowhere else."""
    _state["key"] = key[:64]


def fingerprint(value: str) -> str:
    """Keyed hash (BLAKE2b) of a value: equal values, equal fingerprints; the value cannot be told from it."""
    return hashlib.blake2b(value.encode("utf-8", "replace"), digest_size=10, key=_state["key"]).hexdigest()


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + position % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def is_placeholder(value: str) -> bool:
    """Stands where a value was: *, xxx, [redacted], <token>, ${TOKEN}."""
    return _PLACEHOLDER.match(value) is not None


def mask_value(text: str) -> str:
    """The shape without the value: letters become x, digits 0, everything else stays; long runs are cut at 64."""
    return re.sub(r"\d", "0", re.sub(r"[^\W\d_]", "x", text))[:64]


@lru_cache(maxsize=8192)
def kind_of_key(key: str) -> str | None:
    """What a field of this name holds: sad, pan, secret, personal, or nothing sensitive."""
    if _SAD.match(key):
        return "sad"
    if _PAN_KEY.match(key):
        return "pan"
    if _SECRET.search(key):
        return "secret"
    return "personal" if _PERSONAL.match(key) else None


def find_sensitive(value: object, key: str | None = None, depth: int = 0) -> Iterator[Sensitive]:
    """Sensitive values anywhere in decoded JSON, or in one string."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from find_sensitive(inner, str(name), depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from find_sensitive(inner, key, depth + 1)
    elif isinstance(value, (str, int)) and not isinstance(value, bool):
        yield from _found(str(value), key)


def _found(text: str, key: str | None) -> Iterator[Sensitive]:
    if key is not None and key.lower() == "set-cookie":
        text = text.partition(";")[0].partition("=")[2]
    if not text or is_placeholder(text) or (key is not None and text.lower() == key.lower()):
        return
    address = text.startswith(("http://", "https://", "/"))
    kind = kind_of_key(key) if key and not address else None
    if kind == "sad" and re.fullmatch(r"\d{3,4}", text):
        yield Sensitive("sad", "security_code", key, text)
        return
    data = text.encode("utf-8", "replace")
    for match in _PAN.finditer(data):
        digits = re.sub(r"\D", "", match[0].decode())
        if luhn(digits):
            yield Sensitive("pan", "luhn_iin", key, digits)
    by_form = list(_by_form(data, key, address))
    yield from by_form
    if by_form:
        return
    if kind == "secret" and len(text) >= 8 and not text.isdigit():
        yield Sensitive("secret", "publishable_key" if key and _PUBLISHABLE.search(key) else "by_name", key, text)
    elif kind == "personal":
        yield Sensitive("personal", "by_name", key, text)


def _by_form(data: bytes, key: str | None, is_address: bool) -> Iterator[Sensitive]:
    """Tokens and e-mail addresses; what stands before an @ in an address is a user of the host, no mailbox."""
    if _HINT.search(data):
        for match in _FORM.finditer(data):
            name = match.lastgroup or ""
            if name != "email" or not is_address:
                yield Sensitive("personal" if name == "email" else "secret", name, key, match[0].decode())


def masked(value: Any, key: str | None = None, depth: int = 0) -> Any:
    """Decoded JSON with sensitive values masked in their shape; what lies too deep is dropped."""
    if depth > _MAX_DEPTH:
        return None
    if isinstance(value, dict):
        return {name: masked(inner, str(name), depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [masked(inner, key, depth + 1) for inner in value]
    if isinstance(value, str):
        return mask_value(value) if key and kind_of_key(key) else mask_text(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and key and kind_of_key(key) in ("sad", "pan"):
        return 0
    return value


def mask_text(text: str) -> str:
    """Text with whatever looks sensitive by its form masked."""
    data = text.encode("utf-8", "replace")
    scrubbed = scrub(data)
    return text if scrubbed is data else scrubbed.decode("utf-8", "replace")


def mask_body(text: str) -> str | None:
    """A JSON body masked and size-limited; None when it is not JSON or too large."""
    if len(text) > 16 * _MAX_BODY:
        return None
    try:
        body = msgspec.json.encode(masked(msgspec.json.decode(text))).decode()
    except (msgspec.DecodeError, RecursionError):
        return None
    return body if len(body) <= _MAX_BODY else None


def mask_url(url: str) -> str:
    """An address without credentials: user info dropped, query values of sensitive names and sensitive forms masked."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return "unreadable"
    query = "&".join(
        f"{quote(name)}={quote(mask_value(value) if kind_of_key(name) else mask_text(value))}" for name, value in pairs
    )
    return urlunsplit((parts.scheme, host, mask_text(parts.path), query, ""))[:2000]


def mask_header(name: str, value: str) -> str:
    """A header's value, masked when its name or form is sensitive."""
    return (
        mask_value(value) if kind_of_key(name) or name.lower() in ("cookie", "set-cookie") else mask_text(value)[:2000]
    )


def scrub(encoded: bytes) -> bytes:
    """The last line of defence: the same bytes, same length, what looks like a secret, card number or e-mail masked.

    One pass of a linear-time engine tells where to look; the patterns then decide there.
    """
    spots: list[tuple[int, int]] = []
    _scanner().scan(encoded, match_event_handler=lambda _id, _start, end, _flags, _context: spots.append((_id, end)))
    if not spots:
        return encoded
    cleaned = bytearray(encoded)
    for identifier, end in spots:
        start = max(0, end - _REACH)
        pattern = _PAN if identifier == 0 else _FORM
        for match in pattern.finditer(encoded, start, min(len(encoded), end + _REACH)):
            if identifier or luhn(re.sub(rb"\D", b"", match[0]).decode()):
                cleaned[match.start() : match.end()] = re.sub(rb"[^ -]", b"0" if not identifier else b"*", match[0])
    return bytes(cleaned)


_REACH = 512


@cache
def _scanner() -> Any:
    """Where to look: 13 digits in a row (card numbers), an address, or the beginning of a token."""
    import hyperscan

    rough = (
        rb"[^0-9A-Za-z.:,_-][2-6](?:[ -]?[0-9]){12}",
        rb"[A-Za-z0-9._%+-]@[A-Za-z0-9-]+\.[A-Za-z]{2}",
        *_HINTS[:-1],
    )
    database = hyperscan.Database()
    database.compile(
        expressions=[rough[0], rough[1], *(re.escape(hint) for hint in rough[2:] if hint != b"gh"), rb"gh[pousr]_"],
        ids=list(range(len(rough))),
    )
    return database
