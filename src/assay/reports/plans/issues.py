"""A plan -> texts of GitHub issues, one for each line: front matter (title, labels, assignees) and a Markdown body."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from assay.engine.result import Finding, Result
from assay.model import Verdict
from assay.model.escape import markdown as escaped
from assay.model.escape import one_line
from assay.pages.digest import place, plural
from assay.reviews.groups import Group
from assay.reviews.plan import Line, Plan

from . import by_itself, effort, gain, then, touches

#: GitHub takes 256 characters of title and 65,536 of body.
_MOST_TITLE = 250
_MOST_BODY = 60_000
_MOST_PLACES = 50
_MOST_REASON = 300
#: A person's handle; teams (`@org/team`) cannot be assigned.
_PERSON = re.compile(r"@([A-Za-z0-9-]{1,39})")


class Issue(NamedTuple):
    """One issue: the name of a file for it, and its text."""

    name: str
    text: str


def issues(plan: Plan, result: Result, *, top: int, owners: bool = False) -> list[Issue]:
    """Texts of the first `top` lines. With `owners`, those of CODEOWNERS are named, persons among them as assignees."""
    owned = {unit.name: (unit.owner or "").split() for unit in result.integrations} if owners else {}
    return [_issue(line, owned) for line in plan.lines[:top]]


def _issue(line: Line, owned: Mapping[str, list[str]]) -> Issue:
    group = line.item.group
    who = sorted({owner for unit in group.units for owner in owned.get(unit, [])})
    domains = sorted({standard.domain for standard in group.standards})
    title = one_line(group.title if len(group.units) > 1 else f"{group.title} ({group.units[0]})")[:_MOST_TITLE]
    head = {
        "title": title,
        "labels": ["assay", group.standards[0].level.value, *(domains if len(domains) == 1 else ())],
    }
    people = [match[1] for owner in who if (match := _PERSON.fullmatch(owner))]
    if people:
        head["assignees"] = people
    front = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in head.items())
    body = "\n".join(_body(line, who))
    slug = re.sub(r"[^a-z0-9]+", "-", group.title.lower()).strip("-")[:60]
    return Issue(f"{line.rank:03}-{slug}.md", f"---\n{front}\n---\n\n{_cut(body)}\n")


def _body(line: Line, who: Iterable[str]) -> Iterable[str]:
    group = line.item.group
    yield _text(group.why)
    yield ""
    yield "### What was seen"
    yield ""
    yield from _places(group)
    yield ""
    yield "### What to do"
    yield ""
    yield _text(group.fix)
    yield ""
    if command := by_itself(group):
        yield f"Where that is safe, `{one_line(command)}` makes it."
        yield ""
    for other in line.also:
        yield (
            f"The same work answers: {_text(other.group.title)} ({plural(len(other.group.findings), 'finding')}). "
            f"{_text(other.group.fix)}"
        )
        yield ""
    yield f"- Gain: {_text(gain(line.item))}; with the lines before it, {_text(then(line))}"
    yield f"- Effort: {_text(effort(line.works))}"
    yield f"- Touches: {_text(touches(line.item.touched))}"
    if who:
        yield f"- Owners: {escaped(' '.join(who))}"
    yield ""
    yield "### How to see that it is done"
    yield ""
    yield "```sh"
    yield from _commands(group)
    yield "```"


def _places(group: Group) -> Iterable[str]:
    at: dict[tuple[str, str], list[Finding]] = {}
    for finding in group.findings:
        at.setdefault((finding.integration, place(finding.path, finding.line)), []).append(finding)
    for (unit, where), found in list(at.items())[:_MOST_PLACES]:
        code = f" `{one_line(where).replace('`', chr(39))}`" if where else ""
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        yield f"- [ ] {_text(unit)}:{code} {_text((found[0].reason or '')[:_MOST_REASON])}{more}"
    if len(at) > _MOST_PLACES:
        more = plural(len(at) - _MOST_PLACES, "more place")
        yield f"- and {more}: `assay explain {group.findings[0].standard}` lists them"


def _text(text: str) -> str:
    """Escaped, and calling nobody: GitHub tells whom `@name` names."""
    return escaped(text).replace("@", "@&#8203;")


def _commands(group: Group) -> Iterable[str]:
    only = "" if len(group.standards) > 1 else f" --only {group.standards[0].id}"
    wanted = "met" if group.verdict is Verdict.UNMET else "no longer unknown"
    yield f"assay check{only}"
    yield f"assay explain {group.findings[0].fingerprint}   # must say: {wanted}"


def _cut(body: str) -> str:
    """The body within GitHub's limit, cut between lines."""
    if len(body) <= _MOST_BODY:
        return body
    return body[: body.rfind("\n", 0, _MOST_BODY)] + "\n\nCut here: the rest is in `assay improve --json`."
