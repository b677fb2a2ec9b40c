"""The parameters of two versions of an operation -> what changed in them."""

from __future__ import annotations

from collections.abc import Iterator

from assay.descriptions.document import Node
from assay.descriptions.openapi import Operation, Parameter
from assay.model.expressions import expression

from .lifecycle import compare_life, removal, stability_of
from .reach import Context
from .telling import Telling

_VARIABLE = expression(r"\{([^{}/]*)\}")
_Key = tuple[str, str]
_ABSENT = Node({}, "", "")


def compare_parameters(old: Operation, new: Operation, telling: Telling, number: int) -> None:
    """Tell what happened to each parameter."""
    renamed, outer = _variables(old, new)
    before, after = (
        {_key(each, names): each for each in parameters if not (each.is_said_elsewhere or _key(each, {}) in outer)}
        for parameters, names in ((old.parameters, renamed), (new.parameters, {}))
    )
    # A variable of the path is there in both, whether or not it is described.
    kept = {("path", name) for name in renamed.values()}
    gone = {key: each for key, each in before.items() if key not in after and key not in kept}
    fresh = {key: each for key, each in after.items() if key not in before and key not in kept}
    for one, other in _moved(gone, fresh):
        values = (one.location, other.location)
        _say(
            telling,
            "request-parameter-moved",
            one,
            other,
            new.operation,
            values,
            f"moved from {values[0]} to {values[1]}",
        )
    for each in gone.values():
        said = removal(each.node.value, telling.policy)
        prefix = f"request-{_site(each, old)}"
        telling.say_all([said], prefix, _subject(each), each.node, None, new.operation)
    for each in fresh.values():
        _say(telling, _added(each, new), None, each, new.operation, (None, None), _words(each))
    for key, each in before.items():
        if key in after:
            _Pair(each, after[key], old, new, telling, number).compare()


def _variables(old: Operation, new: Operation) -> tuple[dict[str, str], set[_Key]]:
    """Old names of variables in the path -> new ones; those of a beginning that the other version's servers say."""
    was, is_now = _VARIABLE.findall(old.route), _VARIABLE.findall(new.route)
    more = len(was) - len(is_now)
    outer = {("path", str(name)) for name in (*was[: max(more, 0)], *is_now[: max(-more, 0)])}
    return dict(zip(was[max(more, 0) :], is_now[max(-more, 0) :], strict=True)), outer


def _key(parameter: Parameter, renamed: dict[str, str]) -> _Key:
    name = parameter.name
    if parameter.location == "header":
        name = name.lower()
    return parameter.location, renamed.get(name, name) if parameter.location == "path" else name


def _moved(gone: dict[_Key, Parameter], fresh: dict[_Key, Parameter]) -> Iterator[tuple[Parameter, Parameter]]:
    """Pairs of one name in two places; they are taken out of both."""
    for key, each in list(gone.items()):
        found = next((other for other in fresh if fresh[other].name == each.name), None)
        if found is not None:
            yield gone.pop(key), fresh.pop(found)


def _added(parameter: Parameter, operation: Operation) -> str:
    if parameter.location == "path":
        return "request-parameter-path-added"
    return f"request-{_site(parameter, operation)}-added" + ("-required" if parameter.required else "")


def _words(parameter: Parameter) -> str:
    return "added, and has to be sent" if parameter.required else "added"


def _site(parameter: Parameter, operation: Operation) -> str:
    """A parameter of all operations of a path is told apart."""
    item, _, method = operation.node.pointer.rpartition("/")
    own = f"{item}/{method}/parameters/"
    shared = parameter.node.path == operation.node.path and parameter.node.pointer.startswith(f"{item}/parameters/")
    return "common-parameter" if shared and not parameter.node.pointer.startswith(own) else "parameter"


def _subject(parameter: Parameter) -> str:
    return f"{parameter.location} parameter {parameter.name}"


def _say(
    telling: Telling,
    name: str,
    old: Parameter | None,
    new: Parameter | None,
    operation: str,
    values: tuple[object, object],
    words: str,
) -> None:
    subject = _subject(new or old)  # type: ignore[arg-type]
    places = old.node if old else None, new.node if new else None
    telling.say(name, subject, *places, operation=operation, side="request", values=values, words=words)


class _Pair:
    """One parameter in both versions."""

    def __init__(
        self, old: Parameter, new: Parameter, before: Operation, after: Operation, telling: Telling, number: int
    ) -> None:
        self.old, self.new, self.telling, self.number = old, new, telling, number
        self.operation = after.operation
        self.site = (
            "common-parameter" if {_site(old, before), _site(new, after)} == {"common-parameter"} else "parameter"
        )
        self.stability = stability_of(after.node.value)

    def compare(self) -> None:
        old, new = self.old, self.new
        if old.required != new.required:
            self._say("became-required" if new.required else "became-optional", (None, None))
        if old.name != new.name and old.location == "path":
            self._say("renamed", (old.name, new.name))
        said = compare_life(old.node.value, new.node.value, self.telling.policy, self.stability)
        prefix, subject = f"request-{self.site}", _subject(new)
        self.telling.say_all(said, prefix, subject, old.node, new.node, self.operation)
        self._written()
        self._schemas()

    def _say(self, what: str, values: tuple[object, object]) -> None:
        words = what.replace("-", " ") + (f" from {values[0]} to {values[1]}" if values != (None, None) else "")
        _say(self.telling, f"request-{self.site}-{what}", self.old, self.new, self.operation, values, words)

    def _written(self) -> None:
        """How a value is written: style, explode, media type and what may be left empty or unescaped."""
        old, new = self.old, self.new
        if old.media_type != new.media_type:
            self._say("media-type-changed", (old.media_type, new.media_type))
        elif (old.style, old.explode) != (new.style, new.explode) and self._is_several():
            what = "style" if old.style != new.style else "explode"
            self._say(f"{what}-changed", (getattr(old, what), getattr(new, what)))
        for key, what in (("allowReserved", "reserved"), ("allowEmptyValue", "empty-value")):
            before, after = (each.node.value.get(key) is True for each in (old, new))
            if before != after:
                self._say(f"{what}-{'allowed' if after else 'forbidden'}", (None, None))

    def _is_several(self) -> bool:
        """Whether the value is a list or object in both: of others style and explode say nothing."""
        kinds = [
            self.telling.old.resolve(self.old.schema or _ABSENT),
            self.telling.new.resolve(self.new.schema or _ABSENT),
        ]
        return all(kind.value.get("type") in ("array", "object", None) for kind in kinds)

    def _schemas(self) -> None:
        old, new = self.old.schema, self.new.schema
        if old is None or new is None:
            return
        text = self.new.media_type is None
        form = text and self.new.style != "deepObject"
        required = any(each.node.value.get("required") is True for each in (self.old, self.new))
        context = Context("request", self.site, text, form, required, self.stability)
        self.telling.schemas(context, old, new, _subject(self.new), self.number)
