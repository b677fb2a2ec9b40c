"""A result -> what would make the flows faster: savings of one cause over all flows as one item, the best first.

Milliseconds and bytes are two plans: nothing turns one into the other without knowing the shopper's network. In each an
item is ranked by what it saves over all flows where it was seen, for each step of its work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from assay.analysis.caching import asked_again, keepings, short_lived, unchanged
from assay.analysis.chatty import one_by_one, small_pages
from assay.analysis.critical_path import CriticalPath, critical_path
from assay.analysis.eager import Eager, eager_imports
from assay.analysis.flows import Flow, flows
from assay.analysis.operations import Operation, operations
from assay.analysis.savings import PACKET, Saving, redirects, repeated_reads, serial_reads, uncompressed
from assay.analysis.slow_tests import SlowTest, slow_tests
from assay.analysis.unread import unread, unread_fields
from assay.engine.evidence import Evidence
from assay.engine.result import Result
from assay.model import Effort

_COMPRESSED = f"""
select path, entry, gzip_bytes from call
where gzip_bytes is not null and party = 'first' and response_bytes >= {PACKET} and gzip_bytes < response_bytes
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """What to do about savings of one kind, what work that is, and where its reckoning is written."""

    fix: str
    effort: Effort
    reference: str
    when: str = ""
    #: Whether it can be had hangs on what no recording shows.
    at_most: bool = False


KINDS = {
    "serial reads": Kind(
        "Begin them together (Promise.all), unless what one answers decides over the next.",
        Effort.LOCAL,
        "CRISP (USENIX ATC 2022): critical path",
        at_most=True,
    ),
    "one by one": Kind(
        "Ask for all of them in one call, or have what lists them hold what is needed of each.",
        Effort.DESIGN,
        "Google AIP-231: batch get",
        at_most=True,
    ),
    "small pages": Kind(
        "Ask for pages as large as what shows or handles them needs.",
        Effort.LINE,
        "Google AIP-158: page size",
        at_most=True,
    ),
    "repeated read": Kind("Share the promise, or keep the answer until a write.", Effort.LOCAL, "RFC 9111 section 4"),
    "redirect": Kind("Ask for the address that it leads to.", Effort.LINE, "RFC 9110 section 15.4"),
    "cacheable read": Kind(
        "Let the browser keep it: Cache-Control: private, max-age, and an ETag, so that what has not changed is a 304.",
        Effort.OUTSIDE,
        "RFC 9111 sections 4.2 and 4.3",
    ),
    "unchanged answer": Kind(
        "Send an ETag, and ask again with If-None-Match: what has not changed is a 304 without a body.",
        Effort.OUTSIDE,
        "RFC 9110 sections 13.1.2 and 15.4.5",
    ),
    "unread fields": Kind(
        "Ask for the fields that are read, or leave the others out of the answer; unless code elsewhere reads them.",
        Effort.OUTSIDE,
        "Google AIP-157: partial responses",
        at_most=True,
    ),
    "short-lived asset": Kind(
        "Name files by their content and send Cache-Control: max-age=31536000, immutable.",
        Effort.OUTSIDE,
        "RFC 9111 section 4.2.1, RFC 8246; Lighthouse uses-long-cache-ttl",
        " on a later visit",
    ),
    "uncompressed text": Kind("Compress text at the edge (br, zstd or gzip).", Effort.OUTSIDE, "RFC 9110 section 8.4"),
    "slow test": Kind(
        "See what it waits for: real timers, the network, a set-up that others have made already.",
        Effort.LOCAL,
        "Tukey 1977: far out",
        " of every run",
    ),
    "eager import": Kind(
        "Import it with import(), behind React.lazy for a component.",
        Effort.LINE,
        "Cooper, Harvey, Kennedy 2001: dominators",
        at_most=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Item:
    """Savings of one cause. `ms` and `bytes` are the median of the flows (entry points, tests) where it was seen.

    `calls` says what was called, and how often; `times` how the clocks of these flows are to be read.
    """

    kind: str
    cause: str
    ms: float | None
    bytes: int | None
    total_ms: float
    total_bytes: int
    flows: tuple[str, ...]
    calls: tuple[tuple[str, int], ...]
    times: tuple[str, ...]
    units: tuple[str, ...]
    places: tuple[tuple[str, int | None], ...]
    steps: int

    @property
    def about(self) -> Kind:
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class OnPath:
    """A call that critical paths pass: on how many, and milliseconds that it takes on them in the middle and in all."""

    name: str
    host: str | None
    paths: int
    ms: float
    total_ms: float
    path: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Performance:
    """`time` and `bytes` hold what saves either for the shopper, `tests` what saves time for whoever runs the tests.

    `paths` holds the critical path of each flow with a clock to be trusted, `on_path` the calls that they pass,
    `operations` what was called, those that took most time in all first.
    """

    flows: int
    times: Mapping[str, int]
    entries: int
    time: tuple[Item, ...]
    bytes: tuple[Item, ...]
    tests: tuple[Item, ...]
    paths: tuple[CriticalPath, ...]
    on_path: tuple[OnPath, ...]
    operations: tuple[Operation, ...]


def performance(result: Result, *, units: Sequence[str] = ()) -> Performance:
    """The plan for the flows and entry points of all units, or of some."""
    found = [flow for flow in flows(result.evidence) if not units or flow.integration in units]
    imports = [one for one in eager_imports(result.evidence) if not units or one.integration in units]
    slow = [one for one in slow_tests(result.evidence) if not units or one.integration in units]
    items = [*_items(_savings(found, result.evidence)), *_eager(imports)]
    paths = tuple(path for path in map(critical_path, found) if path)
    counted = {times: sum(flow.times == times for flow in found) for times in ("phases", "totals", "server", "none")}
    return Performance(
        len(found),
        {times: count for times, count in counted.items() if count},
        len({one.entry for one in imports}),
        _ranked(items, lambda item: item.total_ms if item.total_ms >= 1 else 0),
        _ranked(items, lambda item: item.total_bytes),
        _ranked(_slow(slow), lambda item: item.total_ms),
        tuple(sorted(paths, key=lambda path: -path.total)),
        tuple(_on_path(paths)),
        tuple(operations(found, together=True)),
    )


def _ranked(items: Iterable[Item], saved: Callable[[Item], float]) -> tuple[Item, ...]:
    """Those that save anything, the most for each step first."""
    worth = [item for item in items if saved(item)]
    return tuple(sorted(worth, key=lambda item: (-saved(item) / item.steps, item.kind, item.cause)))


def _savings(found: Sequence[Flow], evidence: Evidence) -> Iterable[Saving]:
    keeping, idle = keepings(evidence), unread(evidence)
    with evidence.db.cursor() as db:
        gzip = {(path, entry): size for path, entry, size in db.execute(_COMPRESSED).fetchall()}
    recordings: dict[str, list[Flow]] = {}
    for flow in found:
        recordings.setdefault(flow.path, []).append(flow)
        yield from redirects(flow)
        yield from serial_reads(flow)
        yield from one_by_one(flow)
        yield from small_pages(flow)
        yield from unread_fields(flow, idle)
        yield from short_lived(flow, keeping)
        yield from uncompressed(flow, gzip)
    for pages in recordings.values():
        needless = [*asked_again(pages, keeping), *(saving for flow in pages for saving in repeated_reads(flow))]
        yield from needless
        yield from unchanged(pages, {(call.path, call.entry) for saving in needless for call in saving.calls})


def _items(savings: Iterable[Saving]) -> Iterable[Item]:
    grouped: dict[tuple[str, str], list[Saving]] = {}
    for saving in savings:
        grouped.setdefault((saving.kind, saving.cause), []).append(saving)
    for (kind, cause), group in grouped.items():
        ms = [saving.ms for saving in group if saving.ms is not None]
        size = [saving.bytes for saving in group if saving.bytes is not None]
        yield Item(
            kind,
            cause,
            median(ms) if ms else None,
            round(median(size)) if size else None,
            sum(ms),
            sum(size),
            tuple(saving.flow.name for saving in group),
            tuple(Counter(call.name for saving in group for call in saving.calls).most_common()),
            tuple(sorted({saving.flow.times for saving in group})),
            tuple(sorted({saving.flow.integration for saving in group})),
            tuple(dict.fromkeys((call.path, call.line) for saving in group for call in saving.calls)),
            KINDS[kind].effort.steps,
        )


def _eager(imports: Iterable[Eager]) -> Iterable[Item]:
    grouped: dict[str, list[Eager]] = {}
    for one in imports:
        grouped.setdefault(one.module, []).append(one)
    for module, group in grouped.items():
        places = tuple(dict.fromkeys(place for one in group for place in one.places))
        sizes = [one.bytes for one in group]
        yield Item(
            "eager import",
            module,
            None,
            round(median(sizes)),
            0.0,
            sum(sizes),
            tuple(one.entry for one in group),
            (),
            (),
            tuple(sorted({one.integration for one in group})),
            places,
            KINDS["eager import"].effort.steps * len(places),
        )


def _slow(tests: Iterable[SlowTest]) -> Iterable[Item]:
    grouped: dict[str, list[SlowTest]] = {}
    for test in tests:
        grouped.setdefault(test.path, []).append(test)
    for path, group in grouped.items():
        above = [test.above for test in group]
        yield Item(
            "slow test",
            path,
            median(above),
            None,
            sum(above),
            0,
            tuple(test.name for test in group),
            (),
            (),
            tuple(sorted({test.integration for test in group})),
            tuple(dict.fromkeys((test.path, test.line) for test in group)),
            KINDS["slow test"].effort.steps * len(group),
        )


def _on_path(paths: Iterable[CriticalPath]) -> Iterable[OnPath]:
    grouped: dict[tuple[str, str | None], list[tuple[float, str, int | None]]] = {}
    for path in paths:
        for step in path.steps:
            call = step.call
            grouped.setdefault((call.name, call.host), []).append((step.took, call.path, call.line))
    found = []
    for (name, host), took in grouped.items():
        _, path_, line = max(took, key=lambda one: one[0])
        each = [ms for ms, _, _ in took]
        found.append(OnPath(name, host, len(took), median(each), sum(each), path_, line))
    return sorted(found, key=lambda one: -one.total_ms)
