"""Drives Schemathesis over the description: its exchanges and failures, as they come, into the log.

Examples, coverage, fuzzing and stateful phases; with `negative`, requests that break the description on purpose.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assay.model import AssayError, UsageError

from .api import Tried
from .caller import Pace
from .exchange import Exchange, Request
from .harvest import Harvest
from .log import Log
from .users import NOBODY, User

if TYPE_CHECKING:
    from schemathesis.engine.core import EventStream
    from schemathesis.engine.recorder import Interaction, ScenarioRecorder

PHASES = ("examples", "coverage", "fuzzing", "stateful")
#: Names of Schemathesis's checks -> what went wrong.
_WHAT = {
    "not_a_server_error": "server_error",
    "status_code_conformance": "undocumented_status",
    "content_type_conformance": "media_type",
    "response_schema_conformance": "body",
    "response_headers_conformance": "headers",
    "negative_data_rejection": "invalid_accepted",
    "missing_required_header": "header_optional",
    "ignored_auth": "authentication",
    "unsupported_method": "method",
    "allow_header_conformance": "method",
    "use_after_free": "deleted_readable",
    "ensure_resource_availability": "created_missing",
}
#: Ways to refuse, of RFC 9110, 6585 and 8470. A server error is one, too: it is told by itself.
_REFUSED = "400 401 403 404 405 406 409 410 411 412 413 414 415 416 417 421 422 425 428 429 431 5xx".split()
_SECONDS_TO_ANSWER = 10


class Fuzzer:
    """One run of the engine."""

    def __init__(
        self, tried: Tried, log: Log, harvest: Harvest, first: User | None, seed: int, key_headers: Collection[str]
    ) -> None:
        """`key_headers` are names of headers that make a write repeatable: each request gets a value of its own."""
        self._tried = tried
        self._log = log
        self._harvest = harvest
        self._first = first or NOBODY
        self._seed = seed
        self._keys = {name.lower() for name in key_headers}
        self.phases: list[str] = []

    def run(
        self,
        phases: Collection[str],
        *,
        negative: bool,
        seconds: float,
        once: bool,
        rate: float | None,
        most_examples: int,
        told: Callable[[str], None],
    ) -> str:
        """How it ended, in Schemathesis's word. `told` hears of each phase. With `once` it ends
        when all phases are done; else fuzzing goes on until the time is over.

        Errors: UsageError when the description cannot be tried, AssayError when the engine gave up.
        """
        from schemathesis.engine import from_schema

        settings = self._settings(phases, negative, most_examples)
        if not once:
            settings["max-time"] = max(1, round(seconds))
        schema = self._schema(settings)
        with self._renewing(Pace(rate)), _directly():
            return self._taken(from_schema(schema).execute(), phases, seconds, told)

    def _taken(self, stream: EventStream, phases: Collection[str], seconds: float, told: Callable[[str], None]) -> str:
        from schemathesis.engine import events

        began, late = None, False
        for event in stream:
            began = began or event.timestamp
            if isinstance(event, events.PhaseStarted) and event.phase.name.value in phases:
                self._note(event.phase.name.value)
            if isinstance(event, events.ScenarioFinished):
                self._take(event.recorder, event.phase.value)
                told(event.phase.value)
                if event.timestamp - began > seconds and not late:
                    late = True
                    stream.stop()
            elif isinstance(event, events.FatalError):
                raise AssayError(f"Schemathesis gave up: {event.exception}") from event.exception
            elif isinstance(event, events.EngineFinished):
                return "max_time" if late else str(event.stop_reason.value)
        return "completed"

    def _note(self, phase: str) -> None:
        if phase not in self.phases:
            self.phases.append(phase)

    def _settings(self, phases: Collection[str], negative: bool, most_examples: int) -> dict[str, Any]:
        return {
            "seed": self._seed,
            "base-url": self._tried.base,
            "headers": dict(self._first.headers),
            "continue-on-failure": True,
            "max-redirects": 0,
            "request-timeout": _SECONDS_TO_ANSWER,
            "cache": {"enabled": False},
            "generation": {
                "max-examples": most_examples,
                "mode": "all" if negative else "positive",
                "database": "none",
            },
            "phases": {name: {"enabled": name in phases} for name in PHASES},
            "checks": {
                "negative_data_rejection": {"expected-statuses": _REFUSED},
                "missing_required_header": {"expected-statuses": _REFUSED},
                # What is described may still be refused for reasons that no schema tells; other users are probed apart.
                "positive_data_acceptance": {"enabled": False},
                "object_level_authorization": {"enabled": False},
            },
        }

    def _schema(self, settings: dict[str, Any]) -> Any:
        import schemathesis
        from schemathesis.config import ConfigError, SchemathesisConfig
        from schemathesis.errors import LoaderError

        try:
            schema = schemathesis.openapi.from_path(
                str(self._tried.file), config=SchemathesisConfig.from_dict(settings)
            )
        except (LoaderError, ConfigError, OSError) as error:
            remedy = "`assay check` tells what is wrong with a description."
            raise UsageError(f"cannot be tried: {error}", where=str(self._tried.file), remedy=remedy) from error

        return schema.exclude(lambda context: self._tried.skips(context.operation.label))

    @contextmanager
    def _renewing(self, pace: Pace) -> Iterator[None]:
        import schemathesis

        def before_call(context: Any, case: Any, kwargs: Any) -> None:  # noqa: ARG001
            self._renew(case)
            pace.wait()

        schemathesis.hook(before_call)
        try:
            yield
        finally:
            schemathesis.hooks.unregister(before_call)

    def _renew(self, case: Any) -> None:
        """A key of its own for each write, whatever the seed, unless the headers are meant to be wrong."""
        if _is_invalid(case, "header"):
            return
        for name in list(case.headers):
            if name.lower() in self._keys:
                case.headers[name] = uuid.uuid4().hex

    def _take(self, recorder: ScenarioRecorder, phase: str) -> None:
        seen: dict[str, Exchange] = {}
        for case_id, interaction in recorder.interactions.items():
            node = recorder.cases.get(case_id)
            exchange = self._exchange(interaction, node.value if node else None, phase)
            exchange = seen[case_id] = replace(exchange, entry=self._log.exchange(exchange))
            self._harvest.add(exchange)
            if exchange.error:
                self._log.failure("no_answer", exchange.operation or "", exchange.error, phase, [exchange])
        for case_id, checks in recorder.checks.items():
            for check in checks:
                if check.failure_info is not None:
                    failure = check.failure_info.failure
                    steps = [step.case_id for step in check.failure_info.steps] or [failure.case_id or case_id]
                    shown = [seen[one] for one in steps if one in seen] or [seen[case_id]]
                    what = _WHAT.get(check.name, "other")
                    if what == "header_optional" and (shown[-1].status or 0) >= 400:
                        continue  # it was refused, only otherwise than Schemathesis would
                    if check.name == "allow_header_conformance" and self._allows(shown[-1]):
                        continue
                    self._log.failure(what, failure.operation or recorder.label, _said(failure), phase, shown)

    def _allows(self, seen: Exchange) -> bool:
        """Whether some route, be it one with a parameter in it, is described with each method that Allow names."""
        stated = {name.strip().upper() for name in seen.headers.get("allow", "").split(",")} - {"", "HEAD", "OPTIONS"}
        described = {
            one.method for one in self._tried.operations if self._tried.path_values(one, seen.request.url) is not None
        }
        return bool(stated) and stated <= described

    def _exchange(self, interaction: Interaction, case: Any, phase: str) -> Exchange:
        sent, answer = interaction.request, interaction.response
        headers = {name: values[0] for name, values in sent.headers.items()}
        given = {name.lower(): value for name, value in headers.items()}
        own = {name.lower(): value for name, value in self._first.headers.items()}
        if not own or not own.keys() & given.keys():
            user = NOBODY
        else:
            user = self._first if own.items() <= given.items() else User("wrong", {}, {}, ())
        plain = headers if user.name == "wrong" else {k: v for k, v in headers.items() if k.lower() not in own}
        invalid = case is not None and _is_invalid(case)
        return Exchange(
            request=Request(sent.method, sent.uri, plain, sent.body),
            user=user,
            phase=phase,
            intent="invalid" if invalid or user.name == "wrong" or (user is NOBODY and own) else "described",
            operation=case.operation.label if case is not None else None,
            status=answer.status_code if answer else None,
            headers={name.lower(): ", ".join(values) for name, values in answer.headers.items()} if answer else {},
            body=answer.content if answer else b"",
            started=interaction.timestamp - (answer.elapsed if answer else 0.0),
            seconds=answer.elapsed if answer else 0.0,
            error=None if answer else "no answer",
            altered=_altered(case) if invalid else None,
        )


@contextmanager
def _directly() -> Iterator[None]:
    """No proxy and no password that this machine's settings name: what is sent goes where it is said, as it is said."""
    settings = {"no_proxy": "*", "NO_PROXY": "*", "NETRC": os.devnull}
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _is_invalid(case: Any, location: str | None = None) -> bool:
    """Whether the case, or the part of it that is called so, was made wrong on purpose."""
    from schemathesis.generation import GenerationMode

    if case.meta is None:
        return False
    components: Mapping[Any, Any] = case.meta.components
    if location is None:
        return bool(case.meta.generation.mode == GenerationMode.NEGATIVE)
    return any(part.value == location and info.mode == GenerationMode.NEGATIVE for part, info in components.items())


def _altered(case: Any) -> str | None:
    data = case.meta.phase.data if case.meta is not None else None
    parts: Iterator[str] = (
        str(part) for part in (getattr(data, "parameter", None), getattr(data, "description", None)) if part
    )
    return ": ".join(parts)[:200] or None


def _said(failure: Any) -> str:
    lines = [line for line in str(failure.message).splitlines() if line.strip()]
    return f"{failure.title}: {' '.join(lines)}"[:600]
