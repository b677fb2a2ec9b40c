"""Units -> the text of an `assay.toml` that states them, to be corrected by a person."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol

import msgspec

from assay.model import UsageError

from .configuration import FILE, NOTHING_STATED, Configuration
from .stated import Stated, Unit, Waivers


class Found(Protocol):
    """What `render` wants to know of a unit."""

    name: str
    kind: str
    layer: str
    provider: str | None
    owner: str | None
    path: str
    signal: str


def render(units: Iterable[Found], config: Configuration = NOTHING_STATED) -> str:
    """The text of an `assay.toml` that states these units; loading it gives the same units again.

    What the user had stated before (`config.own`) is kept.
    """
    own = config.own
    before = {unit.path.strip("/") or ".": unit for unit in own.integration}
    lines = [
        "# What assay found, and the evidence that decided. Correct what is wrong; what you delete is discovered anew.",
        *(f"# Profile in force: {name} ({_comment(why)})." for name, why in config.profiles.items()),
        "",
        *_values({key: getattr(own, key) for key in ("profile", "exclude", "include", "packs", "lake")}),
    ]
    for unit in units:
        lines += _unit(unit, before.get(unit.path))
    for name, stated in (("description", own.description), ("export", own.export), ("deployed", own.deployed)):
        lines += [line for one in stated for line in ("", f"[[{name}]]", *_values(_given(one)))]
    if own.waivers != Waivers():
        lines += ["", "[waivers]", *_values(msgspec.structs.asdict(own.waivers))]
    for waiver in own.waiver:
        lines += [
            "",
            "[[waiver]]",
            *_values({**msgspec.structs.asdict(waiver), "approved_by": waiver.approved_by or None}),
        ]
    for standard, values in own.limits.items():
        lines += ["", f"[limits.{_toml(standard)}]", *_values(values)]
    if own.conventions:
        lines += ["", "[conventions]", *_values(own.conventions)]
    return "\n".join(lines) + "\n"


def extended(text: str, units: Iterable[Found], config: Configuration) -> tuple[str, int]:
    """A present text, kept to the letter, with the units that it does not state yet at its end; and how many those are.

    Errors: UsageError when the text states its integrations in a way that cannot be added to.
    """
    paths = [path for unit in config.own.integration for path in (unit.path, *unit.paths)]
    stated = {path.removeprefix("./").strip("/") or "." for path in paths}
    new = [unit for unit in units if unit.path not in stated]
    longer = "\n".join([text.rstrip("\n"), *(line for unit in new for line in _unit(unit, None))]) + "\n"
    try:
        tomllib.loads(longer)
    except tomllib.TOMLDecodeError as error:
        remedy = "Write each of them as an [[integration]] table."
        raise UsageError("its list of integrations cannot be added to", where=FILE, remedy=remedy) from error
    return (longer if new else text), len(new)


def _unit(unit: Found, before: Unit | None) -> list[str]:
    stated = {"path": unit.path, "paths": before.paths or None if before else None}
    stated |= {"name": unit.name, "kind": unit.kind, "layer": unit.layer, "provider": unit.provider}
    owner = _values({"owner": before.owner}) if before else []
    if not owner and unit.owner:
        owner = [f"# owner = {_toml(unit.owner)}  # by CODEOWNERS"]
    return ["", f"# {_comment(unit.signal)}", "[[integration]]", *_values(stated), *owner]


def _given(stated: Stated) -> dict[str, Any]:
    """What was stated, without what is left out; days stay days."""
    given: dict[str, Any] = msgspec.to_builtins(stated, builtin_types=(date,))
    return {name: value for name, value in given.items() if value not in (None, (), [], {})}


def _values(values: Mapping[str, Any]) -> list[str]:
    return [f"{_key(key)} = {_toml(value)}" for key, value in values.items() if value is not None]


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _toml(key)


def _toml(value: Any) -> str:
    """A value as TOML. JSON's string escapes are among TOML's, which also wants DEL escaped."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)} = {_toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(inner) for inner in value) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text)
