"""Text from file names, reasons and rows -> text that a terminal, page or XML document shows and never obeys."""

from __future__ import annotations

from assay.model.expressions import expression

#: Controls, and the marks that reorder what a reader sees (Unicode TR 36, "Trojan Source").
_UNSEEN = expression(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
#: What XML 1.0 section 2.2 does not allow.
_NOT_XML = expression("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKDOWN = expression(r"([\\`*_{}\[\]<>#|~&])")


def printable(text: str | None) -> str:
    """Control and direction characters shown as escapes; line breaks and tabs stay."""
    return _UNSEEN.sub(lambda found: _shown(found[0]), text or "")


def one_line(text: str | None) -> str:
    """`printable` (nothing for None), with line breaks and runs of blanks made one blank."""
    return " ".join(printable(text).split())


def markdown(text: str | None) -> str:
    """Text inside a Markdown paragraph or table cell, on one line."""
    return _MARKDOWN.sub(r"\\\1", one_line(text))


def json_text(text: str) -> str:
    """Encoded JSON in which nothing speaks to a terminal; it decodes to the same values."""
    if text.isascii() and "\x7f" not in text:
        return text  # encoders write the other control characters as `\\u…` themselves
    return _UNSEEN.sub(lambda found: found[0] if found[0] in "\r\n" else f"\\u{ord(found[0]):04x}", text)


def xml_text(text: str | None) -> str:
    """Text that XML 1.0 may hold; the writer still escapes `<` and `&`."""
    return _NOT_XML.sub(lambda found: _shown(found[0]), printable(text))


def _shown(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
