"""How fast payments are held against their lifecycle, as ratios of whole processes measured in one run.

The floor is one query written by hand that does nothing but compare consecutive events with the changes that can be.
assay's own also tells views of one change apart, orders what is of one instant, adds up, and gives a verdict for every
change. Goal: at most 3 times the floor. What a check does (steps are kept as Parquet in the lake, whence every
standard reads them) is told beside it. The peer is pm4py's token replay on the same events; goal: 15 times faster, and
as many payments found not to fit.

Usage: python benchmarks/lifecycle_conformance.py [--events 5000000] [--peer PYTHON] [--peer-events 200000]
PYTHON is an interpreter that has pm4py.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from assay.derivations.payment_steps import DERIVATION
from assay.engine.evidence import REFERENCE, open_database
from assay.model import all_columns
from assay.tables.ledger import PaymentEvent

#: Ways that payments go and how many of a hundred do; the last one breaks the rules.
WAYS = (
    ("created authorized captured settled", 58),
    ("created authorized captured refunded", 10),
    ("created pending captured partially_refunded", 10),
    ("created pending declined", 10),
    ("created authorized captured disputed dispute_lost", 8),
    ("created authorized voided captured", 4),
)
_TABLES = ("payment_state", "payment_edge", "payment_status")
FLOOR = """
select count(*) filter (where e.from_state is null) from (
    select state, lag(state) over (partition by payment order by occurred_at) as previous from payment_event
) s
left join (select distinct from_state, to_state from payment_edge where family is null and provider is null) e
    on e.from_state = previous and e.to_state = state
where previous is not null"""
PEER = """
import csv, json, sys
import pandas as pd
from pm4py.objects.petri_net.obj import PetriNet, Marking
from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to
from pm4py.algo.conformance.tokenreplay import algorithm as replay
from pm4py.objects.conversion.log import converter
events, edges = sys.argv[1:3]
net = PetriNet("payments")
start, end = PetriNet.Place("start"), PetriNet.Place("end")
net.places.update((start, end))
with open(edges, newline="") as file:
    rows = [row for row in csv.DictReader(file) if not row["family"] and not row["provider"]]
ways = [(row["from_state"], row["to_state"]) for row in rows]
places = {state: PetriNet.Place(state) for way in ways for state in way}
net.places.update(places.values())
def step(name, label, before, after):
    transition = PetriNet.Transition(name, label)
    net.transitions.add(transition)
    add_arc_from_to(before, transition, net)
    add_arc_from_to(transition, after, net)
for state, place in places.items():
    step("start " + state, state, start, place)
    step("end " + state, None, place, end)
for frm, to in ways:
    step(frm + " " + to, to, places[frm], places[to])
frame = pd.read_csv(events, parse_dates=["time:timestamp"])
frame = frame.sort_values(["case:concept:name", "time:timestamp"], kind="stable")
found = replay.apply(converter.apply(frame), net, Marking({start: 1}), Marking({end: 1}))
print(sum(not trace["trace_is_fit"] for trace in found))
"""


def make(events: int, file: Path) -> None:
    """Events of payments in no order, as one export would hold them; every tenth payment is told by two sides."""
    listed = ", ".join(f"({n}, {share}, '{way}')" for n, (way, share) in enumerate(WAYS))
    told = {
        "integration": "'nordpay-integration'",
        "path": "'payments.csv'",
        "origin": "'report'",
        "environment": "'production'",
        "provider": "'nordpay'",
        "payment": "'pay_' || md5(cast(i as varchar))",
        "event": "'evt_' || i || '-' || n",
        "order_id": "'o-' || i",
        "side": "side",
        "said": "state",
        "state": "state",
        "amount_minor": "case state when 'partially_refunded' then 50 else 100 + i % 900 end",
        "currency": "case i % 3 when 0 then 'EUR' when 1 then 'USD' else 'GBP' end",
        "family": "'card'",
        "network": "'visa'",
        "occurred_at": "timestamp '2024-01-01' + to_seconds(cast(i * 7 + n * 600 as bigint))",
        "entry": "i * 8 + n",
        "line": "i * 8 + n",
    }
    columns = ", ".join(
        f'cast({told.get(column.name, "null")} as {column.sql_type}) as "{column.name}"'
        for column in all_columns(PaymentEvent)
    )
    payments = events // 4
    with open_database() as db:
        db.execute(
            f"""copy (
            with way as (
                select *, sum(share) over (order by place) as until from (values {listed}) w(place, share, states)
            ),
            paid as (select i, cast(hash(i) % 100 as int) as kind from range({payments}) p(i)),
            listed as (
                select i, string_split(states, ' ') as states from paid
                join way on kind < until and kind >= until - share
            ),
            told as (select i, unnest(states) as state, generate_subscripts(states, 1) as n from listed)
            select {columns} from told, (values ('webhook', 1), ('api', 10)) s(side, every) where i % every = 0
            order by hash(i, n)
            ) to '{file}' (format parquet)"""
        )


def _child(what: str, events: Path) -> None:
    """One query over the events, in a process of its own; prints how many payments there are and do not fit."""
    with open_database() as db:
        for table in _TABLES:
            source = f"read_csv('{REFERENCE / table}.csv', header = true, all_varchar = true)"
            db.execute(f"create table {table} as select * from {source}")
        db.execute(f"create view payment_event as select * from '{events}'")
        if what == "floor":
            print(json.dumps(db.execute(FLOOR).fetchone()))
            return
        if what == "keep":
            from assay.engine.standards import load_standards

            steps = events.with_suffix(".steps.parquet")
            db.execute(f"copy ({DERIVATION.reads['steps']}) to '{steps}' (format parquet, compression zstd)")
            db.execute(f"create view payment_step as select * from '{steps}'")
            judged = load_standards()["payment/payments_keep_to_their_lifecycle"].sql
            found = f"select count(*), count(*) filter (where not met) from ({judged}) j"
        else:
            # Changes that cannot be, as the floor counts them; a payment made here has one at most.
            found = f"""select count(*) filter (where is_last), count(*) filter (where not legal)
                from ({DERIVATION.reads["steps"]}) s"""
        print(json.dumps(db.execute(found).fetchone()))


def timed(arguments: list[str]) -> tuple[float, float, str]:
    """(seconds by the clock, seconds of processors, output) of a whole process."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return took, used, done.stdout.strip().splitlines()[-1]


def main() -> None:
    """Make the events, run each process in turn, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--peer", help="interpreter that has pm4py")
    parser.add_argument("--peer-events", type=int, default=200_000)
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        _child(asked.child[0], Path(asked.child[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        events = Path(folder) / "events.parquet"
        make(asked.events, events)
        best: dict[str, tuple[float, float, str]] = {}
        for _ in range(asked.rounds):
            for what in ("floor", "judge", "keep"):
                found = timed([sys.executable, __file__, "--child", what, str(events)])
                best[what] = min(best.get(what, found), found, key=lambda one: one[1])
        for what, (took, used, said) in best.items():
            print(f"{what:8} {took:8.2f} s  {used:8.2f} s of processors  {said}")
        for what, goal in (("judge", "at most 3"), ("keep", "no goal")):
            ratio = best[what][1] / best["floor"][1]
            print(f"{what} / floor at {asked.events:,} events: {ratio:.2f} by processor time ({goal})")
        if asked.peer:
            make(asked.peer_events, events)
            ours = timed([sys.executable, __file__, "--child", "judge", str(events)])
            listed = events.with_suffix(".csv")
            with open_database() as db:
                named = 'payment as "case:concept:name", state as "concept:name", occurred_at as "time:timestamp"'
                db.execute(f"copy (select {named} from read_parquet('{events}')) to '{listed}'")
            peer = timed([asked.peer, "-c", PEER, str(listed), str(REFERENCE / "payment_edge.csv")])
            print(f"pm4py    {peer[0]:8.2f} s, {peer[2]} payments do not fit; here {ours[0]:.2f} s, {ours[2]}")
            print(f"pm4py / judge at {asked.peer_events:,} events: {peer[1] / ours[1]:.1f} (at least 15)")


if __name__ == "__main__":
    main()
