"""Trials: a running system that was called on purpose, to see whether it keeps what its description says.

The exchanges themselves are rows of `call` (origin trial); `entry` is their number in the same file.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from assay.model import Row


class TrialRun(Row, frozen=True, kw_only=True):
    """One trial of one API."""

    lifetime = "event"

    api: Annotated[str, "title of the description that was tried"]
    description: Annotated[str, "its root file, relative to the target; its name alone where it lies elsewhere"]
    tried_at: Annotated[str, "address that was called; `call` has the address that the description states"]
    tool: Annotated[str, "what made the requests, with its version"]
    seed: Annotated[int, "the seed that makes it come out alike"]
    started_at: Annotated[datetime | None, "start, UTC"]
    duration_s: Annotated[float | None, "seconds it took; null when it was cut off"]
    budget_s: Annotated[float, "seconds it was given"]
    phases: Annotated[str, "phases that were gone through, comma separated"]
    ended: Annotated[str, "completed, max_time, failure_limit, server_unavailable, interrupted, or cut off"]
    second_user: Annotated[bool, "a second user's credentials were given"]


class TrialOperation(Row, frozen=True, kw_only=True):
    """One described operation in one trial, tried or not."""

    lifetime = "event"

    operation: Annotated[str, "operation, e.g. GET /orders/{id}"]
    secured: Annotated[bool, "the description asks for credentials"]
    deprecated: Annotated[bool, "the description marks it as deprecated"]
    exchanges: Annotated[int, "requests that were sent, and were answered or not"]
    described: Annotated[int, "of these: as described, so that the system should take them"]
    invalid: Annotated[int, "of these: against the description on purpose, so that it should refuse them"]
    accepted: Annotated[int, "requests, not invalid ones, that the first user was answered with 2xx or 3xx"]
    refused: Annotated[int, "requests that were answered with 4xx"]
    failed: Annotated[int, "requests that were answered with 5xx, or not at all"]
    line: Annotated[int | None, "line in the file"]


class TrialExchange(Row, frozen=True, kw_only=True):
    """What one exchange of a trial was about."""

    lifetime = "event"

    entry: Annotated[int, "number in the file, from 0, as in `call`"]
    operation: Annotated[str | None, "described operation that it was meant for; null where none is"]
    phase: Annotated[str, "examples, coverage, fuzzing, stateful, or the name of a probe"]
    intent: Annotated[str, "described (should be taken), invalid (should be refused) or probe"]
    altered: Annotated[str | None, "what was made invalid, in words"]
    user: Annotated[str, "whose credentials it carried: first, second, wrong or none"]


class TrialFailure(Row, frozen=True, kw_only=True):
    """One thing that went wrong with one operation in one trial, however often."""

    lifetime = "event"

    what: Annotated[
        str,
        "server_error, undocumented_status, media_type, body, headers, invalid_accepted, header_optional, "
        "authentication, method, deleted_readable, created_missing, no_answer or other",
    ]
    operation: Annotated[str, "operation, e.g. GET /orders/{id}"]
    message: Annotated[str, "what was seen, in words"]
    times: Annotated[int, "how often it was seen"]
    phase: Annotated[str, "phase in which it was seen first"]
    entry: Annotated[int | None, "exchange that shows it"]
    curl: Annotated[str, "command lines that show it again; credentials are names of environment variables"]
    line: Annotated[int | None, "line in the file"]


class TrialProbe(Row, frozen=True, kw_only=True):
    """One question that a probe asked of one operation, and what came of it."""

    lifetime = "event"

    probe: Annotated[str, "name of the probe, e.g. objects, replays, pages"]
    question: Annotated[str, "what was asked, e.g. stale_write"]
    operation: Annotated[str | None, "operation that it was asked of; null: the API as a whole"]
    held: Annotated[bool | None, "the system did as it should; null where that could not be exercised"]
    reason: Annotated[str, "what was seen, or why it could not be exercised"]
    curl: Annotated[str | None, "command lines that show it again; null where nothing was sent"]
    entry: Annotated[int | None, "exchange that shows it"]
    line: Annotated[int | None, "line in the file"]
