"""`assay.toml` and the profiles -> what is in force for a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import msgspec

from assay.model import Conventions, Origin, UsageError

from . import exports
from .beside import is_outside, relative
from .stated import Description, File, Limits, Profile, Select, Unit, nearest, read

PROFILES = Path(__file__).resolve().parent.parent / "profiles"
FILE = "assay.toml"
_DEFAULT = "repository"
_MAX_MANIFEST = 1_000_000


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """What is in force. `profiles` maps each adopted profile to its reason, `own` is what is stated in `place`."""

    conventions: Conventions = Conventions()
    limits: Limits = {}
    units: tuple[Unit, ...] = ()
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    standards: tuple[Path, ...] = ()
    metrics: tuple[Path, ...] = ()
    profiles: dict[str, str] = {}
    evidence: frozenset[Origin] = frozenset()
    lake: Path | None = None
    own: File = File()
    place: Path = Path()


NOTHING_STATED = Configuration()


def load(root: Path, *, profile: Sequence[str] = (), descriptions: Sequence[str] = ()) -> Configuration:
    """What the user states; `adopt` then adds the profiles that the target's files call for. Errors: UsageError.

    `descriptions` are paths that the command line names, relative to the root.
    """
    file = root / FILE
    own = exports.placed(_described(stated(root), descriptions, root), root)
    packs = [root / "assay", *(root / pack for pack in own.packs)]
    for pack in packs[1:]:
        if not pack.is_dir():
            raise UsageError(f"the pack {pack.name} is not a directory", where=str(file), remedy="Correct `packs`.")
    _refuse_twice(own.integration, file)
    for what, words, remedy in exports.flaws(own.export):
        _refuse(root, what, words, remedy)
    exported = [one.path for one in own.export if one.path]
    return Configuration(
        units=own.integration,
        exclude=own.exclude,
        include=(*own.include, *(path for path in exported if not is_outside(path))),
        beside=tuple(path for path in (*(one.path for one in own.description), *exported) if is_outside(path)),
        standards=tuple(pack / "standards" for pack in packs),
        metrics=tuple(pack / "metrics" for pack in packs),
        profiles=dict.fromkeys((*own.profile, *profile), "asked for"),
        lake=root / own.lake if own.lake else None,
        own=own,
        place=root,
    )


def stated(root: Path) -> File:
    """What `assay.toml` of a target says; nothing where there is none. Errors: UsageError."""
    file = root / FILE
    return read(file, File) if file.is_file() else File()


def _described(own: File, further: Sequence[str], root: Path) -> File:
    """Descriptions with paths as the target's own are. A version before that only git has is said as REV:/path."""
    found = []
    for one in (*own.description, *(Description(path=path) for path in further)):
        path, before = relative(one.path, root), one.replaces
        if before and before.startswith("git:"):
            revision = before.removeprefix("git:")
            if not revision or revision.startswith("-") or any(mark in path for mark in "*?[{") or is_outside(path):
                remedy = 'Name one file of the target, and a revision: replaces = "git:v1.2".'
                _refuse(root, f"{before} cannot be the version before {one.path}", [before], remedy)
            before = f"{revision}:/{path}"
        found.append(msgspec.structs.replace(one, path=path, replaces=before and relative(before, root)))
    return msgspec.structs.replace(own, description=tuple(found))


def _refuse_twice(units: Sequence[Unit], file: Path) -> None:
    paths = [path for unit in units for path in (unit.path, *unit.paths)]
    for what, values in {"path": paths, "name": [unit.name for unit in units if unit.name]}.items():
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice:
            remedy = f"Give each [[integration]] a {what} of its own."
            _refuse(file.parent, f"two integrations have the {what} {twice}", [twice, twice], remedy)


def refuse_unknown(config: Configuration, root: Path, limits: Mapping[str, Mapping[str, int | float | str]]) -> None:
    """`limits` maps every standard, by all its names, to its limits and their usual values. Errors: UsageError."""
    listed = "`assay standards` lists them."
    for standard, values in config.own.limits.items():
        if standard not in limits:
            _refuse(
                root, f"no standard is called {standard}", ["[limits", standard], listed + nearest(standard, limits)
            )
        known = limits[standard]
        for name, value in values.items():
            if name not in known:
                _refuse(
                    root, f"{standard} has no limit {name}", ["[limits", standard, name], listed + nearest(name, known)
                )
            if isinstance(value, str) != isinstance(known[name], str):
                wanted = f"Its usual value is {known[name]!r}."
                _refuse(root, f"the limit {name} cannot be {value!r}", ["[limits", standard, name], wanted)
    for waiver in config.own.waiver:
        if waiver.standard not in limits:
            hint = listed + nearest(waiver.standard, limits)
            _refuse(root, f"no standard is called {waiver.standard}", [waiver.standard], hint)


def _refuse(root: Path, what: str, words: Sequence[str], remedy: str) -> None:
    """Errors: UsageError at the line where the last of these words stands, each looked for behind the one before."""
    text = (root / FILE).read_text(encoding="utf-8", errors="replace")
    place = -1
    for word in words:
        quoted = [found for mark in "\"'" if (found := text.find(f"{mark}{word}{mark}", place + 1)) >= 0]
        place = max(min(quoted, default=text.find(word, place + 1)), place)
    raise UsageError(what, where=f"{root / FILE}:{text.count(chr(10), 0, max(place, 0)) + 1}", remedy=remedy)


def adopt(config: Configuration, root: Path, paths: Iterable[str]) -> Configuration:
    """Add the profiles whose evidence is there, then merge: profiles first, the user's own words last."""
    known = shipped()
    chosen = config.profiles | {
        name: reason for name, reason in select_profiles(root, paths).items() if name not in config.profiles
    }
    conventions: dict[str, Any] = {}
    limits: Limits = {}
    profiles = {name: known.get(name) or _named(root, name, known) for name in chosen}
    if not any(profile.evidence for profile in profiles.values()):
        chosen = {_DEFAULT: "the default"} | chosen
        profiles[_DEFAULT] = known[_DEFAULT]
    for profile in profiles.values():
        conventions |= profile.conventions
        limits = _merged(limits, profile.limits)
    conventions |= config.own.conventions
    for name in ("description", "export"):
        if stated_of := getattr(config.own, name):
            conventions[name] = msgspec.to_builtins(stated_of)
    return msgspec.structs.replace(
        config,
        conventions=Conventions(conventions),
        limits=_merged(limits, config.own.limits),
        profiles=chosen,
        evidence=frozenset(origin for profile in profiles.values() for origin in profile.evidence),
    )


def _merged(limits: Limits, more: Limits) -> Limits:
    return limits | {standard: limits.get(standard, {}) | values for standard, values in more.items()}


def select_profiles(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """Shipped profiles whose evidence is there -> the reason, in words."""
    paths = list(paths)
    reasons = {name: _called_for(profile.select, root, paths) for name, profile in shipped().items()}
    return {name: reason for name, reason in reasons.items() if reason}


def shipped() -> dict[str, Profile]:
    """The profiles inside the package, by name."""
    return {file.stem: read(file, Profile) for file in sorted(PROFILES.glob("*.toml"))}


def _named(root: Path, name: str, known: Mapping[str, Profile]) -> Profile:
    file = root / name
    if name.endswith(".toml") and file.is_file():
        return read(file, Profile)
    remedy = f"There are: {', '.join(known)}; or name a .toml file relative to the target.{nearest(name, known)}"
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
        manifest = _manifest(root)
        if not all(text in manifest for text in select.manifest_contains):
            return None
        reasons.append(f"package.json names {', '.join(select.manifest_contains)}")
    return "; ".join(reasons) or None


def _manifest(root: Path) -> str:
    try:
        with (root / "package.json").open(encoding="utf-8", errors="replace") as file:
            return file.read(_MAX_MANIFEST)
    except OSError:
        return ""


def schema() -> dict[str, Any]:
    """JSON Schema of `assay.toml`, for editors; published as docs/reference/assay.schema.json."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | msgspec.json.schema(File) | {"title": FILE}
