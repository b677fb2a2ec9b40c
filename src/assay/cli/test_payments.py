"""Play the scenarios of payments through with a shop: each cell passed, failed or not exercised."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.model import UsageError

from . import _trials
from ._progress import progress

if TYPE_CHECKING:
    from assay.engine.stated import Shop
    from assay.reports.trials.payments import Trial
    from assay.trials.scenarios.matrix import Cell
    from assay.trials.scenarios.trial import Outcome


@click.command(name="payments")
@click.option(
    "--shop", "name", metavar="NAME", help="Which [[shop]] of assay.toml; the one that there is if not given."
)
@click.option(
    "--only",
    multiple=True,
    metavar="GLOB",
    help="Only these cells: family, scenario or family/scenario, e.g. 'card/*'.",
)
@_trials.asked
def command(
    asked: _trials.Asked,
    name: str | None,
    only: tuple[str, ...],
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
    from assay.engine import configuration
    from assay.reports.trials import payments as shown
    from assay.trials.scenarios import matrix, trial
    from assay.trials.scenarios.log import FILE

    target = asked.target
    shop = _shop(configuration.load(target).own.shop, name, target)
    wanted = _wanted(matrix.selected(only), shop, only)
    log = asked.begin(target / shop.directory / FILE)
    with progress() as told:
        outcome = trial.run(shop, target, wanted, log, seed=asked.seed, allowed=asked.allow_host, told=told)
    made = _summary(shop, outcome, wanted)
    return asked.end(made, partial(shown.show, made, wanted), log, "shop_trials", shop.integration)


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


def _summary(shop: Shop, outcome: Outcome, wanted: Sequence[Cell]) -> Trial:
    from assay.reports.trials.payments import Trial

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
