"""One declared mapping -> SQL from the text of an export to the typed rows of a table, and to those it cannot take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assay.model import Column, Row, columns, required, table_name

from .expressions import Flaw, Made, Making, text

#: What a pass itself tells of each row.
_PLACE = {"entry": "place as entry", "line": "line"}
#: What holds where nobody says otherwise: an export is what the provider reports.
_USUAL = {"side": "report"}
_DECLARED = ("provider", "environment", "integration")


@dataclass(frozen=True, slots=True)
class Mapped:
    """`fields` are the columns of the export that are asked for, `made` how each column of the table comes about."""

    row: type[Row]
    fields: tuple[str, ...]
    made: Mapping[str, Made]
    stated: Mapping[str, Any]

    def rows(self, source: str) -> str:
        """One pass: the columns of the table, and of a row that cannot be taken the column, its shape and why."""
        flaws = [("", Flaw("''", "broken", "is no JSON object")), *self._flaws()]
        number = " ".join(f"when {flaw.wrong} then {place}" for place, (_, flaw) in enumerate(flaws, 1))
        raw = f"list_extract([{', '.join(flaw.raw for _, flaw in flaws)}], flaw)"
        listed = "".join(f', {made.value} as "{name}"' for name, made in self.made.items())
        texts = "".join(f", nullif(trim(s{number}), '') as s{number}" for number in range(len(self.fields)))
        joins = " ".join(made.join for made in self.made.values())
        kept = "".join(f', case when flaw is null then "{name}" end as "{name}"' for name in self.made)
        return f"""
            select entry{kept},
                nullif(list_extract([{", ".join(text(name) for name, _ in flaws)}], flaw), '') as field_,
                case when flaw is not null then {_shape(raw)} end as shape_,
                list_extract([{", ".join(text(flaw.reason) for _, flaw in flaws)}], flaw) as reason_
            from (select *, case {number} end as flaw from (
                select t.*{listed} from (select entry, broken{texts} from ({source})) t {joins}))"""

    def taken(self, placed: str) -> str:
        """The rows of the table, of the relation `kept` with the place of each."""
        listed = ", ".join(_PLACE.get(one.name) or self._column(one) for one in columns(self.row))
        return f"select {listed} from ({placed}) where reason_ is null"

    def rejected(self, placed: str) -> str:
        """The others, with the lines that are no rows at all."""
        about = ", ".join(f"{self._said(name)} as {name}" for name in ("integration", "provider"))
        about += f", {text(table_name(self.row))} as intended"
        return f"""
            select {about}, field_ as field, shape_ as shape, reason_ as reason, place as entry, line
            from ({placed}) where reason_ is not null
            union all
            select {about}, null, null, reason, line - 2, line from lost"""

    def _column(self, one: Column) -> str:
        return f'"{one.name}"' if one.name in self.made else f'null::{one.sql_type} as "{one.name}"'

    def _flaws(self) -> list[tuple[str, Flaw]]:
        return [(name, flaw) for name, made in self.made.items() for flaw in made.flaws]

    def _said(self, name: str) -> str:
        said = self.stated.get(name)
        return text(said) if said else "null::varchar"


def _shape(raw: str) -> str:
    """Digits become 0 and letters x, as wherever something is masked; what is long is cut."""
    masked = f"regexp_replace(regexp_replace(left({raw}, 40), '\\p{{Nd}}', '0', 'g'), '\\p{{L}}', 'x', 'g')"
    return f"coalesce('text of ' || length({raw}) || ' characters: ' || {masked}, 'empty')"


def how(row: type[Row], stated: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Column of the table -> how it comes about, as the declaration says for all rows or for the column."""
    own = {column.name for column in columns(row)}
    said = {name: {"value": stated[name]} for name in _DECLARED if stated.get(name)}
    usual: dict[str, Mapping[str, Any]] = {name: {"value": value} for name, value in _USUAL.items() if name in own}
    asked = {name: {"from": one} if isinstance(one, str) else one for name, one in stated.get("columns", {}).items()}
    if "settled_currency" in own and "currency" in asked:
        usual["settled_currency"] = asked["currency"]
    return {**usual, **said, **asked}


def mapped(row: type[Row], stated: Mapping[str, Any]) -> Mapped:
    """What a declared export makes of its columns; the declaration is known to be sound."""
    asked = how(row, stated)
    fields = tuple(dict.fromkeys(str(one["from"]) for one in asked.values() if one.get("from")))
    making = Making(table_name(row), fields, asked)
    must = required(row)
    made = {one.name: making.made(one, one.name in must) for one in columns(row) if one.name not in _PLACE}
    return Mapped(row, fields, {name: one for name, one in made.items() if one is not None}, stated)
