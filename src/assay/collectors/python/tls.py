"""Settings of certificate verification."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.security import TlsVerification

from .syntax import File, callee, line, origin, text

FILLS = (TlsVerification,)
NODES = ("keyword_argument", "assignment", "call")
HINTS = (b"verify", b"CERT_NONE", b"_create_unverified_context", b"check_hostname", b"ssl")
_FLAGS = {"verify": "verify", "verify_ssl": "verify_ssl", "ssl": "ssl", "check_hostname": "check_hostname"}
#: Others have a `verify` too (jwt.decode): it counts where an HTTP client is called.
_CLIENT = expression(
    r"^(?:requests|httpx|aiohttp)\.|(?:^|[._])(?:session|client|http|s|c)\.(?:get|post|put|patch|delete|head|options|request|send)$"
    r"|(?:Session|Client|Connector|HTTPTransport)$"
)
_VALUES = {"True": True, "False": False}


def visit(node: Node, file: File) -> Iterator[Row]:
    """One row per setting that is written out."""
    if node.type == "call":
        if origin(callee(node), file) == "ssl._create_unverified_context":
            yield _row("ssl._create_unverified_context", False, node, file)
        return
    name = node.child_by_field_name("name") or node.child_by_field_name("left")
    value = node.child_by_field_name("value") or node.child_by_field_name("right")
    setting = text(name).rpartition(".")[2]
    if text(value).endswith("CERT_NONE") and setting in ("cert_reqs", "verify_mode"):
        yield _row(setting, False, node, file)
    elif text(value).endswith("ssl._create_unverified_context"):
        yield _row("ssl._create_default_https_context", False, node, file)
    elif setting in _FLAGS and text(value) in _VALUES and _concerns_tls(node, setting, file):
        yield _row(setting, _VALUES[text(value)], node, file)


def _concerns_tls(node: Node, setting: str, file: File) -> bool:
    if node.type == "assignment":
        target = text(node.child_by_field_name("left"))
        return "." in target and (
            setting in ("verify_ssl", "check_hostname") or bool(re.search(r"(?:session|client|\bs)\.verify$", target))
        )
    call = node.parent.parent if node.parent is not None else None
    if call is None or call.type != "call":
        return False
    return bool(_CLIENT.search(origin(callee(call), file)))


def _row(setting: str, enabled: bool, node: Node, file: File) -> Row:
    return TlsVerification(setting=setting, enabled=enabled, is_test=file.is_test, line=line(node))
