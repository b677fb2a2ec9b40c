"""setup.cfg and setup.py of Python packages without a [project] table -> manifest, dependency."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.model import Collector, Role, Row, Source, SourceError, Target
from assay.model.expressions import expression
from assay.tables.workspace import Dependency, Manifest

COLLECTOR = Collector(
    name="setuptools",
    tool="setuptools (setup.cfg, setup.py)",
    about="Reads what older Python packages are called and need.",
    fills=(Manifest, Dependency),
    roles=(Role.DOMAIN,),
    domains=("component",),
    max_bytes=1_000_000,
)
_REQUIREMENT = expression(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(.*)")
#: setup.py is a program; what it states as constants can be seen, the rest cannot.
_STATED = r"\b{}\s*=\s*[\"']([^\"'\n]{{1,200}})[\"']"
_LISTED = expression(r"\binstall_requires\s*=\s*\[([^\]]{0,20000})\]")
_QUOTED = expression(r"[\"']([^\"'\n]{1,300})[\"']")


def find(target: Target) -> Iterator[str]:
    """Both by their name."""
    yield from target.named("setup.cfg", "setup.py")


def read(source: Source) -> Iterator[Row]:
    """Errors: SourceError when setup.cfg is no settings file."""
    yield from _settings(source) if source.name == "setup.cfg" else _program(source)


def _settings(source: Source) -> Iterator[Row]:
    import configparser

    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(source.text)
    except configparser.Error as error:
        said = str(error).split("\n")[0][:200]
        raise SourceError(f"is no settings file: {said}", where=source.path, remedy="Mend the file.") from error
    stated = {key: parser.get("metadata", key, fallback=None) for key in ("name", "version", "license")}
    yield from _manifest(stated["name"], stated["version"], stated["license"])
    yield from _needs((parser.get("options", "install_requires", fallback=None) or "").splitlines(), source.text)


def _program(source: Source) -> Iterator[Row]:
    text = source.text
    start = text.find("setup(")
    if start < 0:
        return
    name, version, licence = (
        match[1] if (match := re.search(_STATED.format(key), text[start:])) else None
        for key in ("name", "version", "license")
    )
    yield from _manifest(name, version, licence)
    listed = _LISTED.search(text)
    yield from _needs(_QUOTED.findall(listed[1]) if listed else (), text)


def _manifest(name: str | None, version: str | None, licence: str | None) -> Iterator[Row]:
    if name:
        yield Manifest(
            kind="python", name=name, version=version, private=None, entry=None, side_effects=None, license=licence
        )


def _needs(requirements: list[str] | tuple[str, ...], text: str) -> Iterator[Row]:
    at, line = 0, 1
    for requirement in requirements:
        match = _REQUIREMENT.match(requirement.strip())
        if match:
            place = max(text.find(requirement.strip(), at), at)
            at, line = place, line + text.count("\n", at, place)
            yield Dependency(name=match[1], requirement=match[2], section="production", line=line)
