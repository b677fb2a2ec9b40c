"""A value and the name it has -> whether it is sensitive, and the same value masked in its shape."""

from __future__ import annotations

import base64
import math
import re
import string
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from assay.model.expressions import expression

from .cards import is_card_number, is_test_card
from .forms import SHORTEST, Hit, digits_of, forms_in
from .names import Kind, is_publishable, kind_of

_PLACEHOLDER = expression(
    r"^(\*+|x+|\[?(redacted|masked|filtered|placeholder|hidden|removed)\]?|<[^>]*>|"
    r"\$?\{+[^}]*\}+|%[a-z_]+%|null|)$",
    re.IGNORECASE,
)
#: No secret but words: a label, the name of a state or of another field.
WORDS = expression(r"\s|^[A-Za-z]{1,15}[.:!?]?$|^[A-Za-z]+([_-][A-Za-z]+)+$|^[A-Za-z][a-z]{2,}([A-Z][a-z]{2,})+$")
_SCHEME = expression(r"^(bearer|basic|token|digest)\s+", re.IGNORECASE)
#: RFC 2606 and RFC 6761: names that never lead to anybody.
_RESERVED = expression(r"@([a-z0-9-]+\.)*(example\.(com|net|org)|example|test|invalid|localhost)$", re.IGNORECASE)
_NOBODY = expression(
    r"^(test(er)?|demo|mock|dummy|fake|sample|example|foo|bar|user(name)?|email|someone|no-?reply|(john|jane)\.?doe|your\.?name)"
    r"[\d.+_-]*@",
    re.IGNORECASE,
)
#: A login of nobody: to a host of one label (in a network of containers), with the name or a word as password.
_NO_LOGIN = expression(
    r"@([\w-]+|127\.[\d.]+)$|/([^:@/]+):\2@|:([^@]*(passw|secret)[^@]*|pass|pwd|token|changeme|admin|root)@",
    re.IGNORECASE,
)
#: What an issuer puts before a key; `test` there names the mode, the key is one all the same.
_PREFIX = expression(r"^(?:[a-z]{2,6}_)?(?:test|live|prod|sandbox|production)_")
#: How the claims of the sample token of jwt.io begin.
_SAMPLE_CLAIM = base64.b64encode(b'{"sub":"1234567890').decode()
#: Fewer bits a character than any issuer's key has: xxxx, AAAABBBB, 1234.
_LEAST_ENTROPY = 2.8
#: Shorter texts are masked for their name or form alone, never for what they hold in turn.
_LEAST_HIDDEN = 12
#: What is left of a card number: no number has eleven noughts and nothing else.
_NO_DIGITS = expression(r"0([ -]?0){10,}")
#: What masking makes of card numbers that are numbers of JSON within a text: they keep their length, and begin with 1.
_CARD_NUMBERS = frozenset(10**digits for digits in range(11, 19))
#: What becomes of letters and digits of ASCII, whose shape is kept.
_SHAPE = str.maketrans(dict.fromkeys(string.ascii_letters, "x") | dict.fromkeys(string.digits, "0"))
_TEST_WORD = expression(r"test|dummy|fake|sample|example", re.IGNORECASE)


class Sensitive(NamedTuple):
    """One sensitive value; the value itself must not be stored."""

    kind: Kind
    detector: str
    key: str | None
    value: str
    publishable: bool = False

    @property
    def is_test_value(self) -> bool:
        """A published test card, an address that is reserved or nobody's, or a value that says it is for tests."""
        if self.kind == "pan":
            return is_test_card(self.value)
        if self.detector == "email":
            return bool(_RESERVED.search(self.value) or _NOBODY.match(self.value))
        if self.detector == "basic_auth_url":
            return bool(_RESERVED.search(self.value) or _NO_LOGIN.search(self.value))
        if _SAMPLE_CLAIM in self.value:
            return True
        own = _PREFIX.sub("", self.value)
        return _TEST_WORD.search(own) is not None or (self.kind == "secret" and entropy(own) < _LEAST_ENTROPY)


def entropy(text: str) -> float:
    """Shannon's, in bits a character."""
    counts = Counter(text).values()
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts)


def is_placeholder(value: str) -> bool:
    """Stands where a value was: *, xxx, [redacted], <token>, ${TOKEN}."""
    return _PLACEHOLDER.match(value) is not None


def mask_value(text: str) -> str:
    """The shape without the value: letters become x, digits 0, everything else stays; long runs are cut at 64."""
    shown = text[:64]
    return shown.translate(_SHAPE) if shown.isascii() else re.sub(r"\d", "0", re.sub(r"[^\W\d_]", "x", shown))


def mask_hits(data: bytes, hits: Sequence[Hit]) -> bytes:
    """The same bytes, same length, with what was found in them masked."""
    cleaned = bytearray(data)
    for hit in hits:
        found = data[hit.start : hit.end]
        cleaned[hit.start : hit.end] = re.sub(rb"[^ -]", b"0", found) if hit.form.kind == "pan" else b"*" * len(found)
    return bytes(cleaned)


def mask_text(text: str) -> str:
    """Text with whatever looks sensitive by its form masked."""
    if len(text) < SHORTEST:
        return text
    data = text.encode("utf-8", "replace")
    hits = forms_in(data)
    return mask_hits(data, hits).decode("utf-8", "replace") if hits else text


def by_form(data: bytes, hits: Sequence[Hit], key: str | None) -> list[Sensitive]:
    """What was found by form; of card numbers those that a brand may have issued."""
    found = []
    for hit in hits:
        text = data[hit.start : hit.end].decode("utf-8", "replace")
        if hit.form.kind == "pan":
            text = digits_of(data[hit.start : hit.end])
            if not is_card_number(text):
                continue
        found.append(Sensitive(hit.form.kind, hit.form.name, key, text, hit.form.publishable))
    return found


def by_name(key: str, kind: Kind, text: str) -> list[Sensitive]:
    """What a value is for its name's sake, unless it is a placeholder, an address of a page, or words."""
    text = _SCHEME.sub("", text) if kind == "secret" else text
    if is_placeholder(text) or text.lower() == key.lower() or text.startswith(("http://", "https://", "/")):
        return []
    if kind == "sad":
        return [Sensitive("sad", "security_code", key, text)] if re.fullmatch(r"\d{3,4}", text) else []
    if kind == "secret" and len(text) >= 8 and not text.isdigit() and not WORDS.search(text):
        publishable = is_publishable(key)
        return [Sensitive("secret", "publishable_key" if publishable else "by_name", key, text, publishable)]
    return [Sensitive("personal", "by_name", key, text)] if kind == "personal" else []


def sensitive_in(text: str, key: str | None = None) -> list[Sensitive]:
    """What is sensitive in one value: by form, else by its name."""
    data = text.encode("utf-8", "replace")
    found = by_form(data, forms_in(data), key) if len(data) >= SHORTEST else []
    kind = kind_of(key) if key else None
    return found if found or kind is None or key is None else by_name(key, kind, text)


def may_be_masked(name: str | None, value: object) -> bool:
    """Whether a stored value may be what masking, here or by a recorder, left of another one; `name` is its field's.

    Shapes and types are kept by masking, so only what a text or number says is in doubt, never whether it is one.
    """
    kind = kind_of(name) if name else None
    if isinstance(value, str):
        if "*" in value or _NO_DIGITS.search(value) or (value and is_placeholder(value)):
            return True
        return (kind is not None or len(value) >= _LEAST_HIDDEN) and value == mask_value(value)
    return type(value) in (int, float) and ((kind is not None and value == 0) or value in _CARD_NUMBERS)
