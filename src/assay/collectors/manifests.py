"""Package manifests and workspace files -> manifest, entry_point, workspace_member, dependency, package_script,
project_tag.
"""

from __future__ import annotations

import posixpath
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import msgspec

from assay.model import Collector, Role, Row, Source, SourceError, Target
from assay.model.yaml_text import load_yaml
from assay.tables.workspace import Dependency, EntryPoint, Manifest, PackageScript, ProjectTag, WorkspaceMember

COLLECTOR = Collector(
    name="manifests",
    tool="package manifests (npm, yarn, pnpm, Nx, Lerna, Python)",
    about="Reads which packages there are, what they need and what they run.",
    fills=(Manifest, EntryPoint, WorkspaceMember, Dependency, PackageScript, ProjectTag),
    roles=(Role.DOMAIN,),
    domains=("component",),
    max_bytes=5_000_000,
)
_NAMES = (
    *("package.json", "project.json", "workspace.json", "angular.json", "lerna.json", "pnpm-workspace.yaml"),
    "pyproject.toml",
)
_SECTIONS = {
    "dependencies": "production",
    "devDependencies": "development",
    "peerDependencies": "peer",
    "optionalDependencies": "optional",
}

_MAX_CONDITIONS = 8


def find(target: Target) -> Iterator[str]:
    """Manifests by their name."""
    yield from target.named(*_NAMES)


def read(source: Source) -> Iterator[Row]:
    """Errors: SourceError when the file is not what its name says."""
    readers = {"pyproject.toml": _pyproject, "pnpm-workspace.yaml": _pnpm}
    reader = readers.get(source.name)
    if reader:
        yield from reader(source)
        return
    document = _json(source)
    if source.name == "package.json":
        yield from _package(document, source)
    elif source.name == "project.json":
        yield from _nx_project(document, source)
    elif source.name == "lerna.json":
        # Lerna's own default, unless it leaves the question to the package manager.
        default = [] if document.get("useWorkspaces") or document.get("npmClient") == "pnpm" else ["packages/*"]
        yield from _members("lerna", document.get("packages", default), source)
    else:
        yield from _members("nx", document.get("projects"), source)


def _json(source: Source) -> dict[str, Any]:
    try:
        document = msgspec.json.decode(source.data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError) as error:
        raise SourceError(f"is not JSON: {error}", where=source.path, remedy="Mend the file.") from error
    if not isinstance(document, dict):
        raise SourceError("is JSON, but not an object", where=source.path, remedy="Mend the file.")
    return document


def _package(document: dict[str, Any], source: Source) -> Iterator[Row]:
    yield Manifest(
        kind="npm",
        name=_text(document.get("name")),
        version=_text(document.get("version")),
        private=_flag(document.get("private")),
        entry=_text(document.get("module")) or _text(document.get("main")),
        side_effects=_flag(document.get("sideEffects")),
        license=_text(document.get("license")),
    )
    workspaces = document.get("workspaces")
    packages = workspaces.get("packages") if isinstance(workspaces, dict) else workspaces
    yield from _members("npm", packages, source)
    lines = _Lines(source.text)
    yield from _entries(document, source, lines)
    for key, section in _SECTIONS.items():
        for name, requirement in _items(document.get(key)):
            yield Dependency(name=name, requirement=requirement, section=section, line=lines.of(name, after=key))
    for name, command in _items(document.get("scripts")):
        yield PackageScript(name=name, command=command, line=lines.of(name, after="scripts"))


def _entries(document: dict[str, Any], source: Source, lines: _Lines) -> Iterator[Row]:
    """https://nodejs.org/api/packages.html#package-entry-points: a path, conditions, or subpaths of either."""
    folder = posixpath.dirname(source.path)
    for field in ("main", "module", "types", "browser"):
        if to := _text(document.get(field)):
            yield EntryPoint(
                field=field, subpath=".", condition=None, to=_below(folder, to), line=lines.of(field, after=field)
            )
    for field in ("exports", "imports"):
        stated = document.get(field)
        subpaths = _dict(stated)
        if field == "exports" and not any(name.startswith(".") for name in subpaths):
            subpaths = {".": stated} if stated is not None else {}
        for subpath, value in subpaths.items():
            line = lines.of(subpath if subpath in _dict(stated) else field, after=field)
            for condition, to in _targets(value, ""):
                place = _below(folder, to) if to is not None and to.startswith(".") else to
                yield EntryPoint(field=field, subpath=subpath, condition=condition or None, to=place, line=line)


def _targets(value: object, condition: str, depth: int = 0) -> Iterator[tuple[str, str | None]]:
    """(condition, target) of each leaf; a null closes the subpath."""
    if value is None or isinstance(value, str):
        yield condition, value
    elif isinstance(value, list) and depth < _MAX_CONDITIONS:
        for each in value:
            yield from _targets(each, condition, depth + 1)
    elif isinstance(value, dict) and depth < _MAX_CONDITIONS:
        for name, inner in value.items():
            yield from _targets(inner, f"{condition}.{name}" if condition else name, depth + 1)


def _below(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))


def _nx_project(document: dict[str, Any], source: Source) -> Iterator[Row]:
    yield Manifest(
        kind="nx",
        name=_text(document.get("name")),
        version=None,
        private=None,
        entry=_text(document.get("sourceRoot")),
        side_effects=None,
        license=None,
    )
    lines = _Lines(source.text)
    for tag in _list(document.get("tags")):
        yield ProjectTag(tag=tag, line=lines.of(tag, after="tags"))


def _members(tool: str, stated: object, source: Source) -> Iterator[Row]:
    """`projects` of Nx map names to directories or to objects with a root; the others list globs."""
    folder = source.path.rpartition("/")[0]
    if isinstance(stated, dict):
        roots = [value.get("root") if isinstance(value, dict) else value for value in stated.values()]
    else:
        roots = stated if isinstance(stated, list) else []
    for root in roots:
        if isinstance(root, str):
            negated = "!" if root.startswith("!") else ""
            clean = root.removeprefix("!").removeprefix("./").rstrip("/")
            yield WorkspaceMember(tool=tool, pattern=negated + (f"{folder}/{clean}" if folder else clean))


def _pnpm(source: Source) -> Iterator[Row]:
    document = load_yaml(source)
    yield from _members("pnpm", document.get("packages") if isinstance(document, dict) else None, source)


def _pyproject(source: Source) -> Iterator[Row]:
    try:
        document = tomllib.loads(source.text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourceError(f"is not TOML: {error}", where=source.path, remedy="Mend the file.") from error
    tool = _dict(document.get("tool"))
    project = _dict(document.get("project")) or _dict(tool.get("poetry"))
    if project:
        yield Manifest(
            kind="python",
            name=_text(project.get("name")),
            version=_text(project.get("version")),
            private=None,
            entry=None,
            side_effects=None,
            license=_text(project.get("license")),
        )
    yield from _requirements(document, source.text)
    yield from _poetry(_dict(tool.get("poetry")), source)
    workspace = _dict(_dict(tool.get("uv")).get("workspace"))
    excluded = [f"!{pattern}" for pattern in _list(workspace.get("exclude"))]
    yield from _members("uv", _list(workspace.get("members")) + excluded, source)


def _requirements(document: dict[str, Any], text: str) -> Iterator[Row]:
    """What standard tables require, each as one string."""
    project = _dict(document.get("project"))
    stated = [(project.get("dependencies"), "production")]
    stated += [(group, "optional") for group in _dict(project.get("optional-dependencies")).values()]
    stated += [(group, "development") for group in _dict(document.get("dependency-groups")).values()]
    stated += [(_dict(document.get("build-system")).get("requires"), "build")]
    for requirements, section in stated:
        lines = _Lines(text)
        for requirement in _list(requirements):
            match = re.match(r"\s*([A-Za-z0-9._-]+)\s*(.*)", requirement)
            if match:
                yield Dependency(name=match[1], requirement=match[2], section=section, line=lines.of(requirement))


def _poetry(poetry: dict[str, Any], source: Source) -> Iterator[Row]:
    """A dependency by its directory is what poetry has in place of a workspace."""
    stated = [(poetry.get("dependencies"), "production"), (poetry.get("dev-dependencies"), "development")]
    stated += [(_dict(group).get("dependencies"), "development") for group in _dict(poetry.get("group")).values()]
    for table, section in stated:
        for name, wanted in _dict(table).items():
            place = _text(_dict(wanted).get("path"))
            if place:
                inside = posixpath.normpath(posixpath.join(posixpath.dirname(source.path), place))
                if not inside.startswith(("..", "/")) and not place.endswith((".whl", ".gz", ".zip")):
                    yield WorkspaceMember(tool="poetry", pattern=inside)
            requirement = place or (wanted.get("version") if isinstance(wanted, dict) else wanted)
            if name != "python" and isinstance(requirement, str):
                yield Dependency(name=name, requirement=requirement, section=section, line=None)


class _Lines:
    """Lines of quoted words, asked for in document order: one scan in all, misses cost a window."""

    _WINDOW = 65_536

    def __init__(self, text: str) -> None:
        self._text = text
        self._section = ""
        self._at = 0
        self._counted = 0
        self._line = 1

    def of(self, word: str, after: str = "") -> int | None:
        """Line of `"word"`, which stands after the key `after`."""
        if after != self._section:
            self._section = after
            self._move(max(self._text.find(f'"{after}"'), 0))
        place = self._text.find(f'"{word}"', self._at, self._at + self._WINDOW)
        if place < 0:
            return None
        self._move(place)
        return self._line

    def _move(self, place: int) -> None:
        if place < self._counted:
            self._counted, self._line = 0, 1
        self._line += self._text.count("\n", self._counted, place)
        self._at = self._counted = place


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _items(value: object) -> list[tuple[str, str]]:
    return [(name, text) for name, text in _dict(value).items() if isinstance(text, str)]
