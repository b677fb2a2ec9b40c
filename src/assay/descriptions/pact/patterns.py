"""Regular expressions of strangers, searched with a limit on their work."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from .told import Unreadable, show

_MOST_PATTERN = 5_000
_MOST_SEARCHED = 200_000
_BACKTRACKS = 200_000


def matches_pattern(pattern: str, text: str) -> bool:
    """Whether the whole text matches, with a limit on backtracking. Errors: Unreadable."""
    if len(text) > _MOST_SEARCHED:
        raise Unreadable(f"a text of {len(text):,} characters is not searched")
    return _searcher(pattern)(text)


@lru_cache(maxsize=1024)
def _searcher(pattern: str) -> Callable[[str], bool]:
    import jsonschema_rs

    if len(pattern) > _MOST_PATTERN:
        raise Unreadable(f"the pattern is longer than {_MOST_PATTERN:,} characters")
    # \A and \z are what Ruby and Java call the ends.
    whole = "^(?:" + re.sub(r"\\[Az]|\\Z", "", pattern) + ")$"
    limits = jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS, size_limit=5_000_000)
    try:
        validator = jsonschema_rs.validator_for({"pattern": whole}, pattern_options=limits)
    except (jsonschema_rs.ValidationError, ValueError) as error:
        raise Unreadable(f"the pattern {show(pattern)} cannot be read") from error

    def search(text: str) -> bool:
        error = None if validator.is_valid(text) else next(validator.iter_errors(text), None)
        if error is not None and not isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Pattern):
            raise Unreadable(f"whether the pattern {show(pattern)} matches takes too long to tell")
        return error is None

    return search
