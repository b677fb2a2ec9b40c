"""YAML text -> plain values as JSON knows them (YAML 1.2 core schema, keys as written), from the stream of its events.

Events come one at a time, so that depth and what aliases expand to are bounded before anything is built; it is also six
times as fast as composing and constructing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from assay.model.expressions import expression

from .errors import DescriptionError
from .pointers import joined

MAX_DEPTH = 200
#: What all values would take as JSON, aliases written out, in bytes.
MAX_EXPANDED = 60_000_000
_WORDS = {
    **dict.fromkeys(("null", "Null", "NULL", "~", "")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = expression(r"[-+]?[0-9]{1,40}\Z")
_FLOAT = expression(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?\Z")
_STARTS_NUMBER = frozenset("+-.0123456789")
_TEXT_TAG = "tag:yaml.org,2002:str"
_QUOTES = frozenset("'\"")
#: Lines that need no indentation: empty ones and comments.
_SAYS_NOTHING = expression(r"[ \t\r]*(#|\Z)")


class Loaded(NamedTuple):
    """A value, the pointers of keys that stand twice in one mapping (the last one counts), and those of what goes on,
    in brackets or quotes, no further in than the block that it stands in begins: not all parsers take that.
    """

    value: Any
    duplicates: tuple[str, ...]
    outdented: tuple[str, ...]


def events(text: str, path: str) -> Iterator[Any]:
    """The events of the first document. Errors: DescriptionError, with the place."""
    import yaml

    try:
        parser = getattr(yaml, "CLoader", yaml.Loader)(text)
        while True:
            event = parser.get_event()
            if event is None or event.__class__ in (yaml.StreamEndEvent, yaml.DocumentEndEvent):
                return
            yield event
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        raise DescriptionError(f"is not YAML: {error.problem or error.context}{place}", where=path) from error
    except (yaml.YAMLError, ValueError) as error:
        raise DescriptionError(f"is not YAML: {' '.join(str(error).split())[:200]}", where=path) from error


def load_yaml(text: str, path: str) -> Loaded:
    """Errors: DescriptionError."""
    building = _Building(path, text)
    for event in events(text, path):
        building.take(event)
    return Loaded(building.value, tuple(building.duplicates), tuple(building.outdented))


def resolved(text: str) -> Any:
    """The value of a plain scalar: null, truth value, number or text."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _STARTS_NUMBER:
        if _INT.match(text):
            return int(text)
        if _FLOAT.match(text):
            return float(text)
        if text.startswith(("0x", "0o")):
            try:
                return int(text, 0)
            except ValueError:
                return text
    return text


class _Frame:
    """A mapping or sequence that is being filled."""

    __slots__ = ("anchor", "begins", "column", "container", "key", "merged", "size", "waits")

    def __init__(self, container: Any, event: Any) -> None:
        self.container = container
        self.anchor: str | None = event.anchor
        self.begins = event.start_mark if event.flow_style else None
        #: Of a block: that of its first key or dash. An anchor or tag may stand before it, anywhere.
        self.column: int | None = None
        if not (event.flow_style or event.anchor or event.tag):
            self.column = event.start_mark.column
        self.key: str = ""
        self.waits = False
        self.merged: list[Any] = []
        self.size = 2


class _Building:
    """Events taken so far -> the value."""

    def __init__(self, path: str, text: str) -> None:
        import yaml

        self._scalar, self._alias = yaml.ScalarEvent, yaml.AliasEvent
        self._mapping, self._sequence = yaml.MappingStartEvent, yaml.SequenceStartEvent
        self._ends = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
        self._path = path
        self._text = text
        self._frames: list[_Frame] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self.value: Any = None
        self.duplicates: list[str] = []
        self.outdented: list[str] = []

    def take(self, event: Any) -> None:
        kind = event.__class__
        if kind is self._scalar:
            frame = self._frames[-1] if self._frames else None
            if frame is not None and not frame.waits and frame.container.__class__ is dict:
                self._key(frame, event)
                return
            text = event.value
            plain = not event.style and event.tag != _TEXT_TAG
            value = resolved(text) if plain else text
            if event.style in _QUOTES:
                self._see_whether_outdented(event.start_mark, event.end_mark)
            if event.anchor:
                self._anchors[event.anchor] = (value, len(text) + 4)
            self._put(frame, value, len(text) + 4)
        elif kind is self._mapping or kind is self._sequence:
            self._begin({} if kind is self._mapping else [], event)
        elif kind in self._ends:
            self._end(event)
        elif kind is self._alias:
            self._take_alias(event)

    def _key(self, frame: _Frame, event: Any) -> None:
        key = event.value
        frame.key, frame.waits = key, True
        frame.size += len(key) + 4
        if key in frame.container and not self._merges(frame, key):
            self.duplicates.append(joined(_pointer(self._frames[:-1]), key))

    @staticmethod
    def _merges(frame: _Frame, key: str) -> bool:
        return key == "<<" or any(key in merged for merged in frame.merged)

    def _begin(self, container: Any, event: Any) -> None:
        if len(self._frames) >= MAX_DEPTH:
            raise self._refused(f"nests deeper than {MAX_DEPTH} levels", event)
        frame = self._frames[-1] if self._frames else None
        if frame is not None and frame.container.__class__ is dict and not frame.waits:
            raise self._refused("has a key that is no text", event)
        if event.anchor:
            self._anchors.pop(event.anchor, None)
        self._frames.append(_Frame(container, event))

    def _end(self, event: Any) -> None:
        done = self._frames.pop()
        if done.begins is not None:
            self._see_whether_outdented(done.begins, event.end_mark)
        if done.merged:
            own = done.container
            done.container = {**{k: v for merged in reversed(done.merged) for k, v in merged.items()}, **own}
        if done.anchor:
            self._anchors[done.anchor] = (done.container, done.size)
        self._put(self._frames[-1] if self._frames else None, done.container, done.size)

    def _take_alias(self, event: Any) -> None:
        known = self._anchors.get(event.anchor)
        if known is None:
            raise self._refused(f"refers to *{event.anchor}, which is not there or would hold itself", event)
        frame = self._frames[-1] if self._frames else None
        if frame is not None and frame.container.__class__ is dict and not frame.waits:
            frame.key, frame.waits = str(known[0]), True
        else:
            self._put(frame, *known)

    def _put(self, frame: _Frame | None, value: Any, size: int) -> None:
        if frame is None:
            self.value = value
            return
        frame.size += size
        if frame.size > MAX_EXPANDED:
            raise DescriptionError(
                f"would be more than {MAX_EXPANDED:,} bytes with its aliases written out", where=self._path
            )
        if frame.container.__class__ is list:
            frame.container.append(value)
            return
        frame.waits = False
        if frame.key == "<<" and isinstance(value, dict | list):
            frame.merged.extend(one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict))
        else:
            frame.container[frame.key] = value

    def _see_whether_outdented(self, begins: Any, ends: Any) -> None:
        """Of what stands in a block; what stands in brackets is looked at with them. YAML 1.2.2 section 8.2.3."""
        within = self._frames[-1].column if self._frames and ends.line > begins.line else None
        if within is not None:
            further = self._text[begins.index : ends.index].split("\n")[1:]
            if any(len(line) - len(line.lstrip(" ")) <= within for line in further if not _SAYS_NOTHING.match(line)):
                self.outdented.append(_pointer(self._frames))

    def _refused(self, what: str, event: Any) -> DescriptionError:
        mark = event.start_mark
        return DescriptionError(f"{what} (line {mark.line + 1}, column {mark.column + 1})", where=self._path)


def _pointer(frames: list[_Frame]) -> str:
    """Of what is about to be put into the innermost of these."""
    return joined("", *(frame.key if frame.waits else len(frame.container) for frame in frames))
