"""yarn.lock, version 1 and Berry: both are blocks of two-space indented fields under a line of specifiers."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model import Row, Source, SourceError
from assay.model.expressions import expression
from assay.tables.workspace import LockedDependency

from .origin import is_plain_http, kind_of

_FIELD = expression(r'^  "?(version|resolved|resolution|integrity|checksum|linkType|conditions)"?:? +"?([^"\n]*)"?')

#: Version 1 before yarn 1.10 states the checksum as the fragment of the address.
_SHA1 = expression(r"#[0-9a-f]{40}$")


def read(source: Source) -> Iterator[Row]:
    """One row per block. Errors: SourceError where neither version's mark is found."""
    text = source.text
    if "# yarn lockfile v1" not in text[:1000] and "__metadata:" not in text[:2000]:
        raise SourceError("is not a yarn lock file", where=source.path, remedy="Let `yarn install` write it anew.")
    head, start = "", 0
    fields: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1] not in ("", " ", "#", "\t"):
            yield from _block(head, fields, start)
            head, fields, start = line, {}, number
        elif match := _FIELD.match(line):
            fields.setdefault(match[1], match[2].strip())
    yield from _block(head, fields, start)


def _block(head: str, fields: dict[str, str], line: int) -> Iterator[Row]:
    specifier = head.rstrip(": ").split(",")[0].strip().strip('"')
    # The name ends at the first @ that is not the scope's.
    name, _, wanted = specifier[1:].partition("@")
    name = specifier[:1] + name
    if not wanted or "version" not in fields:
        return
    resolution = fields.get("resolution", "").partition("@npm:")
    berry = "resolution" in fields
    stated = fields["resolution"][len(name) + 1 :] if berry else fields.get("resolved")
    local = berry and ("@workspace:" in fields["resolution"] or fields.get("linkType") == "soft")
    kind = "workspace" if local else "registry" if resolution[1] else kind_of(stated)
    yield LockedDependency(
        manager="yarn",
        name=name,
        version=fields["version"],
        integrity=_has_checksum(fields, stated),
        resolved_kind=kind,
        plain_http=is_plain_http(stated),
        development=None,
        line=line,
    )


def _has_checksum(fields: dict[str, str], stated: str | None) -> bool | None:
    """Berry never states one for packages of some platforms only: https://github.com/yarnpkg/berry/issues/6759."""
    if {"integrity", "checksum"} & fields.keys() or _SHA1.search(stated or ""):
        return True
    return None if "conditions" in fields else False
