"""What the checkout tells those who watch it."""

from __future__ import annotations

from typing import Annotated

from assay.model import Row


class ErrorReporting(Row, frozen=True, kw_only=True):
    """One place in the source that sets up, or tunes, the service that errors are reported to."""

    service: Annotated[str | None, "the service, where the source names it"]
    via: Annotated[str, "init, or the function that is given the share"]
    states_rate: Annotated[
        bool, "states which share of the errors is kept; a service keeps all where nothing is stated"
    ]
    sample_rate: Annotated[float | None, "share of the errors that is kept, 0 to 1; null when computed"]
    overridable: Annotated[bool, "the share is a default that a caller or a configuration may replace"]
    drops_foreign: Annotated[
        bool | None, "a filter looks at the frames of an error and drops some; null when it cannot be seen"
    ]
    lists: Annotated[str | None, "lists of addresses or messages by which errors are dropped, by their option"]
    is_test: Annotated[bool, "in test code"]
    line: Annotated[int, "line in the file"]


class CaughtError(Row, frozen=True, kw_only=True):
    """One place in the source that catches an error."""

    via: Annotated[str, "catch clause or promise"]
    handling: Annotated[str, "none (nothing is done), explained (nothing is done, a comment says why) or some"]
    is_test: Annotated[bool, "in test code"]
    line: Annotated[int, "line in the file"]
