"""Form encoding with brackets, as Stripe's libraries send it -> parameters that are asked for by name and type."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote_plus

from .errors import malformed

Value = str | dict[str, "Value"] | list["Value"]

_MOST_PAIRS = 2_000
_DEEPEST = 8
_LONGEST = 5_000


def flat(text: str) -> list[tuple[str, str]]:
    """Names and values as sent. Errors: RefusalError when there are too many."""
    if not text:
        return []
    pairs = text.split("&", _MOST_PAIRS + 1)
    if len(pairs) > _MOST_PAIRS:
        raise malformed(f"More than {_MOST_PAIRS} parameters were sent.")
    split = (pair.partition("=") for pair in pairs if pair)
    return [(unquote_plus(name), unquote_plus(value)) for name, _, value in split]


def nested(pairs: list[tuple[str, str]]) -> dict[str, Value]:
    """a[b][0]=c as nested objects and lists. Errors: RefusalError for names that are no names."""
    root: dict[str, Value] = {}
    for name, value in pairs:
        head, *inner = _keys(name)
        _put(root, [head, *inner], value)
    return {name: _listed(value) for name, value in root.items()}


def _keys(name: str) -> list[str]:
    head, bracket, rest = name.partition("[")
    if not head or (bracket and not rest.endswith("]")) or len(name) > _LONGEST:
        raise malformed(f"Invalid parameter name: {name[:100]!r}")
    keys = [head, *rest[:-1].split("][")] if bracket else [head]
    if len(keys) > _DEEPEST:
        raise malformed(f"Parameters are nested more than {_DEEPEST} deep: {name[:100]!r}")
    return keys


def _put(root: dict[str, Value], keys: list[str], value: str) -> None:
    here = root
    for key in keys[:-1]:
        inner = here.setdefault(key, {})
        if not isinstance(inner, dict):
            raise malformed(f"Invalid parameters: {keys[0][:100]!r} is sent as a value and as an object")
        here = inner
    last = keys[-1] or str(len(here))
    if isinstance(here.get(last), dict):
        raise malformed(f"Invalid parameters: {keys[0][:100]!r} is sent as a value and as an object")
    here[last] = value


def _listed(value: Value) -> Value:
    """Objects whose keys are numbers are lists."""
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(item) for key, item in value.items()}
    if inner and all(key.isascii() and key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner


class Params:
    """The parameters of one request, or of one object in them. What nobody asked for can be told afterwards."""

    def __init__(self, said: dict[str, Value], prefix: str = "", asked: set[str] | None = None) -> None:
        self._said = said
        self._prefix = prefix
        self._asked: set[str] = set() if asked is None else asked

    def name(self, name: str) -> str:
        """How it is called in full: card[exp_month]."""
        return f"{self._prefix}[{name}]" if self._prefix else name

    def has(self, name: str) -> bool:
        return name in self._said

    def _value(self, name: str) -> Value | None:
        self._asked.add(self.name(name))
        return self._said.get(name)

    def text(self, name: str, default: str | None = None) -> str | None:
        """A text; an empty one counts as none. Errors: RefusalError."""
        value = self._value(name)
        if value is None or value == "":
            return default
        if not isinstance(value, str):
            raise malformed(f"Invalid string: {self.name(name)}", self.name(name))
        if len(value) > _LONGEST:
            raise malformed(f"Invalid string: {self.name(name)} must be at most {_LONGEST} characters", self.name(name))
        return value

    def needed(self, name: str) -> str:
        """A text without which nothing is done."""
        value = self.text(name)
        if value is None:
            full = self.name(name)
            if self.has(name):
                message = f"You passed an empty string for '{full}'. We assume empty values are an attempt to unset."
                raise malformed(message, full, "parameter_invalid_empty")
            raise malformed(f"Missing required param: {full}.", full, "parameter_missing")
        return value

    def choice(self, name: str, options: tuple[str, ...], default: str) -> str:
        value = self.text(name, default) or default
        if value not in options:
            *some, last = options
            said = f"{', '.join(some)}, or {last}" if some else last
            raise malformed(f"Invalid {self.name(name)}: must be one of {said}", self.name(name))
        return value

    def integer(self, name: str, default: int | None = None) -> int | None:
        value = self.text(name)
        if value is None:
            return default
        digits = value.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
            raise malformed(f"Invalid integer: {value[:100]}", self.name(name), "parameter_invalid_integer")
        return int(value)

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.text(name)
        if value is None:
            return default
        if value not in ("true", "false"):
            raise malformed(f"Invalid boolean: {value[:100]}", self.name(name))
        return value == "true"

    def inner(self, name: str) -> Params | None:
        """The object of that name."""
        value = self._value(name)
        if value is None or value == "":
            return None
        if not isinstance(value, dict):
            raise malformed(f"Invalid object: {self.name(name)}", self.name(name))
        return Params(value, self.name(name), self._asked)

    def items(self, name: str) -> list[Params]:
        """The list of objects of that name."""
        found = []
        for number, item in enumerate(self._list(name)):
            if not isinstance(item, dict):
                raise malformed(f"Invalid array: {self.name(name)} holds objects", self.name(name))
            found.append(Params(item, f"{self.name(name)}[{number}]", self._asked))
        return found

    def texts(self, name: str) -> list[str]:
        """The list of texts of that name."""
        found = [item for item in self._list(name) if isinstance(item, str)]
        if len(found) != len(self._list(name)):
            raise malformed(f"Invalid array: {self.name(name)} holds strings", self.name(name))
        return found

    def _list(self, name: str) -> list[Value]:
        value = self._value(name)
        if value is None or value == "":
            return []
        if not isinstance(value, list):
            raise malformed("Invalid array", self.name(name))
        return value

    def plain(self, name: str) -> dict[str, Value] | None:
        """An object as it was said, for what is only kept: address, shipping…"""
        value = self._value(name)
        if value is None or value == "":
            return None
        if not isinstance(value, dict):
            raise malformed(f"Invalid object: {self.name(name)}", self.name(name))
        self._asked.update(_names(value, self.name(name)))
        return value

    def metadata(self, before: dict[str, str] | None = None) -> dict[str, str]:
        """What the shop attaches; an empty value takes one out. https://docs.stripe.com/api/metadata"""
        kept = dict(before or {})
        if self.text_or_none("metadata") == "":
            return {}
        for key, value in (self.plain("metadata") or {}).items():
            if not isinstance(value, str) or len(key) > 40 or len(value) > 500:
                raise malformed("Metadata keys have at most 40 characters, values 500", f"metadata[{key[:40]}]")
            if value == "":
                kept.pop(key, None)
            else:
                kept[key] = value
        if len(kept) > 50:
            raise malformed("Metadata can have at most 50 keys", "metadata")
        return kept

    def text_or_none(self, name: str) -> str | None:
        value = self._value(name)
        return value if isinstance(value, str) else None

    def ignored(self) -> list[str]:
        """Names that were sent and that nothing asked for."""
        return sorted(name for name in _names(self._said, self._prefix) if not self._was_asked(name))

    def _was_asked(self, name: str) -> bool:
        return name in self._asked


def _names(said: dict[str, Value], prefix: str) -> Iterator[str]:
    for key, value in said.items():
        name = f"{prefix}[{key}]" if prefix else key
        if isinstance(value, dict):
            yield from _names(value, name)
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            for number, item in enumerate(value):
                yield from _names(item, f"{name}[{number}]") if isinstance(item, dict) else [name]
        else:
            yield name


def parameters(query: str, body: bytes) -> Params:
    """What a request says. Errors: RefusalError."""
    try:
        pairs = flat(query) + flat(body.decode())
    except UnicodeDecodeError as error:
        raise malformed("The body is not UTF-8.") from error
    return Params(nested(pairs))
