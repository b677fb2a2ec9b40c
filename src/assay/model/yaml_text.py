"""YAML as plain values. The C loader recurses and would crash the process on deep nesting: that is looked for first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from .errors import SourceError

if TYPE_CHECKING:
    from .collector import Source

_MAX_DEPTH = 100
#: Fewer openers than this, and no line that starts with a longer run of indicators, cannot nest too deep.
_LEADING = re.compile(r"^[ \t\-?:]{100,}", re.MULTILINE)


class LinedMapping(dict[Any, Any]):
    """A mapping that knows its own line and the line of each of its own keys, from 1."""

    line: int = 1
    lines: dict[Any, int]


class LinedSequence(list[Any]):
    """A sequence that knows the line of each of its items, from 1."""

    lines: list[int]


def load_yaml(source: Source) -> Any:
    """The first document of a source: YAML 1.1 values, aliases shared, no tags. Errors: SourceError."""
    import yaml

    return _load(source, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def load_lined_yaml(source: Source) -> Any:
    """As load_yaml, in LinedMappings and LinedSequences; a value with a local tag (GitLab's !reference) is bare."""
    return _load(source, _lined_loader())


def _load(source: Source, loader: Any) -> Any:
    import yaml

    text = source.text
    try:
        if text.count("[") + text.count("{") >= _MAX_DEPTH or _LEADING.search(text):
            _refuse_deep(text, loader, source.path)
        return yaml.load(text, Loader=loader)
    except (yaml.YAMLError, RecursionError, ValueError, TypeError, OverflowError) as error:
        what = " ".join(str(error).split())[:300]
        raise SourceError(f"is not YAML: {what}", where=source.path, remedy="Mend the file.") from error


def _refuse_deep(text: str, loader: Any, where: str) -> None:
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.events.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                raise SourceError(f"nests deeper than {_MAX_DEPTH} levels", where=where, remedy="Mend the file.")
        elif isinstance(event, yaml.events.CollectionEndEvent):
            depth -= 1


@cache
def _lined_loader() -> Any:
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """Safe, with lines."""

    def mapping(loader: Any, node: Any) -> Iterator[LinedMapping]:
        made = LinedMapping()
        made.line = node.start_mark.line + 1
        yield made
        made.update(loader.construct_mapping(node))
        made.lines = {loader.construct_object(key): key.start_mark.line + 1 for key, _ in node.value}

    def sequence(loader: Any, node: Any) -> Iterator[LinedSequence]:
        made = LinedSequence()
        made.lines = [item.start_mark.line + 1 for item in node.value]
        yield made
        made.extend(loader.construct_sequence(node))

    def tagged(loader: Any, _suffix: str, node: Any) -> Any:
        if isinstance(node, yaml.MappingNode):
            return loader.construct_mapping(node, deep=True)
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        return loader.construct_scalar(node)

    Loader.add_constructor("tag:yaml.org,2002:map", mapping)
    Loader.add_constructor("tag:yaml.org,2002:seq", sequence)
    Loader.add_multi_constructor("!", tagged)
    return Loader
