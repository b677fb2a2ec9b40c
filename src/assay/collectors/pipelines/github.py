"""GitHub Actions workflows and composite actions -> ci_step; what their tokens may do -> setting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.model import Source
from assay.model.expressions import expression
from assay.model.yaml_text import LinedMapping
from assay.tables.testing import CiStep
from assay.tables.workspace import Setting

from .parts import can_fail, inputs_of, items, mapping, pin_of, pin_of_image, shell, text, words

#: Conditions that leave a step in its place when all goes well.
_HARMLESS = expression(r"^\s*(?:\$\{\{)?\s*(?:always\(\)|success\(\)|!\s*cancelled\(\)|true)\s*(?:\}\})?\s*$")
_PULL = ("pull_request", "pull_request_target", "merge_group")


def read(document: Any, source: Source) -> Iterator[CiStep | Setting]:
    """Rows of one workflow or action; nothing of YAML that is neither."""
    root = mapping(document)
    runs = mapping(root.get("runs"))
    if runs:
        yield from _Job(None, "action", None, {}).steps(runs.get("steps"), None)
        return
    # `on` is true in YAML 1.1.
    triggers = root.get("on", root.get(True))
    name = text(root.get("name")) or source.name.rpartition(".")[0]
    yield from _permissions(root, "permissions")
    for key, stated in mapping(root.get("jobs")).items():
        table = mapping(stated)
        allowed = _allowed(table.get("continue-on-error"), True)
        yield from _permissions(table, f"jobs.{key}.permissions")
        job = _Job(name, str(key)[:200], _decided(_on_change(triggers), table.get("if")), table, allowed, root)
        yield from job.rows()


class _Job:
    """One job, with what its steps inherit from it."""

    def __init__(
        self,
        workflow: str | None,
        name: str,
        on_change: bool | None,
        table: Any,
        fails: bool | None = True,
        root: Any = None,
    ) -> None:
        self._workflow = workflow
        self._name = name
        self._on_change = on_change
        self._table = mapping(table)
        self._fails = fails
        defaults = mapping(mapping(self._table.get("defaults")).get("run")) or mapping(
            mapping(mapping(root).get("defaults")).get("run")
        )
        self._directory = text(defaults.get("working-directory"))

    def rows(self) -> Iterator[CiStep]:
        """Its images, the workflow it calls, its steps."""
        container = self._table.get("container")
        yield from self._image(container, "container", self._table.lines.get("container"))
        for name, service in mapping(self._table.get("services")).items():
            yield from self._image(service, str(name), mapping(service).lines.get("image"))
        uses = text(self._table.get("uses"))
        if uses:
            line = self._table.lines.get("uses")
            inputs = inputs_of(self._table.get("with"))
            yield self._row(uses, "workflow", line, uses=uses, pin=_pin(uses), inputs=inputs)
        yield from self.steps(self._table.get("steps"), self._table.get("env"))

    def steps(self, listed: object, env: object) -> Iterator[CiStep]:
        """One row per step."""
        for position, step, line in items(listed):
            table = mapping(step)
            uses, command = text(table.get("uses")), shell(table.get("run"))
            if not uses and not command:
                continue
            fails = _allowed(table.get("continue-on-error"), self._fails)
            if command and fails:
                fails = can_fail(command)
            yield self._row(
                text(table.get("name")) or uses or f"step {position}",
                "action" if uses else "run",
                table.lines.get("uses" if uses else "run", line),
                command=command,
                directory=text(table.get("working-directory")) or self._directory,
                uses=uses,
                pin=_pin(uses) if uses else None,
                inputs=inputs_of(env, table.get("env"), table.get("with")),
                can_fail=fails,
                on_change=_decided(self._on_change, table.get("if")),
            )

    def _image(self, stated: object, name: str, line: int | None) -> Iterator[CiStep]:
        image = text(stated) or text(mapping(stated).get("image"))
        if image:
            yield self._row(name, "image", line, uses=image, pin=pin_of_image(image))

    def _row(self, step: str, kind: str, line: int | None, **given: Any) -> CiStep:
        stated = {"command": None, "directory": None, "uses": None, "pin": None, "inputs": None}
        outcome = {"can_fail": self._fails, "on_change": self._on_change}
        return CiStep(
            provider="github",
            workflow=self._workflow,
            job=self._name,
            step=step,
            kind=kind,
            line=line,
            **{**stated, **outcome, **given},
        )


def _permissions(table: LinedMapping, key: str) -> Iterator[Setting]:
    """What a workflow's or a job's token may do: one row per scope, or one for all."""
    stated = table.get("permissions")
    line = table.lines.get("permissions")
    if isinstance(stated, dict) and stated:
        lines = mapping(stated).lines
        for scope, level in stated.items():
            yield Setting(tool="github", key=f"{key}.{scope}", value=str(level)[:100], line=lines.get(scope, line))
    elif "permissions" in table:
        yield Setting(tool="github", key=key, value=text(stated) or "none", line=line)


def _pin(uses: str) -> str | None:
    if uses.startswith(("./", "../")):
        return "local"
    if uses.startswith("docker://"):
        return pin_of_image(uses.removeprefix("docker://"))
    _, at, version = uses.rpartition("@")
    return pin_of(version) if at else "moving"


def _allowed(stated: object, otherwise: bool | None) -> bool | None:
    """Whether failure fails, after `continue-on-error`."""
    if stated is True:
        return False
    return None if isinstance(stated, str) and otherwise else otherwise


def _decided(on_change: bool | None, condition: object) -> bool | None:
    """Whether it still runs on changes, given an `if`."""
    if condition is None or condition is True or _HARMLESS.match(str(condition)):
        return on_change
    if condition is False or on_change is False:
        return False
    return on_change if "'pull_request'" in str(condition) and "==" in str(condition) else None


def _on_change(triggers: object) -> bool | None:
    names = mapping(triggers).keys() if isinstance(triggers, dict) else words(triggers)
    told = [_event(str(name), mapping(triggers).get(name)) for name in names]
    return True if True in told else None if None in told else False


def _event(name: str, stated: object) -> bool | None:
    filters = mapping(stated)
    if name in _PULL:
        return None if "paths" in filters else True
    if name == "workflow_call":
        return None
    if name != "push" or ("tags" in filters and "branches" not in filters and "branches-ignore" not in filters):
        return False
    branches = words(filters.get("branches"))
    every = not branches or any(branch in ("**", "*") for branch in branches)
    return (None if "paths" in filters else True) if every else False
