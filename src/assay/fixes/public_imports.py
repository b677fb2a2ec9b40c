"""An import that reaches into another package -> the same names from that package's public entry."""

from __future__ import annotations

import re
from typing import NamedTuple

from tree_sitter import Node

from assay.syntax import text

from .fix import Context, Edit, Fix, Unmet
from .tree import nodes, script

FIX = Fix(
    standards=("component/imports_use_the_public_entry",),
    title="Imports from a package's public entry what was taken from inside it",
    why_safe="It is done only where the entry offers the very same things, both followed to where they are defined, "
    "and where neither the file nor a test of its unit puts a mock in the place of the entry.",
    needs="an export from the entry, where it does not offer what is imported; and a file that reaches into one"
    " package several times",
)
_MOST_STEPS = 20


class _Import(NamedTuple):
    statement: Node
    #: What it is called there -> what it is called here.
    names: dict[str, str]
    is_type: bool


def mend(finding: Unmet, data: bytes, context: Context) -> list[Edit]:
    """The statement with another source, or its names in the statement that imports from the entry already."""
    path, specifier = finding.path or "", finding.subject.partition(" imports ")[2]
    root = script(path, data)
    if root is None:
        return []
    found = [_read(node) for node in nodes(root, "import_statement") if _source(node) == specifier]
    deep = found[0] if len(found) == 1 else None
    if deep is None or data.count(specifier.encode()) != 1:
        return []
    if _others(path, specifier, context):
        return []
    leads = context.rows(
        "select distinct to_path from import_edge where path = $path and specifier = $specifier",
        path=path,
        specifier=specifier,
    )
    entry = _entry(leads[0][0], context) if len(leads) == 1 and leads[0][0] else None
    public = _public(entry, context) if entry else None
    if entry is None or public is None or _is_mocked(public, data, finding.integration, context):
        return []
    names = {}
    for name, here in deep.names.items():
        symbol = _offered(entry, _origin(leads[0][0], name, context), context)
        if symbol is None:
            return []
        names[symbol] = here
    return _edits(path, root, deep._replace(names=names), public, data)


def _is_mocked(public: str, data: bytes, unit: str, context: Context) -> bool:
    """The file or a test of its unit puts something in the place of the entry."""
    mock = re.compile(rb"[mM]ock\w*\(\s*(?:import\(\s*)?['\"`]%s['\"`]" % re.escape(public.encode()))
    tests = context.rows("select path from source_file where is_test and integration = $unit", unit=unit)
    return any(mock.search(each) for each in (data, *(context.data(path) for (path,) in tests)))


def _others(path: str, specifier: str, context: Context) -> int:
    """How many more imports of the file reach into the same package: each alone would import the entry once more."""
    found = context.rows(
        """select count(distinct e.specifier) from import_edge e join source_file t on t.path = e.to_path
        where e.path = $path and e.specifier <> $specifier and not coalesce(e.offered, false)
        and t.integration <> e.integration and t.integration in (
            select f.integration from import_edge o join source_file f on f.path = o.to_path
            where o.path = $path and o.specifier = $specifier)""",
        path=path,
        specifier=specifier,
    )
    return int(found[0][0])


def _source(statement: Node) -> str:
    return text(statement.child_by_field_name("source"))[1:-1]


def _read(statement: Node) -> _Import | None:
    """What a statement imports by name or as the default; None for a namespace, for effects, or mixed types."""
    clause = next((child for child in statement.named_children if child.type == "import_clause"), None)
    names: dict[str, str] = {}
    for part in clause.named_children if clause is not None else ():
        if part.type == "identifier":
            names["default"] = text(part)
        elif part.type == "named_imports":
            for each in part.named_children:
                if each.type != "import_specifier" or each.children[0].type == "type":
                    return None
                name = text(each.child_by_field_name("name"))
                names[name] = text(each.child_by_field_name("alias")) or name
        else:
            return None
    is_type = any(child.type == "type" for child in statement.children)
    return _Import(statement, names, is_type) if names else None


def _entry(inside: str, context: Context) -> str | None:
    """The entry of the package that a file lies in."""
    found = context.rows(
        """select distinct e.path from entry_export e join source_file s on s.integration = e.integration
        where s.path = $inside""",
        inside=inside,
    )
    return str(found[0][0]) if len(found) == 1 else None


def _public(entry: str, context: Context) -> str | None:
    """How others import the entry, most of them."""
    found = context.rows(
        """select specifier from import_edge where to_path = $entry and offered and via in ('alias', 'workspace')
        group by specifier order by count(*) desc, specifier limit 1""",
        entry=entry,
    )
    return str(found[0][0]) if found else None


def _offered(entry: str, origin: tuple[str, str], context: Context) -> str | None:
    """What the entry calls the thing that is defined there under that name; None where it does not offer it."""
    symbols = context.rows(
        "select symbol from entry_export where path = $entry and origin_path = $defined order by symbol",
        entry=entry,
        defined=origin[0],
    )
    return next((symbol for (symbol,) in symbols if _origin(entry, symbol, context) == origin), None)


def _origin(path: str, name: str, context: Context) -> tuple[str, str]:
    """(file that defines it, its name there), by following re-exports."""
    for _ in range(_MOST_STEPS):
        exports = context.rows(
            """select e.symbol, coalesce(e.local_name, e.symbol), i.to_path from module_export e
            join import_edge i on i.path = e.path and i.specifier = e.specifier
            where e.path = $path and e.specifier is not null and e.symbol in ($name, '*') and i.to_path is not null""",
            path=path,
            name=name,
        )
        named = [(inner, to) for symbol, inner, to in exports if symbol == name]
        behind = [(name, to) for symbol, _, to in exports if symbol == "*" and _has(to, name, context)]
        following = named or behind
        if len({*following}) != 1:
            return path, name
        name, path = following[0]
    return path, name


def _has(path: str, name: str, context: Context) -> bool:
    found = context.rows(
        "select count(*) from module_export where path = $path and symbol in ($name, '*')", path=path, name=name
    )
    return name != "default" and bool(found[0][0])


def _edits(path: str, root: Node, deep: _Import, public: str, data: bytes) -> list[Edit]:
    statement = deep.statement
    source = statement.child_by_field_name("source")
    known = [_read(node) for node in nodes(root, "import_statement") if _source(node) == public]
    beside = next((each for each in known if each is not None and each.is_type == deep.is_type), None)
    listed = next(nodes(beside.statement, "named_imports"), None) if beside is not None else None
    if listed is not None:
        end = data.find(b"\n", statement.end_byte) + 1 or len(data)
        return [_added(path, listed, deep.names), Edit(path, statement.start_byte, end, b"")]
    clause = next((child for child in statement.named_children if child.type == "import_clause"), None)
    if source is None or clause is None:
        return []
    names = ", ".join(_written(*each) for each in deep.names.items())
    return [
        Edit(path, clause.start_byte, clause.end_byte, f"{{ {names} }}".encode()),
        Edit(path, source.start_byte + 1, source.end_byte - 1, public.encode()),
    ]


def _written(symbol: str, here: str) -> str:
    return symbol if symbol == here else f"{symbol} as {here}"


def _added(path: str, listed: Node, names: dict[str, str]) -> Edit:
    """Names into the list of an import, each where the order of the others puts it, laid out as they are."""
    present = [text(each) for each in listed.named_children if each.type == "import_specifier"]
    wanted = [_written(*each) for each in names.items()]
    in_order = present == sorted(present, key=str.lower)
    merged = sorted({*present, *wanted}, key=str.lower) if in_order else [*present, *wanted]
    written = text(listed)
    if "\n" in written:
        lines = written.split("\n")
        indent = lines[1][: len(lines[1]) - len(lines[1].lstrip())]
        tail = "," if lines[-2].rstrip().endswith(",") else ""
        body = f",\n{indent}".join(merged)
        return Edit(path, listed.start_byte, listed.end_byte, f"{{\n{indent}{body}{tail}\n{lines[-1]}".encode())
    gap = " " if written.startswith("{ ") else ""
    return Edit(path, listed.start_byte, listed.end_byte, f"{{{gap}{', '.join(merged)}{gap}}}".encode())
