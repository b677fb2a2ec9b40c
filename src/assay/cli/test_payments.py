"""Play the scenarios of payments through with a shop: each cell passed, failed or not exercised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.model import UsageError

from . import _options
from ._progress import progress

if TYPE_CHECKING:
    from assay.engine.result import Result
    from assay.engine.stated import Shop
    from assay.reports.scenarios import Trial
    from assay.trials.scenarios.matrix import Cell
    from assay.trials.scenarios.trial import Outcome


@click.command(name="payments")
@_options.target
@click.option(
    "--shop", "name", metavar="NAME", help="Which [[shop]] of assay.toml; the one that there is if not given."
)
@click.option(
    "--only",
    multiple=True,
    metavar="GLOB",
    help="Only these cells: family, scenario or family/scenario, e.g. 'card/*'.",
)
@click.option("--seed", type=click.IntRange(0), help="Makes the same trial as one before.")
@click.option("--allow-host", multiple=True, metavar="HOST", help="A host beside this machine that may be tried.")
@click.option("--log", "log_at", type=click.Path(dir_okay=False, path_type=Path), help="Where all of it is kept.")
@_options.lake
@_options.as_of
@click.option(
    "--fail-on",
    type=click.Choice(("never", "must", "should", "may")),
    default="must",
    show_default=True,
    help="Exit with 1 on an unmet standard of this level or above.",
)
@_options.as_json
def command(
    target: Path,
    name: str | None,
    only: tuple[str, ...],
    seed: int | None,
    allow_host: tuple[str, ...],
    log_at: Path | None,
    lake: Path | None,
    as_of: datetime | None,
    fail_on: str,
    as_json: bool,
) -> int:
    """Play every scenario of payments through with a shop: approvals, declines, 3-D Secure, redirects, lost answers,
    webhooks late and twice, captures, refunds, odd currencies.

    The shop is declared as [[shop]] in assay.toml: how it is started or where it runs, and how it is spoken to. One
    that is started talks to a simulated provider on this machine, which can be made to fail; one that runs talks to its
    sandbox, with which less can be exercised. Orders are made and money moves: name a test system, never a live one.

    What happened is judged by the same standards as real payments. The log lies in the shop's unit
    (assay-payments.ndjson); `assay check --profile system` judges it, too.

    \b
    assay test payments
    assay test payments --shop harbour --only 'card/*' --only webhook_duplicate
    assay test payments --seed 7 --json
    """
    from assay import masking
    from assay.engine import configuration
    from assay.reports import scenarios as shown
    from assay.reports import trial as judged
    from assay.store.lake import Lake
    from assay.trials.scenarios import matrix, trial

    shop = _shop(configuration.load(target).own.shop, name, target)
    wanted = _wanted(matrix.selected(only), shop, only)
    masking.set_key(Lake(_options.lake_of(target, lake)).fingerprint_key())
    log = log_at or _place(shop, target)
    with progress() as told:
        outcome = trial.run(shop, target, wanted, log, seed=seed, allowed=allow_host, told=told)
    within = shown.log_name(log, target)
    result = _judge(target, lake, as_of) if within else None
    found = judged.findings(result, within or "") if result else []
    failing = judged.failing(found, fail_on)
    holds = not failing and (result is not None or fail_on == "never")
    summary = _summary(shop, outcome, wanted)
    if as_json:
        click.echo(shown.as_json(summary, result, found, holds))
    else:
        shown.show(summary, wanted, tuple(dict.fromkeys(cell.family for cell in wanted)), result, found)
    if result is None:
        click.echo(f"\nNothing was judged: {log} lies outside of the target.", err=True)
    elif not holds:
        click.echo(f"\nThe gate does not hold (--fail-on {fail_on}): {len(failing)} unmet", err=True)
    return 0 if holds else 1


def _shop(shops: Sequence[Shop], name: str | None, target: Path) -> Shop:
    """Errors: UsageError where it is not clear which is meant."""
    where = str(target / "assay.toml")
    if not shops:
        raise UsageError("no shop is declared", where=where, remedy="Add a [[shop]]: docs/how-to/try-payments.md.")
    found = [shop for shop in shops if name in (None, shop.name)]
    if len(found) != 1:
        names = ", ".join(shop.name for shop in shops)
        what = "which shop is meant?" if name is None else f"no shop is called {name}"
        raise UsageError(what, where=where, remedy=f"Name one with --shop: {names}.")
    return found[0]


def _wanted(cells: Sequence[Cell], shop: Shop, only: Sequence[str]) -> tuple[Cell, ...]:
    """The cells of the families that the shop offers. Errors: UsageError."""
    from assay.trials.scenarios.matrix import families

    strange = [family for family in shop.families if family not in families()]
    if strange:
        known = ", ".join(families())
        raise UsageError(
            f"there is no family {strange[0]}", where=f"[[shop]] {shop.name}", remedy=f"There are {known}."
        )
    found = tuple(cell for cell in cells if cell.family in shop.families)
    if not found:
        named = f"--only {' --only '.join(only)} names no" if only else "there is no"
        remedy = "Name a family, a scenario or family/scenario, as the reference table scenario_cell has them."
        raise UsageError(f"{named} cell of a family that {shop.name} offers", remedy=remedy)
    return found


def _place(shop: Shop, target: Path) -> Path:
    from assay.trials.scenarios.log import FILE

    return target / shop.directory / FILE


def _judge(target: Path, lake: Path | None, as_of: datetime | None) -> Result:
    from assay.engine.check import Options, check

    day = as_of.date() if as_of else None
    with progress() as told:
        return check(target, Options(lake=lake, as_of=day, profiles=("system",), progress=told))


def _summary(shop: Shop, outcome: Outcome, wanted: Sequence[Cell]) -> Trial:
    from assay.reports.scenarios import Trial

    required = {(cell.family, cell.scenario) for cell in wanted if cell.required}
    passed = [one for one in outcome.cells if one.outcome == "passed" and (one.family, one.scenario) in required]
    return Trial(
        shop=shop.name,
        provider=shop.provider,
        driver=outcome.driver,
        log=str(outcome.log),
        seed=outcome.seed,
        seconds=round(outcome.seconds, 1),
        exchanges=outcome.exchanges,
        notifications=outcome.notifications,
        required=len(required),
        required_passed=len(passed),
        cells=outcome.cells,
    )
