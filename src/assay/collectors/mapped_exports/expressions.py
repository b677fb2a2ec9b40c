"""One column of a table and how it comes about -> SQL of its value, and of what is wrong where there is none.

Nothing is guessed and nothing rounded: a fraction is no number of minor units, a comma no point, and a word that is not
listed no other one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from assay.model import Column

from .words import LOOKED_UP, LOWER, UPPER, reference_file, words_of

_TIMES = {"epoch_s": 1_000_000, "epoch_ms": 1_000}
#: Years 1 to 9999, in microseconds since 1970.
_FIRST, _END = -62135596800000000, 253402300800000000
#: The database takes 31-05-24 for the year 31, and knows words like infinity and epoch.
_YEAR_FIRST = "^[0-9]{4}[-/]"
#: A time that states no zone in any way.
_LOCAL = r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}([T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?"
#: Amounts that are not of the row's `currency`.
_CURRENCY = {"fee_minor": "settled_currency", "net_minor": "settled_currency"}
_MOST_LISTED = 20


class Flaw(NamedTuple):
    """`raw` is SQL of the text that is at fault, `wrong` of whether it is, over text and values; `reason` says why."""

    raw: str
    wrong: str
    reason: str


@dataclass(frozen=True, slots=True)
class Made:
    """SQL of a column's value over the text of the export, what that is joined with, and its flaws."""

    value: str
    flaws: tuple[Flaw, ...] = ()
    join: str = ""


@dataclass(frozen=True, slots=True)
class Making:
    """What the columns of one mapping share: the table, the export's fields, and how its columns come about."""

    table: str
    fields: Sequence[str]
    how: Mapping[str, Mapping[str, Any]]

    def made(self, column: Column, required: bool) -> Made | None:
        """How a column of the table comes about; None where nothing fills it."""
        if column.name not in self.how:
            return self._looked_up(column.name)
        raw, how = self._raw(column.name), self.how[column.name]
        made, reason = self._typed(column)
        if how.get("values") and how.get("other") is None:
            reason = f"is none of the values that assay.toml maps: {_listed(how['values'])}"
        flaws = [Flaw(raw, f'{raw} is not null and "{column.name}" is null', reason)] if reason else []
        if required:
            flaws.append(Flaw(raw, f'"{column.name}" is null', "is empty, and no row can do without it"))
        return Made(made.value, tuple(flaws), made.join)

    def _raw(self, name: str) -> str:
        """SQL of the text that a column comes from."""
        how = self.how[name]
        return f"s{self.fields.index(how['from'])}" if how.get("from") else text(how["value"])

    def _text(self, name: str) -> str:
        """The same with the words that the mapping has in place of the export's."""
        raw, how = self._raw(name), self.how[name]
        if not how.get("values"):
            return raw
        cases = " ".join(f"when {text(said)} then {text(called)}" for said, called in how["values"].items())
        other = f"else {text(how['other'])} " if how.get("other") is not None else ""
        return f"case {raw} {cases} {other}end"

    def _typed(self, column: Column) -> tuple[Made, str]:
        """The value, and what a text that gives none is told."""
        said, how = self._text(column.name), self.how[column.name]
        match column.sql_type:
            case "BIGINT" if column.name.endswith("_minor"):
                return self._amount(column.name, said, how)
            case "BIGINT":
                return Made(_whole(said)), "is no whole number"
            case "DOUBLE":
                return Made(
                    f"case when isfinite(try_cast({said} as double)) then cast({said} as double) end"
                ), "is no number"
            case "BOOLEAN":
                return Made(_yes_or_no(said)), "is neither true nor false"
            case "TIMESTAMP" | "DATE" as kind:
                return Made(f"cast({_time(said, how)} as {kind})"), f"is no time {_form_of_time(how)}"
        return self._words(column, said, how)

    def _words(self, column: Column, said: str, how: Mapping[str, Any]) -> tuple[Made, str]:
        if column.name in LOWER | UPPER:
            said = f"{'upper' if column.name in UPPER else 'lower'}({said})"
        words = words_of(self.table, column.name)
        if words:
            value = f"case when {said} in ({', '.join(map(text, words))}) then {said} end"
            return Made(value), f"is none of: {_listed(words)}"
        if column.meaning.startswith("keyed "):
            return Made(f"fingerprint({said})"), ""
        return Made(f"screened({said})" if how.get("from") and not how.get("values") else said), ""

    def _amount(self, name: str, said: str, how: Mapping[str, Any]) -> tuple[Made, str]:
        if how.get("unit", "minor") == "minor":
            return Made(_whole(said)), 'is no whole number of minor units; 19.90 is `unit = "major"`'
        currency = _CURRENCY.get(name, "currency")
        place = f"of_{name}"
        scale = f"select code, cast(power(10, cast(exponent as integer)) as integer) as scale from {_read('currency')}"
        named = self._text(currency)
        plain = f"replace({said}, ',', '.')" if how.get("decimal") == "," else said
        form = r"-?[0-9]{1,15}(,[0-9]{1,8})?" if how.get("decimal") == "," else r"-?[0-9]{1,15}(\.[0-9]{1,8})?"
        minor = f"try_cast({plain} as decimal(27, 8)) * cast({place}.scale as decimal(5, 0))"
        value = f"case when regexp_full_match({said}, '{form}') and ({minor}) % 1 = 0 then cast({minor} as bigint) end"
        sample = "19,90" if how.get("decimal") == "," else "19.90"
        reason = f"is no amount like {sample} of a known currency, or has more decimals than that has"
        return Made(value, join=f"left join ({scale}) {place} on {place}.code = upper({named})"), reason

    def _looked_up(self, name: str) -> Made | None:
        """A column that a reference table tells; null where the table does not know what was said."""
        lookup = LOOKED_UP.get((self.table, name))
        if lookup is None or not all(key in self.how for key in lookup.keys):
            return None
        place = f"of_{name}"
        keys = ", ".join(f"{_spoken(by)} as {by}" for by in lookup.by)
        known = f"select {keys}, min({lookup.value}) as value from {_read(lookup.table)} group by all "
        known += f"having count(distinct {lookup.value}) = 1"
        pairs = zip(lookup.by, lookup.keys, strict=True)
        same = " and ".join(f"{place}.{by} = {_spoken(self._text(key))}" for by, key in pairs)
        return Made(f"{place}.value", join=f"left join ({known}) {place} on {same}")


def text(value: object) -> str:
    """A literal of SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def _listed(words: Sequence[str] | Mapping[str, str]) -> str:
    more = len(words) - _MOST_LISTED
    return ", ".join(list(words)[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")


def _read(table: str) -> str:
    return f"read_csv({text(reference_file(table))}, header = true, all_varchar = true)"


def _spoken(said: str) -> str:
    """Awaiting Payment and AWAITING_PAYMENT are one status."""
    return f"lower(replace(replace({said}, ' ', '_'), '-', '_'))"


def _whole(said: str) -> str:
    """A cast would round."""
    form = r"[+-]?[0-9]{1,18}(\.0*)?"
    return f"case when regexp_full_match({said}, '{form}') then cast(split_part({said}, '.', 1) as bigint) end"


def _yes_or_no(said: str) -> str:
    word = f"lower({said})"
    return (
        f"case when {word} in ('true', 't', 'yes', 'y', '1') then true "
        f"when {word} in ('false', 'f', 'no', 'n', '0') then false end"
    )


def _time(said: str, how: Mapping[str, Any]) -> str:
    """UTC. The database's own time zone is UTC, too, and a cast to `timestamp` would drop an offset."""
    form, zone = how.get("format"), how.get("zone", "UTC")
    if form in _TIMES:
        since = f"try_cast({said} as double) * {_TIMES[form]}"
        return f"case when {since} >= {_FIRST} and {since} < {_END} then make_timestamp(cast({since} as bigint)) end"
    if form:
        parsed = f"try_strptime({said}, {text(form)})"
        if "%z" in form.lower():
            return f"timezone('UTC', {parsed})"
        return parsed if zone == "UTC" else _from(zone, parsed)
    there = _from(zone, f"try_cast({said} as timestamp)")
    local = f"when regexp_full_match({said}, '{_LOCAL}') then {there} " if zone != "UTC" else ""
    aware = f"timezone('UTC', try_cast({said} as timestamptz))"
    return f"case {local}when regexp_matches({said}, '{_YEAR_FIRST}') then {aware} end"


def _from(zone: str, local: str) -> str:
    """UTC of a time that a clock of that zone showed."""
    return f"timezone('UTC', timezone({text(zone)}, {local}))"


def _form_of_time(how: Mapping[str, Any]) -> str:
    form = how.get("format")
    return f"as {form} has it" if form else "like 2024-05-31T12:00:00Z; state its `format`"
