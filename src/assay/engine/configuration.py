"""`assay.toml` and the shipped profiles -> what is in force for a run."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import msgspec

from assay.model import Conventions, Kind, Layer, UsageError

PROFILES = Path(__file__).resolve().parent.parent / "profiles"
FILE = "assay.toml"
Limits = dict[str, dict[str, int | float | str]]


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Anything that a configuration file states."""


class Unit(Struct, frozen=True):
    """Corrects or adds one integration."""

    path: str
    name: str | None = None
    kind: Kind | None = None
    layer: Layer | None = None
    provider: str | None = None
    owner: str | None = None


class Waiver(Struct, frozen=True):
    """Accepts unmet findings of one standard until a date. `subject` is a glob."""

    standard: str
    author: str
    reason: str
    until: date
    integration: str | None = None
    subject: str | None = None


class File(Struct, frozen=True):
    """The whole of `assay.toml`."""

    profile: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    lake: str | None = None
    packs: tuple[str, ...] = ()
    integration: tuple[Unit, ...] = ()
    waiver: tuple[Waiver, ...] = ()
    limits: Limits = {}
    conventions: dict[str, Any] = {}


class Select(Struct, frozen=True):
    """The evidence by which a profile is adopted without being asked for: all that is stated must hold."""

    files: tuple[str, ...] = ()
    manifest_contains: tuple[str, ...] = ()


class Profile(Struct, frozen=True):
    """A chosen set of conventions and limits, shipped or the user's own."""

    about: str = ""
    select: Select | None = None
    conventions: dict[str, Any] = {}
    limits: Limits = {}


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """What is in force. `profiles` maps each adopted profile to the reason why."""

    conventions: Conventions = Conventions()
    limits: Limits = {}
    units: tuple[Unit, ...] = ()
    exclude: tuple[str, ...] = ()
    standards: tuple[Path, ...] = ()
    metrics: tuple[Path, ...] = ()
    waivers: tuple[dict[str, Any], ...] = ()
    profiles: dict[str, str] = {}
    lake: Path | None = None
    own: File = File()


def load(root: Path, *, profile: Sequence[str] = ()) -> Configuration:
    """What the user states; `adopt` then adds the profiles that the target's files call for. Errors: UsageError."""
    file = root / FILE
    own = _read(file, File) if file.is_file() else File()
    packs = [root / "assay", *(root / pack for pack in own.packs)]
    for pack in packs[1:]:
        if not pack.is_dir():
            raise UsageError(f"the pack {pack.name} is not a directory", where=str(file), remedy="Correct `packs`.")
    return Configuration(
        units=own.integration,
        exclude=own.exclude,
        standards=tuple(pack / "standards" for pack in packs),
        metrics=tuple(pack / "metrics" for pack in packs),
        waivers=tuple(msgspec.structs.asdict(waiver) for waiver in own.waiver),
        profiles=dict.fromkeys((*own.profile, *profile), "asked for"),
        lake=root / own.lake if own.lake else None,
        own=own,
    )


def adopt(config: Configuration, root: Path, paths: Iterable[str]) -> Configuration:
    """Add the profiles whose evidence is there, then merge: profiles first, the user's own words last."""
    known = shipped()
    chosen = dict(config.profiles)
    paths = list(paths)
    for name, profile in known.items():
        reason = _called_for(profile.select, root, paths)
        if reason and name not in chosen:
            chosen[name] = reason
    conventions: dict[str, Any] = {}
    limits: Limits = {}
    for name in chosen:
        profile = known.get(name) or _named(root, name, known)
        conventions |= profile.conventions
        limits |= profile.limits
    conventions |= config.own.conventions
    return msgspec.structs.replace(
        config, conventions=Conventions(conventions), limits=limits | config.own.limits, profiles=chosen
    )


def shipped() -> dict[str, Profile]:
    """The profiles inside the package, by name. `repository`, the default, adds nothing and so needs no file."""
    files = sorted(PROFILES.glob("*.toml"))
    return {"repository": Profile(about="Source, recordings and reports of a directory.")} | {
        file.stem: _read(file, Profile) for file in files
    }


def _named(root: Path, name: str, known: Mapping[str, Profile]) -> Profile:
    file = root / name
    if name.endswith(".toml") and file.is_file():
        return _read(file, Profile)
    remedy = f"There are: {', '.join(known)}; or name a .toml file relative to the target.{_nearest(name, known)}"
    raise UsageError(f"no profile is called {name}", remedy=remedy)


def _called_for(select: Select | None, root: Path, paths: Sequence[str]) -> str | None:
    """Why a profile is adopted, in words; None when it is not."""
    if select is None:
        return None
    reasons = []
    for pattern in select.files:
        match = next((path for path in paths if fnmatchcase(path, pattern)), None)
        if match is None:
            return None
        reasons.append(f"there is {match}")
    if select.manifest_contains:
        try:
            manifest = (root / "package.json").read_text(encoding="utf-8", errors="replace")[:1_000_000]
        except OSError:
            return None
        if not all(text in manifest for text in select.manifest_contains):
            return None
        reasons.append(f"package.json names {', '.join(select.manifest_contains)}")
    return "; ".join(reasons) or None


def _read(file: Path, kind: type[Any]) -> Any:
    text = file.read_text(encoding="utf-8")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        where = f"{file}:{place[1]}" if place else str(file)
        raise UsageError(f"is not TOML: {error}", where=where, remedy="Mend the line.") from error
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        line, remedy = _locate(text, str(error), kind)
        raise UsageError(str(error), where=f"{file}:{line}", remedy=remedy) from error


def _locate(text: str, message: str, kind: type[Any]) -> tuple[int, str]:
    """Line of the key that a message speaks of, and the nearest right name."""
    unknown = re.search(r"unknown field `([^`]+)`", message)
    path = re.search(r"at `\$\.?([^`]*)`", message)
    key = unknown[1] if unknown else re.split(r"[.\[]", path[1].rstrip("]"))[-1] if path and path[1] else ""
    if not unknown and path:
        words = [word for word in re.split(r"[.\[\]]", path[1]) if word and word != "..." and not word.isdigit()]
        key = words[-1] if words else key
    found = re.search(rf"^[^#\n]*?(?<![\w-]){re.escape(key)}(?![\w-])", text, re.MULTILINE) if key else None
    line = text[: found.end()].count("\n") + 1 if found else 1
    names = {field for struct in (kind, Unit, Waiver, Select) for field in struct.__struct_fields__}
    words = {word.value for word in (*Kind, *Layer)}
    if unknown:
        return line, f"Remove it or correct its name.{_nearest(key, names)}"
    enum = re.search(r"Invalid enum value '([^']+)'", message)
    return line, f"Correct the value.{_nearest(enum[1], words) if enum else ''}"


def _nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), 1)
    return f" Did you mean {close[0]}?" if close else ""


def schema() -> dict[str, Any]:
    """JSON Schema of `assay.toml`, for editors."""
    return msgspec.json.schema(File) | {"title": FILE}


def render(units: Iterable[Any]) -> str:
    """`assay.toml` that states what discovery found; read back, it says the same."""
    lines = ["# What assay found. Correct what is wrong; delete what is right and may be found anew each time.", ""]
    for unit in units:
        lines += [f"# {unit.signal}", "[[integration]]", f"path = {_quoted(unit.path)}", f"name = {_quoted(unit.name)}"]
        for name in ("kind", "layer", "provider", "owner"):
            value = getattr(unit, name)
            if value:
                lines.append(f"{name} = {_quoted(str(value))}")
        lines.append("")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are a subset of TOML's."""
    return msgspec.json.encode(text).decode()
