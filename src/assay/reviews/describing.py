"""The calls of a run that no description has -> a first description of them, proved on these calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from assay.derivations.observation.calls import ObservedCall, batches, exchanges
from assay.derivations.observation.columns import COLUMNS
from assay.descriptions.batches import judged
from assay.descriptions.document import open_document
from assay.descriptions.inferring import Exchanged, fragment
from assay.descriptions.openapi import read_api
from assay.descriptions.routing import Router, address_of
from assay.descriptions.validating import Contract
from assay.descriptions.validity import judge_format
from assay.engine.evidence import Evidence
from assay.masking import may_be_masked
from assay.model import UsageError

_FILE = "openapi.json"
#: What is tried on purpose is no use of an API; scripts, pages and images of a host without description are none.
_CALLS = f"""
select {", ".join(f"c.{name}" for name in COLUMNS)}, c.scheme, c.integration
from call c left join api_match m on m.path = c.path and m.entry = c.entry
where c.host is not null and m.operation is null and c.origin not in ('trial', 'probe')
    and c.method not in ('OPTIONS', 'HEAD')
    and (m.path is not null or c.request_type like '%json%' or c.response_type like '%json%')
order by c.path, c.entry
"""


class Proposal(NamedTuple):
    """An OpenAPI 3.1 document of the operations of one host that nobody described, and what it rests on.

    `kept` calls keep it, of `untold` it cannot be told in part (masked, or not stored); `others` are further hosts with
    their undescribed calls; `problems` say where it breaks its format.
    """

    host: str
    document: Mapping[str, Any]
    operations: int
    calls: int
    recordings: int
    kept: int
    untold: int
    others: Mapping[str, int]
    problems: tuple[str, ...]


def propose(evidence: Evidence, units: Sequence[str] = (), host: str | None = None) -> Proposal:
    """For one host, that with the most undescribed calls if none is named. Errors: UsageError where there is none."""
    evidence.require(["call", "call_header", "api_match"])
    rows = evidence.db.execute(_CALLS).fetchall()
    headers: dict[tuple[str, int], list[tuple[str, str, str]]] = {}
    for path, entry, side, name, value in evidence.db.execute(
        "select path, entry, side, name, value from call_header order by path, entry"
    ).fetchall():
        headers.setdefault((path, entry), []).append((side, name, value or ""))
    chosen, called = [row for row in rows if not units or row[-1] in units], COLUMNS.index("host")
    hosts = Counter(row[called] for row in chosen)
    host = host or next((name for name, _ in hosts.most_common(1)), None)
    if host is None or host not in hosts:
        said = (
            f"no undescribed call goes to {host}" if host else "every recorded call is described, or none is recorded"
        )
        there = f"There are: {', '.join(name for name, _ in hosts.most_common())}." if hosts else None
        raise UsageError(said, remedy=there or "Record a flow, check again, and ask again.")
    chosen = [row for row in chosen if row[called] == host]
    calls = [ObservedCall.read(row[:-2], headers) for row in chosen]
    scheme = next((row[-2] for row in chosen if row[-2]), "https")
    document = fragment(f"{scheme}://{host}", [_exchanged(call) for call in calls], may_be_masked)
    kept, untold = _proved(document, calls)
    return Proposal(
        host=host,
        document=document,
        operations=sum(len(item) for item in document["paths"].values()),
        calls=len(calls),
        recordings=len({call.path for call in calls}),
        kept=kept,
        untold=untold,
        others={name: count for name, count in hosts.most_common() if name != host},
        problems=tuple(one.message for one in judge_format(open_document(_FILE, {_FILE: document})).problems),
    )


def _exchanged(call: ObservedCall) -> Exchanged:
    return Exchanged(call.sent_path, call.route, call.path, exchanges([call], [{}]).at(0))


def _proved(document: Mapping[str, Any], calls: Sequence[ObservedCall]) -> tuple[int, int]:
    """(calls that keep it, calls of which that cannot be told in part)."""
    opened, router = open_document(_FILE, {_FILE: document}), Router()
    for operation in read_api(opened).operations:
        contract = Contract(opened, operation, may_be_masked)
        router.add(map(address_of, operation.servers), operation.method, operation.route, contract)
    kept = untold = 0
    for batch in batches(calls):
        found = [next(iter(router.match(one.method, one.host, one.sent_path).found), None) for one in batch]
        some = exchanges(batch, [one.parameters if one else {} for one in found])
        for verdict in filter(None, judged([one.target if one else None for one in found], some)):
            checked = [side for side in verdict if side is not None]
            if any(mismatch.sure for one in checked for mismatch in one.mismatches):
                continue
            if all(one.parameters and one.body for one in checked):
                kept += 1
            else:
                untold += 1
    return kept, untold
