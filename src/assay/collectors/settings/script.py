"""JavaScript, TypeScript and JSON configuration -> entries (key, value, line), by syntax alone: nothing is evaluated.

Names are followed to what the file declares of them, functions to what they return, wrappers such as `defineConfig` to
what they are given. What hangs on anything else is computed: its value is None.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec
import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

from assay.model import Source, SourceError
from assay.model.expressions import expression
from assay.model.json_text import load_commented_json
from assay.syntax import line, text

from .flat import Entry, joined, word

_MAX_DEPTH = 60
#: Names that lead to names may grow without bound; no real configuration needs as many looks.
_MAX_LOOKS = 20_000
_MODULE = expression(r"""^require\(\s*(['"])([^'"]+)\1\s*\)(?:\.\w+)?$""")
_RESOLVED = expression(r"""^require\.resolve\(\s*(['"])([^'"]+)\1\s*\)$""")
_JOINED = expression(r"""^(?:path\.)?(?:join|resolve)\(\s*__dirname\s*((?:,\s*(?:'[^']*'|"[^"]*")\s*)+),?\s*\)$""")
#: The usual names of "this runs in a pipeline".
_PIPELINE = expression(r"""^(?:process\.env\.CI|process\.env\[['"]CI['"]\]|isCI|IS_CI)$""")
_TRANSPARENT = frozenset(
    "as_expression satisfies_expression parenthesized_expression await_expression non_null_expression".split()
)
_FUNCTIONS = frozenset("arrow_function function_expression function_declaration function".split())
_BLOCKS = frozenset("statement_block if_statement else_clause try_statement switch_statement switch_body".split())
#: Arguments that are configuration themselves; at the root of a module names and calls among them too.
_LITERAL = frozenset(("object", "array", "arrow_function"))
_PASSED = _LITERAL | {"call_expression", "identifier", "member_expression", "spread_element"}
_Scope = dict[str, Node]


def read_json(source: Source) -> Iterator[Entry]:
    """Entries of JSON, also with comments and trailing commas. Errors: SourceError when it is neither."""
    # The grammar's way with errors can take very long, so only what is JSON is parsed with it, for the lines.
    load_commented_json(source)
    tree = _parser("javascript").parse(b"(" + source.data.removeprefix(b"\xef\xbb\xbf") + b"\n)")
    statement = tree.root_node.named_children[0] if tree.root_node.named_child_count == 1 else None
    inner = statement.named_children if statement is not None else []
    value = next((node for node in (inner[0].named_children if inner else ()) if node.type != "comment"), None)
    if tree.root_node.has_error or value is None or value.type not in ("object", "array"):
        raise SourceError("is not a JSON object or list", where=source.path, remedy="Mend the file.")
    yield from _Reader({}, {}).flatten(value, "", [{}])


def read_script(source: Source) -> Iterator[Entry]:
    """Entries of what a module exports. Errors: SourceError when no statement of it can be read."""
    grammar = "typescript" if source.path.endswith(("ts", "tsx")) else "javascript"
    root = _parser(grammar).parse(source.data).root_node
    if root.type == "ERROR":
        raise SourceError(f"is not {grammar}: no statement can be read", where=source.path, remedy="Mend the file.")
    reader = _Reader(dict(_declared(root.named_children)), dict(_imported(root.named_children)))
    for key, node in _exported(root):
        yield from reader.flatten(node, key, [])


class _Reader:
    """What is remembered while one file is read."""

    def __init__(self, names: _Scope, modules: dict[str, str]) -> None:
        self._names = names
        self._modules = modules
        self._looks = 0

    def flatten(self, node: Node, key: str, scopes: Sequence[_Scope], depth: int = 0) -> Iterator[Entry]:
        """Entries of one expression."""
        self._looks += 1
        node = _bare(node)
        if depth > _MAX_DEPTH or self._looks > _MAX_LOOKS:
            return
        if node.type == "object":
            yield from self._object(node, key, scopes, depth)
        elif node.type == "spread_element" and node.named_children:
            yield from self._spread(node.named_children[0], key, scopes, depth)
        elif node.type == "array":
            yield from self._array(node, key, scopes, depth)
        elif (not key or key.endswith("]")) and (module := self._module(node, scopes)) is not None:
            yield Entry(key or "...", module, line(node))
        elif found := self._followed(node, scopes, functions="." not in key):
            for inner, inner_scopes in found:
                yield from self.flatten(inner, key, inner_scopes, depth + 1)
        elif node.type == "new_expression" or (node.type == "call_expression" and key.endswith("]")):
            yield from self._made(node, key, scopes, depth)
        elif key:
            yield Entry(key, self._scalar(node), line(node))

    def _object(self, node: Node, key: str, scopes: Sequence[_Scope], depth: int) -> Iterator[Entry]:
        for child in node.named_children:
            if child.type == "pair":
                name, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                shown = self._key(name, scopes)
                if shown is not None and value is not None:
                    yield from self.flatten(value, joined(key, shown), scopes, depth + 1)
            elif child.type == "shorthand_property_identifier":
                yield from self.flatten(child, joined(key, text(child)), scopes, depth + 1)
            elif child.type == "spread_element" and child.named_children:
                yield from self._spread(child.named_children[0], key, scopes, depth)
            elif child.type == "method_definition":
                yield Entry(joined(key, text(child.child_by_field_name("name"))), None, line(child))

    def _spread(self, node: Node, key: str, scopes: Sequence[_Scope], depth: int) -> Iterator[Entry]:
        """What is spread: its entries where the file says what it is, else `...` with the module it comes from."""
        node = _bare(node)
        module = self._module(node, scopes)
        found = self._followed(node, scopes) if module is None and depth < _MAX_DEPTH else []
        if node.type in ("object", "array"):
            yield from self.flatten(node, key, scopes, depth + 1)
        elif found:
            for inner, inner_scopes in found:
                yield from self._spread(inner, key, inner_scopes, depth + 1)
        else:
            yield Entry(joined(key, "..."), module, line(node))

    def _array(self, node: Node, key: str, scopes: Sequence[_Scope], depth: int) -> Iterator[Entry]:
        items = [child for child in node.named_children if child.type != "comment"]
        if not any(self._holds_structure(_bare(item), scopes) for item in items):
            values = [self._scalar(item) for item in items]
            yield Entry(key, msgspec.json.encode(values).decode(), line(node))
            return
        for position, item in enumerate(items):
            if item.type == "spread_element" and item.named_children:
                yield from self._spread(item.named_children[0], f"{key}[{position}]", scopes, depth)
            else:
                yield from self.flatten(item, f"{key}[{position}]", scopes, depth + 1)

    def _made(self, node: Node, key: str, scopes: Sequence[_Scope], depth: int) -> Iterator[Entry]:
        """`new Plugin({…})` and `plugin({…})` in a list: its name, and what it is given below its key."""
        name = text(node.child_by_field_name("constructor") or node.child_by_field_name("function"))[:80]
        if not key:
            return
        yield Entry(key, f"new {name}" if node.type == "new_expression" else f"{name}()", line(node))
        for given in _arguments(node):
            if _bare(given).type == "object":
                yield from self.flatten(given, key, scopes, depth + 1)

    def _followed(
        self, node: Node, scopes: Sequence[_Scope], functions: bool = False
    ) -> list[tuple[Node, Sequence[_Scope]]]:
        """What an expression stands for, when the file itself says: names, calls, functions, what `&&` guards."""
        if node.type in ("identifier", "shorthand_property_identifier"):
            found = self._named(text(node), scopes)
            if found is not None and found.type in _FUNCTIONS:
                return _returned(found, scopes) if functions else []
            return [(found, scopes)] if found is not None else []
        if node.type in _FUNCTIONS:
            return _returned(node, scopes) if functions else []
        if node.type == "call_expression":
            return self._called(node, scopes, _PASSED if functions else _LITERAL)
        if node.type == "binary_expression" and text(node.child_by_field_name("operator")) == "&&":
            right = node.child_by_field_name("right")
            return [(right, scopes)] if right is not None and _bare(right).type in ("new_expression", "object") else []
        if node.type == "ternary_expression":
            branch = _branch(node)
            return [(branch, scopes)] if branch is not None else []
        return []

    def _called(
        self, node: Node, scopes: Sequence[_Scope], kinds: frozenset[str]
    ) -> list[tuple[Node, Sequence[_Scope]]]:
        callee = node.child_by_field_name("function")
        if callee is None:
            return []
        given = [(argument, scopes) for argument in _arguments(node)]
        if callee.type == "member_expression":
            method, owner = text(callee.child_by_field_name("property")), callee.child_by_field_name("object")
            if method == "then" and given:
                return [found for value, inner in given[:1] for found in self._function(value, inner)]
            if method in ("filter", "concat", "flat") and owner is not None:
                return [(owner, scopes)]
        function = self._named(text(callee), scopes)
        if function is not None and function.type in _FUNCTIONS:
            return _returned(function, scopes)
        # `Promise.all([…])`, `defineConfig({…})`, `mergeConfig(a, b)`: the arguments are what it is made of.
        return [pair for pair in given if _bare(pair[0]).type in kinds]

    def _function(self, node: Node, scopes: Sequence[_Scope]) -> list[tuple[Node, Sequence[_Scope]]]:
        node = _bare(node)
        named = self._named(text(node), scopes) if node.type == "identifier" else node
        return _returned(named, scopes) if named is not None and named.type in _FUNCTIONS else []

    def _named(self, name: str, scopes: Sequence[_Scope]) -> Node | None:
        for scope in reversed(scopes):
            if name in scope:
                return scope[name]
        return self._names.get(name)

    def _module(self, node: Node, scopes: Sequence[_Scope]) -> str | None:
        """The module that an expression is: `require('x')`, a name imported from it, or a call of such a name."""
        if node.type == "call_expression":
            match = _MODULE.match(text(node))
            callee = node.child_by_field_name("function")
            if match or callee is None:
                return match[2] if match else None
            own = any(_bare(given).type in _LITERAL | {"call_expression"} for given in _arguments(node))
            return None if own or _place(text(node)) else self._modules.get(text(callee).partition(".")[0])
        if node.type == "member_expression":
            match = _MODULE.match(text(node))
            root = text(node).partition(".")[0]
            return match[2] if match else self._modules.get(root)
        if node.type != "identifier":
            return None
        found = self._named(text(node), scopes)
        if found is None or _MODULE.match(text(found)):
            return self._modules.get(text(node))
        # A name declared by awaiting or calling something imported stands for that module.
        found = _bare(found)
        return self._module(found, scopes[:-1]) if found.type in ("call_expression", "member_expression") else None

    def _holds_structure(self, node: Node, scopes: Sequence[_Scope]) -> bool:
        if node.type == "identifier":
            found = self._named(text(node), scopes)
            node = _bare(found) if found is not None else node
        if node.type == "call_expression":
            return not _RESOLVED.match(text(node)) and _place(text(node)) is None
        return node.type in ("object", "array", "spread_element", "new_expression", "binary_expression")

    def _key(self, node: Node | None, scopes: Sequence[_Scope]) -> str | None:
        if node is None or node.type != "computed_property_name":
            return _unquoted(text(node))
        inner = node.named_children[0] if node.named_children else None
        named = self._named(text(inner), scopes) if inner is not None else None
        return self._scalar(named if named is not None else inner) if inner is not None else None

    def _scalar(self, node: Node | None) -> str | None:
        node = _bare(node) if node is not None else None
        if node is None:
            return None
        written = text(node)
        if node.type == "string" or (node.type == "template_string" and "${" not in written):
            return _unquoted(written)
        if node.type in ("number", "true", "false", "null", "undefined", "regex"):
            return "null" if node.type == "undefined" else written
        if node.type == "unary_expression":
            return _negated(written)
        if node.type == "call_expression":
            match = _RESOLVED.match(written)
            return match[2] if match else _place(written)
        return None


def _negated(written: str) -> str | None:
    """-1, and `!!process.env.CI` as it is in a pipeline."""
    if re.fullmatch(r"-\s*[\d.]+", written):
        return written.replace(" ", "")
    core = written.lstrip("! ")
    if _PIPELINE.match(core) and written.startswith("!"):
        return word(written.count("!") % 2 == 0)
    return None


def _place(written: str) -> str | None:
    if written.startswith("Boolean(") and _PIPELINE.match(written[8:-1]):
        return "true"
    match = _JOINED.match(written)
    parts = re.findall(r"""['"]([^'"]*)['"]""", match[1]) if match else []
    return f"./{posixpath.join('', *parts)}" if parts else None


def _branch(node: Node) -> Node | None:
    """The side of `process.env.CI ? a : b` that a pipeline takes; None when the condition is another."""
    condition = node.child_by_field_name("condition")
    written = text(_bare(condition)) if condition is not None else ""
    core = written.lstrip("! ")
    if not _PIPELINE.match(core):
        return None
    return node.child_by_field_name("consequence" if written.count("!") % 2 == 0 else "alternative")


def _exported(root: Node) -> Iterator[tuple[str, Node]]:
    """(key, value) of what a module exports; the default export has no key."""
    for statement in root.named_children:
        if statement.type == "export_statement":
            value = statement.child_by_field_name("value")
            declaration = statement.child_by_field_name("declaration")
            if declaration is not None and any(child.type == "default" for child in statement.children):
                value = declaration
            if value is not None:
                yield "", value
            elif declaration is not None:
                yield from _declared([declaration])
            else:
                yield from (("", child) for child in statement.named_children[:1] if child.type == "identifier")
        elif statement.type == "expression_statement" and statement.named_children:
            yield from _assigned(statement.named_children[0])


def _assigned(node: Node) -> Iterator[tuple[str, Node]]:
    right = node.child_by_field_name("right")
    left = text(node.child_by_field_name("left")) if right is not None else ""
    if right is None or node.type != "assignment_expression":
        return
    if left in ("module.exports", "exports.default", "module.exports.default"):
        while right.type == "assignment_expression" and (inner := right.child_by_field_name("right")) is not None:
            right = inner
        yield "", right
    elif left.startswith(("module.exports.", "exports.")):
        yield left.rpartition(".")[2], right


def _declared(statements: Sequence[Node]) -> Iterator[tuple[str, Node]]:
    """Names that statements declare, with what they are declared as; a name declared twice is the last."""
    for statement in statements:
        if statement.type == "export_statement":
            declaration = statement.child_by_field_name("declaration")
            yield from _declared([declaration] if declaration is not None else [])
        elif statement.type == "function_declaration":
            yield text(statement.child_by_field_name("name")), statement
        elif statement.type in ("lexical_declaration", "variable_declaration"):
            for declarator in statement.named_children:
                value = declarator.child_by_field_name("value")
                name = declarator.child_by_field_name("name")
                if value is not None and name is not None and name.type == "identifier":
                    yield text(name), value


def _imported(statements: Sequence[Node]) -> Iterator[tuple[str, str]]:
    """(name, module) of imports and of `const x = require('m')`, also taken apart."""
    for statement in statements:
        if statement.type == "import_statement":
            module = _unquoted(text(statement.child_by_field_name("source")))
            clause = next((child for child in statement.named_children if child.type == "import_clause"), None)
            yield from (
                (name, module) for name in re.findall(r"\b[\w$]+\b", text(clause)) if name not in ("as", "type")
            )
        elif statement.type in ("lexical_declaration", "variable_declaration"):
            for declarator in statement.named_children:
                value = declarator.child_by_field_name("value")
                match = _MODULE.match(text(value)) if value is not None else None
                if match:
                    names = re.findall(r"\b[\w$]+\b", text(declarator.child_by_field_name("name")))
                    yield from ((name, match[2]) for name in names)


def _returned(function: Node, scopes: Sequence[_Scope]) -> list[tuple[Node, Sequence[_Scope]]]:
    """What a function returns, each with the names that are known there."""
    body = function.child_by_field_name("body")
    if body is None:
        return []
    if body.type != "statement_block":
        return [(body, scopes)]
    inner = [*scopes, dict(_declared(body.named_children))]
    return [(value, inner) for value in _returns(body)]


def _returns(block: Node, depth: int = 0) -> Iterator[Node]:
    for child in block.named_children:
        if child.type == "return_statement" and child.named_children:
            yield child.named_children[0]
        elif child.type in _BLOCKS and depth < _MAX_DEPTH:
            yield from _returns(child, depth + 1)


def _arguments(node: Node) -> list[Node]:
    given = node.child_by_field_name("arguments")
    return list(given.named_children) if given is not None else []


def _bare(node: Node) -> Node:
    """Without parentheses, casts and awaits."""
    while node.type in _TRANSPARENT and node.named_children:
        node = next((child for child in node.named_children if child.type != "comment"), node.named_children[0])
    return node


def _unquoted(written: str) -> str:
    if written[:1] not in ("'", '"', "`") or len(written) < 2:
        return written
    return re.sub(r"\\(.)", r"\1", written[1:-1]) if "\\" in written else written[1:-1]


@cache
def _parser(grammar: str) -> Parser:
    language = (
        tree_sitter_typescript.language_typescript if grammar == "typescript" else tree_sitter_javascript.language
    )
    return Parser(Language(language()))
