"""Source code as components: files, imports, exports, cycles, clones, rendering."""

from __future__ import annotations

from typing import Annotated

from assay.model import Row


class SourceFile(Row, frozen=True, kw_only=True):
    """One file of source code."""

    language: Annotated[str, "typescript, javascript or python"]
    lines: Annotated[int, "lines"]
    bytes: Annotated[int | None, "size"] = None
    code_lines: Annotated[int, "lines that are neither blank nor only a comment"]
    typed: Annotated[bool, "TypeScript, or Python of which most public functions state the types of their parameters"]
    is_test: Annotated[bool, "test, mock, fixture or end-to-end code"]
    is_generated: Annotated[bool, "says that it is generated"]
    digest: Annotated[str, "hash of the content"]
    parse_errors: Annotated[int, "places that the grammar could not read"]
    error_line: Annotated[int | None, "line of the first of them"] = None
    conflict_line: Annotated[int | None, "line of the first merge conflict that was committed unresolved"] = None


class SourceWords(Row, frozen=True, kw_only=True):
    """All words of one source file, page or template that is no test: what nobody names there, nothing there reads."""

    words: Annotated[str, "hash of each, once, in small letters, without _ and $, space separated"]


class ModuleImport(Row, frozen=True, kw_only=True):
    """One import as written."""

    specifier: Annotated[str, "what is imported, as written"]
    kind: Annotated[
        str,
        "static, dynamic, require, reexport, lazy (inside a Python function), type (nothing is loaded) or resolve "
        "(require.resolve: only named)",
    ]
    names: Annotated[str | None, "imported names, comma separated; * for all; null for side effect only"]
    is_test: Annotated[bool, "in test code"]
    line: Annotated[int, "line in the file"]


class ImportEdge(Row, frozen=True, kw_only=True):
    """One import, resolved; a Python statement that names several modules gives a row for each."""

    path: Annotated[str, "importing file"]
    line: Annotated[int, "line of the import"]
    specifier: Annotated[str, "what is imported, as written"]
    kind: Annotated[
        str,
        "static, dynamic, require, reexport, lazy (inside a Python function), type (nothing is loaded) or resolve "
        "(require.resolve: only named)",
    ]
    names: Annotated[str | None, "imported names, comma separated; * for all; null for side effect only"]
    is_test: Annotated[bool, "in test code"]
    via: Annotated[str, "relative, alias, workspace, path, package, builtin, asset or unresolved"]
    to_path: Annotated[str | None, "file that it leads to, relative to the target"]
    package: Annotated[str | None, "npm or Python distribution that it leads to, when outside the target"]
    offered: Annotated[
        bool | None,
        "for alias and workspace: leads to what the package offers (its entry, its exports map, a tsconfig alias of "
        "its own; in Python what has no leading underscore); false when it goes past that; null where it is not "
        "stated, and for other ways",
    ]


class ModuleExport(Row, frozen=True, kw_only=True):
    """One exported symbol."""

    symbol: Annotated[str, "exported name; 'default'; '*' for export-all"]
    local_name: Annotated[
        str | None, "name inside the file or module it comes from, when it differs; '*' for all of it as one object"
    ]
    specifier: Annotated[str | None, "where it is re-exported from"]
    is_type: Annotated[bool, "a type only"]
    line: Annotated[int, "line in the file"]


class FileCycle(Row, frozen=True, kw_only=True):
    """One file that is in an import cycle: a strongly connected component of more than one file, tests left out."""

    path: Annotated[str, "file in the cycle"]
    cycle: Annotated[str, "first path of the cycle, its name"]
    size: Annotated[int, "files in the cycle"]
    typed_size: Annotated[int, "files in the cycle when imports count that only types need"]
    only_types: Annotated[bool, "only such imports close it: nothing is left of it at run time"]
    circle: Annotated[str, "the shortest way round, e.g. a.ts -> b.ts -> a.ts; where several are, the first by name"]
    line: Annotated[int | None, "line of the import with which that way begins"]


class PackageCycle(Row, frozen=True, kw_only=True):
    """One package that is in an import cycle between packages."""

    path: Annotated[str, "directory of the package"]
    cycle: Annotated[str, "first path of the cycle, its name"]
    size: Annotated[int, "packages in the cycle"]
    with_tests: Annotated[bool, "only closed by imports in tests"]


class CloneFingerprint(Row, frozen=True, kw_only=True):
    """One winnowed hash of a window of normalised tokens, from which duplicate code is found."""

    hash: Annotated[int, "hash of the window"]
    line: Annotated[int, "first line of the window"]
    end_line: Annotated[int, "last line of the window"]


class Clone(Row, frozen=True, kw_only=True):
    """One stretch of code that stands twice, tests left out; one row for each side."""

    path: Annotated[str, "file"]
    line: Annotated[int, "first line"]
    end_line: Annotated[int, "last line"]
    other_path: Annotated[str, "file where it stands too"]
    other_line: Annotated[int, "first line there"]
    lines: Annotated[int, "lines that are alike"]


class Registration(Row, frozen=True, kw_only=True):
    """One key under which a component is registered for resolution at run time."""

    component: Annotated[str, "registered symbol"]
    registrar: Annotated[str, "call that registers it"]
    key: Annotated[str | None, "canonical key, e.g. gateway=adyenv2 id=ach; null when a part of it is computed"]
    reference: Annotated[bool, "a part of the key is a member that another file defines, e.g. id=Method.Ach"]
    line: Annotated[int, "line in the file"]


class ExportList(Row, frozen=True, kw_only=True):
    """One part of what a generator is told: which exports of which files it collects into one list."""

    output: Annotated[str, "generated file, relative to the target"]
    part: Annotated[str, "input (a glob of entry files) or ignored (the directory name of a package left out)"]
    value: Annotated[str, "the glob or the name"]
    pattern: Annotated[str, "regular expression that names of collected exports match"]
    line: Annotated[int | None, "line in the file"]


class EntryExport(Row, frozen=True, kw_only=True):
    """One symbol that the public entry of a package offers, and who takes it."""

    path: Annotated[str, "entry file"]
    symbol: Annotated[str, "exported name"]
    is_type: Annotated[bool, "a type only"]
    line: Annotated[int, "line in the entry file"]
    origin_path: Annotated[str, "file that defines it, by following re-exports"]
    list: Annotated[str | None, "generated list that collects it"]
    users: Annotated[int, "files that import it from the entry, tests left out"]
    test_users: Annotated[int, "tests that import it from the entry"]
    unseen: Annotated[bool, "the target holds source that is not read and may import it too: Vue, Svelte, Astro, MDX"]


class ProviderName(Row, frozen=True, kw_only=True):
    """One member of an enumeration of providers."""

    name: Annotated[str, "member, e.g. PaymentMethodId.Adyen"]
    value: Annotated[str | None, "its value; null when it is computed"]
    line: Annotated[int, "line in the file"]


class ProviderMention(Row, frozen=True, kw_only=True):
    """One place where source code knows a provider by name."""

    name: Annotated[str, "member of the enumeration of providers, e.g. PaymentMethodId.Adyen"]
    is_test: Annotated[bool, "in test code"]
    line: Annotated[int, "line in the file"]


class ErrorBoundary(Row, frozen=True, kw_only=True):
    """One use of a React error boundary."""

    component: Annotated[str, "element name"]
    has_fallback: Annotated[bool | None, "given a fallback; null when props are spread"]
    has_logger: Annotated[bool | None, "given a logger or error handler; null when props are spread"]
    line: Annotated[int, "line in the file"]


class BoundaryDefinition(Row, frozen=True, kw_only=True):
    """One React error boundary that the source defines itself."""

    component: Annotated[str, "name of the class"]
    takes_fallback: Annotated[
        bool, "knows a prop for what is shown instead; else it shows something of its own, or nothing"
    ]
    takes_logger: Annotated[bool, "knows a prop for what is told of the error"]
    reports: Annotated[bool, "calls something when it has caught an error, apart from setState and the console"]
    line: Annotated[int, "line in the file"]


class LazyLoad(Row, frozen=True, kw_only=True):
    """One component or module loaded on demand."""

    specifier: Annotated[str | None, "module loaded; null when computed"]
    via: Annotated[str, "import(), React.lazy, loadable, importlib.import_module…"]
    line: Annotated[int, "line in the file"]


class TopLevelCall(Row, frozen=True, kw_only=True):
    """One call, or assignment to what all modules share, made by merely importing a module."""

    callee: Annotated[str, "what is called; 'window.x = …' for an assignment"]
    bare: Annotated[bool, "stands as a statement of its own: called for its effect, its result is not kept"]
    line: Annotated[int, "line in the file"]


class TypeEscape(Row, frozen=True, kw_only=True):
    """One place where the type checker is told to look away."""

    escape: Annotated[
        str,
        "any, non_null, double_assertion, ts_ignore, ts_expect_error, ts_nocheck, type_ignore, cast or untyped (a "
        "public Python function without types where the file otherwise has them)",
    ]
    exported: Annotated[bool, "in the signature of an exported symbol"]
    is_test: Annotated[bool, "in test code"]
    line: Annotated[int, "line in the file"]


class Suppression(Row, frozen=True, kw_only=True):
    """One comment that switches a linter or checker off."""

    tool: Annotated[str, "eslint, typescript, istanbul, noqa (flake8 and ruff alike), ruff, pylint, mypy, coverage…"]
    rule: Annotated[str | None, "rules switched off, comma separated; null means all"]
    reason: Annotated[str | None, "reason given in the comment or the line above"]
    scope: Annotated[str, "line, block or file"]
    is_test: Annotated[bool, "in test code"]
    line: Annotated[int, "line in the file"]
