"""A recorded body -> what is sensitive in it, and the body masked in its shape where it is JSON.

One walk over decoded JSON collects its strings, one scan over all of them tells which have a form, and only these and
those with a telling name are looked at and masked in place. Equal bodies are screened once.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote

import msgspec

from assay.model.expressions import expression

from .forms import SHORTEST, Hit, forms_in
from .names import Kind, kind_of
from .values import Sensitive, by_form, by_name, mask_hits, mask_value

_MAX_STORED = 65_536
_MAX_DEPTH = 40
_MAX_WRAPPED = 3
_FORM_ENCODED = expression(r"[\w.\[\]%+$-]{1,200}=[^\s<>]*")
_PART = expression(r'[^\r\n]*name="([^"\r\n]{1,200})"[^\r\n]*(?:\r?\n[^\r\n]+)*\r?\n\r?\n(.*?)[\r\n-]*$', re.DOTALL)
_INPUT = expression(r"<input\b[^<>]{1,4000}>", re.IGNORECASE)
_ATTRIBUTE = expression(r"""\b(name|value)\s*=\s*["']([^"'<>]{1,2000})["']""", re.IGNORECASE)
_ELEMENT = expression(r"<([A-Za-z][\w:.-]{0,80})(?:\s[^<>]{0,1000})?>([^<>]{1,2000})</")
_QUOTED = expression(
    r"""(?<![\w$.-])["']?([A-Za-z_$][\w$.-]{1,60})\\?["']?\s{0,4}[:=]\s{0,4}\\?["']([^"'\\\n]{3,2000})\\?["']"""
)
#: After a \\0: a string that is base64 as a whole, or begins as JSON does. And what holds percent-encoded bytes.
_WRAPPED = expression(rb"\0(?:[A-Za-z0-9+/_-]{16,}={0,2}(?=\0|\Z)|\s{0,9}[\[{])")
_PERCENT = expression(rb"%[0-9A-Fa-f]{2}")
_LEAST_WRAPPED = 12
#: Parts that are larger are files, not fields.
_MAX_PART = 100_000
_URL_SAFE = str.maketrans("-_", "+/")
#: No card number has fewer digits than this has.
_LEAST_CARD = 99_999_999_999


class Screened(NamedTuple):
    """`masked` is the body as it may be stored, None where it is not JSON or too large."""

    masked: str | None
    found: tuple[Sensitive, ...]


_NOTHING = Screened(None, ())
_known: dict[bytes, Screened] = {}
_MAX_KNOWN = 256


def screen_body(text: str) -> Screened:
    """Errors: none; what cannot be decoded is searched as text."""
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
    known = _known.get(digest)
    if known is None:
        known = _screen(text, 0)
        while len(_known) >= _MAX_KNOWN:
            _known.pop(next(iter(_known)))
        _known[digest] = known
    return known


def sensitive_inside(value: str) -> tuple[Sensitive, ...]:
    """What is sensitive in a value that is JSON or base64 of text in turn; nothing where it is neither."""
    data = value.encode("utf-8", "replace")
    if len(value) < _LEAST_WRAPPED or not (_WRAPPED.match(b"\0" + data) or _PERCENT.match(data)):
        return ()
    inner = _unwrapped(value, 0)
    return inner.found if inner else ()


def _screen(text: str, wrapped: int) -> Screened:
    start = text.lstrip()[:1]
    if start in ("{", "["):
        try:
            document = msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError):
            return Screened(None, tuple(_in_text(text)))
        walk = _Walk(wrapped)
        document = walk.screen(document)
        found = walk.found + (_in_text(text) if walk.cut else [])
        masked = msgspec.json.encode(document).decode()
        return Screened(masked if len(masked) <= _MAX_STORED else None, tuple(found))
    return Screened(None, tuple(_in_text(text, start))) if len(text) >= SHORTEST else _NOTHING


def _in_text(text: str, start: str = "") -> list[Sensitive]:
    """What is sensitive in text of any other kind: form fields, parts, elements, quoted assignments, and all forms."""
    data = text.encode("utf-8", "replace")
    found = by_form(data, forms_in(data), None)
    if start == "<":
        pairs = _markup(text)
    elif text.startswith("--"):
        pairs = _parts(text)
    elif _FORM_ENCODED.match(text):
        pairs = parse_qsl(text, keep_blank_values=True)
    else:
        pairs = []
    walk = _Walk(_MAX_WRAPPED - 1)
    walk.screen([{name: value} for name, value in pairs])
    found += walk.found
    if not pairs:
        found += [one for name, value in _QUOTED.findall(text) for one in _named(name, value)]
    return _unique(found)


def _parts(text: str) -> list[tuple[str, str]]:
    """(name, value) of each part of a multipart body; the first line is the boundary (RFC 2046 section 5.1.1)."""
    boundary = text.split("\n", 1)[0].strip()
    matches = (_PART.match(part.lstrip("\r\n")) for part in text.split(boundary) if len(part) < _MAX_PART)
    return [(match[1], match[2]) for match in matches if match]


def _markup(text: str) -> list[tuple[str, str]]:
    pairs = []
    for tag in _INPUT.findall(text):
        stated = {name.lower(): value for name, value in _ATTRIBUTE.findall(tag)}
        if "name" in stated and "value" in stated:
            pairs.append((stated["name"], stated["value"]))
    if text.startswith("<?xml"):
        pairs += _ELEMENT.findall(text)
    return pairs or _QUOTED.findall(text)


def _named(name: str, value: str) -> list[Sensitive]:
    kind = kind_of(name)
    return by_name(name, kind, value) if kind in ("sad", "secret") else []


def _unique(found: list[Sensitive]) -> list[Sensitive]:
    """Each value once; a name that goes with it wins over none."""
    best: dict[tuple[str, str], Sensitive] = {}
    for one in found:
        before = best.get((one.kind, one.value))
        if before is None or (before.key is None and one.key is not None):
            best[one.kind, one.value] = one
    return list(best.values())


class _Names(dict[str, tuple[Kind | None, bool]]):
    """Name -> (what its value is, whether the name itself has a sensitive form); each is looked at once."""

    def __missing__(self, name: str) -> tuple[Kind | None, bool]:
        if len(self) > 20_000:
            self.clear()
        data = name.encode("utf-8", "replace")
        self[name] = known = (kind_of(name), len(data) >= SHORTEST and bool(forms_in(data)))
        return known


_names = _Names()


#: Where a string or number stands in the document, the name that it goes by, and what its value is for that.
_Slot = tuple[Any, Any, str | None, Kind | None]


class _Walk:
    """One pass over one decoded document, which is changed in place."""

    def __init__(self, wrapped: int) -> None:
        self.found: list[Sensitive] = []
        self.cut = False
        self._wrapped = wrapped
        self._texts: list[str] = []
        self._slots: list[_Slot] = []
        self._named: list[int] = []
        self._odd: list[tuple[dict[str, Any], str]] = []

    def screen(self, document: Any) -> Any:
        """The document, masked."""
        root = [document]
        self._visit(root, None, None, 0)
        self._mask()
        for node, name in self._odd:
            self._rename(node, name)
        return root[0]

    def _visit(self, node: Any, name: str | None, kind: Kind | None, depth: int) -> None:
        """Collect what may be sensitive. Items of a list go by the name of the list."""
        is_dict = type(node) is dict
        pairs: Iterable[tuple[Any, Any]] = node.items() if is_dict else enumerate(node)
        for place, value in pairs:
            if is_dict:
                name = place
                kind, odd = _names[place]
                if odd:
                    self._odd.append((node, place))
            of = type(value)
            if of is str:
                if value and (kind is not None or len(value) >= SHORTEST):
                    self._collect((node, place, name, kind), value)
            elif of is dict or of is list:
                if depth >= _MAX_DEPTH:
                    node[place], self.cut = None, True
                else:
                    self._visit(value, name, kind, depth + 1)
            elif of is bool or value is None:
                continue
            elif kind is not None or value > _LEAST_CARD:
                self._collect((node, place, name, kind), str(value))

    def _collect(self, slot: _Slot, text: str) -> None:
        if slot[3] is not None:
            self._named.append(len(self._slots))
        self._slots.append(slot)
        self._texts.append(text)

    def _mask(self) -> None:
        """One scan over all strings, each after a byte that no form contains; then the few that matter, one by one."""
        if not self._texts:
            return
        joined = "\0".join(("", *self._texts))
        if joined.count("\0") > len(self._texts):
            self._texts = [text.replace("\0", " ") for text in self._texts]
            joined = "\0".join(("", *self._texts))
        data = joined.encode("utf-8", "replace")
        hits: dict[int, list[Hit]] = {}
        for index, start, hit in self._located(data, [(hit.start, hit) for hit in forms_in(data)]):
            hits.setdefault(index, []).append(Hit(hit.start - start, hit.end - start, hit.form))
        wrapped = set()
        if self._wrapped < _MAX_WRAPPED:
            for spots in ([match.start() + 1 for match in _WRAPPED.finditer(data)], _percents(data)):
                wrapped |= {index for index, _, _ in self._located(data, [(spot, None) for spot in spots])}
        for index in sorted({*self._named, *hits, *wrapped}):
            self._one(self._slots[index], self._texts[index], hits.get(index, []), index in wrapped)

    @staticmethod
    def _located(data: bytes, spots: list[tuple[int, Any]]) -> Iterator[tuple[int, int, Any]]:
        """(number of the string a spot lies in, where that string starts, what was given with the spot)."""
        index, start, seen = -1, 0, 0
        for at, given in spots:
            passed = data.count(b"\0", seen, at)
            if passed:
                index, start = index + passed, data.rfind(b"\0", seen, at) + 1
            seen = max(seen, at)
            yield index, start, given

    def _one(self, slot: _Slot, text: str, hits: list[Hit], wrapped: bool) -> None:
        node, place, name, kind = slot
        inner = _unwrapped(text, self._wrapped) if wrapped else None
        found = list(inner.found) if inner else []
        data = text.encode("utf-8", "replace") if hits else b""
        if hits:
            known = {one.value for one in found}
            found += [one for one in by_form(data, hits, name) if one.value not in known]
        if not found and kind is not None and name is not None:
            found = by_name(name, kind, text)
        self.found += found
        if type(node[place]) is not str:
            node[place] = 0
        elif inner and inner.masked is not None and inner.found:
            node[place] = inner.masked
        elif kind is not None or (inner and inner.found):
            node[place] = mask_value(text)
        elif hits:
            node[place] = mask_hits(data, hits).decode("utf-8", "replace")

    def _rename(self, node: dict[str, Any], name: str) -> None:
        data = name.encode("utf-8", "replace")
        hits = forms_in(data)
        self.found += by_form(data, hits, None)
        node[mask_hits(data, hits).decode("utf-8", "replace")] = node.pop(name)


def _percents(data: bytes) -> list[int]:
    return [match.start() for match in _PERCENT.finditer(data)] if b"%" in data else []


def _unwrapped(text: str, wrapped: int) -> Screened | None:
    """What a string holds in turn: JSON, percent-encoded text, or base64 of text."""
    if text.lstrip()[:1] in ("{", "["):
        return _screen(text, wrapped + 1)
    plain = unquote(text) if "%" in text else _decoded(text)
    return Screened(None, _screen(plain, wrapped + 1).found) if plain and plain != text else None


def _decoded(text: str) -> str | None:
    """The text that base64 stands for; None when it is none."""
    try:
        plain = base64.b64decode(
            text.rstrip("=").translate(_URL_SAFE) + "=" * (-len(text.rstrip("=")) % 4), validate=True
        )
    except (binascii.Error, ValueError):
        return None
    return plain.decode() if plain.isascii() and plain.translate(None, b"\t\r\n").decode().isprintable() else None
