"""Line-based and TOML configuration -> entries: version files, .npmrc, INI, pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from assay.masking import kind_of
from assay.model import Source, SourceError
from assay.model.expressions import expression

from .flat import Entry, flatten

_HEADER = expression(r"^\s*\[+\s*([^\[\]]+?)\s*\]+")
_PAIR = expression(r"""^\s*["']?([\w.:\-]+)["']?\s*[=:]""")
_CREDENTIAL = expression(r"(?:^|[:_])(?:_?auth(?:token)?|_?password|username|email|certfile|keyfile|key|cert)$", re.I)


def read_version(source: Source) -> Iterator[Entry]:
    """.nvmrc and .node-version: the first word that is no comment."""
    for number, text in enumerate(source.text.splitlines(), 1):
        stated = text.split("#", 1)[0].strip()
        if stated:
            yield Entry("version", stated[:100], number)
            return


def read_tool_versions(source: Source) -> Iterator[Entry]:
    """.tool-versions of asdf and mise: `tool version…`, each tool a key."""
    for number, text in enumerate(source.text.splitlines()[:1000], 1):
        words = text.split("#", 1)[0].split()
        if len(words) > 1:
            yield Entry(words[0][:100], words[1][:100], number)


def read_npmrc(source: Source) -> Iterator[Entry]:
    """Settings of npm; credentials are told by their name and their values left out."""
    for number, text in enumerate(source.text.splitlines()[:10_000], 1):
        key, separator, value = text.partition("=")
        name = key.strip()
        if separator and name and not name.startswith(("#", ";")):
            secret = _CREDENTIAL.search(name) or kind_of(name)
            yield Entry(name[:300], None if secret else value.strip()[:1000], number)


def read_ini(source: Source) -> Iterator[tuple[str, Entry]]:
    """(section, entry) of an INI file. Errors: SourceError when it is none."""
    import configparser

    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(source.text)
    except (configparser.Error, ValueError, AttributeError) as error:
        what = str(error).split("\n", 1)[0][:200]
        raise SourceError(f"is not INI: {what}", where=source.path, remedy="Mend the file.") from error
    lines = _lines(source.text)
    for section in parser.sections():
        for key, value in parser.items(section):
            yield section, Entry(key, (value or "").strip()[:10_000], lines.get(f"{section}.{key}"))


def read_toml(source: Source) -> Iterator[Entry]:
    """Entries of a TOML document. Errors: SourceError when it is none."""
    try:
        document = tomllib.loads(source.text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourceError(f"is not TOML: {error}", where=source.path, remedy="Mend the file.") from error
    yield from flatten(document, lines=_lines(source.text))


def _lines(text: str) -> dict[str, int]:
    """Dotted key -> the line on which it is set."""
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line[:500]):
            section = header[1].replace('"', "")
            found.setdefault(section, number)
        elif pair := _PAIR.match(line[:500]):
            found.setdefault(f"{section}.{pair[1].lower()}" if section else pair[1], number)
    return found
