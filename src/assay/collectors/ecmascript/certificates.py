"""Settings that switch the verification of certificates off or on, in source."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.security import TlsVerification

from .syntax import File, line, text

FILLS = (TlsVerification,)
HINTS = (b"rejectUnauthorized", b"NODE_TLS_REJECT_UNAUTHORIZED", b"strictSSL", b"ignoreHTTPSErrors")
_SETTING = expression(
    rb"\b(rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED|strictSSL|ignoreHTTPSErrors)\b['\"]?\]?\s*[:=](?![=>])\s*"
    rb"(?:String\()?(['\"`]?)(true|false|0|1)\b\2"
)
_OFF = {"rejectUnauthorized": "false", "strictSSL": "false", "ignoreHTTPSErrors": "true"}


def finish(file: File) -> Iterator[Row]:
    """One row per setting that is given a constant."""
    for match in _SETTING.finditer(file.data):
        node = file.root.descendant_for_byte_range(match.start(1), match.end(1))
        if node is None or node.type in ("comment", "jsx_text", "template_string") or "type" in text(node.parent)[:5]:
            continue
        if node.parent is not None and node.parent.type in ("literal_type", "property_signature"):
            continue
        setting, value = match[1].decode(), match[3].decode()
        off = value == _OFF.get(setting, "0") or (setting == "rejectUnauthorized" and value == "0")
        yield TlsVerification(setting=setting, enabled=not off, is_test=file.is_test, line=line(node))
