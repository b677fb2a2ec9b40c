"""What the commands below `assay test` share: their options, where the log is, the run that judges it, the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import _options
from ._progress import progress

if TYPE_CHECKING:
    import msgspec

    from assay.engine.result import Result
    from assay.reports.trials.judgement import Judgement

_OPTIONS = (
    _options.target,
    click.option("--seed", type=click.IntRange(0), help="Makes up and asks the same as a trial before."),
    click.option("--allow-host", multiple=True, metavar="HOST", help="A host beside this machine that may be tried."),
    click.option("--log", type=click.Path(dir_okay=False, path_type=Path), help="Where all of it is kept."),
    _options.lake,
    _options.as_of,
    click.option(
        "--fail-on",
        type=click.Choice(("never", "must", "should", "may")),
        default="must",
        show_default=True,
        help="Exit with 1 on an unmet standard of this level or above.",
    ),
    _options.as_json,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every trial is asked by."""

    target: Path
    seed: int | None
    allow_host: tuple[str, ...]
    log: Path | None
    lake: Path | None
    as_of: datetime | None
    fail_on: str
    as_json: bool

    def begin(self, usual: Path) -> Path:
        """Where the log is to be; from now on what is written is masked with the key of the target's lake."""
        from assay import masking
        from assay.store.lake import Lake

        masking.set_key(Lake(_options.lake_of(self.target, self.lake)).fingerprint_key())
        return self.log or usual

    def end(
        self,
        trial: msgspec.Struct,
        show: Callable[[Judgement], None],
        log: Path,
        collector: str,
        unit: str | None,
    ) -> int:
        """Judge the log that the collector reads, print what came of the trial: the exit status.

        `unit` is the one whose log it was said to be; None where nobody said.
        """
        from assay.reports.trials import judgement

        place = within(log, self.target)
        result = self._run() if place else None
        unjudged = _unread(result, log, place, collector) or (_stranger(result, unit) if result and unit else None)
        said = judgement.judge(result, place, self.fail_on, unjudged)
        if self.as_json:
            click.echo(judgement.as_json(trial, said))
        else:
            show(said)
        if unjudged is not None:
            click.echo(f"\nNothing was judged: {unjudged}", err=True)
        elif not said.holds:
            count = len(said.failing)
            told = f"(--fail-on {self.fail_on}): {count} {'finding' if count == 1 else 'findings'} unmet"
            click.echo(f"\nThe gate does not hold {told}", err=True)
        return 0 if said.holds else 1

    def _run(self) -> Result:
        """A run over the target, trials in scope."""
        from assay.engine.check import Options, check

        day = self.as_of.date() if self.as_of else None
        with progress() as told:
            return check(self.target, Options(lake=self.lake, as_of=day, profiles=("system",), progress=told))


def asked(function: Callable[..., int]) -> Callable[..., int]:
    """The options that every trial has, which the command gets as one Asked, before its own."""
    names = [field.name for field in fields(Asked)]

    @wraps(function)
    def command(**given: Any) -> int:
        return function(Asked(**{name: given.pop(name) for name in names}), **given)

    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def budget(seconds: float) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """How long a trial may take, by default so many seconds, and how fast it may ask."""
    most, rate = click.FloatRange(2), click.FloatRange(min=0, min_open=True)
    in_all = click.option("--max-time", type=most, default=seconds, show_default=True, help="Seconds it may take.")
    a_second = click.option("--rate", type=rate, help="Requests a second at the most.")
    return lambda function: in_all(a_second(function))


def within(file: Path, target: Path) -> str | None:
    """The path of a file relative to the target; None where it lies outside."""
    place, root = file.resolve(), target.resolve()
    return place.relative_to(root).as_posix() if place.is_relative_to(root) else None


def _unread(result: Result | None, log: Path, place: str | None, collector: str) -> str | None:
    """Why the log was not read, in words; None where it was."""
    if result is None:
        return f"{log} lies outside of the target."
    read = [one for one in result.collections() if one["path"] == place and one["collector"] == collector]
    if not read:
        return f"{log} is not read. Is it ignored? See `include` of assay.toml."
    return next((f"{log} {one['error']}" for one in read if one["outcome"] != "read"), None)


def _stranger(result: Result, unit: str) -> str | None:
    """Why nothing is said of a unit, in words: there is none of that name."""
    names = sorted(one.name for one in result.integrations)
    return None if unit in names else f"no integration is called {unit}; there are: {', '.join(names)}."
