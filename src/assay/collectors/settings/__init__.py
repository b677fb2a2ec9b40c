"""Configuration of test runners, linters, compilers, bundlers, workspaces and tool chains -> setting.

Each module of this package reads one family of formats into entries; this one says which file is whose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from functools import lru_cache

from assay.model import Collector, Role, Row, Source, Target
from assay.model.yaml_text import load_lined_yaml
from assay.tables.workspace import Setting

from .flat import Entry, flatten
from .script import read_json, read_script
from .text import read_ini, read_npmrc, read_toml, read_tool_versions, read_version

COLLECTOR = Collector(
    name="settings",
    tool="configuration files (Jest, Vitest, Playwright, ESLint, TypeScript, webpack, Nx, Node, npm, Python tools)",
    about="Reads what the repository tells its tools.",
    fills=(Setting,),
    roles=(Role.DOMAIN, Role.TESTING),
    domains=("testing", "component", "security"),
    max_bytes=1_000_000,
)
_SCRIPT = ("js", "cjs", "mjs", "ts", "cts", "mts")


def _scripts(*stems: str) -> tuple[str, ...]:
    return tuple(f"{stem}.{suffix}" for stem in stems for suffix in _SCRIPT)


#: Name or pattern of a file -> tool, the first that matches decides.
_TOOLS: dict[str, str] = {
    **dict.fromkeys(_scripts("jest.config", "jest.preset", "jest-preset", "jest-config", "jest.*.config"), "jest"),
    **dict.fromkeys(("jest.config.json", "jest-*.json", "jest.*.config.json"), "jest"),
    **dict.fromkeys(_scripts("vitest.config", "vitest.workspace", "vitest.*.config"), "vitest"),
    **dict.fromkeys(_scripts("vite.config", "vite.*.config"), "vite"),
    **dict.fromkeys(_scripts("playwright.config", "playwright.*.config", "playwright-*.config"), "playwright"),
    **dict.fromkeys((*_scripts("cypress.config"), "cypress.json"), "cypress"),
    **dict.fromkeys((*_scripts("eslint.config"), ".eslintrc.js", ".eslintrc.cjs"), "eslint"),
    **dict.fromkeys((".eslintrc", ".eslintrc.json", ".eslintrc.yml", ".eslintrc.yaml"), "eslint"),
    **dict.fromkeys(("tsconfig.json", "tsconfig.*.json", "tsconfig-*.json", "jsconfig.json"), "typescript"),
    **dict.fromkeys(_scripts("webpack.config", "webpack.*", "webpack-*.config", "webpack-*"), "webpack"),
    **dict.fromkeys(("nx.json", "project.json", "workspace.json"), "nx"),
    **dict.fromkeys((".nvmrc", ".node-version"), "node"),
    ".tool-versions": "asdf",
    ".npmrc": "npm",
    **dict.fromkeys((".mocharc.json", ".mocharc.yml", ".mocharc.yaml", ".mocharc.js", ".mocharc.cjs"), "mocha"),
    **dict.fromkeys((".nycrc", ".nycrc.json", ".c8rc.json"), "nyc"),
    **dict.fromkeys((*_scripts("babel.config"), ".babelrc", ".babelrc.json", "babel.config.json"), "babel"),
    **dict.fromkeys((".swcrc",), "swc"),
    **dict.fromkeys((".size-limit.json", *_scripts(".size-limit")), "size-limit"),
    **dict.fromkeys((".bundlesizerc", ".bundlesizerc.json", "bundlesize.config.json"), "bundlesize"),
    **dict.fromkeys(
        (".bundlewatch.config.json", *_scripts("bundlewatch.config", ".bundlewatch.config")), "bundlewatch"
    ),
    "package.json": "npm",
    "pyproject.toml": "python",
    **dict.fromkeys(("ruff.toml", ".ruff.toml"), "ruff"),
    **dict.fromkeys(("pytest.ini", "setup.cfg", "tox.ini", ".coveragerc", "mypy.ini", ".mypy.ini"), "python"),
}
#: Tables of package.json that are a tool's configuration -> tool.
_IN_PACKAGE = {
    **{name: name for name in ("jest", "vitest", "mocha", "babel", "size-limit", "bundlesize", "bundlewatch", "nyc")},
    "eslintConfig": "eslint",
    "engines": "npm",
    "volta": "npm",
    "packageManager": "npm",
    "overrides": "npm",
}
#: Sections of Python's configuration files -> tool.
_PYTHON = {
    "pytest": "pytest",
    "tool:pytest": "pytest",
    "tool.pytest.ini_options": "pytest",
    "mypy": "mypy",
    "tool.mypy": "mypy",
    "tool.ruff": "ruff",
    **dict.fromkeys(("run", "report", "coverage:run", "coverage:report", "tool.coverage"), "coverage"),
}
#: Read elsewhere as tables of their own, and long.
_SKIPPED = ("compilerOptions.paths.",)


def find(target: Target) -> Iterator[str]:
    """Configuration files by their name."""
    yield from dict.fromkeys(target.named(*_TOOLS))


def read(source: Source) -> Iterator[Row]:
    """Errors: SourceError when the file is not what its name says."""
    for name, entry in _entries(_tool(source.name), source):
        if not entry.key.startswith(_SKIPPED):
            yield Setting(tool=name, key=entry.key, value=entry.value, line=entry.line)


@lru_cache(maxsize=1024)
def _tool(name: str) -> str:
    alike = (pattern for pattern in _TOOLS if name.startswith(pattern.partition("*")[0]))
    return next(_TOOLS[pattern] for pattern in alike if fnmatchcase(name, pattern))


def _entries(tool: str, source: Source) -> Iterable[tuple[str, Entry]]:
    if source.name == "package.json":
        return _package(source)
    if tool == "python":
        return _python(source)
    return ((tool, entry) for entry in _reader(source.name)(source))


def _reader(name: str) -> Callable[[Source], Iterable[Entry]]:
    by_name = {".npmrc": read_npmrc, ".tool-versions": read_tool_versions, ".nvmrc": read_version}
    if name in by_name or name == ".node-version":
        return by_name.get(name, read_version)
    suffix = name.rpartition(".")[2]
    if suffix in _SCRIPT:
        return read_script
    if suffix == "toml":
        return read_toml
    return _yaml if suffix in ("yml", "yaml") or name == ".eslintrc" else read_json


def _yaml(source: Source) -> Iterator[Entry]:
    """YAML, of which JSON with comments is a part as far as .eslintrc goes."""
    if source.data.lstrip()[:2].startswith((b"{", b"/")):
        yield from read_json(source)
    else:
        yield from flatten(load_lined_yaml(source))


def _package(source: Source) -> Iterator[tuple[str, Entry]]:
    if not any(f'"{name}"'.encode() in source.data for name in _IN_PACKAGE):
        return
    for entry in read_json(source):
        name = entry.key.partition(".")[0].partition("[")[0]
        tool = _IN_PACKAGE.get(name)
        if tool == "npm":
            yield tool, entry
        elif tool is not None:
            inner = entry.key.removeprefix(name).removeprefix(".")
            if inner:
                yield tool, entry._replace(key=inner)


def _python(source: Source) -> Iterator[tuple[str, Entry]]:
    if source.name.endswith(".toml"):
        for entry in read_toml(source):
            section = next((name for name in _PYTHON if entry.key.startswith(f"{name}.")), None)
            if section is not None:
                yield _PYTHON[section], entry._replace(key=entry.key.removeprefix(f"{section}."))
        return
    for section, entry in read_ini(source):
        known = _PYTHON.get(section)
        if known is not None:
            prefix = f"{section.rpartition(':')[2]}." if known == "coverage" else ""
            yield known, entry._replace(key=f"{prefix}{entry.key}")
