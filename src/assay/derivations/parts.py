"""integration -> package_part: what each package has at its root, by the names that tools look for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assay.model import Derivation, Row, Target
from assay.tables.workspace import PackagePart

_PARTS = {
    "readme": re.compile(r"readme(\.\w+)?", re.IGNORECASE),
    "manifest": re.compile(r"(package|project)\.json|pyproject\.toml"),
    "compiler settings": re.compile(r"[tj]sconfig(\.[\w-]+)?\.json"),
    "linter settings": re.compile(
        r"\.eslintrc(\.\w+)?|eslint\.config\.\w+|biome\.jsonc?|\.?oxlintrc\.json|\.?ruff\.toml"
    ),
    "test settings": re.compile(r"(jest|vitest|karma)\.(config|conf|setup|workspace)\.\w+|pytest\.ini"),
}


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:
    """One row per package and part, the missing ones included."""
    packages = {path for (path,) in inputs["packages"]}
    found: dict[tuple[str, str], str] = {}
    for path in target.paths:
        folder, _, name = path.rpartition("/")
        if folder in packages:
            for part, names in _PARTS.items():
                if names.fullmatch(name):
                    found.setdefault((folder, part), name)
    for package in sorted(packages):
        for part in _PARTS:
            yield PackagePart(path=package, part=part, file=found.get((package, part)))


DERIVATION = Derivation(
    name="parts",
    about="Finds what each package has at its root: readme, manifest, settings of compiler, linter and tests.",
    fills=(PackagePart,),
    reads={"packages": "select path from integration where path <> '.' order by path"},
    derive=derive,
    files=True,
    domains=("component",),
)
