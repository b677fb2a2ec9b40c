"""Spectral rulesets (YAML, JSON) -> ruleset_statement: what each file says, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assay.model import Collector, Conventions, Role, Row, Source, SourceError, Target
from assay.model.expressions import expression
from assay.model.yaml_text import load_yaml
from assay.tables.rulesets import RulesetStatement

COLLECTOR = Collector(
    name="spectral",
    tool="Spectral rulesets",
    about="Reads which rules a team switched off or gave another severity.",
    fills=(RulesetStatement,),
    roles=(Role.DOMAIN,),
    domains=("api",),
    max_bytes=2_000_000,
)
#: Where assay.toml names rulesets that are given to Spectral on the command line.
_CONVENTION = "spectral_rulesets"
_OWN_NAME = expression(r"\.?spectral\.(?:js|ya?ml|json)")
_LIKELY = expression(r"spectral|rule", re.IGNORECASE)
#: Told before parsing, since what lies beside a ruleset may be a large description.
_TELLING = expression(
    rb"^\s{0,4}[\"']?(?:rules|extends|overrides)[\"']?\s*:|[{,]\s*\"(?:rules|extends)\"\s*:", re.MULTILINE
)
_DESCRIPTION = expression(rb"^\s{0,4}[\"']?(?:openapi|swagger|asyncapi)[\"']?\s*:", re.MULTILINE)
_SEVERITIES = {0: "error", 1: "warn", 2: "info", 3: "hint", -1: "off"}
_WORDS = frozenset({"off", "error", "warn", "info", "hint", "on"})
#: Keys that say nothing about what is judged.
_TELLS = frozenset({"rules", "extends", "overrides", "except", "documentationUrl", "description", "formats", "$schema"})
_MAX_STATEMENTS = 20_000


def find(target: Target) -> Iterator[str]:
    """What Spectral takes by name, what `assay.toml` names, and what these may extend: YAML and JSON beside or near."""
    roots = [path for path in target.paths if _taken(path, target.conventions) != "extended"]
    yield from roots
    folders = {path.rpartition("/")[0] for path in roots}
    for path in target.suffixed("yml", "yaml", "json") if roots else ():
        folder = path.rpartition("/")[0]
        near = any(not above or folder.startswith(f"{above}/") for above in folders)
        if path not in roots and (folder in folders or (near and _LIKELY.search(path))):
            yield path


def read(source: Source) -> Iterator[Row]:
    """Errors: SourceError when a ruleset cannot be read; a file that is no ruleset gives no rows."""
    if source.name.endswith(".js"):
        yield RulesetStatement(number=0, kind="file", name="unasked", setting=None, files=None)
        yield RulesetStatement(number=1, kind="program", name=source.name, setting=None, files=None)
        return
    taken = _taken(source.path, source.conventions)
    asked = taken != "extended"
    if not asked and (not _TELLING.search(source.data) or _DESCRIPTION.search(source.data)):
        return
    value = load_yaml(source)
    if not isinstance(value, dict) or not (asked or isinstance(value.get("rules"), dict) or "extends" in value):
        if asked and value is not None:
            raise SourceError("is no ruleset: it has to be a mapping", where=source.path, remedy="Mend the file.")
        return
    yield RulesetStatement(number=0, kind="file", name=taken, setting=None, files=None)
    for number, (kind, name, setting, files) in enumerate(_statements(value), 1):
        if number > _MAX_STATEMENTS:
            raise SourceError(f"states more than {_MAX_STATEMENTS:,} things", where=source.path)
        yield RulesetStatement(number=number, kind=kind, name=name[:500], setting=setting, files=files)


def _taken(path: str, conventions: Conventions) -> str:
    if path in conventions.strings(_CONVENTION):
        return "named"
    return "unasked" if _OWN_NAME.fullmatch(path.rpartition("/")[2]) else "extended"


_Statement = tuple[str, str, str | None, str | None]


def _statements(value: Mapping[Any, Any]) -> Iterator[_Statement]:
    yield from _extended(value.get("extends"))
    yield from _rules(value.get("rules"), None)
    excepted = value.get("except")
    for place, rules in excepted.items() if isinstance(excepted, dict) else ():
        for rule in rules if isinstance(rules, list) else ():
            yield "exception" if "#" in str(place) else "rule", str(rule), "off", str(place)
    overrides = value.get("overrides")
    for override in overrides if isinstance(overrides, list) else ():
        if isinstance(override, dict):
            yield from _override(override)
    yield from (("key", str(key), None, None) for key in value if key not in _TELLS)


def _override(override: Mapping[Any, Any]) -> Iterator[_Statement]:
    listed = override.get("files")
    files = [str(item) for item in listed] if isinstance(listed, list) else []
    whole = [file for file in files if "#" not in file]
    if whole:
        yield from _rules(override.get("rules"), "\n".join(whole))
    for kind, name, _, _ in _rules(override.get("rules"), None) if len(whole) < len(files) else ():
        yield "exception" if kind == "rule" else kind, name, None, None
    yield from (("key", f"overrides.{key}", None, None) for key in override if key not in ("files", "rules", "formats"))


def _extended(value: Any) -> Iterator[_Statement]:
    for item in value if isinstance(value, list) else [value] if value is not None else []:
        name, mode = (item[0], item[1]) if isinstance(item, list) and len(item) == 2 else (item, None)
        if isinstance(name, str):
            yield "extends", name, _mode(mode), None


def _mode(value: Any) -> str | None:
    return "off" if value is False else str(value) if value is not None else None


def _rules(value: Any, files: str | None) -> Iterator[_Statement]:
    for name, stated in value.items() if isinstance(value, dict) else ():
        yield "rule", str(name), _setting(stated), files


def _setting(stated: Any) -> str:
    """`own` where a rule says itself what it judges: then it is not the tool's rule, whatever it is called."""
    if isinstance(stated, list) and stated:
        stated = stated[0]
    if isinstance(stated, dict):
        if not {"given", "then"}.isdisjoint(stated):
            return "own"
        stated = stated.get("severity", True)
    if isinstance(stated, bool):
        return "on" if stated else "off"
    if isinstance(stated, int):
        return _SEVERITIES.get(stated, "on")
    return stated if isinstance(stated, str) and stated in _WORDS else "on"
