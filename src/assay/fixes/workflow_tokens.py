"""A GitHub workflow whose token may do what its steps do not need -> one that may read."""

from __future__ import annotations

import re

from .fix import Context, Edit, Fix, Unmet

FIX = Fix(
    standards=("security/pipeline_tokens_are_minimal",),
    title="States permissions: contents: read for workflows that only read",
    why_safe="It is done only where every action of the workflow is known to need no more, and no command of it "
    "pushes, publishes, speaks for the token, or runs a script that cannot be seen.",
    needs="a list of what each job writes, for workflows that do",
)
#: Actions that need the token for nothing but reading the repository.
_READERS = re.compile(
    r"actions/(?:checkout|cache(?:/(?:restore|save))?|(?:up|down)load-artifact|setup-[a-z]+)@\S+"
    r"|(?:pnpm/action-setup|oven-sh/setup-bun|denoland/setup-deno|astral-sh/setup-uv|ruby/setup-ruby"
    r"|docker/setup-(?:buildx|qemu)-action)@\S+"
)
_SPEAKS = re.compile(rb"(?i)github[_.]token|secrets\[|\bGH_TOKEN\b|workflow_run|pull_request_target")
_WRITES = re.compile(
    r"(?:^|[\s;&|])(?:git\s(?:[^;&|]*\s)?(?:push|tag)|gh|hub|docker|make|bash|sh|\./\S+)(?:\s|$)"
    r"|\S+\.(?:sh|py|rb|[cm]?js|ts)(?:\s|$)|gh-pages"
    r"|publish|release|deploy|changeset|lerna|standard-version"
)
_WRITTEN = re.compile(rb"^(?P<indent>[ \t]+)[\w-]+:[ \t]*(?P<value>write)\b", re.MULTILINE)
_TOP = re.compile(rb"^permissions:[^\n]*\n(?:[ \t]+[^\n]*\n|[ \t]*#[^\n]*\n|[ \t]*\n)*", re.MULTILINE)
_JOBS = re.compile(rb"^jobs:", re.MULTILINE)


def mend(finding: Unmet, data: bytes, context: Context) -> list[Edit]:
    """One statement for the whole workflow; what single jobs state stays."""
    path = finding.path or ""
    if not _only_reads(path, data, context):
        return []
    stated = _TOP.search(data)
    if stated is None:
        return _stated(path, data)
    if stated[0].partition(b":")[2].split(b"\n")[0].strip() == b"write-all":
        at = stated.start() + len(b"permissions:")
        return [Edit(path, at, data.index(b"write-all", at) + len(b"write-all"), b"\n  contents: read")]
    written = _WRITTEN.finditer(data, stated.start(), stated.end())
    return [Edit(path, *found.span("value"), b"read") for found in written]


def _only_reads(path: str, data: bytes, context: Context) -> bool:
    if _SPEAKS.search(data):
        return False
    uses = context.rows("select uses, kind from ci_step where path = $path and uses is not null", path=path)
    commands = context.rows("select command from ci_command where path = $path", path=path)
    known = all(kind == "image" or _READERS.fullmatch(name) for name, kind in uses)
    return known and not any(_WRITES.search(command) for (command,) in commands)


def _stated(path: str, data: bytes) -> list[Edit]:
    """Before the jobs, parted from them as they are from what stands above."""
    jobs = _JOBS.search(data)
    if jobs is None:
        return []
    parted = b"\n" if re.search(rb"\n\r?\n$", data[: jobs.start()]) else b""
    return [Edit(path, jobs.start(), jobs.start(), b"permissions:\n  contents: read\n" + parted)]
