"""GitLab CI configuration -> ci_step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.model import Source
from assay.model.expressions import expression
from assay.model.yaml_text import LinedMapping
from assay.tables.testing import CiStep

from .parts import can_fail, inputs_of, items, mapping, pin_of, pin_of_image, shell, text, words

_RESERVED = frozenset(
    "default include stages variables workflow spec image services cache before_script after_script".split()
)
_MAX_EXTENDS = 20
_BRANCH = expression(
    r"\$CI_DEFAULT_BRANCH|\$CI_COMMIT_TAG|\$CI_COMMIT_(?:BRANCH|REF_NAME)\s*=[=~]|schedule|\"web\"|trigger"
)


def read(document: Any, source: Source) -> Iterator[CiStep]:  # noqa: ARG001
    """Rows of one configuration; nothing of YAML that is none."""
    root = mapping(document)
    listed = root.get("include")
    for _, include, line in items(listed if isinstance(listed, list) else [listed]):
        yield from _include(include, line or root.lines.get("include"))
    default = mapping(root.get("default"))
    for name, stated in root.items():
        job = str(name)
        if job in _RESERVED or not isinstance(stated, dict):
            continue
        table = _extended(mapping(stated), root, 0)
        if table.keys() & {"script", "run", "trigger", "image"}:
            yield from _job(job, table, root, default)


def _job(job: str, table: LinedMapping, root: LinedMapping, default: LinedMapping) -> Iterator[CiStep]:
    hidden = job.startswith(".")
    fails = _fails(table.get("allow_failure"))
    on_change = False if hidden else _on_change(table)
    workflow = None if hidden else "pipeline"
    image = table.get("image") or default.get("image") or root.get("image")
    name = text(image) or text(mapping(image).get("name"))
    if name:
        line = table.lines.get("image") or default.lines.get("image") or root.lines.get("image")
        yield _row(workflow, job, "image", "image", line, fails, on_change, uses=name, pin=pin_of_image(name))
    for _, service, line in items(table.get("services")):
        used = text(service) or text(mapping(service).get("name"))
        if used:
            yield _row(workflow, job, "service", "image", line, fails, on_change, uses=used, pin=pin_of_image(used))
    for key in ("before_script", "script", "after_script"):
        command = shell(table.get(key) or (default.get(key) or root.get(key) if key != "script" else None))
        if command:
            inputs = inputs_of(root.get("variables"), table.get("variables"))
            able = fails and can_fail(command) if key != "after_script" else False
            line = table.lines.get(key)
            yield _row(workflow, job, key, "run", line, able, on_change, command=command, inputs=inputs)


def _row(
    workflow: str | None,
    job: str | None,
    step: str,
    kind: str,
    line: int | None,
    fails: bool | None,
    on_change: bool | None,
    **given: Any,
) -> CiStep:
    stated = {"command": None, "directory": None, "uses": None, "pin": None, "inputs": None}
    return CiStep(
        provider="gitlab",
        workflow=workflow,
        job=job[:200] if job else None,
        step=step[:500],
        kind=kind,
        can_fail=fails,
        on_change=on_change,
        line=line,
        **{**stated, **given},
    )


def _include(stated: object, line: int | None) -> Iterator[CiStep]:
    """An included file: local, of another project at a ref, remote, a template of the server, a component."""
    table = mapping(stated)
    plain = text(stated)
    ref = text(table.get("ref"))
    project = text(table.get("project"))
    remote = text(table.get("remote")) or (plain if plain and plain.startswith(("http://", "https://")) else None)
    component = text(table.get("component"))
    local = text(table.get("local")) or (plain if plain and not remote else None)
    uses, pin = None, None
    if project:
        file = " ".join(words(table.get("file")))
        uses, pin = f"{project} {file}@{ref or 'HEAD'}", pin_of(ref) if ref else "moving"
    elif component:
        uses, pin = component, pin_of(component.rpartition("@")[2]) if "@" in component else "moving"
    elif remote:
        # Content that anybody may change, unless its hash is stated.
        uses, pin = remote, "digest" if text(table.get("integrity")) else "moving"
    elif local:
        uses, pin = local, "local"
    elif template := text(table.get("template")):
        uses, pin = template, None
    if uses:
        yield _row("pipeline", None, uses, "include", line, True, True, uses=uses, pin=pin)


def _extended(table: LinedMapping, root: LinedMapping, depth: int) -> LinedMapping:
    """A job with what it extends laid under it; a mapping below a key is replaced as a whole but for variables."""
    parents = words(table.get("extends"))
    if not parents or depth > _MAX_EXTENDS:
        return table
    merged = LinedMapping()
    merged.lines = {}
    for parent in parents[:_MAX_EXTENDS]:
        inherited = _extended(mapping(root.get(parent)), root, depth + 1) if parent in root else mapping(None)
        merged.update(inherited)
        merged.lines.update(inherited.lines)
    merged.update(table)
    merged.lines.update(table.lines)
    merged.line = table.line
    return merged


def _fails(allowed: object) -> bool | None:
    if isinstance(allowed, dict):
        return None
    return allowed is not True


def _on_change(table: LinedMapping) -> bool | None:
    """Whether a job runs for merge requests or every branch, by `rules`, `only` and `when`."""
    if table.get("when") == "manual":
        return False
    rules = table.get("rules")
    if isinstance(rules, list):
        return _by_rules(rules)
    only = table.get("only")
    refs = words(mapping(only).get("refs") if isinstance(only, dict) else only)
    if not refs:
        return True
    if {"merge_requests", "branches", "pushes"} & set(refs):
        return True
    return None if any(ref.startswith("/") for ref in refs) else False


def _by_rules(rules: list[Any]) -> bool | None:
    told: list[bool | None] = []
    for rule in rules:
        table = mapping(rule)
        condition = text(table.get("if"))
        if table.get("when") in ("never", "manual"):
            continue
        if condition is None:
            told.append(None if table.keys() & {"changes", "exists"} else True)
        elif "merge_request" in condition or "CI_MERGE_REQUEST" in condition:
            told.append(True)
        else:
            told.append(False if _BRANCH.search(condition) else None)
    return True if True in told else None if None in told else False
