"""The tables that a run writes of what it judged."""

from __future__ import annotations

from assay.model import Column, all_columns
from assay.tables import all_tables

FINDING = (
    Column("standard", "VARCHAR", "id of the standard"),
    Column("level", "VARCHAR", "must, should or may"),
    Column("domain", "VARCHAR", "domain of the standard"),
    Column("integration", "VARCHAR", "unit judged"),
    Column("subject", "VARCHAR", "thing judged, named alike in every run"),
    Column("verdict", "VARCHAR", "met, unmet or unknown"),
    Column("reason", "VARCHAR", "what was seen"),
    Column("path", "VARCHAR", "where to look"),
    Column("line", "BIGINT", "line there, from 1"),
    Column("column", "BIGINT", "column there, from 1, in UTF-16 code units; null where only the line is known"),
    Column("pointer", "VARCHAR", "place in the file's value (JSON pointer, RFC 6901), where the standard says"),
    Column("origin", "VARCHAR", "how it was observed, where the standard says"),
    Column("fingerprint", "VARCHAR", "hash of standard, integration and subject"),
    Column("waived", "BOOLEAN", "an unmet that somebody accepted until a date"),
    Column("waiver", "VARCHAR", "name of the waiver that covers it"),
    Column("subjects", "BIGINT", "how many it stands for: 1, or all who meet it where they are many"),
)
MEASURE = (
    Column("metric", "VARCHAR", "id of the metric"),
    Column("domain", "VARCHAR", "domain of the metric"),
    Column("integration", "VARCHAR", "unit measured"),
    Column("dimension", "VARCHAR", "part of the population, empty for all of it"),
    Column("value", "DOUBLE", "the number, in the metric's unit"),
    Column("numerator", "DOUBLE", "of a ratio"),
    Column("denominator", "DOUBLE", "of a ratio: the population"),
    Column("low", "DOUBLE", "lower end of the Wilson 95 % interval of a ratio"),
    Column("high", "DOUBLE", "upper end of the Wilson 95 % interval of a ratio"),
)
WAIVER = (
    Column("name", "VARCHAR", "hash of its terms, by which it is approved"),
    Column("about", "VARCHAR", "what it accepts, in words: standard, unit, subjects"),
    Column("standard", "VARCHAR", "id of the standard whose unmet findings it accepts; null where that is not known"),
    Column("integration", "VARCHAR", "unit that it names; null for every one"),
    Column("subject", "VARCHAR", "glob over subjects; null for every one"),
    Column("fingerprint", "VARCHAR", "the one finding that it is about, when it was proposed in the lake"),
    Column("author", "VARCHAR", "who accepts"),
    Column("reason", "VARCHAR", "why it may stay so for now"),
    Column("until", "DATE", "last day on which it holds"),
    Column("accepted", "BIGINT", "unmet findings that it was given for; null where it does not say"),
    Column("origin", "VARCHAR", "where it was taken: assay.toml or lake"),
    Column("path", "VARCHAR", "file that states it"),
    Column("line", "BIGINT", "line there"),
    Column("approved_by", "VARCHAR", "who approved it, comma separated"),
    Column("declined_by", "VARCHAR", "who declined it"),
    Column("declined_reason", "VARCHAR", "why"),
    Column(
        "state",
        "VARCHAR",
        "how it stands: in force, waits for approval, matches more than accepted, matches nothing, not judged, "
        "ended or declined",
    ),
    Column("judged", "BOOLEAN", "its standard was judged in this run"),
    Column("matched", "BIGINT", "unmet findings that it matches"),
    Column("unjudged", "BIGINT", "unknown findings that it would match"),
    Column("covered", "BIGINT", "findings that it waives"),
    Column("needs_approval", "BOOLEAN", "it covers only what an owner approved"),
    Column("waits_for", "VARCHAR", "owners whose approval is wanting, comma separated"),
    Column("max_days", "BIGINT", "days that a waiver may last at the most"),
)

#: Tables that a run writes of what it judged.
JUDGED = {"finding": FINDING, "measure": MEASURE, "waiver": WAIVER}
#: Tables that a run writes of itself; another run's are never taken for evidence.
OUTCOMES = ("collection", *JUDGED)


def table_columns(table: str) -> tuple[Column, ...]:
    """Columns of an evidence or outcome table as a standard sees them."""
    return JUDGED.get(table) or all_columns(all_tables()[table])
