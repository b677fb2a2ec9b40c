"""What came of a trial of an API -> a screen: what failed, how to see it again, what could not be tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click
import msgspec

from assay.model.escape import printable
from assay.trials.trial import Outcome

from . import judgement
from .judgement import Judgement

_MOST = 20
_ENDED = {
    "completed": "all was tried",
    "max_time": "until the time was over",
    "server_unavailable": "until the system did not answer any more",
    "interrupted": "until it was stopped",
    "failure_limit": "until there were too many failures",
}


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """What was tried; `failures` are rows of `trial_failure`, `probes` of `trial_probe`."""

    api: str
    tried_at: str
    log: str
    ended: str
    seconds: float
    seed: int
    exchanges: int
    operations: int
    exercised: int
    failures: Sequence[dict[str, Any]]
    probes: Sequence[dict[str, Any]]


def trial(api: str, base: str, outcome: Outcome) -> Trial:
    same = ("ended", "seconds", "seed", "exchanges", "operations", "exercised", "failures", "probes")
    return Trial(api=api, tried_at=base, log=str(outcome.log), **{name: getattr(outcome, name) for name in same})


def show(tried: Trial, said: Judgement) -> None:
    """Print it on standard output."""
    ended = _ENDED.get(tried.ended, tried.ended)
    came = f"{tried.exercised} of {tried.operations} operations answered as described"
    click.echo(f"{printable(tried.api)}, tried at {printable(tried.tried_at)} for {tried.seconds:g} s, {ended}")
    click.echo(f"{tried.exchanges:,} exchanges, {came}")
    click.echo(f"seed {tried.seed}; every exchange is in {printable(tried.log)}")
    _failed(tried)
    _unasked(tried)
    judgement.show(said)


def _failed(tried: Trial) -> None:
    if not tried.failures:
        click.echo("Schemathesis found nothing that contradicts the description.")
        return
    click.echo(f"\nWhat Schemathesis saw: {len(tried.failures)} failures")
    for failure in tried.failures[:_MOST]:
        click.echo(f"{failure['what']:20} {printable(failure['operation'])}  ({failure['times']} times)")
        click.echo(f"       {printable(failure['message'])[:300]}")
        for command in failure["curl"].splitlines()[-3:]:
            click.echo(click.style(f"       {printable(command)[:600]}", dim=True))
    if len(tried.failures) > _MOST:
        click.echo(f"… and {len(tried.failures) - _MOST} more; --json has all")


def _unasked(tried: Trial) -> None:
    unasked = [probe for probe in tried.probes if probe["held"] is None]
    if not unasked:
        return
    click.echo("\nWhat could not be exercised")
    for probe in unasked[:_MOST]:
        where = f" {printable(probe['operation'])}" if probe["operation"] else ""
        click.echo(f"{probe['probe']}: {probe['question']}{where}: {printable(probe['reason'])}")
    if len(unasked) > _MOST:
        click.echo(f"… and {len(unasked) - _MOST} more; --json has all")
