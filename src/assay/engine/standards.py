"""Standard and metric files -> Standard and Metric. The folder is the domain, the path the id; there is no registry."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

import msgspec

from assay.model import StandardError
from assay.model.compiled import compiled
from assay.model.expressions import expression
from assay.model.standard import Metric, MetricHeader, Standard, StandardHeader
from assay.store.lake import Lake
from assay.store.records import Run

SHIPPED = Path(__file__).resolve().parent.parent
_FILE = expression(r"\A\s*/\*\n(?P<header>.*?)\n\s*\*/\s*(?P<sql>.*)\Z", re.DOTALL)
_Unit = TypeVar("_Unit", Standard, Metric)


def load_standards(folders: Iterable[Path] = ()) -> dict[str, Standard]:
    """The shipped standards and those in `folders` (each holding <domain>/<name>.sql), by id.

    Errors: StandardError naming the file when one is not well formed or an id is taken.
    """
    shipped = partial(_parsed, Standard, StandardHeader, SHIPPED / "standards")
    return _with(compiled("standards", dict[str, Standard], shipped), Standard, StandardHeader, folders)


def load_metrics(folders: Iterable[Path] = ()) -> dict[str, Metric]:
    """The shipped metrics and those in `folders`, by id."""
    shipped = partial(_parsed, Metric, MetricHeader, SHIPPED / "metrics")
    return _with(compiled("metrics", dict[str, Metric], shipped), Metric, MetricHeader, folders)


def kept(lake: Lake, run: Run) -> tuple[dict[str, Standard], dict[str, Metric]]:
    """The standards and metrics that judged a run, as their texts were then, but for those whose text is not kept."""
    texts = lake.catalog.unit_texts()
    return _kept(texts, Standard, StandardHeader, run.standards), _kept(texts, Metric, MetricHeader, run.metrics)


def _kept(
    texts: Mapping[str, str], kind: type[_Unit], header: type[msgspec.Struct], digests: Mapping[str, str]
) -> dict[str, _Unit]:
    return {
        unit_id: parse(kind, header, texts[digest], unit_id, f"{digest}.sql")
        for unit_id, digest in digests.items()
        if digest in texts
    }


def text_of(unit: Standard | Metric) -> str | None:
    """The whole text of a unit's file; None when somebody has changed it since. Errors: StandardError."""
    text = _text(Path(unit.file))
    return text if _digest(text) == unit.digest else None


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _with(
    units: dict[str, _Unit], kind: type[_Unit], header: type[msgspec.Struct], folders: Iterable[Path]
) -> dict[str, _Unit]:
    for folder in folders:
        for name, unit in _parsed(kind, header, folder).items():
            if name in units:
                raise StandardError(f"the id {name} is taken by {units[name].file}", where=unit.file)
            units[name] = unit
    return units


def _parsed(kind: type[_Unit], header: type[msgspec.Struct], folder: Path) -> dict[str, _Unit]:
    """The units that lie in one folder, by id."""
    files = {f"{file.parent.name}/{file.stem}": file for file in sorted(folder.glob("*/*.sql"))}
    return {unit_id: parse(kind, header, _text(file), unit_id, str(file)) for unit_id, file in files.items()}


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StandardError(
            f"cannot be read: {error}", where=str(file), remedy="It must be a UTF-8 text file."
        ) from error


@lru_cache(maxsize=2_000)
def parse(kind: type[_Unit], header: type[msgspec.Struct], text: str, unit_id: str, file: str) -> _Unit:
    """One file's text -> a Standard or Metric. Errors: StandardError."""
    match = _FILE.match(text)
    if match is None:
        remedy = "Begin the file with /* on a line of its own, a TOML header, */ and then the query."
        raise StandardError("has no header", where=file, remedy=remedy)
    try:
        stated = msgspec.convert(tomllib.loads(match["header"]), header)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise StandardError(f"its header is wrong: {error}", where=file) from error
    return kind(
        **{name: getattr(stated, name) for name in stated.__struct_fields__},
        id=unit_id,
        domain=unit_id.split("/", maxsplit=1)[0],
        sql=match["sql"].strip().rstrip(";"),
        digest=_digest(text),
        file=file,
    )
