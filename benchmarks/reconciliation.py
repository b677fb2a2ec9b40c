"""Are ten million orders reconciled in memory below 4 GB, and is the time linear in their number?

    python benchmarks/reconciliation.py [--orders 1000000 10000000] [--keep DIRECTORY]

For each number, orders, two events of each payment and a line of settlement are written as the lake has them, one in a
thousand with something wrong. A process of its own derives what reconciling needs (steps of payments, the three sides
of each, the breaks) and judges the standards on them, as a check does. Printed are seconds of processor time, the peak
of its memory, breaks of each kind, and the ratio of the time to that of the first number, beside that of the numbers.
It fails where the peak is 4 GB or more, the time grows by more than half again as the orders do, or what was planted is
not what is found.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from assay.derivations import payment_steps, reconciled_payments, reconciliation_breaks
from assay.engine.evidence import Evidence, open_database
from assay.engine.judge import judge
from assay.engine.reads import tables_of
from assay.engine.standards import load_standards
from assay.model import Column, all_columns, columns, table_name
from assay.store.lake import Lake, Stored
from assay.tables import all_tables
from assay.tables.workspace import Integration

_MOST_MEMORY = 4_000_000_000
_MOST_GROWTH = 1.5
_STANDARDS = ("orders_match_payments", "paid_orders_have_a_capture", "captures_are_settled", "refunds_are_settled")
#: Of each thousand payments one is unknown to the shop, one not settled, one settled otherwise, one settled twice.
_PLANTED = {"unknown_to_shop": 1, "missing_in_settlement": 2, "amount": 3, "settled_twice": 4}
#: Over one year.
_AT = "timestamp '2024-01-01' + to_seconds(cast(i as double) * 31536000 / {orders})"
_TABLES = {
    "shop_order": """select 'acme' as provider, 'o-' || i as order_id, 'pay_' || lpad(i::varchar, 16, '0') as payment,
        'paid' as status, 1000 + i % 90000 as total_minor, 0 as refunded_minor, {currency} as currency,
        {at} as placed_at, i as entry from n where i % 1000 <> 1""",
    "payment_event": """select 'acme' as provider, 'pay_' || lpad(i::varchar, 16, '0') as payment, 'report' as side,
        state as said, state, 'o-' || i as order_id, 1000 + i % 90000 as amount_minor, {currency} as currency,
        'card' as family, {at} + to_seconds(k * 5 + 5) as occurred_at, 2 * i + k as entry
        from n, (values (0, 'authorized'), (1, 'captured')) s(k, state)""",
    "settlement_line": """select 'acme' as provider, 'pay_' || lpad(i::varchar, 16, '0') as payment, 'sale' as said,
        'capture' as kind, 1000 + i % 90000 + case when i % 1000 = 3 then 1 else 0 end as gross_minor,
        {currency} as currency, 25 as fee_minor, 975 + i % 90000 as net_minor, {currency} as settled_currency,
        cast({at} + interval 3 days as date) as settled_on, i as entry
        from n, (values (0), (1)) s(k) where i % 1000 <> 2 and (k = 0 or i % 1000 = 4)""",
}
_CURRENCY = "case i % 3 when 0 then 'EUR' when 1 then 'SEK' else 'JPY' end"


def write(folder: Path, orders: int) -> None:
    """The three tables as files of the lake."""
    with open_database(folder / "spill") as db:
        db.execute(f"create view n as select range as i from range({orders})")
        for table, query in _TABLES.items():
            row = all_tables()[table]
            made = query.format(currency=_CURRENCY, at=_AT.format(orders=orders))
            empty = ", ".join(f'cast(null as {one.sql_type}) as "{one.name}"' for one in columns(row))
            named = ", ".join(f'cast("{one.name}" as {one.sql_type}) as "{one.name}"' for one in columns(row))
            rows = f"select '{table}' as source_key, {named} from ((select {empty} limit 0) union all by name ({made}))"
            db.execute(f"copy ({rows}) to '{folder / table}.parquet' (format parquet, compression zstd)")


def reconcile(folder: Path) -> dict[str, object]:
    """Derive and judge in this process: seconds, peak of memory in bytes, breaks by kind."""
    started = time.process_time()
    lake = Lake(folder / "lake")
    run = lake.new_run()
    db = open_database(lake.draft(run) / "spill")
    evidence = Evidence(db, {table: [Stored(folder / f"{table}.parquet", "r")] for table in _TABLES})
    read = {"collector": "mapped_exports", "integration": "acme", "origin": "report", "outcome": "read", "run": "r"}
    rows = [{**read, "source_key": table, "path": f"{table}.csv"} for table in _TABLES]
    evidence.set_collections(rows, lake.draft(run))
    unit = {"integration": "acme", "kind": "payment", "layer": "provider", "path": ".", "provider": "acme"}
    said = ", ".join(_as_stated(unit, one) for one in all_columns(Integration))
    db.execute(f"create table integration as select {said}")
    evidence.state_made("integration")
    evidence.set_units({".": "acme"})
    db.execute(f"create or replace table integration as select {said}")
    evidence.state_made("integration")
    for module in (payment_steps, reconciled_payments, reconciliation_breaks):
        (row,), (query,) = module.DERIVATION.fills, module.DERIVATION.reads.values()
        evidence.require(tables_of(db, query))
        listed = ", ".join(f'"{one.name}"' for one in all_columns(row))
        part = lake.append(db, run, table_name(row), f"select {listed} from ({query})")
        print(f"  {table_name(row)}: {time.process_time() - started:.0f} s, {_peak() / 1e9:.2f} GB", file=sys.stderr)
        if part:
            evidence.add_files(table_name(row), [lake.stored(part)])
    standards = [one for name, one in load_standards().items() if name.removeprefix("payment/") in _STANDARDS]
    errors = judge(evidence, standards, as_of=date(2025, 1, 15), limits={}, draft=lake.draft(run))
    evidence.require(["reconciliation_break"])
    kinds = db.execute("select kind, count(*) from reconciliation_break group by 1 order by 1").fetchall()
    judged = db.execute("select standard, verdict, sum(subjects)::bigint from finding group by all order by all")
    found = {f"{name} {verdict}": count for name, verdict, count in judged.fetchall()}
    seconds = time.process_time() - started
    return {"seconds": seconds, "bytes": _peak(), "kinds": dict(kinds), "judged": found, "errors": errors}


def _as_stated(unit: dict[str, str], one: Column) -> str:
    return f"{repr(unit[one.name]) if one.name in unit else f'null::{one.sql_type}'} as {one.name}"


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measure(orders: int, keep: Path | None) -> dict[str, object]:
    """The same in a process of its own."""
    with tempfile.TemporaryDirectory(dir=keep) as folder:
        write(Path(folder), orders)
        command = [sys.executable, __file__, "--child", folder]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
        return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--child", type=Path)
    asked = parser.parse_args()
    if asked.child:
        print(json.dumps(reconcile(asked.child)))
        return 0
    wrong, first = [], None
    for orders in asked.orders:
        found = measure(orders, asked.keep)
        seconds, memory, kinds = float(str(found["seconds"])), int(str(found["bytes"])), found["kinds"]
        print(f"{orders:>12,} orders  {seconds:7.1f} s  {memory / 1e9:5.2f} GB  {kinds}  {found['judged']}")
        first = first or (orders, seconds)
        growth, expected = seconds / first[1], orders / first[0]
        print(f"{'':>12}         time x {growth:.1f} for orders x {expected:.1f}")
        planted = {kind: len(range(rest, orders, 1000)) for kind, rest in _PLANTED.items()}
        if found["errors"] or kinds != planted:
            wrong.append(f"{orders:,} orders: planted {planted}, found {kinds}, errors {found['errors']}")
        if memory >= _MOST_MEMORY or growth > expected * _MOST_GROWTH:
            wrong.append(f"{orders:,} orders: {memory / 1e9:.2f} GB, time x {growth:.1f} for orders x {expected:.1f}")
    print("\n".join(wrong) or "holds")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
