"""The examples and defaults of an API, each held against the schema that it stands with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .complaints import complaint, leaves
from .document import Document, Node, items, step
from .json_schema import Schemas, Side
from .openapi import Api
from .places import SIDES, Place
from .pointers import joined

#: More of them are not held against anything, and said to be unknown.
MOST_HELD = 20_000
_NO_JSON = "nothing says how it is written: its media type is not JSON"
_SIDES: tuple[Side, ...] = ("request", "response")
#: A schema with none of these gives no example.
_GIVING = frozenset(("example", "examples", "default"))
_STATING = frozenset(("example", "examples", "$ref"))
#: What masking puts no text in the place of.
_NESTING = frozenset(("object", "array"))
#: Keywords that ask which keys there are, or how many: no masking of values changes that.
_COUNTING = frozenset("required dependentRequired minProperties maxProperties minItems maxItems".split())


class Example(NamedTuple):
    """One example: `valid` is None where that cannot be told, and `message` says why."""

    node: Node
    kind: str
    valid: bool | None
    message: str | None


def examples(
    document: Document, api: Api, places: Iterable[Place], is_doubtful: Callable[[Any], bool]
) -> Iterator[Example]:
    """All of them. What `is_doubtful` (a value that may not be what was written) is never told to be wrong."""
    holding = _Holding(document, is_doubtful)
    seen: set[tuple[str, str]] = set()
    for node, schema, kind, sides in (*_of_bodies(document, api), *_of_parameters(document, api), *_of_schemas(places)):
        if (node.path, node.pointer) not in seen:
            seen.add((node.path, node.pointer))
            valid, message = holding.hold(node, schema, sides) if sides else (None, _NO_JSON)
            yield Example(node, kind, valid, message)


_Found = Iterator[tuple[Node, Node, str, tuple[Side, ...]]]


def _of_bodies(document: Document, api: Api) -> _Found:
    """Those of media types, and of Swagger's responses. Only of JSON can it be told how a value is written."""
    for operation in api.operations:
        bodies: list[tuple[Side, Node | None, Mapping[str, Node | None]]]
        bodies = [("request", operation.body_node, operation.body)]
        bodies += [("response", response.node, response.content) for response in operation.responses]
        for side, node, content in bodies:
            there = node.value.get("content") if node is not None else None
            for media, schema in content.items() if node is not None else ():
                if _gives_none(there, media):
                    continue
                stated = document.child(node, "content", media) if node is not None else None
                held: tuple[Side, ...] = (side,) if "json" in media else ()
                for example in _stated(document, stated):
                    if schema is not None:
                        yield example, schema, "media", held
                old = step(node, "examples") if node is not None and stated is None else None
                for key, example in items(old):
                    # Under a name that is none of its media types, one is an example of the answer all the same.
                    if schema is not None and (media in (key, "*/*") or key not in content):
                        yield example, schema, "media", (side,) if "json" in str(key) else ()


def _gives_none(content: Any, media: str) -> bool:
    """Whether a media type stands there itself, as most do, and without examples."""
    if content.__class__ is not dict or "$ref" in content:
        return False
    stated = content.get(media)
    return stated.__class__ is dict and _STATING.isdisjoint(stated)


def _of_parameters(document: Document, api: Api) -> _Found:
    for operation in api.operations:
        for parameter in operation.parameters:
            if not parameter.media_type:
                yield from _of_value(document, parameter.node, parameter.schema, "request")
        for response in operation.responses:
            for header in response.headers.values():
                yield from _of_value(document, header, step(header, "schema"), "response")


def _of_value(document: Document, node: Node, schema: Node | None, side: Side) -> _Found:
    """Those of a parameter or header, and of its schema, which stands nowhere else."""
    if schema is None:
        return
    yield from ((example, schema, "media", (side,)) for example in _stated(document, node))
    followed = document.follow(schema)
    if followed is not None and isinstance(followed.value, dict):
        yield from _of_schema(followed, (side,))


def _stated(document: Document, node: Node | None) -> Iterator[Node]:
    """The examples of a media type or parameter."""
    if node is None or not isinstance(node.value, dict):
        return
    single = step(node, "example")
    if single is not None:
        yield single
    many = step(node, "examples")
    for _, one in items(many) if many is not None and isinstance(many.value, dict) else ():
        followed = document.follow(one)
        value = step(followed, "value") if followed is not None else None
        if value is not None:
            yield value


def _of_schemas(places: Iterable[Place]) -> _Found:
    for place in places:
        value = place.value
        if "$ref" not in value and not _GIVING.isdisjoint(value):
            sides = tuple(side for side in _SIDES if place.sides & SIDES[side]) or _SIDES
            yield from _of_schema(place.node(), sides)


def _of_schema(node: Node, sides: tuple[Side, ...]) -> _Found:
    value = node.value
    if "example" in value and (single := step(node, "example")) is not None:
        yield single, node, "schema", sides
    if isinstance(value.get("examples"), list):
        yield from ((one, node, "schema", sides) for _, one in items(step(node, "examples")))
    if "default" in value and (usual := step(node, "default")) is not None:
        yield usual, node, "default", sides


class _Holding:
    """Validators by the place of their schema."""

    def __init__(self, document: Document, is_doubtful: Callable[[Any], bool]) -> None:
        self._schemas = {side: Schemas(document, side) for side in _SIDES}
        self._validators: dict[tuple[str, str, str], Any] = {}
        self._is_doubtful = is_doubtful
        self._held = 0

    def hold(self, example: Node, schema: Node, sides: tuple[Side, ...]) -> tuple[bool | None, str | None]:
        """Valid on one of the sides on which the schema is used."""
        self._held += 1
        if self._held > MOST_HELD:
            return None, f"of one description no more than {MOST_HELD} examples are held against anything"
        answers = [self._on_side(example, schema, side) for side in sides]
        # What cannot be told on one side may be right there.
        return next((answer for said in (True, None) for answer in answers if answer[0] is said), answers[0])

    def _on_side(self, example: Node, schema: Node, side: Side) -> tuple[bool | None, str | None]:
        validator = self._validator(schema, side)
        if validator is None:
            return None, "the schema itself is malformed"
        if validator.is_valid(example.value):
            return True, None
        try:
            wrong = [error for error in validator.iter_errors(example.value) if not self._may_be_masked(error)]
            found = [error for error in leaves(wrong) if not self._may_be_masked(error)]
        except ValueError:  # of the library: it tells errors of so many levels and no more
            return None, None
        if not found:
            return None, "what does not fit is masked, and may be right as it was written"
        one = complaint(found[0], joined("", *found[0].instance_path))
        return False, f"{one.pointer} {one.said}" if one.pointer else one.said

    def _may_be_masked(self, error: Any) -> bool:
        """Whether all that is wrong may be right as it was written."""
        branches = [branch for branch in getattr(error.kind, "context", ()) if branch]
        if branches:
            return any(all(map(self._may_be_masked, branch)) for branch in branches)
        if error.kind.name in _COUNTING:
            return isinstance(error.instance, dict) and any(map(self._is_doubtful, error.instance))
        if error.kind.name == "type" and _NESTING.issuperset(error.kind.types):
            return False
        return self._is_doubtful(error.instance)

    def _validator(self, schema: Node, side: Side) -> Any:
        import jsonschema_rs

        place = (side, schema.path, schema.pointer)
        if place not in self._validators:
            try:
                made = jsonschema_rs.Draft202012Validator(self._schemas[side].whole(schema), validate_formats=True)
            except (ValueError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
                made = None  # malformed: the schema's own problem
            self._validators[place] = made
        return self._validators[place]
