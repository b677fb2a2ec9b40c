"""module_import -> import_edge: each import resolved to a file of the target, a package outside it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assay.model import Derivation, Row, Target
from assay.tables.component import ImportEdge

from .aliases import Scopes
from .elision import Exports
from .files import Files
from .packages import Packages
from .python import Modules
from .resolver import Resolver


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:
    """One edge per import, and per module where a Python statement names several."""
    files = Files(target.paths)
    packages = Packages(inputs["packages"], inputs["entries"], files)
    scopes = Scopes(inputs["configs"], inputs["aliases"], packages.folders)
    resolver = Resolver(files, scopes, packages)
    exports = Exports(inputs["exports"], lambda path, specifier: resolver.resolve(path, specifier).to_path)
    modules = Modules(target.paths, inputs["projects"], inputs["requirements"])
    for path, at, specifier, kind, names, is_test in inputs["imports"]:
        if path.endswith((".py", ".pyi")):
            leads = modules.resolve(path, specifier, names)
        else:
            leads = [resolver.resolve(path, specifier)]
        for found in leads:
            is_type = kind == "static" and names and found.to_path and exports.are_types(found.to_path, names)
            yield ImportEdge(
                path=path,
                line=at,
                specifier=specifier,
                kind="type" if is_type else kind,
                names=names,
                is_test=is_test,
                via=found.via,
                to_path=found.to_path,
                package=found.package,
                offered=found.offered,
            )


DERIVATION = Derivation(
    name="imports",
    about="Resolves imports to files, workspace packages and packages outside.",
    fills=(ImportEdge,),
    reads={
        "imports": """
            select path, line, specifier, kind, names, is_test from module_import order by path, line, specifier""",
        "exports": "select path, symbol, local_name, specifier, is_type from module_export order by path, line",
        "configs": "select path, extends, base_url from compiler_config order by path",
        "aliases": 'select path, alias, "to" from path_alias order by path, alias, line',
        "packages": "select path, name from manifest where kind = 'npm' order by path",
        "projects": "select path, name from manifest where kind = 'python' order by path",
        "requirements": """
            select distinct d.name from dependency d
            join manifest m on m.path = d.path and m.kind = 'python' order by d.name""",
        "entries": """
            select path, field, subpath, condition, "to" from entry_point
            order by path, field, subpath, line, condition, "to" """,
    },
    derive=derive,
    files=True,
    domains=("component",),
)
