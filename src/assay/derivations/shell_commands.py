"""Shell text -> simple commands, as far as quotes and operators tell; substitutions stay as written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from assay.model.expressions import expression

_TOKEN = expression(
    r"""'[^']*'|"(?:\\.|[^"\\])*"|\\.|\$\([^()]*\)|`[^`]*`|&&|\|\||;;|[;|&\n]|[^'"\\;|&\n$`]+|.""", re.DOTALL
)
_OPERATORS = frozenset(("&&", "||", ";", ";;", "|", "&", "\n"))
_HARMLESS = expression(r"^(?:true|:|exit 0|echo\b.*|printf\b.*)$", re.DOTALL)
#: What stands before a command without changing what it is.
_PREFIX = expression(
    r"^(?:(?:[A-Za-z_]\w*=(?:'[^']*'|\"[^\"]*\"|\S*)\s+)+|(?:sudo|time|exec|command|nice|cross-env(?:-shell)?|env|then|do|else|if|!)\s+"
    r"|npx\s+(?:--no-install\s+|--yes\s+|-y\s+|--no\s+)*(?![-\w@/]+@)|(?:yarn|pnpm)\s+exec\s+|bunx\s+|dotenv(?:\s+-\S+(?:\s+\S+)?)*\s+--\s+|\(\s*)"
)
_MAX_COMMANDS = 500


class Simple(NamedTuple):
    """One simple command; `swallowed`: its failure is not seen."""

    text: str
    swallowed: bool

    @property
    def bare(self) -> str:
        """Without assignments, `npx` and the like before it."""
        text = self.text
        for _ in range(10):
            match = _PREFIX.match(text)
            if match is None:
                break
            text = text[match.end() :]
        return text


def simple_commands(text: str, strict: bool) -> Iterator[Simple]:
    """Simple commands in order; `strict`: run with -e, so that only `||` and `&` hide a failure."""
    joined = re.sub(r"[ \t]*\\\r?\n\s*", " ", text)
    parts: list[tuple[str, str]] = []
    current: list[str] = []
    for match in _TOKEN.finditer(joined):
        token = match[0]
        redirect = token == "&" and current and current[-1].rstrip()[-1:] in (">", "<")
        if token in _OPERATORS and not redirect:
            parts.append(("".join(current).strip(), token))
            current = []
        else:
            current.append(token)
        if len(parts) >= _MAX_COMMANDS:
            break
    parts.append(("".join(current).strip(), "\n"))
    for position, (command, operator) in enumerate(parts):
        if command and not command.startswith("#"):
            following = parts[position + 1][0] if position + 1 < len(parts) else ""
            yield Simple(command, _swallowed(operator, following, strict, position == len(parts) - 1))


def _swallowed(operator: str, following: str, strict: bool, last: bool) -> bool:
    if operator == "||":
        return _HARMLESS.match(following) is not None
    if operator == "&":
        return True
    return operator == ";" and not strict and not last and following != ""
