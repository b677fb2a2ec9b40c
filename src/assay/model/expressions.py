"""Regular expressions that are compiled when they are first used: a run needs few of the hundreds that are stated."""

from __future__ import annotations

import re
from typing import Any, AnyStr, Generic, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")


class _Expression(Generic[AnyStr]):
    def __init__(self, stated: AnyStr, flags: int) -> None:
        self._stated: tuple[AnyStr, int] = (stated, flags)

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._stated)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def expression(stated: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, in all that is asked of one by its methods; a wrong one shows when it is first used."""
    return cast("re.Pattern[AnyStr]", _Expression(stated, flags))
