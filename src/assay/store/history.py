"""Runs and a table -> SQL over the rows of all of them, compacted or not, with the run that each row is of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from assay.model import Column

from .lake import SPAN, Lake, empty, quoted
from .records import Part

#: Files of the runs, the run each is asked for, and the run that wrote the rows.
_PARTS = """
select run, "table", file, bytes, member from part
where "table" = :table and run in (select value from json_each(:runs)) order by run
"""


def over_runs(lake: Lake, runs: Iterable[str], table: str, columns: Sequence[Column]) -> str:
    """A relation with the table's columns and `run`: for each run, the rows of its table.

    Runs over unchanged files share the rows of an earlier one; they have them each. A run that did not write the table
    has none.
    """
    asked = {"table": table, "runs": msgspec.json.encode(list(runs)).decode()}
    wanted = ", ".join(f'r."{column.name}"' for column in columns)
    named: dict[bool, list[tuple[str, str, str]]] = {False: [], True: []}
    for run, *part in lake.catalog.ask(_PARTS, asked):
        stored = lake.stored(Part(*part))
        named[stored.compacted].append((run, quoted(stored.path), stored.writer))
    relations = [f"select null::varchar as run, * from {empty(columns)}"]
    first, last, _ = SPAN
    for compacted, rows in named.items():
        if rows:
            files = ", ".join(f"'{file}'" for file in sorted({file for _, file, _ in rows}))
            listed = ", ".join(f"('{run}', '{file}', '{writer}')" for run, file, writer in rows)
            within = f" and n.writer between r.{first} and r.{last}" if compacted else ""
            relations.append(
                f"select n.run, {wanted} from (select * from read_parquet([{files}], union_by_name = true, "
                f"filename = true) union all by name select *, null::varchar as filename from {empty(columns)}) r "
                f"join (values {listed}) n(run, file, writer) on n.file = r.filename{within}"
            )
    return f"({' union all by name '.join(relations)})"
