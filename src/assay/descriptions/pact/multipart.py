"""Multipart bodies -> their parts, and these held against expected ones."""

from __future__ import annotations

from email.message import Message
from email.parser import BytesParser
from typing import NamedTuple

from assay.model.expressions import expression

from . import media
from .matchers import complaint
from .mismatch import Findings
from .rules import Rules
from .told import Unreadable, show

_MOST_PARTS = 500
_BOUNDARY = expression(rb"\A(?:\r?\n)*--([^\r\n]{1,200}?)[ \t]*\r?\n")


class Part(NamedTuple):
    """One part: the name of its field, of its file, what it is said to be, and its bytes."""

    name: str
    file: str | None
    media_type: media.MediaType | None
    data: bytes


def parse_multipart(data: bytes) -> list[Part]:
    """Parts of a body, by the boundary that it begins with. Errors: ValueError; Unreadable where there are too many."""
    found = _BOUNDARY.match(data)
    if found is None:
        raise ValueError("does not begin with a boundary")
    if data.count(b"--" + found[1]) > _MOST_PARTS:
        raise Unreadable(f"has more than {_MOST_PARTS} parts")
    head = b'Content-Type: multipart/mixed; boundary="' + found[1] + b'"\r\n\r\n'
    message = BytesParser().parsebytes(head + data)
    if not message.is_multipart():
        raise ValueError("has no parts")
    return [_part(part) for part in message.get_payload() if isinstance(part, Message)]


def _part(part: Message) -> Part:
    name = part.get_param("name", header="content-disposition")
    stated = part.get("content-type")
    data = part.get_payload(decode=True)
    return Part(
        name if isinstance(name, str) else "",
        part.get_filename(),
        media.parse(str(stated)) if stated else None,
        data.removesuffix(b"\r\n") if isinstance(data, bytes) else b"",
    )


def compare_parts(expected: list[Part], actual: list[Part], rules: Rules, findings: Findings) -> None:
    """Every expected part is there, by name, or by place where it has none."""
    for index, part in enumerate(expected):
        present = next((one for one in actual if part.name and one.name == part.name), None)
        if present is None and not part.name and index < len(actual):
            present = actual[index]
        where = f"$.{part.name}" if part.name else f"$[{index}]"
        if present is None:
            findings.add(where, "the part is missing")
        else:
            _compare(where, part, present, rules, findings)


def _compare(where: str, expected: Part, actual: Part, rules: Rules, findings: Findings) -> None:
    findings.step()
    if (expected.file is None) != (actual.file is None):
        findings.add(where, "expected a file" if expected.file is not None else "expected a field, but was a file")
        return
    found = rules.at(("$", expected.name))
    try:
        if found is None:
            why = None if expected.data == actual.data else f"expected other contents than {show(actual.data)}"
        else:
            why = complaint(found, expected.data, actual.data, typed=False)
    except Unreadable as error:
        findings.add(where, str(error), unknown=True)
        return
    if why is None and expected.media_type and actual.media_type and found is None:
        fits = actual.media_type.satisfies(expected.media_type)
        why = None if fits else f"expected {expected.media_type.name}, but was {actual.media_type.name}"
    if why:
        findings.add(where, why)
