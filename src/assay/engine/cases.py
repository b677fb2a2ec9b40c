"""Cases: given rows and the verdicts expected of them. A standard's test and its documentation."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import yaml

from assay.model import Outcome, StandardError, all_columns
from assay.model.standard import Standard
from assay.tables import all_tables

from .evidence import COLLECTION, Evidence, load_rows, open_database
from .filling import filled_by
from .judge import judge
from .outcomes import JUDGED, table_columns
from .reads import tables_of
from .stated import nearest

if TYPE_CHECKING:
    import duckdb

_UNIT = "shop"
#: Cases are the author's own files: the quick loader may read them.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One verdict that a case expects; `reason` is a regular expression."""

    verdict: str
    subject: str | None = None
    integration: str | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        try:
            re.compile(self.reason or "")
        except re.error as error:
            raise ValueError(f"the reason {self.reason} is no regular expression: {error}") from error


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rows given by table, and what is expected of them."""

    name: str
    expect: tuple[Expected, ...]
    given: dict[str, list[dict[str, Any]]] = {}
    limits: dict[str, Any] = {}
    as_of: date = date(2024, 7, 15)


def load_cases(file: Path) -> list[Case]:
    """Errors: StandardError naming the file when it is not well formed."""
    try:
        return msgspec.convert(yaml.load(file.read_text(encoding="utf-8"), _LOADER), list[Case])
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        remedy = "A cases file is a list of {name, given, expect}; see docs/how-to/write-a-standard.md."
        raise StandardError(f"its cases cannot be read: {error}", where=str(file), remedy=remedy) from error


def run_cases(standard: Standard, cases: Iterable[Case]) -> Iterator[tuple[Case, list[str]]]:
    """Each case with what is wrong, in words; nothing when it holds."""
    with open_database(alone=True) as db, tempfile.TemporaryDirectory() as folder:
        for case in cases:
            yield case, _run(db, standard, case, Path(folder))
            left = db.execute("select table_name from duckdb_tables() where not internal").fetchall()
            db.execute(";".join(f'drop table "{table}"' for (table,) in left))


def _run(db: duckdb.DuckDBPyConnection, standard: Standard, case: Case, folder: Path) -> list[str]:
    judge(
        _evidence(db, standard, case, folder),
        [standard],
        as_of=case.as_of,
        limits={standard.id: case.limits},
        draft=folder,
    )
    found = db.execute("select integration, subject, verdict, reason from finding order by all").fetchall()
    wrong = [_mismatch(expected, found) for expected in case.expect]
    unexpected = len(found) - len(case.expect)
    if unexpected > 0 and not any(wrong):
        wrong.append(f"{unexpected} more verdicts than expected: {found}")
    return [text for text in wrong if text]


def _mismatch(expected: Expected, found: Sequence[tuple[str, str, str, str | None]]) -> str:
    alike = [row for row in found if expected.subject in (None, row[1]) and expected.integration in (None, row[0])]
    if not alike:
        return f"no verdict on {expected.subject or expected.integration or 'anything'}; there are: {found}"
    for _, _, verdict, reason in alike:
        if verdict == expected.verdict and re.search(expected.reason or "", reason or ""):
            return ""
    return f"expected {msgspec.to_builtins(expected)}, found {alike}"


def _evidence(db: duckdb.DuckDBPyConnection, standard: Standard, case: Case, draft: Path) -> Evidence:
    evidence = Evidence(db, {})
    units = _units(standard, case)
    known = {*all_tables(), *JUDGED, "collection"}
    for table in case.given.keys() - known:
        raise StandardError(f"there is no table {table}", where=case.name, remedy=nearest(table, known))
    for table in (tables_of(db, standard.sql) | set(case.given)) & known - {"integration", "collection"}:
        rows = [_row(table, row) for row in case.given.get(table, ())]
        load_rows(db, table, table_columns(table), rows, draft)
        evidence.state_made(table)
    load_rows(db, "integration", all_columns(all_tables()["integration"]), units, draft)
    evidence.state_made("integration")
    load_rows(db, "collection", COLLECTION, _collections(case, units), draft)
    evidence.state_made("collection")
    return evidence


def _row(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    known = {column.name for column in table_columns(table)}
    strange = set(row) - known
    if strange:
        raise StandardError(f"table {table} has no column {', '.join(sorted(strange))}", where="given")
    if table in JUDGED:
        return dict(row)
    return {
        "integration": _UNIT,
        "path": f"packages/{row.get('integration', _UNIT)}/file",
        "origin": "source",
        **{
            name: value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value
            for name, value in row.items()
        },
    }


def _units(standard: Standard, case: Case) -> list[dict[str, Any]]:
    stated = {row.get("integration", _UNIT): row for row in case.given.get("integration", ())}
    named = {row.get("integration", _UNIT) for rows in case.given.values() for row in rows} | set(stated)
    workspace = standard.scope == "workspace"
    layers = standard.applies.layer
    kinds = standard.applies.kind
    usual = {
        "kind": str(kinds[0]) if kinds else "payment",
        "layer": "workspace" if workspace else str(layers[0]) if layers else "provider",
        "languages": "typescript",
        "signal": "given",
        "origin": "source",
    }
    return [
        {"integration": name, **usual, "path": "." if workspace else f"packages/{name}", **stated.get(name, {})}
        for name in sorted(named or {_UNIT})
    ]


def _collections(case: Case, units: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A table that is given counts as read in every unit, by whichever collectors fill it, if none are given."""
    names = {name for table in case.given for name in filled_by().get(table, ())}
    given = [{"integration": _UNIT, "outcome": Outcome.READ, **row} for row in case.given.get("collection", ())]
    return given or [
        {
            "collector": name,
            "tool": name,
            "path": unit["path"],
            "integration": unit["integration"],
            "outcome": Outcome.READ,
        }
        for name in sorted(names)
        for unit in units
    ]


def cases_of(standard: Standard) -> Path | None:
    """The cases file of a standard: tests/standards/<id>.yaml in this repository, assay/cases/<id>.yaml in a user's."""
    folder = Path(standard.file).resolve().parents[2]
    places = (folder.parent.parent / "tests" / "standards", folder / "cases")
    return next((file for place in places if (file := place / f"{standard.id}.yaml").is_file()), None)
