"""What operations take -> lines on a terminal, and JSON with a schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from assay.analysis.operations import Operation, Spread
from assay.analysis.quantiles import Quantile
from assay.model.escape import one_line
from assay.pages.digest import place, plural
from assay.pages.operations import bytes_told, headline, ms_told, spread_told, units_told
from assay.reports.screen import screen
from assay.store.records import Run

_INDENT = 5


def show(found: Sequence[Operation], *, top: int, console: Console | None = None) -> None:
    """Print the first operations, those that took most time in all before others."""
    console = console or screen()
    console.print(Text(headline(found), style="bold"))
    whole = sum(one.ms.total for one in found)
    for one in found[:top]:
        console.print()
        console.print(Text(one_line(f"{one.name} of {one.host or 'an unknown host'}"), style="bold"))
        console.print(Padding(Text("\n").join(_lines(one, whole)), (0, 0, 0, _INDENT), expand=False))
    if len(found) > top:
        console.print(Text(f"\nand {plural(len(found) - top, 'more operation')}; --top shows them", style="dim"))


def _lines(one: Operation, whole: float) -> Iterable[Text]:
    failed = f", {one.failed:,} failed" if one.failed else ""
    yield Text(f"{plural(one.calls, 'call')}{failed}; {units_told(one)}", style="dim")
    if one.ms.count:
        share = f", {100 * one.ms.total / whole:.0f} % of all" if whole else ""
        yield Text(f"time   {spread_told(one.ms, ms_told)}; {ms_told(one.ms.total)} in all{share}")
    if one.server_ms.count:
        yield Text(f"server {spread_told(one.server_ms, ms_told)}")
    if one.bytes.count:
        yield Text(f"size   {spread_told(one.bytes, bytes_told)}; {bytes_told(one.bytes.total)} in all")
    yield Text(one_line(place(one.path, one.line)), style="cyan")


class QuantileOut(msgspec.Struct, frozen=True, kw_only=True):
    """A quantile with its 95 % interval; `value` is null below the count that it `needs`, an end where none is."""

    share: float
    value: float | None
    low: float | None
    high: float | None
    needs: int


class SpreadOut(msgspec.Struct, frozen=True, kw_only=True):
    """How the numbers of some calls lie; `count` says of how many."""

    count: int
    quantiles: list[QuantileOut]
    least: float | None
    most: float | None
    total: float


class OperationOut(msgspec.Struct, frozen=True, kw_only=True):
    """One operation. `calls` are all, `failed` got no answer or an error and are in no spread. Milliseconds, bytes."""

    operation: str
    host: str | None
    described: bool
    party: str
    integrations: list[str]
    calls: int
    failed: int
    ms: SpreadOut
    server_ms: SpreadOut
    bytes: SpreadOut
    path: str
    line: int | None


class OperationsOut(msgspec.Struct, frozen=True, kw_only=True):
    """The operations that the recordings of a run show."""

    version: str = "1"
    run: Run
    operations: list[OperationOut]


def out(found: Sequence[Operation], run: Run) -> OperationsOut:
    """The operations as they are written."""
    return OperationsOut(run=run, operations=[_written(one) for one in found])


def schema() -> dict[str, Any]:
    """JSON Schema of the contract."""
    return msgspec.json.schema(OperationsOut)


def _written(one: Operation) -> OperationOut:
    return OperationOut(
        operation=one.name,
        host=one.host,
        described=one.described,
        party=one.party,
        integrations=list(one.units),
        calls=one.calls,
        failed=one.failed,
        ms=_spread(one.ms),
        server_ms=_spread(one.server_ms),
        bytes=_spread(one.bytes),
        path=one.path,
        line=one.line,
    )


def _spread(spread: Spread) -> SpreadOut:
    return SpreadOut(
        count=spread.count,
        quantiles=[_quantile(each) for each in spread.quantiles],
        least=spread.least,
        most=spread.most,
        total=round(spread.total, 1),
    )


def _quantile(one: Quantile) -> QuantileOut:
    return QuantileOut(share=one.share, value=one.value, low=one.low, high=one.high, needs=one.needs)
