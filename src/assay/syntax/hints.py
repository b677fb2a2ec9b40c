"""Which concerns a file is shown to: the words and forms that each looks for are found in one pass (hyperscan)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Any

from assay.model import Conventions
from assay.model.searching import made_engine


class Hints:
    """What concerns state as TESTS, HINTS, FORMS, WORDS and `house`, under the conventions of one house."""

    def __init__(self, concerns: Sequence[Any], conventions: Conventions) -> None:
        wanted: dict[bytes, set[int]] = {}
        forms: dict[bytes, set[int]] = {}
        always = []
        for number, concern in enumerate(concerns):
            hints = [*getattr(concern, "HINTS", ()), *_of_house(concern, conventions)]
            for word in hints:
                wanted.setdefault(word, set()).add(number)
            for form in getattr(concern, "FORMS", ()):
                forms.setdefault(form, set()).add(number)
            for word in getattr(concern, "WORDS", ()):
                wanted.setdefault(word, set())
            if not has_hints(concern):
                always.append(number)
        self._always = frozenset(always)
        self._shown = {
            is_test: frozenset(n for n, concern in enumerate(concerns) if getattr(concern, "TESTS", is_test) is is_test)
            for is_test in (False, True)
        }
        self._wanted: Mapping[bytes, set[int]] = wanted
        self._forms: Mapping[bytes, set[int]] = forms
        # Apart, for words alone are made ready in a twentieth of the time that a mixture takes.
        self._searches = _Search({word: re.escape(word) for word in wanted}), _Search({form: form for form in forms})

    def wanted_by(self, data: bytes, *, is_test: bool) -> tuple[frozenset[int], frozenset[bytes]]:
        """(the numbers of the concerns that a file is shown to, the words that it holds)."""
        words, forms = (search.held_by(data) for search in self._searches)
        numbers = self._always.union(*(self._wanted[word] for word in words), *(self._forms[form] for form in forms))
        return numbers & self._shown[is_test], words


def has_hints(concern: Any) -> bool:
    """Whether a concern is shown only files that hold something of what it looks for."""
    return any(hasattr(concern, kind) for kind in ("HINTS", "FORMS", "house"))


def _of_house(concern: Any, conventions: Conventions) -> Iterable[bytes]:
    stated: Iterable[bytes] = concern.house(conventions) if hasattr(concern, "house") else ()
    return (word for word in stated if word)


class _Search:
    """Expressions by name, of which those that match in a text are found in one pass.

    The engine lets go of Python's lock while it scans in memory of its own, which two threads may not share.
    """

    def __init__(self, expressions: Mapping[bytes, bytes]) -> None:
        self._names = tuple(expressions)
        self._expressions = tuple(expressions.values())
        self._database: Any = None
        self._scanning = Lock()

    def held_by(self, data: bytes) -> frozenset[bytes]:
        """The names of those that match."""
        if not self._names:
            return frozenset()
        held: list[int] = []
        with self._scanning:
            self._engine().scan(data, match_event_handler=lambda number, *_: held.append(number))
        return frozenset([self._names[number] for number in held])

    def _engine(self) -> Any:
        if self._database is None:
            import hyperscan

            self._database = made_engine(self._expressions, hyperscan.HS_FLAG_SINGLEMATCH)
        return self._database
