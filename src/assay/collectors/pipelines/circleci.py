"""CircleCI configuration -> ci_step: orbs, executors, commands with parameters, jobs as workflows run them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from assay.model import Source
from assay.model.expressions import expression
from assay.tables.testing import CiStep

from .parts import can_fail, inputs_of, items, mapping, pin_of, pin_of_image, shell, text, words

_PARAMETER = expression(r"<<\s*parameters\.([\w-]+)\s*>>")
#: What a workflow says of a job that is no parameter of it.
_OF_WORKFLOW = frozenset(("filters", "requires", "context", "name", "type", "matrix", "pre-steps", "post-steps"))
_ALL_BRANCHES = expression(r"^/\^?\.\*\$?/$")
_MAX_DEPTH = 8
_MAX_ROWS = 20_000


class _Run(NamedTuple):
    """One job as one workflow runs it."""

    workflow: str | None
    job: str
    on_change: bool | None
    values: Mapping[str, Any]


def read(document: Any, source: Source) -> Iterator[CiStep]:  # noqa: ARG001
    """Rows of one configuration; nothing of YAML that is none."""
    yield from _Config(document).rows()


class _Config:
    """One configuration with its reusable parts."""

    def __init__(self, document: Any) -> None:
        root = mapping(document)
        self._orbs = mapping(root.get("orbs"))
        self._jobs = mapping(root.get("jobs"))
        self._commands = mapping(root.get("commands"))
        self._executors = mapping(root.get("executors"))
        self._workflows = mapping(root.get("workflows"))
        self._rows = 0

    def rows(self) -> Iterator[CiStep]:
        """Orbs, then the jobs of each workflow, then jobs that none runs."""
        for alias, ref in self._orbs.items():
            if isinstance(ref, str):
                run = _Run(None, "", None, {})
                line = self._orbs.lines.get(alias)
                yield self._row(run, str(alias), "orb", line, uses=ref, pin=_pin_of_orb(ref), job=None)
        called: set[str] = set()
        for name, stated in self._workflows.items():
            if isinstance(stated, dict):
                yield from self._workflow(str(name), mapping(stated), called)
        for name in self._jobs:
            if name not in called:
                # Without workflows, the job called build runs on every push.
                implicit = not self._workflows and name == "build"
                run = _Run("build" if implicit else None, str(name), implicit, {})
                yield from self._job(run, self._jobs.get(name))

    def _workflow(self, workflow: str, stated: Any, called: set[str]) -> Iterator[CiStep]:
        entries = {}
        for _, entry, line in items(stated.get("jobs")):
            job = entry if isinstance(entry, str) else next(iter(mapping(entry)), None)
            if isinstance(job, str):
                given = mapping(mapping(entry).get(job))
                entries[text(given.get("name")) or job] = (job, given, line)
        whole = _scheduled(stated)
        for name, (job, given, line) in entries.items():
            called.add(job)
            approved = _waits(name, entries, set())
            on_change = False if approved or whole is False else _least(whole, _on_change(given))
            if given.get("type") == "approval":
                continue
            run = _Run(workflow, job, on_change, self._values(job, given))
            yield from self._steps(given.get("pre-steps"), run, {}, 0)
            if job in self._jobs:
                yield from self._job(run, self._jobs.get(job))
            else:
                yield from self._orb_job(run, name, given, line)
            yield from self._steps(given.get("post-steps"), run, {}, 0)

    def _values(self, job: str, given: Any) -> dict[str, Any]:
        stated = mapping(mapping(self._jobs.get(job)).get("parameters"))
        values = {name: mapping(parameter).get("default") for name, parameter in stated.items()}
        return {**values, **{name: value for name, value in given.items() if name not in _OF_WORKFLOW}}

    def _orb_job(self, run: _Run, name: str, given: Any, line: int | None) -> Iterator[CiStep]:
        parameters = {key: value for key, value in given.items() if key not in _OF_WORKFLOW}
        uses = self._orbs.get(run.job.partition("/")[0])
        if isinstance(uses, str):
            shown = name if name == run.job else f"{run.job} ({name})"
            pin = _pin_of_orb(uses)
            yield self._row(run, shown, "job", line, uses=uses, pin=pin, inputs=inputs_of(parameters))

    def _job(self, run: _Run, stated: Any) -> Iterator[CiStep]:
        table = mapping(stated)
        yield from self._environment(run, table)
        yield from self._steps(table.get("steps"), run, mapping(table.get("environment")), 0)

    def _environment(self, run: _Run, table: Any) -> Iterator[CiStep]:
        """Images that a job runs in, by itself or through its executor."""
        executor = table.get("executor")
        given = mapping(executor)
        name = text(executor) or text(given.get("name"))
        if name:
            name = _filled(name, run.values)
            line = given.lines.get("name") or table.lines.get("executor")
            orb = self._orbs.get(name.partition("/")[0]) if "/" in name else None
            if isinstance(orb, str):
                inputs = inputs_of({key: value for key, value in given.items() if key != "name"})
                yield self._row(run, name, "image", line, uses=orb, pin=_pin_of_orb(orb), inputs=inputs)
            else:
                yield from self._images(run, mapping(self._executors.get(name)))
        yield from self._images(run, table)

    def _images(self, run: _Run, table: Any) -> Iterator[CiStep]:
        for _, stated, line in items(table.get("docker")):
            image = text(mapping(stated).get("image"))
            if image:
                image = _filled(image, run.values)
                yield self._row(run, "docker", "image", line, uses=image, pin=pin_of_image(image))

    def _steps(self, listed: object, run: _Run, env: Any, depth: int) -> Iterator[CiStep]:
        for position, step, line in items(listed):
            self._rows += 1
            if depth > _MAX_DEPTH or self._rows > _MAX_ROWS:
                return
            name = step if isinstance(step, str) else next(iter(mapping(step)), None)
            given = None if isinstance(step, str) else mapping(step).get(name)
            if not isinstance(name, str):
                continue
            if name == "run":
                yield from self._run(given, run, env, line, position)
            elif name in ("when", "unless"):
                unsure = run._replace(on_change=run.on_change and None)
                yield from self._steps(mapping(given).get("steps"), unsure, env, depth + 1)
            elif name in self._commands:
                command = mapping(self._commands.get(name))
                stated = mapping(command.get("parameters"))
                values = {key: mapping(parameter).get("default") for key, parameter in stated.items()}
                inner = run._replace(values={**values, **{k: _given(v, run.values) for k, v in mapping(given).items()}})
                yield from self._steps(command.get("steps"), inner, env, depth + 1)
            else:
                orb = self._orbs.get(name.partition("/")[0]) if "/" in name else None
                uses = orb if isinstance(orb, str) else None
                kind = "command" if uses else "builtin"
                pin = _pin_of_orb(uses) if uses else None
                yield self._row(run, name, kind, line, uses=uses, pin=pin, inputs=inputs_of(given) if uses else None)

    def _run(self, given: object, run: _Run, env: Any, line: int | None, position: int) -> Iterator[CiStep]:
        table = mapping(given)
        command = shell(given if isinstance(given, str) else table.get("command"))
        if command is None:
            return
        command = _filled(command, run.values)
        name = text(table.get("name"))
        yield self._row(
            run,
            _filled(name, run.values) if name else f"step {position}",
            "run",
            table.lines.get("command", line),
            command=command,
            directory=text(table.get("working_directory")),
            inputs=inputs_of(env, table.get("environment")),
            can_fail=can_fail(command) and table.get("background") is not True,
        )

    def _row(self, run: _Run, step: str, kind: str, line: int | None, **given: Any) -> CiStep:
        stated = {"command": None, "directory": None, "uses": None, "pin": None, "inputs": None, "can_fail": True}
        return CiStep(
            provider="circleci",
            workflow=run.workflow,
            step=step[:500],
            kind=kind,
            on_change=run.on_change,
            line=line,
            **{**stated, "job": run.job[:200], **given},
        )


def _filled(template: str, values: Mapping[str, Any]) -> str:
    """Text with the parameters that are known put in."""

    def value(match: re.Match[str]) -> str:
        known = values.get(match[1])
        return str(known)[:2000] if isinstance(known, (str, int, float)) else match[0]

    return _PARAMETER.sub(value, template)


def _given(value: Any, values: Mapping[str, Any]) -> Any:
    return _filled(value, values) if isinstance(value, str) else value


def _pin_of_orb(ref: str) -> str | None:
    _, at, version = ref.rpartition("@")
    return pin_of(version) if at else "moving"


def _scheduled(workflow: Any) -> bool | None:
    """False for a workflow that only a schedule starts, None where a condition decides, else True."""
    if any("schedule" in mapping(trigger) for _, trigger, _ in items(workflow.get("triggers"))):
        return False
    return None if "when" in workflow or "unless" in workflow else True


def _on_change(given: Any) -> bool | None:
    branches = mapping(mapping(given.get("filters")).get("branches"))
    only, ignored = words(branches.get("only")), words(branches.get("ignore"))
    if any(_ALL_BRANCHES.match(pattern) for pattern in ignored):
        return False
    if not only or any(_ALL_BRANCHES.match(pattern) for pattern in only):
        return True
    return None if any(pattern.startswith("/") for pattern in only) else False


def _waits(name: str, entries: Mapping[str, Any], seen: set[str]) -> bool:
    """Whether somebody must approve before the job runs."""
    if name in seen or name not in entries or len(seen) > 200:
        return False
    seen.add(name)
    needed = words(entries[name][1].get("requires"))
    return any(
        other in entries and (entries[other][1].get("type") == "approval" or _waits(other, entries, seen))
        for other in needed
    )


def _least(*told: bool | None) -> bool | None:
    return False if False in told else None if None in told else True
