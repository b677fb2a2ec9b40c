"""The first bytes of a file -> whether it may describe an API; the whole of one -> the files that it refers to.

A file is recognised by what stands at its top level, never by its name. JSON may have its keys in any order, so a file
that begins like a description is looked at as a whole; one that begins otherwise is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.model.expressions import expression

from .document import is_remote, target_file

#: So much of a file says whether more of it has to be looked at.
HEAD = 2_048
_STATES_JSON = expression(rb'"(?:openapi|swagger|asyncapi|__schema)"\s*:\s*["{]')
_STATES_YAML = expression(rb"""^["']?(?:openapi|swagger|asyncapi)["']?[ \t]*:[ \t]*["']?[0-9]""", re.MULTILINE)
#: Keys that stand at the top of a description: it may begin with any of them.
_TOP = frozenset(
    b"info servers paths components security tags externalDocs webhooks jsonSchemaDialect $self host basePath schemes "
    b"consumes produces definitions parameters responses securityDefinitions channels operations id defaultContentType "
    b"data __schema".split()
)
_FIRST_KEY = expression(rb"""^["']?([\w$.-]+)["']?[ \t]*:""", re.MULTILINE)
_FIRST_JSON_KEY = expression(rb'\s*\{\s*"([^"\\]*)"\s*:')
_SCHEMA_LANGUAGE = expression(
    rb"^(?:extend[ \t]+)?(?:schema\b|(?:type|interface|union|enum|input|scalar)[ \t]+\w|directive[ \t]*@)", re.MULTILINE
)
_REFERENCE = expression(rb"""\$ref["']?\s*:\s*["']?([^\s"'#{}\[\],&*!|>][^\s"'#{},]*)""")


def may_describe(head: bytes) -> bool | None:
    """Whether JSON or YAML that begins so describes an API; None where only the whole file can tell."""
    is_json = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
    if (_STATES_JSON if is_json else _STATES_YAML).search(head):
        return True
    first = (_FIRST_JSON_KEY.match if is_json else _FIRST_KEY.search)(head.removeprefix(b"\xef\xbb\xbf"))
    if first is None:
        return None if not is_json and len(head) >= HEAD else False
    key = first[1]
    return None if key in _TOP or key.startswith(b"x-") else False


def describes(data: bytes) -> bool:
    """The same of a whole file."""
    is_json = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
    return (_STATES_JSON if is_json else _STATES_YAML).search(data) is not None


def is_schema_language(head: bytes) -> bool:
    """Whether a file of GraphQL that begins so defines types; others hold queries."""
    return _SCHEMA_LANGUAGE.search(head) is not None


def parts_of(data: bytes, path: str) -> Iterator[str]:
    """The files, each once, that a description or a part of one refers to by a relative address."""
    for address in {match[1] for match in _REFERENCE.finditer(data)}:
        reference = address.replace(b"\\/", b"/").decode("utf-8", "replace")
        if not is_remote(reference):
            yield target_file(reference, path)
