"""YAML as plain values. The C loader recurses and would crash the process on deep nesting: that is looked for first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .errors import SourceError

if TYPE_CHECKING:
    from .collector import Source

_MAX_DEPTH = 100
#: Fewer openers than this, and no line that starts with a longer run of indicators, cannot nest too deep.
_LEADING = re.compile(r"^[ \t\-?:]{100,}", re.MULTILINE)


def load_yaml(source: Source) -> Any:
    """The first document of a source: YAML 1.1 values, aliases shared, no tags. Errors: SourceError."""
    import yaml

    text = source.text
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
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
