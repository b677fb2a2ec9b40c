"""Changes planted in the example, each cause alone and in pairs: every part is what was planted.

What a cause is worth beside another is told without the split: the example is judged with neither, either and both,
and Shapley's value of two is the mean of the two orders. Most plants move the same standard of the same unit.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from assay.analysis.split import Cause, Explained, split
from assay.analysis.split.facts import facts
from assay.analysis.split.sides import side
from assay.analysis.split.sources import Source
from assay.engine import check as checking
from assay.engine import collect, workers
from assay.engine.check import Options, check
from assay.engine.plugins import collectors
from assay.store.catalog import Run
from assay.store.lake import Lake
from assay.tables.service import ClientCallSite
from seeding import AS_OF, copy_example

UNIT = "nordpay-integration"
SOURCE = f"packages/{UNIT}/src"
TIMEOUT = "service/outbound_calls_time_out"
OWN = "payment/calls_are_few"


def edit(root: Path) -> None:
    """The status is asked for without a time limit."""
    file = root / SOURCE / "status.ts"
    text = file.read_text()
    assert ", { signal: AbortSignal.timeout(5000) }" in text
    file.write_text(text.replace(", { signal: AbortSignal.timeout(5000) }", ""))


def add(root: Path) -> None:
    """One more call, it too without a time limit."""
    (root / SOURCE / "refund.ts").write_text("export const refund = () => fetch('/api/refunds');\n")


def limit(root: Path) -> None:
    """Four seconds are too long, and the standard of one's own wants no call at all."""
    with (root / "assay.toml").open("a") as file:
        file.write(f'\n[limits."{TIMEOUT}"]\nmax_ms = 4000\n')
    own = root / "assay" / "standards" / f"{OWN}.sql"
    own.write_text(own.read_text().replace("<= 3", "<= 0"))


def remove(root: Path) -> None:
    """No recording any more."""
    shutil.rmtree(root / f"packages/{UNIT}/e2e/__har__")


def waive(root: Path) -> None:
    """Calls without a time limit are accepted."""
    with (root / "assay.toml").open("a") as file:
        file.write(f'\n[[waiver]]\nstandard = "{TIMEOUT}"\nauthor = "Kim"\nreason = "later"\nuntil = 2030-01-01\n')


def nothing(root: Path) -> None:
    """What the next two change lies elsewhere."""


PLANTS: dict[Cause, Callable[[Path], None]] = {
    Cause.STANDARDS: limit,
    Cause.DAY: nothing,
    Cause.EVIDENCE: remove,
    Cause.POPULATION: add,
    Cause.CODE: edit,
    Cause.WAIVERS: waive,
    Cause.TOOL: nothing,
}
#: Files that plants make or change.
CHANGED = {Cause.CODE: f"{SOURCE}/status.ts", Cause.POPULATION: f"{SOURCE}/refund.ts"}
JUDGED_BY = (
    TIMEOUT,
    "service/reads_are_not_repeated",
    "testing/recordings_are_fresh",
    "testing/providers_are_recorded",
)
LATER = date(AS_OF.year + 2, AS_OF.month, AS_OF.day)
_OWN = """/*
title     = "Calls are few"
level     = "should"
why       = "w"
fix       = "f"
reference = ["https://example.com"]
since     = "0.1"
*/
select integration, path as subject, count(*) <= 3 as met, count(*) || ' calls' as reason, path from client_call_site
group by integration, path
"""


class Judged:
    """The example with some plants in it, judged."""

    def __init__(self, run: Run, low: float, high: float, unmet: float) -> None:
        self.run = run
        self.ends = (low, high, unmet)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    return Lake(tmp_path_factory.mktemp("planted") / "lake")


@pytest.fixture(scope="module")
def judged(lake: Lake) -> Iterator[Callable[..., Judged]]:
    root = lake.root.parent / "checkout"
    monkeypatch = pytest.MonkeyPatch()
    # Few readers are patched, so they must read in this process.
    monkeypatch.setattr(workers, "POOL_FROM", 10_000)

    @cache
    def run(causes: tuple[Cause, ...], older: str | None) -> Judged:
        shutil.rmtree(root, ignore_errors=True)
        copy_example(root)
        # What is not asked for need not be read and judged again and again.
        others = [one for one in (root / "packages").iterdir() if one.name not in (UNIT, "payment-api", "core")]
        for folder in (*others, root / "services", root / "exports"):
            shutil.rmtree(folder)
        stated = (root / "assay.toml").read_text()
        (root / "assay.toml").write_text(stated.partition("[[")[0])
        own = root / "assay" / "standards" / f"{OWN}.sql"
        own.parent.mkdir(parents=True)
        own.write_text(_OWN)
        (root / SOURCE / "legacy.ts").write_text("export const legacy = () => fetch('/api/legacy');\n")
        for cause in causes:
            PLANTS[cause](root)
        _age(root)
        with pytest.MonkeyPatch.context() as patch:
            if older or Cause.TOOL in causes:
                _read_by_an_older_assay(patch, older, rest=Cause.TOOL in causes)
            as_of = LATER if Cause.DAY in causes else AS_OF
            result = check(root, Options(lake=lake.root, as_of=as_of, only=(*JUDGED_BY, OWN)))
        unit = next(unit for unit in result.integrations if unit.name == UNIT)
        result.db.close()
        return Judged(result.run, unit.score_low, unit.score_high, unit.musts_unmet)

    yield lambda *causes, older=None: run(tuple(sorted(causes)), older)
    monkeypatch.undo()


def _age(root: Path) -> None:
    """Files of long ago, so that their time of change can be trusted."""
    for file in root.rglob("*"):
        os.utime(file, (time.time() - 100, time.time() - 100))


def _read_by_an_older_assay(patch: pytest.MonkeyPatch, path: str | None, *, rest: bool) -> None:
    """One that did not see time limits of calls; it read one file only or, if `rest`, all others."""
    module = collectors()["ecmascript"]
    read = module.read

    def older(source: Any) -> Iterator[Any]:
        blind = (source.path != path) is rest
        for row in read(source):
            yield replace(row, timeout_ms=None, has_timeout=False) if blind and isinstance(row, ClientCallSite) else row

    def code_digest(folders: tuple[str, ...] = ()) -> str:
        return f"older {path} {rest}"

    patch.setattr(module, "read", older)
    patch.setattr(collect, "code_digest", code_digest)
    patch.setattr(checking, "code_digest", code_digest)


def explained(lake: Lake, old: Judged, new: Judged) -> Explained:
    return next(unit for unit in split(lake, old.run, new.run).integrations if unit.name == UNIT)


def changes(told: Explained) -> list[Any]:
    return [told.low, told.high, told.unmet]


@pytest.mark.parametrize("cause", list(PLANTS))
def test_of_many_causes_one_alone_is_worth_the_whole_change(
    cause: Cause, lake: Lake, judged: Callable[..., Judged]
) -> None:
    old, new = judged(), judged(cause)
    told = explained(lake, old, new)
    assert new.ends != old.ends
    for change, before, after in zip(changes(told), old.ends, new.ends, strict=True):
        assert (change.old, change.new) == pytest.approx((before, after), abs=1e-9)
        others = {other: part for other, part in change.parts.items() if other is not cause}
        assert others == pytest.approx(dict.fromkeys(others, 0), abs=1e-9)
        assert change.parts.get(cause, 0) == pytest.approx(after - before, abs=1e-9)


@pytest.mark.parametrize("pair", sorted(combinations(PLANTS, 2), key=lambda pair: pair[1] is Cause.TOOL), ids=" ".join)
def test_of_two_causes_among_many_each_is_worth_the_mean_of_both_orders(
    pair: tuple[Cause, Cause], lake: Lake, judged: Callable[..., Judged]
) -> None:
    # A file that came or changed was read by one assay only: it is judged as that one read it, whatever else is old.
    apart = CHANGED.get(pair[0]) if pair[1] is Cause.TOOL else None
    old, first, second, both = judged(), judged(pair[0], older=apart), judged(pair[1], older=apart), judged(*pair)
    told = explained(lake, old, both)
    for end, change in enumerate(changes(told)):
        none, one, other, all_ = (state.ends[end] for state in (old, first, second, both))
        expected = {pair[0]: (one - none + all_ - other) / 2, pair[1]: (other - none + all_ - one) / 2}
        found = {cause: change.parts.get(cause, 0.0) for cause in pair}
        assert found == pytest.approx(expected, abs=1e-9)
        assert sum(change.parts.values()) == pytest.approx(all_ - none, abs=1e-9)


def test_many_at_once_add_up(lake: Lake, judged: Callable[..., Judged]) -> None:
    told = explained(lake, judged(), judged(*PLANTS))
    for change in changes(told):
        assert sum(change.parts.values()) == pytest.approx(change.difference, abs=1e-9)
    # What the tool changed in the file that was edited, too, falls to the code.
    assert set(told.carriers) == set(PLANTS) - {Cause.TOOL}


def test_a_run_that_did_not_say_what_judged_it_is_not_judged_in_between(
    lake: Lake, judged: Callable[..., Judged]
) -> None:
    """A lake of an older assay kept no texts; what both runs said of a subject has not gone in the meantime."""
    old, new = judged(), judged(Cause.CODE, Cause.TOOL)
    told = explained(lake, Judged(replace(old.run, standards={}), *old.ends), new)
    moved = [one for carriers in told.carriers.values() for carrier in carriers for one in carrier.findings]
    assert moved
    assert [one for one in moved if one.before is None or one.after is None] == []


@pytest.mark.parametrize(("digest", "word"), [("b", "changed"), (None, "may")])
def test_what_an_older_assay_knew_by_another_hash_is_not_said_to_have_changed(
    digest: str | None, word: str, lake: Lake, judged: Callable[..., Judged]
) -> None:
    one = side(lake, judged().run)
    row = next(row for row in one.collections if row["digest"])
    told = facts(one, one, [Source(Cause.CODE, {**row, "digest": digest}, row)])[Cause.CODE]
    assert [fact.what.removeprefix(row["path"]).split()[0] for fact in told] == [word]
