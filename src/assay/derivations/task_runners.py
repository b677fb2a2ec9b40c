"""Commands that run scripts or targets (npm, yarn, pnpm, Lerna, Turborepo, Nx) -> the commands these consist of."""

from __future__ import annotations

import json
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from assay.model.expressions import expression

from .shell_commands import Simple

_SCRIPT = expression(
    r"^(?:npm|pnpm|yarn|bun)\s+(?P<flags>(?:-\S+(?:[ =](?!run\b)[^-\s]\S*)?\s+)*?)"
    r"(?:(?:run-script|run|rum|urn)\s+(?P<run>[^\s-]\S*)|(?P<short>test|tst|t|start|stop|restart)\b)(?P<rest>.*)$",
    re.DOTALL,
)
_BARE = expression(r"^(?:yarn|pnpm|bun)\s+(?P<run>[\w:.-]+)(?P<rest>.*)$", re.DOTALL)
_EVERYWHERE = expression(r"(?:^|\s)(?:--workspaces|-ws|-r|--recursive|--filter\b|--workspace\b|-w)(?=[\s=]|$)")
_MANY = expression(
    r"^(?:lerna\s+run|turbo\s+(?:run\s+)?|yarn\s+workspaces\s+(?:foreach\s+(?:-\S+\s+)*)?run)\s+(?P<run>[^\s-]\S*)(?P<rest>.*)$"
)
_INSTALL = expression(
    r"^(?:npm\s+(?:ci|i|install|clean-install)|yarn(?:\s+install)?|pnpm\s+(?:i|install))(?=\s|$)(?!.*\s[^-\s])"
)
_NX = expression(r"^nx\s+(?P<verb>\S+)(?P<rest>.*)$", re.DOTALL)
_NX_OWN = expression(
    r"(?:^|\s)--?(?:target|targets|t|all|parallel|exclude|projects|p|skip-nx-cache|verbose|base|head|configuration|c|"
    r"maxParallel|runner|output-style|nx-bail)(?:[ =](?!-)\S+|(?=\s|$))"
)


class Led(NamedTuple):
    """What a command leads to: a text of commands and where it stands."""

    name: str
    command: str
    path: str
    line: int | None
    directory: str


class Workspace:
    """Scripts of packages, targets of Nx projects."""

    def __init__(self, scripts: Sequence[tuple[Any, ...]], settings: Sequence[tuple[Any, ...]]) -> None:
        self.scripts: dict[str, list[tuple[str, str, int | None]]] = defaultdict(list)
        for path, name, command, line in scripts:
            self.scripts[name].append((path, command, line))
        #: project -> target -> option -> (value, line); and where each project is described.
        self.targets: dict[str, dict[str, dict[str, tuple[str | None, int | None]]]] = {}
        self.places: dict[str, str] = {}
        self.defaults: dict[str, dict[str, tuple[str | None, int | None]]] = {}
        for path, key, value, line in settings:
            self._setting(path, key, value, line)

    def _setting(self, path: str, key: str, value: str | None, line: int | None) -> None:
        folder, _, file = path.rpartition("/")
        if file == "project.json":
            if key.startswith("targets."):
                project = posixpath.basename(folder)
                self.places[project] = path
                _file(self.targets.setdefault(project, {}), key.removeprefix("targets."), value, line)
        elif key.startswith("targetDefaults."):
            _file(self.defaults, key.removeprefix("targetDefaults."), value, line)
        elif key.startswith("projects.") and ".targets." in key:
            project, _, rest = key.removeprefix("projects.").partition(".targets.")
            self.places[project] = path
            _file(self.targets.setdefault(project, {}), rest, value, line)

    def target(self, project: str, name: str) -> Mapping[str, tuple[str | None, int | None]]:
        """Options of a target, the workspace's defaults beneath; empty when there is none."""
        own = self.targets.get(project, {}).get(name, {})
        return {**self.defaults.get(name, {}), **own} if own else {}


def _file(
    into: dict[str, dict[str, tuple[str | None, int | None]]], key: str, value: str | None, line: int | None
) -> None:
    target, _, option = key.partition(".")
    into.setdefault(target, {})[option] = (value, line)


def targets_of(simple: Simple, directory: str, workspace: Workspace) -> Iterator[Led]:
    """What a simple command leads to; nothing when it runs no script or target."""
    command = simple.bare
    if match := _SCRIPT.match(command):
        name = match["run"] or {"t": "test", "tst": "test"}.get(match["short"], match["short"])
        everywhere = bool(_EVERYWHERE.search(f"{match['flags']} {match['rest'].partition(' -- ')[0]}"))
        yield from _scripts(name, match["rest"], directory, everywhere, workspace)
    elif match := _MANY.match(command):
        yield from _scripts(match["run"], match["rest"], directory, True, workspace)
    elif _INSTALL.match(command):
        for name in ("preinstall", "install", "postinstall", "prepare"):
            yield from _scripts(name, "", directory, False, workspace)
    elif match := _NX.match(command):
        yield from _nx(match["verb"], match["rest"], workspace)
    elif (match := _BARE.match(command)) and match["run"] in workspace.scripts:
        yield from _scripts(match["run"], match["rest"], directory, False, workspace)


def _scripts(name: str, rest: str, directory: str, everywhere: bool, workspace: Workspace) -> Iterator[Led]:
    """A script with what comes before and after it: of the package at hand, or of all when it is asked for so."""
    extra = _handed_on(rest)
    own = posixpath.normpath(posixpath.join(directory, "package.json"))
    for stage, arguments in ((f"pre{name}", ""), (name, extra), (f"post{name}", "")):
        found = workspace.scripts.get(stage, ())
        chosen = found if everywhere else [script for script in found if script[0] == own]
        for path, command, line in chosen:
            shown = f"{stage} of {posixpath.dirname(path)}" if everywhere else stage
            yield Led(shown, f"{command} {arguments}".strip(), path, line, posixpath.dirname(path))


def _handed_on(rest: str) -> str:
    """Arguments that a script is handed: positional ones, and all after `--`."""
    before, _, after = f"{rest} ".partition(" -- ")
    positional = " ".join(word for word in before.split() if not word.startswith("-"))
    return f"{positional} {after.strip()}".strip()


def _nx(verb: str, rest: str, workspace: Workspace) -> Iterator[Led]:
    own, _, after = f"{rest} ".partition(" -- ")
    extra = " ".join(f"{_NX_OWN.sub(' ', own)} {after}".split())
    if verb == "run":
        named, _, remaining = rest.strip().partition(" ")
        project, _, target = named.partition(":")
        extra = " ".join(f"{_NX_OWN.sub(' ', f' {remaining}')}".replace(" -- ", " ").split())
        yield from _target(project, target.partition(":")[0], extra, workspace)
    elif verb.startswith(("run-many", "affected")):
        names = _option(own, "targets?|t") or verb.partition(":")[2]
        excluded = set(_option(own, "exclude").split(","))
        only = {name for name in _option(own, "projects|p").split(",") if name}
        for name in names.split(","):
            for project in sorted(workspace.targets):
                if project not in excluded and (not only or project in only):
                    yield from _target(project, name, extra, workspace)
    else:
        project, _, remaining = rest.strip().partition(" ")
        yield from _target(project, verb, remaining.strip(), workspace)


def _option(text: str, names: str) -> str:
    match = re.search(rf"(?:^|\s)--?(?:{names})[ =]+['\"]?([\w:.,@/-]+)", text)
    return match[1] if match else ""


def _target(project: str, name: str, extra: str, workspace: Workspace, depth: int = 0) -> Iterator[Led]:
    options = workspace.target(project, name)
    if not options or depth > 5:
        return
    for key, (value, _) in options.items():
        if key == "dependsOn" or re.fullmatch(r"dependsOn\[\d+\]\.target", key):
            own = key == "dependsOn" or options.get(key.replace("target", "projects"), ("self", None))[0] == "self"
            for needed in _strings(value) if own else ():
                if not needed.startswith("^") and needed != name:
                    yield from _target(project, needed, "", workspace, depth + 1)
    path = workspace.places[project]
    line = options.get("executor", options.get("command", (None, None)))[1]
    for command in _commands(options):
        yield Led(
            f"{project}:{name}",
            f"{command} {extra}".strip(),
            path,
            line,
            options.get("options.cwd", ("", None))[0] or "",
        )


def _commands(options: Mapping[str, tuple[str | None, int | None]]) -> Iterator[str]:
    """What an executor comes down to on the command line."""

    def said(*names: str) -> str:
        return next((options[name][0] or "" for name in names if name in options), "")

    executor = said("executor", "builder").rpartition(":")[2]
    stated = [said("command", "options.command"), *_strings(said("options.commands"))]
    stated += [
        value or "" for key, (value, _) in options.items() if re.fullmatch(r"options\.commands\[\d+\]\.command", key)
    ]
    if any(stated):
        yield from (command for command in stated if command)
    elif executor == "jest":
        flags = " --coverage" if said("options.codeCoverage", "options.coverage") == "true" else ""
        yield f"jest --config {said('options.jestConfig')}{flags}"
    elif executor in ("eslint", "lint"):
        yield f"eslint {' '.join(_strings(said('options.lintFilePatterns')))}".strip()
    elif executor == "tsc":
        yield f"tsc --project {said('options.tsConfig')}"
    elif executor in ("playwright", "cypress", "vitest"):
        yield f"{executor} {'run' if executor != 'playwright' else 'test'}"
    elif executor:
        yield said("executor", "builder")


def _strings(value: str | None) -> list[str]:
    if not value:
        return []
    if not value.startswith("["):
        return [value]
    try:
        items = json.loads(value)
    except ValueError:
        return []
    return [item for item in items if isinstance(item, str)]
