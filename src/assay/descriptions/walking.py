"""A file's value -> the objects of a description in it, in one walk for all that is looked for at any place.

What an object is follows from the keys it stands below: of some the members have names that somebody chose, below
others stands data that is no part of the description.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .pointers import below

#: Keys whose members have names that somebody chose: none of them is a keyword.
_NAMES = frozenset(
    "properties patternProperties $defs definitions dependentSchemas schemas parameters responses headers examples "
    "requestBodies links callbacks paths webhooks securitySchemes securityDefinitions pathItems mediaTypes encoding "
    "content variables channels operations messages servers replies correlationIds messageTraits operationTraits "
    "channelBindings serverBindings messageBindings operationBindings tags serverVariables mapping".split()
)
#: In AsyncAPI these hold a schema.
_NO_NAMES = {"asyncapi": frozenset(("headers",))}
#: Keys that hold a value and no part of the description: what looks like a keyword there is none.
_VALUES = frozenset(("example", "default", "enum", "const", "value", "payload_example"))
#: Below these, and below extensions, references are followed, but nothing has to make sense.
_UNJUDGED = frozenset(("examples", "mapping", "scopes"))
_SCHEMAS = frozenset(
    "schema items additionalProperties not allOf anyOf oneOf if then else contains propertyNames prefixItems "
    "unevaluatedItems unevaluatedProperties properties patternProperties $defs definitions dependentSchemas schemas "
    "payload itemSchema".split()
)
_NESTED = frozenset((dict, list))

#: Where a value stands: the trail of what it stands in, and its key there. A pointer is made of it where one is asked.
Trail = tuple[Any, str | int] | None


class Meaning(dict[str, "tuple[bool, Meaning] | None"]):
    """What an object is. By its keys: whether the keys of what stands there are names, and what it or its members are.

    `schema`: it is one; `judged`: what it says has to make sense. None: no part of the description.
    """

    def __init__(
        self, schema: bool, judged: bool, all_: dict[tuple[bool, bool], Meaning], naming: frozenset[str]
    ) -> None:
        super().__init__()
        self.schema, self.judged, self._all, self._naming = schema, judged, all_, naming

    def __missing__(self, key: str) -> tuple[bool, Meaning] | None:
        own = key[:2] == "x-"
        is_schema = key in _SCHEMAS or (self.schema and not own)
        is_judged = self.judged and not own and key not in _UNJUDGED
        found = None if key in _VALUES else (key in self._naming, self._all[is_schema, is_judged])
        self[key] = found
        return found


#: An object or list on the way: where it stands, its level, whether its keys are names, what it is or its members are.
_At = tuple[Any, Trail, int, bool, Meaning]


class Walk:
    """What walks over the files of a description. `depth` is the deepest level seen."""

    def __init__(self, format_: str, telling: frozenset[str]) -> None:
        """Objects with one of the keys `telling` are told of, and schemas of lists."""
        self._telling = telling
        self.depth = 0
        meanings: dict[tuple[bool, bool], Meaning] = {}
        naming = _NAMES - _NO_NAMES.get(format_, frozenset())
        for schema, judged in ((False, True), (True, True), (False, False), (True, False)):
            meanings[schema, judged] = Meaning(schema, judged, meanings, naming)
        self._root = meanings[False, True]

    def objects(self, value: Any) -> Iterator[tuple[dict[str, Any], Trail, Meaning]]:
        """Of one file. It may hold a text alone."""
        waiting: list[_At] = [(value, None, 0, False, self._root)] if value.__class__ in _NESTED else []
        take, add, telling, levels = waiting.pop, waiting.append, self._telling, {self.depth}
        while waiting:
            found, trail, depth, names, meaning = take()
            levels.add(depth)
            depth += 1
            if names or found.__class__ is list:
                # No names but a reference to where they are, which bundling resolves.
                if names and found.__class__ is dict and found.get("$ref").__class__ is str:
                    yield found, trail, meaning
                for key, one in found.items() if found.__class__ is dict else enumerate(found):
                    if one.__class__ in _NESTED:
                        add((one, (trail, key), depth, False, meaning))
                continue
            if not telling.isdisjoint(found) or (kind := found.get("type")) == "array" or kind.__class__ is list:
                yield found, trail, meaning
            for key, one in found.items():
                if one.__class__ in _NESTED:
                    said = meaning[key]
                    if said is not None and (key != "examples" or one.__class__ is dict):
                        add((one, (trail, key), depth, *said))
        self.depth = max(levels)


def pointer_of(trail: Trail) -> str:
    """The pointer of a trail."""
    pointer = ""
    while trail is not None:
        trail, key = trail
        pointer = below("", key) + pointer
    return pointer
