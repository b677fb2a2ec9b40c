"""What the target is made of: manifests, members, owners, settings, locked dependencies, history."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from assay.model import Row


class Integration(Row, frozen=True, kw_only=True):
    """One unit of the target: a package that connects the checkout to something, or a part that others build on."""

    integration: Annotated[str, "name, unique in the target"]
    kind: Annotated[str, "payment, service, data, api or component"]
    layer: Annotated[str, "provider, base, shared, core, tool or workspace"]
    provider: Annotated[str | None, "who is at the other end, e.g. adyen"]
    owner: Annotated[str | None, "owners by CODEOWNERS, space separated"]
    owner_pattern: Annotated[str | None, "pattern of the CODEOWNERS rule that decides on it, the last that matches"]
    path: Annotated[str, "directory relative to the target, '.' for the target itself"]
    paths: Annotated[str | None, "further directories and files that belong to it, one a line"]
    package_name: Annotated[str | None, "name under which other packages import it"]
    languages: Annotated[str, "languages of its source, comma separated, most lines first"]
    signal: Annotated[str, "the evidence that decided kind and layer, in words"]


class Manifest(Row, frozen=True, kw_only=True):
    """One package manifest (package.json, pyproject.toml, setup.cfg, setup.py, project.json)."""

    kind: Annotated[str, "npm, python or nx"]
    name: Annotated[str | None, "declared name"]
    version: Annotated[str | None, "declared version"]
    private: Annotated[bool | None, "never published"]
    entry: Annotated[str | None, "declared entry file or source root"]
    side_effects: Annotated[bool | None, "package.json sideEffects; null when not declared"]
    license: Annotated[str | None, "declared licence"]


class WorkspaceMember(Row, frozen=True, kw_only=True):
    """A member or member pattern that a workspace declares (npm, yarn, pnpm, Nx, Lerna, uv, poetry)."""

    tool: Annotated[str, "what declares it: npm, yarn, pnpm, nx, lerna, uv, poetry"]
    pattern: Annotated[str, "directory or glob relative to the target"]


class Dependency(Row, frozen=True, kw_only=True):
    """A dependency that a manifest declares."""

    name: Annotated[str, "package name"]
    requirement: Annotated[str, "version range or location as written"]
    section: Annotated[str, "production, development, peer, optional or build"]
    line: Annotated[int | None, "line in the manifest"]


class PackageScript(Row, frozen=True, kw_only=True):
    """A script that a manifest declares."""

    name: Annotated[str, "script name"]
    command: Annotated[str, "what it runs"]
    line: Annotated[int | None, "line in the manifest"]


class ProjectTag(Row, frozen=True, kw_only=True):
    """A tag of a project (Nx)."""

    tag: Annotated[str, "e.g. scope:shared"]
    line: Annotated[int | None, "line in the file"]


class PathAlias(Row, frozen=True, kw_only=True):
    """A tsconfig path alias."""

    alias: Annotated[str, "specifier pattern, may end in *"]
    to: Annotated[str, "target pattern relative to the target directory"]
    line: Annotated[int | None, "line in the file"]


class CompilerConfig(Row, frozen=True, kw_only=True):
    """One tsconfig or jsconfig; one row for each configuration that it extends, in order, or one row if none."""

    extends: Annotated[str | None, "configuration that it extends, as written"]
    base_url: Annotated[str | None, "baseUrl of its own, relative to the target directory"]


class EntryPoint(Row, frozen=True, kw_only=True):
    """One way into a package that its package.json offers, or that it has for its own modules (`imports`)."""

    field: Annotated[str, "main, module, types, browser, bin, exports or imports"]
    subpath: Annotated[str, "'.' for the package itself, './x' or './x/*' below it, '#x' for imports"]
    condition: Annotated[str | None, "conditions under which it holds, e.g. import or node.require; null for always"]
    to: Annotated[str | None, "file or pattern relative to the target directory; null where it is closed"]
    line: Annotated[int | None, "line in the manifest"]


class Setting(Row, frozen=True, kw_only=True):
    """One value of a tool's configuration file, by flattened key.

    `...` as (part of) a key says that another module's settings are spread there; its value is the module.
    """

    tool: Annotated[str, "jest, vitest, playwright, eslint, typescript, webpack, nx, pytest, coverage, node, npm…"]
    key: Annotated[
        str, "dotted key, lists with structure by position: coverageThreshold.global.lines, overrides[0].files"
    ]
    value: Annotated[
        str | None,
        "scalar as text, JSON for a list of scalars; null where it is computed or secret. What hangs on process.env.CI "
        "is as in a pipeline",
    ]
    line: Annotated[int | None, "line in the file"]


class OwnerRule(Row, frozen=True, kw_only=True):
    """One CODEOWNERS rule; the last that matches a path decides."""

    position: Annotated[int, "order in the file, from 1"]
    pattern: Annotated[str, "path pattern as written"]
    owners: Annotated[str, "owners, space separated; empty means nobody"]
    line: Annotated[int, "line in the file"]


class TargetFile(Row, frozen=True, kw_only=True):
    """A file of the target, whether or not anything reads it."""

    path: Annotated[str, "relative to the target"]


class OwnerReach(Row, frozen=True, kw_only=True):
    """Whether a CODEOWNERS rule covers any file at all."""

    path: Annotated[str, "file of the rules"]
    pattern: Annotated[str, "path pattern as written"]
    covers: Annotated[bool | None, "a file that it means is there; null where it may be among what is never read"]
    line: Annotated[int, "line of the first rule with this pattern"]


class PackagePart(Row, frozen=True, kw_only=True):
    """One part that packages have at their root, and whether this one has it."""

    path: Annotated[str, "directory of the package"]
    part: Annotated[str, "readme, manifest, or settings of the compiler, the linter or the test runner"]
    file: Annotated[str | None, "file name; null when there is none"]


class LockedDependency(Row, frozen=True, kw_only=True):
    """One entry of a lock file."""

    manager: Annotated[str, "npm, yarn, pnpm, uv or poetry"]
    name: Annotated[str, "package name"]
    version: Annotated[str | None, "resolved version"]
    integrity: Annotated[bool | None, "carries a checksum; null where the format never states one for its kind"]
    resolved_kind: Annotated[str, "registry, git, url, file or workspace"]
    plain_http: Annotated[bool, "is fetched without TLS"]
    development: Annotated[bool | None, "needed for development only; null where the format does not say"]
    line: Annotated[int | None, "line in the file"]


class CommitFile(Row, frozen=True, kw_only=True):
    """One file touched by one commit of the target's history."""

    lifetime = "event"

    commit: Annotated[str, "commit hash"]
    authored_at: Annotated[datetime, "author time, UTC"]
    author: Annotated[str, "keyed fingerprint of the author's address"]
    path: Annotated[str, "file touched, relative to the target"]
    change: Annotated[str, "added, changed or deleted"]
