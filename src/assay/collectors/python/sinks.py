"""Places where a string becomes markup or code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.security import DynamicCode, HtmlSink

from .syntax import File, arguments, callee, line, literal, origin, text

FILLS = (HtmlSink, DynamicCode)
NODES = ("call",)
HINTS = (
    *(b"mark_safe", b"SafeString", b"SafeText", b"Markup", b"eval(", b"exec(", b"pickle", b"marshal", b"dill"),
    *(b"yaml", b"shell", b"os.system", b"popen"),
)
_MARKUP = expression(
    r"^(?:django\.utils\.safestring\.(?:mark_safe|SafeString|SafeText)|(?:markupsafe|flask|jinja2)\.Markup)$"
)
_UNPICKLE = expression(r"^(?:pickle|cPickle|_pickle|cloudpickle|dill|marshal)\.(?:loads|load|Unpickler)$")
_YAML = expression(r"^(?:ruamel\.)?yaml\.(?:load|load_all|unsafe_load|unsafe_load_all)$")
_SAFE_LOADER = expression(r"Safe|BaseLoader|FullLoader")
_SHELL = expression(r"^subprocess\.(?:run|call|check_call|check_output|Popen|getoutput|getstatusoutput)$")
_OS_SHELL = (
    "os.system",
    "os.popen",
    "subprocess.getoutput",
    "subprocess.getstatusoutput",
    "asyncio.create_subprocess_shell",
)
_TRANSLATED = expression(r"^(?:_|gettext|ugettext|pgettext)(?:_lazy)?$")
_SANITISER = expression(
    r"\b((?:bleach|nh3)\.clean|(?:[a-z_]+\.)?(?:conditional_)?(?:html_)?escape|format_html(?:_join)?|render_to_string"
    r"|json_script|quote_html|sanitize\w*|sanitise\w*|get_template|flatatt|urlencode)\s*\("
)


def visit(node: Node, file: File) -> Iterator[Row]:
    """One row per sink."""
    name = origin(callee(node), file)
    if _MARKUP.match(name):
        yield from _markup(name, node, file)
    elif code := _code(name, node, file):
        yield DynamicCode(sink=code, is_test=file.is_test, line=line(node))


def _markup(name: str, node: Node, file: File) -> Iterator[Row]:
    given, _ = arguments(node)
    if not given:
        return
    sanitiser = _SANITISER.search(text(given[0]))
    yield HtmlSink(
        sink=name.rpartition(".")[2],
        constant=_is_fixed(given[0], file),
        sanitiser=sanitiser[1] if sanitiser else None,
        is_test=file.is_test,
        line=line(node),
    )


def _is_fixed(value: Node | None, file: File) -> bool:
    """A literal, its translation, several of them joined, or a name that the module binds to one."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if part is not None and part.type in ("parenthesized_expression", "binary_operator"):
            waiting += part.named_children
        elif part is not None and part.type == "call" and _TRANSLATED.match(callee(part).rpartition(".")[2]):
            waiting += arguments(part)[0]
        elif not _is_literal(part, file):
            return False
    return True


def _is_literal(value: Node | None, file: File) -> bool:
    if value is None:
        return False
    if literal(value) is not None or value.type in ("integer", "float"):
        return True
    if value.type == "identifier":
        bound = re.search(
            rb"^" + re.escape(value.text or b"") + rb"\s*(?::[^=\n]+)?=\s*(?:\(\s*)?[rbuRBU]?[\"']", file.data, re.M
        )
        return bound is not None
    return False


def _code(name: str, node: Node, file: File) -> str | None:
    """What runs the text; None for everything that does not."""
    given, named = arguments(node)
    if name in ("eval", "exec"):
        return name if given and not _is_fixed(given[0], file) else None
    if _UNPICKLE.match(name):
        return name
    if _YAML.match(name):
        loader = named.get("Loader") or (given[1] if len(given) > 1 else None)
        unsafe = "unsafe" in name or loader is None or not _SAFE_LOADER.search(origin(text(loader), file))
        return name if unsafe and "**" not in named else None
    shell = _SHELL.match(name) and text(named.get("shell")) == "True"
    if shell or name in _OS_SHELL:
        return f"{name} in a shell" if given and not _is_fixed(given[0], file) else None
    return None
