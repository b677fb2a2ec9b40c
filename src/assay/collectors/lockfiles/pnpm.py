"""pnpm-lock.yaml, versions 5 to 9, by a scan of its lines: a YAML parser needs seconds for this one fixed layout."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model import Row, Source, SourceError
from assay.model.expressions import expression
from assay.tables.workspace import LockedDependency

from .origin import is_plain_http, kind_of

_KEY = expression(r"^  (?:'([^']+)'|\"([^\"]+)\"|([^\s'\"][^\s]*)):\s*$")
_VALUE = expression(r"\b(integrity|tarball|repo|directory|type|dev|version|name): *'?\"?([^\s,}'\"]+)")
#: /name/1.0.0 (5), /name@1.0.0 (6), name@1.0.0 (9), each perhaps with _peers or (peers).
_NAMED = expression(r"^/?((?:@[^/@]+/)?[^/@]+)[/@]([^_(]+)")


def read(source: Source) -> Iterator[Row]:
    """One row per entry of `packages`. Errors: SourceError where it is no pnpm lock file."""
    text = source.text
    if "lockfileVersion" not in text[:2000]:
        raise SourceError("is not a pnpm lock file", where=source.path, remedy="Let `pnpm install` write it anew.")
    inside, key, start = False, "", 0
    fields: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1] not in ("", " ", "#"):
            yield from _entry(key, fields, start)
            inside, key = line.startswith("packages:"), ""
        elif inside and (match := _KEY.match(line)):
            yield from _entry(key, fields, start)
            key, fields, start = match[1] or match[2] or match[3], {}, number
        elif inside and key and line.startswith(("    resolution", "      ", "    dev", "    version", "    name")):
            for name, value in _VALUE.findall(line[:2000]):
                fields.setdefault(name, value)
    yield from _entry(key, fields, start)


def _entry(key: str, fields: dict[str, str], line: int) -> Iterator[Row]:
    if not key:
        return
    named = _NAMED.match(key)
    stated = fields.get("tarball") or fields.get("repo")
    local = fields.get("type") == "directory" or "directory" in fields
    kind = "file" if local else "git" if "repo" in fields else kind_of(stated)
    yield LockedDependency(
        manager="pnpm",
        name=fields.get("name") or (named[1] if named else key),
        version=fields.get("version") or (named[2] if named else None),
        integrity="integrity" in fields,
        resolved_kind=kind,
        plain_http=is_plain_http(stated),
        development=fields["dev"] == "true" if "dev" in fields else None,
        line=line,
    )
