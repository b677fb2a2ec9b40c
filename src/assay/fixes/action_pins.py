"""An action named by a tag, where the same version of it is pinned elsewhere in the repository -> that pin."""

from __future__ import annotations

import re

from .fix import Context, Edit, Fix, Unmet

FIX = Fix(
    standards=("security/pipeline_tools_are_pinned",),
    title="Pins actions to the commit that other workflows of the repository name for the same version",
    why_safe="The commit and the version beside it are those that somebody of the house has written already.",
    needs="the commit of each other tag, which has to be asked of the action's repository",
)
_PINNED = rb"uses:[ \t]*['\"]?%s@(?P<commit>[0-9a-f]{40})['\"]?[ \t]+#[ \t]*(?P<version>v?\d[\w.-]*)"
_TAGGED = rb"(?m)^[ \t-]*uses:[ \t]*(?P<quote>['\"]?)%s@(?P<tag>v?\d[\w.]*)(?P=quote)[ \t]*(?:#[^\n]*)?\r?$"


def mend(finding: Unmet, data: bytes, context: Context) -> list[Edit]:  # noqa: ARG001
    """All places that name it by a tag; none where a tag has no pin here, or more than one."""
    name = finding.subject.removeprefix("action ")
    if name == finding.subject:
        return []
    files = {path: context.data(path) for path in _workflows(name, context)}
    named = re.escape(name.encode())
    pins = {
        (found["version"].removeprefix(b"v"), found["commit"], found["version"])
        for written in files.values()
        for found in re.finditer(_PINNED % named, written)
    }
    edits = []
    for path, written in files.items():
        for found in re.finditer(_TAGGED % named, written):
            tag = found["tag"].removeprefix(b"v")
            fitting = [pin for pin in pins if pin[0] == tag or pin[0].startswith(tag + b".")]
            if len({commit for _, commit, _ in fitting}) != 1 or b"#" in found[0]:
                return []
            _, commit, version = max(fitting)
            start, end = found.start("tag"), found.end("tag") + len(found["quote"])
            edits.append(Edit(path, start, end, commit + found["quote"] + b" # " + version))
    return edits


def _workflows(name: str, context: Context) -> list[str]:
    found = context.rows(
        "select distinct path from ci_step where provider = 'github' and starts_with(uses, $name) order by path",
        name=f"{name}@",
    )
    return [path for (path,) in found]
