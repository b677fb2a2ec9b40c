"""ci_step, package_script, setting -> ci_command: each command a pipeline runs, also through scripts and targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from assay.model import Derivation, Row, Target
from assay.tables.testing import CiCommand

from .shell_commands import Simple, simple_commands
from .task_runners import Workspace, targets_of

_MAX_DEPTH = 8
#: One step that runs a target of each of very many projects.
_MAX_OF_STEP = 5_000


class _Place(NamedTuple):
    """A text that holds commands: where it stands, where it runs, how it was reached."""

    command: str
    path: str
    line: int | None
    directory: str
    via: tuple[str, ...]


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:  # noqa: ARG001
    """Rows of each step in turn: what it says, then what that leads to."""
    workspace = Workspace(inputs["scripts"], inputs["targets"])
    steps = [_Step(*step) for step in inputs["steps"]]
    by_path: dict[str, list[_Step]] = {}
    for step in steps:
        by_path.setdefault(step.path, []).append(step)
    for step in steps:
        if step.workflow is None and step.job == "action":
            continue
        for stated, inner in _local(step, by_path, 0):
            if inner.command:
                place = _Place(inner.command, inner.path, inner.line, inner.directory or "", ())
                for number, row in enumerate(_rows(stated, place, True, workspace)):
                    if number >= _MAX_OF_STEP:
                        break
                    yield row


class _Step(NamedTuple):
    path: str
    workflow: str | None
    job: str | None
    step: str
    line: int | None
    command: str | None
    directory: str | None
    uses: str | None
    can_fail: bool | None
    on_change: bool | None


def _local(step: _Step, by_path: Mapping[str, Sequence[_Step]], depth: int) -> Iterator[tuple[_Step, _Step]]:
    """(step that the pipeline states, step that holds the command): itself, or those of a local action or workflow."""
    yield step, step
    if step.uses is None or not step.uses.startswith("./") or depth >= _MAX_DEPTH:
        return
    place = step.uses.removeprefix("./").rstrip("/")
    for path in (place, f"{place}/action.yml", f"{place}/action.yaml"):
        for inner in by_path.get(path, ()):
            stated = step._replace(can_fail=_least(step.can_fail, inner.can_fail))
            for _, deeper in _local(inner, by_path, depth + 1):
                yield stated, deeper


def _rows(step: _Step, place: _Place, strict: bool, workspace: Workspace) -> Iterator[CiCommand]:
    for simple in simple_commands(place.command, strict):
        told = False if simple.swallowed else step.can_fail
        yield CiCommand(
            path=step.path,
            workflow=step.workflow,
            job=step.job,
            step=step.step,
            line=step.line,
            command=simple.text[:2000],
            via=" > ".join(place.via)[:500] or None,
            directory=place.directory,
            source_path=place.path,
            source_line=place.line,
            can_fail=told,
            on_change=step.on_change,
        )
        if len(place.via) < _MAX_DEPTH:
            yield from _led_to(step._replace(can_fail=told), place, simple, workspace)


def _led_to(step: _Step, place: _Place, simple: Simple, workspace: Workspace) -> Iterator[CiCommand]:
    for led in targets_of(simple, place.directory, workspace):
        if led.name not in place.via:
            inner = _Place(led.command, led.path, led.line, led.directory, (*place.via, led.name))
            yield from _rows(step, inner, False, workspace)


def _least(*told: bool | None) -> bool | None:
    return False if False in told else None if None in told else True


DERIVATION = Derivation(
    name="ci_commands",
    about="Follows pipeline steps through package scripts, Nx targets and local actions to the commands they run.",
    fills=(CiCommand,),
    reads={
        "steps": (
            "select path, workflow, job, step, line, command, directory, uses, can_fail, on_change from ci_step "
            "where command is not null or uses like './%' order by path, workflow, job, line, step"
        ),
        "scripts": "select path, name, command, line from package_script order by path, line, name",
        "targets": (
            "select path, key, value, line from setting "
            "where tool = 'nx' and (key like 'targets.%' or key like 'targetDefaults.%' or key like 'projects.%' "
            "or key = 'name') order by path, line, key"
        ),
    },
    derive=derive,
    domains=("testing", "security"),
)
