"""Ask the evidence of the last run in SQL, read-only."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import click

from assay.model.escape import printable

from . import _options
from ._listing import print_json, print_table


@click.command(name="query")
@click.argument("sql", required=False)
@_options.target
@_options.lake
@_options.run
@click.option("--limit", default=1000, show_default=True, type=click.IntRange(1), help="Most rows to print.")
@click.option("--seconds", default=30.0, show_default=True, type=click.FloatRange(0.1), help="Most time to take.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@_options.as_json
def command(
    sql: str | None,
    target: Path,
    lake: Path | None,
    run_id: str | None,
    limit: int,
    seconds: float,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Ask the evidence of the last run in SQL (DuckDB's), read-only. Without SQL: the tables and columns there are.

    Evidence tables hold what was read, `finding` and `measure` what was judged, `collection` what was read from.

    \b
    assay query "select host, count(*) from call group by all order by 2 desc"
    assay query "select * from finding where verdict = 'unmet'" ../shop --csv
    """
    if not sql:
        _print_tables(as_json)
        return
    from assay.engine.query import ask

    result = _options.last_run(target, lake, run_id)
    names, rows, more = ask(result.evidence, sql, limit=limit, seconds=seconds)
    _print(names, rows, as_json=as_json, as_csv=as_csv)
    if more:
        click.echo(f"There are more rows; --limit {limit} was reached.", err=True)


def _print(names: list[str], rows: list[tuple[Any, ...]], *, as_json: bool, as_csv: bool) -> None:
    if as_json:
        print_json([dict(zip(names, row, strict=True)) for row in rows])
    elif as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        watched = sys.stdout.isatty()
        writer.writerows([printable(v) if watched and isinstance(v, str) else v for v in row] for row in rows)
    else:
        print_table(names, rows)
        click.echo(f"{len(rows)} row{'' if len(rows) == 1 else 's'}", err=True)


def _print_tables(as_json: bool) -> None:
    from assay.engine.query import tables

    known = tables()
    if as_json:
        print_json({name: [column._asdict() for column in columns] for name, columns in known.items()})
        return
    for name, columns in known.items():
        click.secho(name, bold=True)
        for column in columns:
            click.echo(f"  {column.name:<24} {column.sql_type:<10} {column.meaning}")
